"""Contempt for a whole group of people, and slurs aimed at somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from moderation.context import objects
from moderation.detector import Stage
from moderation.detectors.wordings import meant, said_by_others, signal_of
from moderation.draft import Draft
from moderation.lexicon import entries
from moderation.phrases import Found, Phrases
from moderation.signal import Category, Signal

__all__ = ["HATE"]

MOST_SLURS = 3
OWN = re.compile(
    r"\b(?:i'm|i am|im|as|we|we're|us|my|being|fellow|called me|call me|other) (?:a |an |all |the )?(?:\w+ )?$"
)


@dataclass(frozen=True)
class Hate:
    """Notices wordings against groups, and slurs that nobody here says of themselves."""

    name: str = "hate"
    stage: Stage = "gate"
    phrases: Phrases = field(default_factory=lambda: Phrases("hate"))
    slurs: re.Pattern[str] = field(default_factory=lambda: re.compile(rf"\b(?:{'|'.join(entries('slurs'))})\b"))

    stems: tuple[str, ...] = field(default_factory=lambda: tuple(map(_stem, entries("slurs"))))

    def detect(self, draft: Draft) -> Iterable[Signal]:
        """Contempt for groups in `draft`."""
        text = draft.normal.text
        for found in meant(self.phrases, text, objects, _innocent):
            yield signal_of(Category.HATE, draft, found)
        slurs = islice(self.slurs.finditer(text), MOST_SLURS) if any(map(text.__contains__, self.stems)) else ()
        for slur in slurs:
            found = Found(slur.start(), slur.end(), "high", 0.85, "A slur is used.")
            if not _innocent(text, found) and not objects(text):
                yield signal_of(Category.HATE, draft, found)


def _innocent(text: str, found: Found) -> bool:
    return OWN.search(text, max(0, found.start - 30), found.start) is not None or said_by_others(text, found)


def _stem(pattern: str) -> str:
    """The letters that anything begins with that this pattern matches."""
    letters = re.match(r"[a-z]+(?![?*])", pattern)
    return letters.group() if letters else ""


HATE = Hate()
