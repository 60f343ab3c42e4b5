"""Texts that say the same characters over and over: what is left of them to be read.

Nothing is lost by it. Of a stretch like "no no no no ..." whole repetitions are left out of its middle, so that what
remains is the same stretch, only shorter, and whatever stands before, after or in between is untouched.
"""

from __future__ import annotations

from bisect import bisect_left

__all__ = ["repeated"]

LONGEST_UNIT = 120  # characters
KEPT = 600  # of each stretch; half from its beginning
STEP = 200  # how far apart it is tried whether what stands there comes again
PROBE = 40
MOST_LEFT_OUT = 8  # stretches


def repeated(text: str) -> list[tuple[int, int]]:
    """The places, in order, that may be left out of `text` because the same stands before and after them."""
    places: list[tuple[int, int]] = []
    at = 0
    while at + KEPT < len(text) and len(places) < MOST_LEFT_OUT:
        again = text.find(text[at : at + PROBE], at + 1, at + PROBE + LONGEST_UNIT)
        if again < 0:
            at += STEP
            continue
        unit = again - at
        start = _begins(text, at, unit, places[-1][1] if places else 0)
        end = _ends(text, at, unit)
        if (left_out := (end - start - KEPT) // unit * unit) > 0:
            places.append((start + KEPT // 2, start + KEPT // 2 + left_out))
        at = max(end - PROBE, at + STEP)
    return places


def _begins(text: str, at: int, unit: int, earliest: int) -> int:
    """Where the stretch begins that repeats itself at `at`."""
    reach = min(at - earliest, STEP + PROBE)
    same = bisect_left(range(reach), True, key=lambda n: text[at - n - 1 : at] != text[at - n - 1 + unit : at + unit])
    return at - same


def _ends(text: str, at: int, unit: int) -> int:
    """Where it ends."""
    reach = range(at + unit, len(text))
    return reach.start + bisect_left(
        reach, True, key=lambda end: text[at : end + 1 - unit] != text[at + unit : end + 1]
    )
