"""Reads the crisis lexicon: what is worth noticing, written as short patterns in plain text files.

    <ending> = end it all | end my life          a class of phrases; it may name other classes
    [wish high suicide 0.8 other=concern] Says that they want to die.
    <want> to (just|) <ending>                   a pattern: words, classes, choices in round brackets
    <think> .. <ending>                          parts in this order, in one sentence, a few words apart

The head of a family gives its name, level, kind, score and flags (see `Family`); the sentence after it is what
facilitators read. Levels beside those of care: `sign` counts only with others, `follow` only as an answer to what
came before, `ask` gives meaning to an answer, `mark` says how to read the rest.
An indented line carries the one before it on.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator

from moderation.detectors.crisis.families import Lexicon, LexiconError, Rule, family_from
from moderation.detectors.crisis.words import canonical

__all__ = ["Reader"]

MOST_PHRASES = 8000
RUN = 60  # patterns with more phrases are cut into runs, which are put together only when found

_CLASS = re.compile(r"<([\w-]+)> *= *(.*)")
_PART = re.compile(r"<[\w-]+>|[()|]|[^\s()<>|]+")


class Reader:
    """Reads files of patterns into one lexicon; classes stay known from file to file."""

    def __init__(self) -> None:
        self.lexicon = Lexicon()
        self._classes: dict[str, list[str]] = {}
        self._slots: dict[tuple[str, ...], int] = {}

    def read(self, text: str, file: str) -> None:
        """Add one file."""
        for number, line in _lines(text):
            try:
                self._read_line(line)
            except LexiconError as error:
                raise LexiconError(f"{file}, line {number}: {error}") from None

    def _read_line(self, line: str) -> None:
        if made := _CLASS.fullmatch(line):
            self._classes.setdefault(made[1], []).extend(_product(self._pattern(f"({made[2]})")))
        elif line.startswith("["):
            self.lexicon.families.append(family_from(line))
        elif not self.lexicon.families:
            raise LexiconError("a pattern before the first family")
        else:
            self._add(line.split(" .. "))

    def _add(self, parts: list[str]) -> None:
        family = len(self.lexicon.families) - 1
        slots: list[list[str]] = []
        near: list[bool] = []
        for part in parts:
            runs = _runs(self._pattern(part))
            slots += runs
            near += [False] + [True] * (len(runs) - 1)
        if not all(slots):
            raise LexiconError("a part that matches nothing")
        if len(slots) > 1:
            self.lexicon.rules.append(Rule(family, tuple(map(self._slot, slots)), tuple(near)))
            return
        for phrase in slots[0]:
            uses = self.lexicon.whole.setdefault(phrase, [])
            if family not in uses:
                uses.append(family)

    def _slot(self, phrases: list[str]) -> int:
        """The number of the slot that these phrases fill; equal lists share one."""
        key = tuple(phrases)
        if key not in self._slots:
            self._slots[key] = len(self.lexicon.slots)
            self.lexicon.slots.append(key)
        return self._slots[key]

    def _pattern(self, pattern: str) -> list[list[str]]:
        """A pattern as the choices for each of its words; an empty choice says that the word may be missing."""
        parts = _PART.findall(pattern)[::-1]  # the first is the last, from where it is cheaply taken
        sequence = self._sequence(parts)
        if parts:
            raise LexiconError("a round bracket too many, or a bar outside of brackets")
        return sequence

    def _sequence(self, parts: list[str]) -> list[list[str]]:
        sequence: list[list[str]] = []
        while parts and parts[-1] not in "|)":
            part = parts.pop()
            if part == "(":
                sequence.append(self._choices(parts))
            elif part.startswith("<"):
                if part[1:-1] not in self._classes:
                    raise LexiconError(f"no class {part}")
                sequence.append(self._classes[part[1:-1]])
            else:
                sequence.append([canonical(part)])
        return sequence

    def _choices(self, parts: list[str]) -> list[str]:
        """Expand `a|b|c` up to the closing bracket, taking from the end of `parts`."""
        choices = self._choice(parts)
        while parts and parts[-1] == "|":
            parts.pop()
            choices += self._choice(parts)
        if not parts or parts.pop() != ")":
            raise LexiconError("a round bracket too few")
        return list(dict.fromkeys(choices))

    def _choice(self, parts: list[str]) -> list[str]:
        """One choice; a word that reading drops is no choice, only an empty one says that nothing need stand here."""
        sequence = self._sequence(parts)
        return [phrase for phrase in _product(sequence) if phrase or not sequence]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Numbered lines without comments; an indented line carries the one before it on."""
    number, line = 0, ""
    for at, raw in enumerate(text.splitlines(), 1):
        part = raw.split("#", 1)[0].rstrip()
        if part.startswith(" ") and line:
            line += part.strip() if line.endswith("|") else f" {part.strip()}"
        elif part:
            if line:
                yield number, line
            number, line = at, part.strip()
    if line:
        yield number, line


def _product(sequence: list[list[str]]) -> list[str]:
    if len(sequence) == 1:
        return sequence[0]
    if math.prod(map(len, sequence)) > MOST_PHRASES:
        raise LexiconError(f"more than {MOST_PHRASES} phrases from one pattern")
    return list(dict.fromkeys(" ".join(filter(None, words)) for words in itertools.product(*sequence)))


def _runs(sequence: list[list[str]]) -> list[list[str]]:
    """Cut a sequence into runs of words, each few enough to be written out in full."""
    runs: list[list[list[str]]] = [[]]
    for choices in sequence:
        large = math.prod(map(len, runs[-1])) * len(choices) > RUN
        if large and "" not in choices and any("" not in earlier for earlier in runs[-1]):
            runs.append([])
        runs[-1].append(choices)
    return [[phrase for phrase in _product(run) if phrase] for run in runs]
