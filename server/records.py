"""The nouns: what the store keeps and the rest of the house hands around. Times are milliseconds since 1970, UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType, TypeAlias

__all__ = [
    "FOREVER",
    "Alert",
    "AsideLine",
    "Began",
    "Card",
    "Deed",
    "Group",
    "Invitation",
    "Kind",
    "Member",
    "MemberId",
    "Membership",
    "Message",
    "MessageId",
    "Notice",
    "Report",
    "Role",
    "Room",
    "RoomId",
    "Rule",
    "Session",
    "Standing",
    "State",
    "Subject",
]

MemberId = NewType("MemberId", str)
RoomId = NewType("RoomId", str)
MessageId = NewType("MessageId", str)

FOREVER = 253_402_300_799_000
"""The last second of the year 9999: an end that does not come by itself."""


class Role(StrEnum):
    """What somebody is in one room."""

    MEMBER = "member"
    FACILITATOR = "facilitator"


class Kind(StrEnum):
    """An `open` room is always there; a `circle` opens and closes."""

    OPEN = "open"
    CIRCLE = "circle"


class State(StrEnum):
    """Where a message stands. The room sees the first three; one held or declined later reads as hidden."""

    SHOWN = "shown"
    HIDDEN = "hidden"
    GONE = "gone"
    HELD = "held"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Group:
    """Everybody on this server, and what they decided."""

    name: str
    purpose: str
    country: str
    language: str
    timezone: str
    second_contact: str
    who_may_join: str
    retention_days: int
    url: str
    rules_version: int
    epoch: str
    set_up_at: int | None
    helplines_confirmed_at: int | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One ground rule: the sentence members read, and the harm categories that breach it.

    `changed_in`: the version of the rules that brought its present words. It is kept by the store alone.
    """

    id: str
    position: int
    title: str
    text: str
    detects: tuple[str, ...] = ()
    changed_in: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a nickname. `country` is their own choice, None for "show me all"."""

    id: MemberId
    name: str
    country: str | None
    is_steward: bool
    acknowledged_version: int
    joined_at: int
    banned_until: int | None = None
    erased_at: int | None = None
    shows_typing: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A place to talk, as the store has it. Up to `forgotten_rev`, not everything that went is remembered any more."""

    id: RoomId
    name: str
    title: str
    topic: str
    kind: Kind
    policy: str
    overrides: dict[str, str]
    tells_concern: bool
    slow_seconds: int
    paused_until: int | None
    paused_reason: str
    is_open: bool
    seats: int | None
    holder: MemberId | None
    hands: tuple[MemberId, ...]
    pinned: MessageId | None
    rev: int
    forgotten_rev: int = 0


@dataclass(frozen=True, slots=True)
class Membership:
    """One person in one room."""

    room: RoomId
    member: MemberId
    name: str
    role: Role
    joined_at: int
    left_at: int | None = None
    muted_until: int | None = None
    mute_reason: str = ""
    banned_until: int | None = None
    ban_reason: str = ""
    last_said_at: int | None = None

    @property
    def facilitates(self) -> bool:
        return self.role is Role.FACILITATOR


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that permission depends on: who, in which room, under what rules."""

    member: Member
    membership: Membership
    room: Room
    group: Group


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody said. `place` orders the page and `rev` is the last change; both are None until first shown."""

    id: MessageId
    room: RoomId
    author: MemberId
    name: str
    text: str
    note: str | None
    reply_to: MessageId | None
    written_at: int
    shown_at: int | None
    edited_at: int | None
    place: int | None
    rev: int | None
    state: State
    pinned: bool
    reactions: dict[str, tuple[MemberId, ...]]
    pending_text: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """The private card that the author of a worrying message sees, and nobody else.

    `alerted`: facilitators have an alert of it; `told` are those who heard it at once.
    """

    id: str
    room: RoomId
    member: MemberId
    kind: str
    level: str
    at: int
    told: tuple[MemberId, ...]
    alerted: bool


@dataclass(frozen=True, slots=True)
class Alert:
    """What facilitators see of it. `message` is None where the draft was refused and its text not kept."""

    id: str
    room: RoomId
    member: MemberId
    name: str
    country: str | None
    message: MessageId | None
    kind: str
    level: str
    at: int
    claimed_by: MemberId | None = None
    claimed_name: str | None = None
    claimed_at: int | None = None
    escalated_at: int | None = None
    closed_at: int | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A member's word that a message breaks a ground rule. `author`: whose message, also once that is gone.
    `reporter` is None where a detector of the review raised it."""

    id: str
    room: RoomId
    message: MessageId
    author: MemberId | None
    reporter: MemberId | None
    rule: str | None
    text: str
    at: int
    closed_at: int | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something told to one member alone; it stays until dismissed. `kind` is muted, unmuted, removed, hidden, ..."""

    id: str
    room: RoomId
    member: MemberId
    kind: str
    text: str
    at: int
    until: int | None = None


@dataclass(frozen=True, slots=True)
class AsideLine:
    """One line of a member's private conversation with the room's facilitators."""

    id: str
    room: RoomId
    member: MemberId
    author: MemberId
    name: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Deed:
    """A row of the record of actions: who did what to whom or what, and why. Never the text."""

    id: int
    at: int
    room: RoomId | None
    actor: MemberId | None
    actor_name: str | None
    verb: str
    member: MemberId | None
    member_name: str | None
    message: MessageId | None
    reason: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """A way in; the token itself is kept only as a hash."""

    id: str
    room: RoomId
    created_by: MemberId
    created_at: int
    expires_at: int
    uses_left: int
    used: int
    revoked_at: int | None


class Began(StrEnum):
    """How somebody came to be signed in at a browser."""

    UNKNOWN = ""
    JOINED = "joined"
    WORDS = "words"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that is signed in; the token itself is kept only as a hash."""

    id: str
    member: MemberId
    created_at: int
    seen_at: int
    expires_at: int
    began_with: Began = Began.UNKNOWN


Subject: TypeAlias = Message | Membership | Alert | Report | None
"""What a command is about, where it is about something that the store has."""
