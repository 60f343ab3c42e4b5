"""So much at once, so much in the long run, and nothing for a clock that runs backwards."""

from __future__ import annotations

import pytest

from server.pacing import BAD_FRAMES, COMMANDS, MESSAGES, TYPING, Bucket, Pace

TWO_AND_ONE_A_SECOND = Pace(burst=2, per_second=1)


def takes(bucket: Bucket, times: int, now: float) -> tuple[list[bool], Bucket]:
    fits = []
    for _ in range(times):
        fit, bucket = bucket.take(now)
        fits.append(fit)
    return fits, bucket


@pytest.mark.parametrize(("pace", "at_once"), [(MESSAGES, 12), (COMMANDS, 120), (BAD_FRAMES, 20), (TYPING, 2)])
def test_so_many_fit_at_once_and_no_more(pace: Pace, at_once: int) -> None:
    fits, _ = takes(Bucket.full(pace, 5.0), at_once + 1, 5.0)
    assert fits == [True] * at_once + [False]


@pytest.mark.parametrize(("pace", "in_a_minute"), [(MESSAGES, 60), (COMMANDS, 1200), (BAD_FRAMES, 60), (TYPING, 20)])
def test_so_many_fit_in_the_long_run(pace: Pace, in_a_minute: int) -> None:
    _, bucket = takes(Bucket.full(pace, 0.0), int(pace.burst), 0.0)
    kept = 0
    for second in range(1, 61):
        fits, bucket = takes(bucket, 1 + int(pace.per_second), float(second))
        kept += sum(fits)
    assert kept == pytest.approx(in_a_minute, abs=1)


def test_it_fills_up_again_bit_by_bit_and_never_above_its_brim() -> None:
    _, empty = takes(Bucket.full(TWO_AND_ONE_A_SECOND, 0.0), 2, 0.0)
    refused, half = empty.take(0.5)
    assert (refused, half) == (False, Bucket(TWO_AND_ONE_A_SECOND, 0.5, 0.5))
    assert half.take(1.0) == (True, Bucket(TWO_AND_ONE_A_SECOND, 0.0, 1.0))
    assert takes(empty, 3, 1000.0)[0] == [True, True, False]


def test_a_clock_that_runs_backwards_refills_nothing() -> None:
    _, empty = takes(Bucket.full(TWO_AND_ONE_A_SECOND, 10.0), 2, 10.0)
    assert empty.take(3.0) == (False, Bucket(TWO_AND_ONE_A_SECOND, 0.0, 3.0))


def test_a_bucket_is_a_value() -> None:
    for value, name in ((Bucket.full(MESSAGES, 0.0), "left"), (MESSAGES, "burst")):
        with pytest.raises(AttributeError):
            setattr(value, name, 0.0)
        assert not hasattr(value, "__dict__")
