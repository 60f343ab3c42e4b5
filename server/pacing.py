"""How much is too much, as pure values: `now` is an argument, in seconds."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["BAD_FRAMES", "COMMANDS", "MESSAGES", "TYPING", "Bucket", "Pace"]


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `burst` at once, and `per_second` in the long run."""

    burst: float
    per_second: float


MESSAGES = Pace(burst=12, per_second=1.0)
"""A person in distress may pour out many short lines; a machine is stopped in seconds."""
COMMANDS = Pace(burst=120, per_second=20.0)
BAD_FRAMES = Pace(burst=20, per_second=1.0)
TYPING = Pace(burst=2, per_second=1 / 3)


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is left of a pace for one person; refills as time passes."""

    pace: Pace
    left: float
    since: float

    @classmethod
    def full(cls, pace: Pace, now: float) -> Bucket:
        return cls(pace, pace.burst, now)

    def take(self, now: float) -> tuple[bool, Bucket]:
        """Whether one more fits, and the bucket after it. A clock that runs backwards refills nothing."""
        left = min(self.pace.burst, self.left + max(0.0, now - self.since) * self.pace.per_second)
        if left < 1:
            return False, replace(self, left=left, since=now)
        return True, replace(self, left=left - 1, since=now)
