"""Evening after evening in which everything goes wrong that can, and no promise is broken.

The server's own rooms, hub, connections, store and gate run over a disk and a network of chance, in a time of their
own. `PORCHLIGHT_SEED` plays one evening alone.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.promises.evening import evening

EVENINGS = 40
MANY_EVENINGS = 10_000
MANY_AT_ONCE = 500
ONCE_BROKEN = (2988, 6036, 6136)


def test_no_promise_is_broken_whatever_goes_wrong() -> None:
    first = int(os.environ.get("PORCHLIGHT_SEED", "0"))
    play(range(first, first + (1 if first else EVENINGS)))


@pytest.mark.long
@pytest.mark.parametrize("first", range(0, MANY_EVENINGS, MANY_AT_ONCE))
def test_no_promise_is_broken_in_ten_thousand_evenings(first: int) -> None:
    played = play(range(first, first + MANY_AT_ONCE))
    print(", ".join(f"{number} {what}" for what, number in played.items()))


@pytest.mark.parametrize("seed", ONCE_BROKEN)
def test_an_evening_that_once_broke_a_promise_breaks_none(seed: int) -> None:
    evening(seed)


def test_the_same_seed_is_the_same_evening() -> None:
    once, again = evening(7), evening(7)
    assert once.loop.trace == again.loop.trace
    assert [op.command["do"] for op in once.record.ops] == [op.command["do"] for op in again.record.ops]


def play(seeds: range) -> Counter[str]:
    played: Counter[str] = Counter(evenings=len(seeds))
    for seed in seeds:
        found = evening(seed)
        played["commands"] += len(found.record.ops)
        played["done"] += sum(op.ok for op in found.record.ops)
        played["deaths of the server"] += found.lives - 1
        played["callbacks"] += found.loop.steps
    return played
