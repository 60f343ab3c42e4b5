"""Phrases as data: a small language for wordings, and a reader that finds them fast.

A lexicon of phrases holds rows `severity score | wording`, under headings `## why`, the sentence that facilitators
read. In a wording

    word            is that word
    (one|two)       is one of these
    {name}          is one of the words of that class (`classes.txt`)
    [word]          may be there or not
    ~3              is up to three words, whatever they are
    ^  and  $       at either end: a sentence begins or ends here

Words follow one another within a sentence, with spaces or a comma between. A wording begins with words, so that only
places where one of its first words stands are looked at; a gap is at most six words long. Together these keep the
time in proportion to the text, whoever wrote it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from string import ascii_lowercase, digits
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from moderation.lexicon import LexiconError, entries, headed
from moderation.vocabulary import sworn
from moderation.wording import Step, Wording, Words, table

__all__ = ["Found", "Phrases", "classes"]

SEVERITIES = ("low", "medium", "high")
MOST_PLACES = 240  # first words looked at in one text: half from its beginning, half from its end
MANY_PLACES, OFTEN = 200, 12  # from here on the same words amid the same characters are looked at a few times only
MOST_ALIKE, AROUND = 4, 60
WITHIN_WORD = ascii_lowercase + digits + "_'"
_AS_SPACES = bytes(code if chr(code) in WITHIN_WORD else ord(" ") for code in range(256))
_TOKEN = re.compile(r"\[[^\]]+\]|\([^)]+\)|\{\w+\}|~\d|\S+")

Place = tuple[int, int, list[Wording]]  # where first words stand, and the wordings that may go on from there
ByNext = dict[str, list[tuple[int, list[Wording]]]]


class Found(NamedTuple):
    """A wording that was found, by its place in the normal form."""

    start: int
    end: int
    severity: str
    score: float
    why: str


@cache
def classes() -> dict[str, tuple[str, ...]]:
    """The classes of words that wordings name. `{sworn}` is the list of swear words."""
    named = {"sworn": sworn()}
    for entry in entries("classes"):
        name, _, words = entry.partition("=")
        named[name.strip()] = tuple(word.strip() for word in words.split(",") if word.strip())
    return named


class _Together:
    """The first words of all lexicons, looked for in one pass over a text.

    Where they stand is remembered for the last text alone: the detectors ask one after another.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._firsts: list[str] = []
        self._wordings: list[list[tuple[int, list[Wording]]]] = []  # of each first words, by lexicon
        self._by_next: list[ByNext | None] = []  # the same by the next word, made when needed: a start is sooner
        self._automaton: AhoCorasick | None = None
        self._lexicons = 0
        self._last: tuple[str, Words, list[list[Place]]] = "", Words(""), []

    def add(self, by_first: Mapping[str, list[Wording]]) -> int:
        """Take in a lexicon; the number by which it asks."""
        for first, wordings in by_first.items():
            number = self._numbers.setdefault(first, len(self._wordings))
            if number == len(self._wordings):
                self._firsts.append(first)
                self._wordings.append([])
                self._by_next.append(None)
            self._wordings[number].append((self._lexicons, wordings))
            self._by_next[number] = None
        self._automaton, self._last = None, ("", Words(""), [])
        self._lexicons += 1
        return self._lexicons - 1

    def places(self, text: str, lexicon: int) -> tuple[Words, list[Place]]:
        """The words of `text`, and where wordings of the lexicon may stand, with these."""
        last = self._last  # taken once: another thread may be reading another text
        if last[0] != text or not last[2]:
            words = Words(text)
            last = self._last = text, words, self._search(text, words)
        return last[1], last[2][lexicon]

    def _search(self, text: str, words: Words) -> list[list[Place]]:
        if self._automaton is None:
            self._automaton = AhoCorasick([f" {_spaced(first)} " for first in self._firsts])
        places: list[list[Place]] = [[] for _ in range(self._lexicons)]
        by_next, firsts = self._by_next, self._firsts
        found = self._automaton.find_matches_as_indexes(f" {_spaced(text)} ", overlapping=True)
        for which, start, end in _unlike(text, found) if len(found) > MANY_PLACES else found:
            following = by_next[which] or self._follow(which)
            likely = following.get(words[end - 2][0]) or following[""]
            if likely and text.startswith(firsts[which], start):
                for lexicon, wordings in likely:
                    places[lexicon].append((start, end - 2, wordings))
        return places

    def _follow(self, which: int) -> ByNext:
        self._by_next[which] = following = _by_next(self._wordings[which])
        return following


_TOGETHER = _Together()


def _spaced(text: str) -> str:
    """`text` with one space in place of each character that is no part of a word."""
    return text.encode("ascii", "replace").translate(_AS_SPACES).decode("ascii")


class Phrases:
    """The wordings of one lexicon, or of several together."""

    def __init__(self, *lexicons: str) -> None:
        by_first: dict[str, list[Wording]] = defaultdict(list)
        for lexicon, why, entry in ((name, *row) for name in lexicons for row in headed(name)):
            head, _, tail = entry.partition("|")
            firsts, wording = _wording(lexicon, head.split(), why, tail.strip())
            for first in firsts:
                by_first[first].append(wording)
        self._number = _TOGETHER.add(by_first)

    def find(self, text: str) -> Iterator[Found]:
        """Every wording in `text`, in its order; at one place the first that fits."""
        words, places = _TOGETHER.places(text, self._number)
        if len(places) > MOST_PLACES:
            places = places[: MOST_PLACES // 2] + places[-MOST_PLACES // 2 :]
        for start, end, wordings in places:
            for wording in wordings:
                reached = wording.end(words, end)
                if reached is None:
                    continue
                if wording.begins_right(text, start):
                    yield Found(start, reached, wording.severity, wording.score, wording.why)
                break


def _unlike(text: str, found: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """What was found, less most of what looks the same around: who repeats themselves is heard the first few times."""
    if len(found) < OFTEN * len({which for which, _, _ in found}):
        return found
    times: dict[tuple[int, str], int] = {}
    kept = []
    for place in found:
        which, start, end = place
        around = which, text[max(0, start - AROUND) : end + AROUND]
        times[around] = seen = times.get(around, 0) + 1
        if seen <= MOST_ALIKE:
            kept.append(place)
    return kept


def _by_next(wordings: list[tuple[int, list[Wording]]]) -> ByNext:
    """The wordings by each word that may come next; under the empty word those that may go on with any, or end."""
    by_next: ByNext = {word: [] for _, listed in wordings for wording in listed for word in wording.opening or ()}
    by_next[""] = []
    for word, likely in by_next.items():
        for lexicon, listed in wordings:
            if fitting := [one for one in listed if one.opening is None or word in one.opening]:
                likely.append((lexicon, fitting))
    return by_next


def _wording(lexicon: str, head: list[str], why: str, words: str) -> tuple[tuple[str, ...], Wording]:
    """A row of a lexicon: its first words, and what follows each of them."""
    named = f"{lexicon}.txt: {' '.join(head)} | {words}"
    if len(head) != 2 or head[0] not in SEVERITIES or not why or not words:
        raise LexiconError(f"{named} needs a heading, a severity, a score, a wording")
    tokens = _TOKEN.findall(words.removeprefix("^").removesuffix("$"))
    if not tokens or tokens[0][0] in "[~":
        raise LexiconError(f"{named} must begin with a word")
    begins, ends = words.startswith("^"), words.endswith("$")
    wording = Wording(head[0], float(head[1]), why, begins, ends, lambda: tuple(map(_step, tokens[1:])))
    return _choices(tokens[0]), wording


def _choices(token: str) -> tuple[str, ...]:
    if token[0] == "{":
        return classes()[token[1:-1]]
    if token[0] in "([":
        return tuple(choice for part in token[1:-1].split("|") for choice in _choices(part.strip()))
    return (token,)


@cache
def _step(token: str) -> Step:
    if token[0] == "~":
        return Step({}, gap=int(token[1:]))
    return Step(table(_choices(token)), optional=token[0] == "[")
