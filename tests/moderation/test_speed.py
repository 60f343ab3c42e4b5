"""The gate is fast enough that nobody waits, whatever is sent.

The limits here are wide, since the machine may be busy; `bench/gate.py` measures.
"""

from __future__ import annotations

import time

import pytest

from bench.gate import hostile
from moderation import POLICIES, Draft, Gate

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
