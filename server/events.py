"""What has happened, as frozen types. Each says how far it reaches; `permissions.may_hear` decides by that alone."""

from __future__ import annotations

from enum import Enum
from typing import Any, ClassVar

import msgspec

from server.records import MemberId

__all__ = [
    "AlertRaised",
    "AsideHeard",
    "AsideSaid",
    "CardGiven",
    "Event",
    "HeldMoved",
    "MessageChanged",
    "NoticeGiven",
    "PresenceChanged",
    "Private",
    "QueueMoved",
    "Reach",
    "Reported",
    "RoomChanged",
    "Typed",
]


class Reach(Enum):
    """Who hears an event."""

    ROOM = "room"
    FACILITATORS = "facilitators"
    ONE = "one"


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="on"):
    """What every event has: the room's name. `reach` is not written to the frame."""

    reach: ClassVar[Reach] = Reach.ROOM
    room: str


class MessageChanged(Event, frozen=True, kw_only=True, tag="message"):
    """A message was said, or is now different; it replaces the one of the same id."""

    rev: int
    message: dict[str, Any]


class RoomChanged(Event, frozen=True, kw_only=True, tag="room"):
    """The room, its members, their roles or the ground rules are now different."""

    rev: int
    about: dict[str, Any]
    people: list[dict[str, Any]]


class PresenceChanged(Event, frozen=True, kw_only=True, tag="presence"):
    """Who is here now, and who of them holds the room."""

    people: list[dict[str, Any]]
    light: list[str]


class Typed(Event, frozen=True, kw_only=True, tag="typing"):
    """Somebody who chose to show it is typing."""

    member: MemberId


class Private(Event, frozen=True, kw_only=True):
    """Something for one person alone."""

    reach = Reach.ONE
    to: MemberId


class CardGiven(Private, frozen=True, kw_only=True, tag="card"):
    """Help, for the author of a worrying message alone."""

    card: dict[str, Any]


class HeldMoved(Private, frozen=True, kw_only=True, tag="held"):
    """Where the author's held message stands: held, released, declined or retracted."""

    message: dict[str, Any]
    change: str
    reason: str = ""


class NoticeGiven(Private, frozen=True, kw_only=True, tag="notice"):
    """Something that one person is told: a mute, a removal, a message taken down."""

    notice: dict[str, Any]


class AsideSaid(Private, frozen=True, kw_only=True, tag="aside"):
    """A line of one's own conversation with the facilitators."""

    aside: dict[str, Any]


class ForFacilitators(Event, frozen=True, kw_only=True):
    """Something for the room's facilitators, wherever they are connected."""

    reach = Reach.FACILITATORS


class AsideHeard(ForFacilitators, frozen=True, kw_only=True, tag="aside"):
    """A line of a member's conversation with the facilitators, as they hear it."""

    aside: dict[str, Any]


class AlertRaised(ForFacilitators, frozen=True, kw_only=True, tag="alert"):
    """An alert is new, claimed, escalated or closed."""

    alert: dict[str, Any]


class QueueMoved(ForFacilitators, frozen=True, kw_only=True, tag="queue"):
    """The queue of held messages moved (`added`, `gone`), or a mute was set or ended (`muted`)."""

    change: str
    message: dict[str, Any] | None = None
    member: MemberId | None = None
    until: str | None = None


class Reported(ForFacilitators, frozen=True, kw_only=True, tag="reported"):
    """A member reported a message, or a report was closed."""

    report: dict[str, Any]
