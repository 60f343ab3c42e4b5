"""The gate: it answers whatever a detector does, and says which of them failed."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from moderation import POLICIES, Action, Care, Category, Draft, Gate, Signal, Span
from moderation.detector import Stage
from moderation.gate import FORGIVEN_AFTER

SECRET = "the words nobody may read in a log"
ANA_SAYS = Draft(SECRET)
STANDARD, STRICT = POLICIES["standard"], POLICIES["strict"]


@dataclass
class Finds:
    signals: tuple[Signal, ...] = ()
    name: str = "finds"
    stage: Stage = "gate"
    looked: int = 0

    def detect(self, _draft: Draft) -> Iterable[Signal]:
        self.looked += 1
        return self.signals


@dataclass
class Breaks:
    name: str = "breaks"
    stage: Stage = "gate"

    def detect(self, draft: Draft) -> Iterable[Signal]:
        raise RuntimeError(draft.text)


@dataclass
class Clock:
    """Every look takes as long as `each` says."""

    each: float
    now: float = 0.0

    def __call__(self) -> float:
        self.now += self.each
        return self.now


def test_a_detector_that_raises_is_counted_and_the_others_still_look() -> None:
    insult = Signal(Category.HARASSMENT, "high", 0.9, Span(0, 3), "why")
    gate = Gate([Breaks(), Finds((insult,))])

    verdict = gate.review(ANA_SAYS, STANDARD)

    assert verdict.action is Action.HOLD
    assert verdict.failed == ("breaks",)
    assert gate.failures["breaks"] == 1


def test_the_log_names_the_detector_and_never_the_text(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        Gate([Breaks()]).review(ANA_SAYS, STANDARD)

    assert "breaks" in caplog.text
    assert SECRET not in caplog.text


def test_what_a_missing_detector_means_is_the_policys_to_say() -> None:
    gate = Gate([Breaks()])

    assert gate.review(ANA_SAYS, STANDARD).action is Action.PASS
    assert gate.review(ANA_SAYS, STRICT).action is Action.HOLD


def test_somebody_in_danger_is_shown_even_where_a_missing_detector_means_hold() -> None:
    danger = Signal(Category.CRISIS, "high", 0.9, Span(0, 3), "why", "suicide")

    verdict = Gate([Breaks(), Finds((danger,))]).review(ANA_SAYS, STRICT)

    assert (verdict.action, verdict.care) == (Action.PASS, Care.HIGH)


def test_a_detector_that_overruns_three_times_is_switched_off_loudly(caplog: pytest.LogCaptureFixture) -> None:
    slow = Finds()
    gate = Gate([slow], clock=Clock(1.0), limit_ms=500)

    verdicts = [gate.review(ANA_SAYS, STANDARD) for _ in range(5)]

    assert all(verdict.failed == ("finds",) for verdict in verdicts)
    assert slow.looked == 3
    assert gate.switched_off == {"finds"}
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING", "CRITICAL"]


def test_what_a_slow_detector_found_still_counts() -> None:
    threat = Signal(Category.THREAT, "high", 0.9, Span(0, 3), "why")
    gate = Gate([Finds((threat,))], clock=Clock(1.0), limit_ms=500)

    assert gate.review(ANA_SAYS, STANDARD).action is Action.HOLD


def test_old_overruns_are_forgiven_after_a_thousand_timely_looks() -> None:
    clock = Clock(1.0)
    gate = Gate([Finds()], clock=clock, limit_ms=500)
    gate.review(ANA_SAYS, STANDARD)
    gate.review(ANA_SAYS, STANDARD)
    clock.each = 0.001
    for _ in range(FORGIVEN_AFTER):
        gate.review(ANA_SAYS, STANDARD)
    clock.each = 1.0

    gate.review(ANA_SAYS, STANDARD)

    assert gate.switched_off == frozenset()


def test_a_detector_of_the_review_stage_never_delays_a_message() -> None:
    later = Finds(name="later", stage="review")
    gate = Gate([later])

    gate.review(ANA_SAYS, STANDARD)

    assert later.looked == 0
    assert gate.reviewers == (later,)
