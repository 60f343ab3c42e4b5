"""How like a text is to examples of each harm: a linear model over pieces of three to five letters.

The weights are learned by `bench/train_likeness.py` and lie in `lexicon/likeness.txt`. All heads are summed at once:
each piece's weights are packed into one integer, a lane for each head, so that adding integers adds every lane.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp, sqrt

from moderation.signal import Category

__all__ = ["LANE_ZERO", "Head", "Likeness", "pieces", "prepared"]

LANE_BITS = 24  # holds the sum of all pieces of the longest text, with room
LANE_MASK = (1 << LANE_BITS) - 1
LANE_ZERO = 47  # a weight is written as a character from ' ' to '~': -47..47
SHORTEST, LONGEST = 3, 5
LONGEST_LINE = 1200
STEEPNESS = 2.0  # how fast the score leaves 0.5 around a head's threshold
_TOKENS = re.compile(r"[a-z]+(?:'[a-z]+)*|[0-9]+|[?!]|[^\x00-\x7f]")
_FROM_SPACE = bytes(max(0, code - 32) for code in range(256))


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
    return {line[i : i + n] for n in range(SHORTEST, LONGEST + 1) for i in range(len(line) - n + 1)}


def _packed(weights: str) -> int:
    """The weights of one piece, as written, each in its lane."""
    lanes = bytearray(LANE_BITS // 8 * len(weights))
    lanes[:: LANE_BITS // 8] = weights.encode("ascii").translate(_FROM_SPACE)
    return int.from_bytes(lanes, "little")


class Likeness:
    """The learned weights."""

    def __init__(self, heads: tuple[Head, ...], step: float, packed: dict[str, int]) -> None:
        self.heads, self._step, self._packed = heads, step, packed

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
        packed = {}
        for line in body.splitlines():
            piece, _, weights = line.partition("\t")
            packed[piece] = _packed(weights)
        return Likeness(tuple(heads), step, packed)

    def scores(self, text: str) -> list[float]:
        """For each head how like its examples `text`, a normal form, is: 0.5 is the head's threshold."""
        seen = pieces(prepared(text))
        known = list(filter(None, map(self._packed.get, seen)))
        total, count = sum(known), len(known)
        scale = self._step / sqrt(max(len(seen), 1))
        sums = ((total >> (LANE_BITS * lane)) & LANE_MASK for lane in range(len(self.heads)))
        return [
            1 / (1 + exp(min(30.0, -STEEPNESS * (head.bias + (lane - LANE_ZERO * count) * scale - head.threshold))))
            for head, lane in zip(self.heads, sums, strict=True)
        ]
