"""The same thing again and again: from the fourth near-identical message, or one message that only repeats itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from moderation.detector import Stage
from moderation.draft import Draft
from moderation.normal import normalise
from moderation.signal import Category, Signal, Span

__all__ = ["FLOODING"]

REMEMBERED = 8  # the author's last messages that are compared
FOURTH, SIXTH = 3, 5  # so many earlier ones like it
ALIKE = 0.8
MANY_WORDS = 18
OVER_AND_OVER = 6  # times that each of them is said, on average
MOST_READ = 1500  # characters
_WORDS = re.compile(r"\w+")
_SIGNS = re.compile(r"\S")
# Laughter, distress and pleading repeat themselves by nature: they are heard, not counted.
_HEARD = frozenset({"ha", "haha", "hahaha", "lol", "no", "please", "help", "sorry", "why", "yes", "yay", "breathe"})


@dataclass(frozen=True)
class Flooding:
    """Notices floods."""

    name: str = "flooding"
    stage: Stage = "gate"

    def detect(self, draft: Draft) -> Iterable[Signal]:
        """Whether `draft` is one of too many alike."""
        listed = _words_of(draft.normal.text)
        everything = Span(0, len(draft.text))
        words = Counter(listed) if draft.own_recent else Counter()
        alike = sum(_alike(words, earlier) for earlier in draft.own_recent[-REMEMBERED:])
        if alike >= FOURTH:
            severity = "high" if alike >= SIXTH else "medium"
            why = "The author sent nearly the same at least three times just before."
            yield Signal(Category.FLOODING, severity, 0.9, everything, why)
        elif self._repeats_itself(listed):
            yield Signal(Category.FLOODING, "low", 0.7, everything, "The message says one thing over and over.")

    def _repeats_itself(self, words: list[str]) -> bool:
        spoken = set(filter(str.isalnum, words)) if len(words) >= MANY_WORDS else set()
        if len(spoken) * OVER_AND_OVER > len(words):
            return False
        total = sum(map(str.isalnum, words))
        return total >= MANY_WORDS and len(spoken) * OVER_AND_OVER <= total and _HEARD.isdisjoint(spoken)


def _words_of(text: str) -> list[str]:
    """The words, or, where there are none, the signs."""
    return _WORDS.findall(text[:MOST_READ]) or _SIGNS.findall(text[:MOST_READ])


def _alike(words: Counter[str], earlier: str) -> bool:
    others = Counter(_words_of(normalise(earlier[:MOST_READ]).text))
    shared, most = (words & others).total(), max(words.total(), others.total())
    return most > 0 and shared >= ALIKE * most


FLOODING = Flooding()
