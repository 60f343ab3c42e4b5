"""The gate is fast enough that nobody waits, whatever is sent.

The limits here are wide, since the machine may be busy; `bench/gate.py` measures.
"""

from __future__ import annotations

import time

import pytest

from bench.gate import LONGEST, hostile
from moderation import POLICIES, Care, Category, Draft, Gate

LIMIT_MS = 40.0
TEXTS = hostile()
GATE = Gate(limit_ms=10_000)


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_makes_the_gate_slow(name: str) -> None:
    best = float("inf")
    for _ in range(3):
        begun = time.thread_time()
        GATE.review(Draft(TEXTS[name]), POLICIES["standard"])
        best = min(best, time.thread_time() - begun)
    assert best * 1000 < LIMIT_MS


@pytest.mark.parametrize("name", ["random characters", "words, then apostrophes", "'send me the '"])
def test_harm_and_danger_are_found_at_the_end_of_the_longest_text(name: str) -> None:
    ending = ". you are a pathetic idiot. i want to kill myself tonight"

    verdict = GATE.review(Draft(TEXTS[name][: LONGEST - len(ending)] + ending), POLICIES["standard"])

    assert Category.HARASSMENT in {signal.category for signal in verdict.signals}
    assert verdict.care >= Care.HIGH
