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
from collections.abc import Iterator
from functools import cache
from string import ascii_lowercase, digits
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from moderation.lexicon import LexiconError, entries, headed
from moderation.vocabulary import sworn

__all__ = ["Found", "Phrases", "classes"]

SEVERITIES = ("low", "medium", "high")
MOST_PLACES = 240  # first words looked at in one text: half from its beginning, half from its end
WITHIN_WORD = frozenset(ascii_lowercase + digits + "_'")
GAP = r"(?:{between}[\w']+){{0,{most}}}?"
BETWEEN = r"[^\w.!?;:\n]{1,3}"
_TOKEN = re.compile(r"\[[^\]]+\]|\([^)]+\)|\{\w+\}|~\d|\S+")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?;:\n\"(*-]|,)[^\w\n]{0,4}$")
_SENTENCE_ENDS = r"(?=[^\w']{0,3}(?:[.!?;:\n)\"*]|[^\x00-\x7f]|$))"


class Found(NamedTuple):
    """A wording that was found, by its place in the normal form."""

    start: int
    end: int
    severity: str
    score: float
    why: str


class _Row(NamedTuple):
    severity: str
    score: float
    why: str
    begins: bool


@cache
def classes() -> dict[str, tuple[str, ...]]:
    """The classes of words that wordings name. `{sworn}` is the list of swear words."""
    table = {"sworn": sworn()}
    for entry in entries("classes"):
        name, _, words = entry.partition("=")
        table[name.strip()] = tuple(word.strip() for word in words.split(",") if word.strip())
    return table


class Phrases:
    """The wordings of one lexicon, or of several together."""

    def __init__(self, *lexicons: str) -> None:
        by_first: dict[str, list[tuple[str, _Row]]] = defaultdict(list)
        for lexicon, why, entry in ((name, *row) for name in lexicons for row in headed(name)):
            head, _, wording = entry.partition("|")
            row = _row(lexicon, head.split(), why, wording.strip())
            for first, rest in _compiled(lexicon, wording.strip().removeprefix("^")):
                by_first[first].append((rest, row))
        self._firsts = tuple(by_first)
        self._automaton = AhoCorasick(self._firsts)
        # A wording is compiled once, however many words it may begin with: together they are many times as long.
        compiled = {rest: re.compile(rest) for rest in {rest for wordings in by_first.values() for rest, _ in wordings}}
        self._rests = [[(compiled[rest].match, row) for rest, row in by_first[first]] for first in self._firsts]

    def find(self, text: str) -> Iterator[Found]:
        """Every wording in `text`, in its order; at one place the first that fits."""
        places = self._automaton.find_matches_as_indexes(text, overlapping=True)
        if len(places) > MOST_PLACES:
            places = places[: MOST_PLACES // 2] + places[-MOST_PLACES // 2 :]
        length = len(text)
        for which, start, end in places:
            if (start and text[start - 1] in WITHIN_WORD) or (end < length and text[end] in WITHIN_WORD):
                continue
            for fits, row in self._rests[which]:
                rest = fits(text, end)
                if rest is None:
                    continue
                if not (row.begins and start and not _SENTENCE_BEGINS.search(text[max(0, start - 6) : start])):
                    yield Found(start, rest.end(), row.severity, row.score, row.why)
                break


def _row(lexicon: str, head: list[str], why: str, wording: str) -> _Row:
    if len(head) != 2 or head[0] not in SEVERITIES or not why or not wording:
        raise LexiconError(
            f"{lexicon}.txt: {' '.join(head)} | {wording} needs a heading, a severity, a score, a wording"
        )
    return _Row(head[0], float(head[1]), why, wording.startswith("^"))


def _compiled(lexicon: str, wording: str) -> Iterator[tuple[str, str]]:
    """The wording's first words, each with the expression for what follows."""
    ends = wording.endswith("$")
    tokens = _TOKEN.findall(wording.removesuffix("$"))
    if not tokens or tokens[0][0] in "[~":
        raise LexiconError(f"{lexicon}.txt: {wording} must begin with a word")
    rest = "".join(map(_expression, tokens[1:]))
    for first in _choices(tokens[0]):
        yield first, rest + (_SENTENCE_ENDS if ends else r"(?![\w'])")


def _choices(token: str) -> tuple[str, ...]:
    if token[0] == "{":
        return classes()[token[1:-1]]
    if token[0] in "([":
        return tuple(choice for part in token[1:-1].split("|") for choice in _choices(part.strip()))
    return (token,)


@cache
def _expression(token: str) -> str:
    if token[0] == "~":
        return GAP.format(between=BETWEEN, most=int(token[1:]))
    one_of = _one_of(_choices(token))
    return f"(?:{BETWEEN}{one_of})?" if token[0] == "[" else BETWEEN + one_of


def _one_of(words: tuple[str, ...]) -> str:
    """An expression for any of `words` that looks at each letter once, and ends where the word does."""
    trie: dict[str, dict] = {}  # type: ignore[type-arg]  # it contains itself
    for word in words:
        at = trie
        for letter in word:
            at = at.setdefault(letter, {})
        at[""] = {}
    return _branches(trie) + r"(?![\w'])"


def _branches(trie: dict[str, dict]) -> str:  # type: ignore[type-arg]  # it contains itself
    ends = "" in trie
    parts = [re.escape(letter) + _branches(after) for letter, after in trie.items() if letter]
    if not parts:
        return ""
    return f"(?:{'|'.join(parts)})" + ("?" if ends else "") if len(parts) > 1 or ends else parts[0]
