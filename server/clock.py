"""What time it is: the one place that asks."""

from __future__ import annotations

import time

__all__ = ["now_ms", "now_s"]


def now_ms() -> int:
    """Milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


def now_s() -> float:
    """Seconds on a clock that never jumps, for pacing."""
    return time.monotonic()
