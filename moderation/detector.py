"""What a detector is, for ours and for those that others write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol, runtime_checkable

from moderation.draft import Draft
from moderation.signal import Signal

__all__ = ["Detector", "Stage"]

Stage = Literal["gate", "review"]


@runtime_checkable
class Detector(Protocol):
    """Finds one kind of thing in a draft.

    It is pure: the same draft always gives the same signals, nothing is kept, nothing is asked of the outside.
    `stage` is `gate` (before the room hears it: fast, synchronous) or `review` (afterwards, in the background).
    """

    @property
    def name(self) -> str:
        """A short word for logs, counters and the desk."""

    @property
    def stage(self) -> Stage:
        """When this detector looks."""

    def detect(self, draft: Draft, /) -> Iterable[Signal]:
        """What it finds in `draft`."""
