"""Finds what the lexicon knows in one text.

One pass of an Aho-Corasick automaton finds every phrase, signs of crisis and marks alike, in time linear in the text.
Only rules all of whose slots occur are then put together, so a hostile text costs little more than a kind one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import chain
from operator import or_

from ahocorasick_rs import AhoCorasick

from moderation.detectors.crisis.families import Lexicon
from moderation.detectors.crisis.judge import Finding, level_of
from moderation.detectors.crisis.marks import Marks
from moderation.detectors.crisis.words import Reading

__all__ = ["Finder"]

GAP = 45  # the most characters between two parts of a pattern: about eight words

OTHER_MATTERS = {"thing": "vague", "game": "vague", "goods": "bare"}  # and the flag of what gives way to them

Place = tuple[int, int]
NOTHING: list[int] = []


class Finder:
    """The lexicon made ready for searching."""

    def __init__(self, lexicon: Lexicon) -> None:
        phrases = dict.fromkeys(chain(lexicon.whole, *lexicon.slots))
        numbers = {phrase: number for number, phrase in enumerate(phrases)}
        self._families = lexicon.families
        self._whole = [lexicon.whole.get(phrase, NOTHING) for phrase in phrases]
        shortest = [min(map(len, fillers)) for fillers in lexicon.slots]
        slots = [0] * len(phrases)
        for slot, fillers in enumerate(lexicon.slots):
            for number in map(numbers.__getitem__, fillers):
                slots[number] |= 1 << slot
        alike: dict[int, int] = {}
        self._slots = [alike.setdefault(filled, filled) for filled in slots]  # a bit for each slot a phrase fills
        self._rules = lexicon.rules
        self._parts = [reduce(or_, (1 << slot for slot in rule.slots)) for rule in self._rules]
        self._by_telling: dict[int, list[int]] = defaultdict(list)  # rules by the slot that is the least often filled
        for index, rule in enumerate(self._rules):
            self._by_telling[max(rule.slots, key=shortest.__getitem__)].append(index)
        self._telling = reduce(or_, (1 << slot for slot in self._by_telling), 0)
        self._automaton = AhoCorasick([f" {phrase} " for phrase in phrases])

    def find(self, reading: Reading) -> list[Finding]:
        """Every family found, once each, at the first place whose surroundings leave it standing."""
        marks = Marks(reading.canonical)
        places = self._places(reading.canonical, marks)
        cues = [index for index in places if self._families[index].level != "mark"]
        if not cues:
            return []
        for index in places.keys() - set(cues):
            marks.add(self._families[index].name, places[index])
        found = []
        for index in sorted(cues):
            family = self._families[index]
            for start, end in sorted(places[index], key=lambda place: place[1]):
                if (level := level_of(family, start, end, marks)) != "none":
                    found.append(Finding(family, level, start, end))
                    break
        return found

    def other_matters(self, reading: Reading) -> set[str]:
        """The flags that give way to what the text speaks of: things that people end, take or leave without harm."""
        marks = self._places(reading.canonical, Marks(reading.canonical))
        names = (self._families[index].name for index in marks)
        return {OTHER_MATTERS[name] for name in names if name in OTHER_MATTERS}

    def _places(self, canonical: str, marks: Marks) -> dict[int, list[Place]]:
        """Where each family's patterns stand."""
        by_phrase: dict[int, list[Place]] = {}
        for phrase, start, end in self._automaton.find_matches_as_indexes(canonical, overlapping=True):
            if phrase in by_phrase:
                by_phrase[phrase].append((start, end))
            else:
                by_phrase[phrase] = [(start, end)]
        by_family: dict[int, list[Place]] = defaultdict(list)
        for phrase, places in by_phrase.items():
            for index in self._whole[phrase]:
                by_family[index] += places
        rules = self._possible(by_phrase)
        wanted = reduce(or_, (self._parts[index] for index in rules), 0)
        filled: dict[int, list[Place]] = defaultdict(list)
        for phrase, places in by_phrase.items() if rules else ():
            for slot in _bits(self._slots[phrase] & wanted):
                filled[slot] += places
        for rule in map(self._rules.__getitem__, rules):
            if joined := _joined([filled[slot] for slot in rule.slots], rule.near, marks):
                by_family[rule.family] += joined
        return by_family

    def _possible(self, found: Iterable[int]) -> list[int]:
        """The rules all of whose slots are filled somewhere by the phrases that were found, in the lexicon's order."""
        filled = reduce(or_, map(self._slots.__getitem__, found), 0)
        told = chain.from_iterable(map(self._by_telling.__getitem__, _bits(filled & self._telling)))
        return [index for index in sorted(told) if self._parts[index] & filled == self._parts[index]]


def _bits(number: int) -> Iterator[int]:
    """Which bits are set."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def _joined(parts: list[list[Place]], near: tuple[bool, ...], marks: Marks) -> list[Place]:
    """Places where the parts follow one another in one sentence: directly where `near`, else a few words apart."""
    joined = parts[0]
    for following, directly in zip(parts[1:], near[1:], strict=True):
        if len(joined) > 1:
            joined = sorted(joined, reverse=True)  # of those that end together, the longest comes last and stays
        begun = {end: start for start, end in joined}
        if directly:
            joined = [(begun[start + 1], end) for start, end in following if start + 1 in begun]
        else:
            joined = _apart(begun, following, marks)
        if not joined:
            break
    return joined


def _apart(begun: dict[int, int], following: list[Place], marks: Marks) -> list[Place]:
    ends = sorted(begun)
    places = []
    for start, end in following:
        index = bisect_left(ends, start + 2) - 1
        if index >= 0 and start - ends[index] <= GAP and marks.sentence(ends[index] - 2) == marks.sentence(start + 1):
            places.append((begun[ends[index]], end))
    return places
