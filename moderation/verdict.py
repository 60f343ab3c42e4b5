"""What the policy makes of the signals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from moderation.signal import Category, Signal, Span

__all__ = ["Action", "Care", "CareKind", "Verdict"]


class Action(StrEnum):
    """What happens to the draft, mildest first."""

    PASS = "pass"  # noqa: S105 - an action, not a password
    MASK = "mask"
    NUDGE = "nudge"
    HOLD = "hold"
    REFUSE = "refuse"


class Care(IntEnum):
    """How worried to be about a person. Ordered, so levels compare."""

    NONE = 0
    CONCERN = 1
    HIGH = 2
    IMMEDIATE = 3

    @property
    def word(self) -> str:
        """The level as the protocol and the command line write it."""
        return self.name.lower()


class CareKind(StrEnum):
    """Which card helps: the headings 1a to 1e of the message copy."""

    SUICIDE = "suicide"
    ABUSE = "abuse"
    EMERGENCY = "emergency"
    EATING = "eating"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The action, the level of care, and the signals that led there.

    `spans` marks what the author is asked to change (nudge, refuse) or what is masked (mask; hold, once released).
    `reason` is a sentence the author may read. `failed` names detectors that raised, overran or were off.
    """

    action: Action
    care: Care
    care_kind: CareKind | None
    signals: tuple[Signal, ...]
    harms: tuple[Category, ...]
    spans: tuple[Span, ...]
    reason: str
    failed: tuple[str, ...] = ()
