"""What most detectors of harm share: a lexicon of phrases, and the checks that keep innocent uses quiet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from moderation.detector import Stage
from moderation.draft import Draft
from moderation.phrases import Found, Phrases
from moderation.signal import Category, Signal

__all__ = ["Innocent", "Wordings", "never", "signal_of"]

Innocent = Callable[[str, Found], bool]


def never(text: str, found: Found) -> bool:  # noqa: ARG001 - every check is asked in the same way
    """For wordings that are innocent in no company."""
    return False


def signal_of(category: Category, draft: Draft, found: Found) -> Signal:
    """What was found in the normal form, said about the text as typed."""
    return Signal(category, found.severity, found.score, draft.normal.span(found.start, found.end), found.why)


@dataclass(frozen=True)
class Wordings:
    """A detector that is a lexicon and a check: `innocent` says which of its finds mean no harm."""

    name: str
    category: Category
    phrases: Phrases
    innocent: Innocent = never
    stage: Stage = "gate"

    def detect(self, draft: Draft) -> Iterable[Signal]:
        """The wordings found in `draft` that are not innocent."""
        text = draft.normal.text
        for found in self.phrases.find(text):
            if not self.innocent(text, found):
                yield signal_of(self.category, draft, found)
