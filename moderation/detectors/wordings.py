"""What most detectors of harm share: a lexicon of phrases, and the checks that keep innocent uses quiet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from moderation.context import quoted, reported
from moderation.detector import Stage
from moderation.draft import Draft
from moderation.phrases import Found, Phrases
from moderation.signal import Category, Signal

__all__ = ["Innocent", "Quiet", "Wordings", "meant", "said_by_others", "signal_of"]

MOST_WEIGHED = 60  # wordings looked at twice in one text: an attack does not need more to be seen
MOST_KEPT = 12

Innocent = Callable[[str, Found], bool]
Quiet = Callable[[str], bool]


def said_by_others(text: str, found: Found) -> bool:
    """Whether these words are a quotation or a report."""
    return quoted(text, found.start, found.end) or reported(text, found.start)


def meant(phrases: Phrases, text: str, quiet: Quiet, innocent: Innocent) -> list[Found]:
    """The wordings in `text` that mean harm: none where it is `quiet` as a whole, else those not `innocent`."""
    weighed = islice(phrases.find(text), MOST_WEIGHED)
    kept = list(islice((found for found in weighed if not innocent(text, found)), MOST_KEPT))
    return [] if kept and quiet(text) else kept


def signal_of(category: Category, draft: Draft, found: Found) -> Signal:
    """What was found in the normal form, said about the text as typed."""
    return Signal(category, found.severity, found.score, draft.normal.span(found.start, found.end), found.why)


@dataclass(frozen=True)
class Wordings:
    """A detector that is a lexicon and two checks: of the whole text, and of where a wording stands in it."""

    name: str
    category: Category
    phrases: Phrases
    quiet: Quiet
    innocent: Innocent = said_by_others
    stage: Stage = "gate"

    def detect(self, draft: Draft) -> Iterable[Signal]:
        """The wordings found in `draft` that mean harm."""
        for found in meant(self.phrases, draft.normal.text, self.quiet, self.innocent):
            yield signal_of(self.category, draft, found)
