"""One wording, once its first words are found: whether what follows is what it says.

This is done word by word rather than by a regular expression. A class of words is a table to look into, so that
nothing has to be compiled when a server starts; and a gap takes whole words, so that no text, whatever its apostrophes,
can be divided in many ways.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

__all__ = ["Step", "Table", "Wording", "table"]

_NEXT = re.compile(r"[^\w.!?;:\n]{1,3}([\w']+)")
_WORD = re.compile(r"[\w']+")
_GOES_ON = re.compile(r"[\w']")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?;:\n\"(*-]|,)[^\w\n]{0,4}$")
_SENTENCE_ENDS = re.compile(r"[^\w']{0,3}(?:[.!?;:\n)\"*]|[^\x00-\x7f]|$)")

Table = Mapping[str, tuple[str, ...]]


def table(phrases: tuple[str, ...]) -> Table:
    """The phrases by their first word, the longest of each first."""
    found: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        first = _WORD.match(phrase)
        found.setdefault(first.group() if first else "", []).append(phrase)
    return {first: tuple(dict.fromkeys(listed)) for first, listed in found.items()}


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a wording: one of some phrases, perhaps `optional`; or a `gap` of up to so many words."""

    phrases: Callable[[], Table]
    optional: bool = False
    gap: int = 0


@dataclass(frozen=True)
class Wording:
    """What follows the first words, where that must stand, and what it means to find it."""

    severity: str
    score: float
    why: str
    steps: tuple[Step, ...]
    begins: bool
    ends: bool

    @cached_property
    def opening(self) -> frozenset[str] | None:
        """The words one of which must come next; None where anything may, or the end."""
        words: set[str] = set()
        for step in self.steps:
            if step.gap:
                return None
            words.update(step.phrases())
            if not step.optional:
                return frozenset(words)
        return None

    def end(self, text: str, at: int) -> int | None:
        """Where the wording ends whose first words end at `at`; None where something else follows."""
        return self._end(text, at, 0)

    def begins_right(self, text: str, start: int) -> bool:
        """Whether the first words may stand at `start`."""
        return not (self.begins and start) or _SENTENCE_BEGINS.search(text[max(0, start - 6) : start]) is not None

    def _end(self, text: str, at: int, which: int) -> int | None:
        if which == len(self.steps):
            if self.ends:
                return at if _SENTENCE_ENDS.match(text, at) else None
            return None if _GOES_ON.match(text, at) else at
        step = self.steps[which]
        if step.gap:
            return self._after_gap(text, at, which)
        for reached in _reached(step.phrases(), text, at):
            if (end := self._end(text, reached, which + 1)) is not None:
                return end
        return self._end(text, at, which + 1) if step.optional else None

    def _after_gap(self, text: str, at: int, which: int) -> int | None:
        """What follows the fewest words that may stand in the gap."""
        for left in range(self.steps[which].gap, -1, -1):
            if (end := self._end(text, at, which + 1)) is not None:
                return end
            word = _NEXT.match(text, at) if left else None
            if word is None:
                return None
            at = word.end()
        return None


def _reached(phrases: Table, text: str, at: int) -> Iterator[int]:
    """Where each of the phrases ends that comes next."""
    word = _NEXT.match(text, at)
    if word is None:
        return
    for phrase in phrases.get(word[1], ()):
        end = word.start(1) + len(phrase)
        if text.startswith(phrase, word.start(1)) and not _GOES_ON.match(text, end):
            yield end
