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
from collections.abc import Iterator, Sequence
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
WITHIN_WORD = frozenset(ascii_lowercase + digits + "_'")
_TOKEN = re.compile(r"\[[^\]]+\]|\([^)]+\)|\{\w+\}|~\d|\S+")

ByNext = dict[str, list[Wording]]


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


class Phrases:
    """The wordings of one lexicon, or of several together."""

    def __init__(self, *lexicons: str) -> None:
        by_first: dict[str, list[Wording]] = defaultdict(list)
        for lexicon, why, entry in ((name, *row) for name in lexicons for row in headed(name)):
            head, _, tail = entry.partition("|")
            firsts, wording = _wording(lexicon, head.split(), why, tail.strip())
            for first in firsts:
                by_first[first].append(wording)
        self._automaton = AhoCorasick(by_first)
        self._wordings = list(by_first.values())
        self._by_next: list[ByNext | None] = [None] * len(self._wordings)  # made when first needed: a start is sooner

    def find(self, text: str) -> Iterator[Found]:
        """Every wording in `text`, in its order; at one place the first that fits."""
        places = self._automaton.find_matches_as_indexes(text, overlapping=True)
        if len(places) > MOST_PLACES:
            places = places[: MOST_PLACES // 2] + places[-MOST_PLACES // 2 :]
        length, words = len(text), Words(text)
        for which, start, end in places:
            if (start and text[start - 1] in WITHIN_WORD) or (end < length and text[end] in WITHIN_WORD):
                continue
            for wording in self._likely(which, words[end][0]):
                reached = wording.end(words, end)
                if reached is None:
                    continue
                if wording.begins_right(text, start):
                    yield Found(start, reached, wording.severity, wording.score, wording.why)
                break

    def _likely(self, which: int, word: str) -> Sequence[Wording]:
        """The wordings that begin with these first words and may go on with `word`, in their order."""
        by_next = self._by_next[which]
        if by_next is None:
            by_next = self._by_next[which] = _by_next(self._wordings[which])
        return by_next.get(word) or by_next[""]


def _by_next(wordings: list[Wording]) -> ByNext:
    """The wordings by each word that may come next; under the empty word those that may go on with any, or end."""
    by_next: ByNext = {"": []}
    for wording in wordings:
        for word in by_next.keys() if wording.opening is None else wording.opening:
            by_next.setdefault(word, by_next[""].copy()).append(wording)
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
