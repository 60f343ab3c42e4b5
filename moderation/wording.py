"""One wording, once its first words are found: whether what follows is what it says.

This is done word by word rather than by a regular expression. A class of words is a table to look into, so that
nothing has to be compiled when a server starts; and a gap takes whole words, so that no text, whatever its apostrophes,
can be divided in many ways.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

__all__ = ["Step", "Table", "Wording", "Words", "table"]

_NEXT = re.compile(r"[^\w.!?;:\n]{1,3}([\w']+)")
_FIRST = re.compile(r"[\w']+")
_GOES_ON = re.compile(r"[\w']")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?;:\n\"(*-]|,)[^\w\n]{0,4}$")
_SENTENCE_ENDS = re.compile(r"[^\w']{0,3}(?:[.!?;:\n)\"*]|[^\x00-\x7f]|$)")

Table = Mapping[str, tuple[str, ...]]


def table(phrases: Iterable[str]) -> Table:
    """By their first word what else the phrases say, the longest first; nothing, where they are one word."""
    rests: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        if first := _FIRST.match(phrase):
            rests.setdefault(first.group(), []).append(phrase[first.end() :])
    return {word: tuple(dict.fromkeys(listed)) for word, listed in rests.items()}


class Words(dict[int, tuple[str, int]]):
    """A text by its words: from any place the word that comes next in the same sentence, and where it ends.

    Where none comes the word is empty.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def __missing__(self, at: int) -> tuple[str, int]:
        found = _NEXT.match(self.text, at)
        self[at] = following = (found[1], found.end()) if found else ("", at)
        return following


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a wording: one of some phrases, perhaps `optional`; or a `gap` of up to so many words."""

    phrases: Table
    optional: bool = False
    gap: int = 0


@dataclass(frozen=True)
class Wording:
    """What may follow the first words, where these must stand, and what it means to find all of it.

    The steps are made when they are first needed: a server starts sooner, and many never are.
    """

    severity: str
    score: float
    why: str
    begins: bool
    ends: bool
    made: Callable[[], tuple[Step, ...]]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What must follow, in order."""
        return self.made()

    @cached_property
    def opening(self) -> frozenset[str] | None:
        """The words one of which must come next; None where anything may, or the end."""
        words: set[str] = set()
        for step in self.steps:
            if step.gap:
                return None
            words.update(step.phrases)
            if not step.optional:
                return frozenset(words)
        return None

    def begins_right(self, text: str, start: int) -> bool:
        """Whether the first words may stand at `start`."""
        return not (self.begins and start) or _SENTENCE_BEGINS.search(text[max(0, start - 6) : start]) is not None

    def end(self, words: Words, at: int, which: int = 0) -> int | None:
        """Where the wording ends whose steps from `which` on should follow at `at`; None where something else does."""
        text, (word, reached) = words.text, words[at]
        for index in range(which, len(self.steps)):
            step = self.steps[index]
            if step.gap:
                return self._after_gap(words, at, index)
            for rest in step.phrases.get(word, ()):
                if rest and (not text.startswith(rest, reached) or _GOES_ON.match(text, reached + len(rest))):
                    continue
                if (end := self.end(words, reached + len(rest), index + 1)) is not None:
                    return end
            if not step.optional:
                return None
        if self.ends:
            return at if _SENTENCE_ENDS.match(text, at) else None
        return None if _GOES_ON.match(text, at) else at

    def _after_gap(self, words: Words, at: int, which: int) -> int | None:
        """The same, after the fewest words that may stand in the gap."""
        for _ in range(self.steps[which].gap + 1):
            if (end := self.end(words, at, which + 1)) is not None:
                return end
            word, at = words[at]
            if not word:
                return None
        return None
