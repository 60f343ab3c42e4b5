"""How like a text is to examples of each harm: a linear model over pieces of three to five letters.

The weights are learned by `bench/train_likeness.py` and lie in `lexicon/likeness.txt`. All heads are summed at once:
each piece's weights are packed into one integer, a lane for each head, so that adding integers adds every lane.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice, repeat
from math import exp, sqrt

from moderation.signal import Category

__all__ = ["LANE_ZERO", "Head", "Likeness", "pieces", "prepared"]

LANE_BITS = 24  # holds the sum of all pieces of the longest text, with room
LANE_MASK = (1 << LANE_BITS) - 1
LANE_ZERO = 47  # a weight is written as a character from ' ' to '~': -47..47
SHORTEST, LONGEST = 3, 5
LONGEST_LINE = 640
STEEPNESS = 2.0  # how fast the score leaves 0.5 around a head's threshold
_TOKENS = re.compile(r"[a-z]+(?:'[a-z]+)*|[0-9]+|[?!]|[^\x00-\x7f]")
_FROM_SPACE = bytes(max(0, code - 32) for code in range(256))
# Every piece of a line, in the order of their ends: those of a shorter line are the first of these.
_PLACES = [slice(end - n, end) for end in range(LONGEST_LINE + 1) for n in range(SHORTEST, LONGEST + 1) if n <= end]
_HOW_MANY = [bisect_right(_PLACES, length, key=lambda place: int(place.stop)) for length in range(LONGEST_LINE + 1)]


@dataclass(frozen=True, slots=True)
class Head:
    """One category: where its sum begins, what a step of weight is worth, and from which sum on it counts."""

    category: Category
    bias: float
    threshold: float


def prepared(text: str) -> str:
    """A normal form as the model reads it: words, rough sizes of numbers, questions and shouts."""
    tokens = _TOKENS.findall(text)
    return f"< {' '.join('0' * min(len(t), 4) if t[0].isdigit() else t for t in tokens)} >"[:LONGEST_LINE]


def pieces(line: str) -> set[str]:
    """The runs of three to five characters in a prepared line."""
    return set(map(line.__getitem__, islice(_PLACES, _HOW_MANY[len(line)])))


def _packed(weights: Iterable[str]) -> list[int]:
    """Weights as written, those of each piece packed into one integer, each in its lane."""
    written = list(weights)
    heads, lane = max(map(len, written), default=0), LANE_BITS // 8
    lanes = bytearray(lane * heads * len(written))
    lanes[::lane] = "".join(written).encode("ascii").translate(_FROM_SPACE)
    size = lane * heads
    return [int.from_bytes(lanes[at : at + size], "little") for at in range(0, len(lanes), size)]


class Likeness:
    """The learned weights."""

    def __init__(self, heads: tuple[Head, ...], step: float, packed: Mapping[str, int]) -> None:
        self.heads, self._step, self._packed = heads, step, packed
        self._unknown = sum(LANE_ZERO << (LANE_BITS * lane) for lane in range(len(heads)))  # weighs nothing

    @staticmethod
    @cache
    def load() -> Likeness:
        """The model that is shipped."""
        text = resources.files("moderation.lexicon").joinpath("likeness.txt").read_text("utf-8")
        head, _, body = text.partition("\n\n")
        heads, step = [], 0.0
        for name, *numbers in (line.split() for line in head.splitlines() if not line.startswith("#")):
            if name == "step":
                step = float(numbers[0])
            else:
                heads.append(Head(Category(name), float(numbers[0]), float(numbers[1])))
        cells = body.rstrip("\n").replace("\n", "\t").split("\t")
        return Likeness(tuple(heads), step, dict(zip(cells[::2], _packed(cells[1::2]), strict=True)))

    def scores(self, text: str) -> list[float]:
        """For each head how like its examples `text`, a normal form, is: 0.5 is the head's threshold."""
        seen = pieces(prepared(text))
        total = sum(map(self._packed.get, seen, repeat(self._unknown)))
        nothing, scale = LANE_ZERO * len(seen), self._step / sqrt(max(len(seen), 1))
        scores = []
        for head in self.heads:
            above = head.bias + ((total & LANE_MASK) - nothing) * scale - head.threshold
            scores.append(1 / (1 + exp(min(30.0, -STEEPNESS * above))))
            total >>= LANE_BITS
        return scores
