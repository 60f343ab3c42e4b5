"""What no lexicon foresees: texts that are like the examples of a harm, taken as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from moderation.context import affectionate, apologises, consoles, helps, objects, quoted
from moderation.detector import Stage
from moderation.draft import Draft
from moderation.likeness import Likeness
from moderation.signal import Category, Signal

__all__ = ["LIKENESS"]

MOST_READ = 320  # characters of the normal form: reading on takes half the time of the gate, for hardly a find more
FLOOR = 0.3  # below this a likeness is not worth a signal
SHORTEST = 32  # characters: less tells nothing by its letters
LONG = 140  # from this length on each part is read alone as well: one line may hide in many
MOST_PARTS = 4
FEWEST_WORDS = 4  # what has fewer is like nothing that was learned
_WORD = re.compile(r"[a-z]{2,}")
_PART = re.compile(r"[^.!?\n]{20,300}")
_MILD = {Category.HARASSMENT, Category.INVALIDATION, Category.PROFANITY_AT_PERSON}
_WHY = "As a whole it reads like examples of this. No single word was decisive."


@dataclass(frozen=True)
class LikenessDetector:
    """Notices what the linear model finds like its examples."""

    name: str = "likeness"
    stage: Stage = "gate"
    model: Likeness = field(default_factory=Likeness.load)

    def detect(self, draft: Draft) -> Iterable[Signal]:
        """What the whole `draft` is most like, or a part of it where it is long; of a very long one only the parts."""
        text = draft.normal.text[:MOST_READ]
        if len(text) < SHORTEST or len(_WORD.findall(text)) < FEWEST_WORDS:
            return
        if objects(text) or consoles(text) or apologises(text):
            return
        parts = [part.span() for part in islice(_PART.finditer(text), MOST_PARTS)] if len(text) >= LONG else []
        places = parts if parts and len(text) == MOST_READ else [(0, len(text)), *parts]
        score, place, category = max(
            (score, place, head.category)
            for place in places
            for head, score in zip(self.model.heads, self.model.scores(text[slice(*place)]), strict=True)
        )
        if score > FLOOR and not self._innocent(category, text, *place):
            severity = "low" if category in _MILD else "medium"
            yield Signal(category, severity, score, draft.normal.span(*place), _WHY)

    def _innocent(self, category: Category, text: str, start: int, end: int) -> bool:
        kind = affectionate(text) if category in _MILD else category is Category.THREAT and helps(text)
        return kind or quoted(text, start, end)


LIKENESS = LikenessDetector()
