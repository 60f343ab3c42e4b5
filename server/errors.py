"""What can go wrong, in words that a person may be told.

- `Trouble`, never raised itself:
  - `Refused`: may not, or not now; has a code of the protocol, a sentence, sometimes an end
    - `Unavailable`: the database cannot keep or find anything now, whoever asks
  - `Unreadable`: what came in is not in the form asked for
  - `Missing`: there is nothing there, or nothing that this person may know of
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # most of what raises these has no need of the gate, and it is much to load
    from moderation import Span

__all__ = ["Code", "Missing", "Refused", "Trouble", "Unavailable", "Unreadable"]


class Code(StrEnum):
    """The error codes of the live socket."""

    BAD_FRAME = "bad_frame"
    UNKNOWN_COMMAND = "unknown_command"
    NOT_FOUND = "not_found"
    NOT_MEMBER = "not_member"
    RULES = "rules"
    MUTED = "muted"
    SLOW = "slow"
    PAUSED = "paused"
    CLOSED = "closed"
    TOO_LONG = "too_long"
    RATE_LIMITED = "rate_limited"
    FORBIDDEN = "forbidden"
    NUDGE = "nudge"
    REFUSED = "refused"
    NOT_YOUR_TURN = "not_your_turn"
    CONFLICT = "conflict"
    UNAVAILABLE = "unavailable"


class Trouble(Exception):
    """Never raised itself; what all of these have in common is a sentence for people."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Refused(Trouble):
    """Somebody may not do this, or not now. `until` is when it ends by itself, in milliseconds since 1970."""

    def __init__(self, code: Code, text: str, until: int | None = None, spans: tuple[Span, ...] = ()) -> None:
        super().__init__(text)
        self.code = code
        self.until = until
        self.spans = spans


class Unavailable(Refused):
    """The database is locked, full, broken or away. What was asked was certainly not done; later it may be."""

    def __init__(self, text: str) -> None:
        super().__init__(Code.UNAVAILABLE, text)


class Unreadable(Trouble):
    """A frame or a form is not in the form asked for. `ref` names the frame where it could be read that far."""

    def __init__(self, text: str, code: Code = Code.BAD_FRAME, ref: str | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.ref = ref


class Missing(Trouble):
    """There is no such thing, or none that the asker may know of."""
