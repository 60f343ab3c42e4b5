"""What a browser may ask for and what it may hear, as frozen types. Only this file sees the frames' JSON.

`parse` makes a command of a text frame; `encode` makes a text frame of a reply or an event. docs/protocol.md says the
same in prose, and a test holds the two together.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, TypeAlias

import msgspec

from server.errors import Code, Unreadable
from server.words import _

__all__ = [
    "COMMANDS",
    "FRAME_BYTES",
    "REACTIONS",
    "TEXT_LENGTH",
    "Command",
    "encode",
    "parse",
]

FRAME_BYTES = 65_536
TEXT_LENGTH = 4_000
NUL = r"\u0000"
"""How the character zero looks in JSON. It is left out: no person types it, and PostgreSQL cannot keep it."""
REACTIONS = ("heart", "hug", "with-you", "thanks", "light")

Ref: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Name: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Key: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
Cursor: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Text: TypeAlias = Annotated[str, msgspec.Meta(min_length=1)]
Reason: TypeAlias = Annotated[str, msgspec.Meta(max_length=500)]
Minutes: TypeAlias = Annotated[float, msgspec.Meta(gt=0, le=525_600)]


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """What every command has: the client's own `ref`, and the room it is about."""

    do: ClassVar[str]
    ref: Ref
    room: Name


class Enter(Command, frozen=True, kw_only=True):
    """Start to hear a room; `since` is the last rev this browser has, 0 for none; `epoch` the life it belongs to."""

    do = "enter"
    since: Cursor = 0
    epoch: str | None = None


class History(Command, frozen=True, kw_only=True):
    """Older messages: the hundred whose place is before `before`."""

    do = "history"
    before: Cursor


class Leave(Command, frozen=True, kw_only=True):
    """Stop to hear the room on this connection."""

    do = "leave"


class Acknowledge(Command, frozen=True, kw_only=True):
    """I have read the ground rules of this version."""

    do = "acknowledge"
    version: Cursor


class Say(Command, frozen=True, kw_only=True):
    """Put a draft before the gate. `anyway` sends it again after a nudge."""

    do = "say"
    text: Text
    note: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    reply_to: Key | None = None
    anyway: bool = False


class Edit(Command, frozen=True, kw_only=True):
    """Change one's own message; the new text passes the gate too."""

    do = "edit"
    id: Key
    text: Text
    anyway: bool = False


class Retract(Command, frozen=True, kw_only=True):
    """Take one's own message back, shown or held."""

    do = "retract"
    id: Key


class React(Command, frozen=True, kw_only=True):
    """Add or take away one's reaction of one kind."""

    do = "react"
    id: Key
    kind: Key
    on: bool


class Typing(Command, frozen=True, kw_only=True):
    """I am typing; told to the others only where the member chose that."""

    do = "typing"


class MakeReport(Command, frozen=True, kw_only=True):
    """This message breaks a ground rule."""

    do = "report"
    id: Key
    rule: Key | None = None
    text: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class Ignore(Command, frozen=True, kw_only=True):
    """Hide a person from me; nothing changes for them."""

    do = "ignore"
    member: Key
    on: bool


class Aside(Command, frozen=True, kw_only=True):
    """A private line to the room's facilitators, or from one of them to the member `to`."""

    do = "aside"
    text: Text
    to: Key | None = None
    anyway: bool = False


class Dismiss(Command, frozen=True, kw_only=True):
    """I have seen this card or notice."""

    do = "dismiss"
    card: Key


class RaiseHand(Command, frozen=True, kw_only=True):
    """I would like the talking piece."""

    do = "raise"


class LowerHand(Command, frozen=True, kw_only=True):
    """Not any more."""

    do = "lower"


class PassPiece(Command, frozen=True, kw_only=True):
    """Hand the talking piece on to the next raised hand."""

    do = "pass"


class Mute(Command, frozen=True, kw_only=True):
    """The member reads and does not post for some minutes; told privately, ends by itself."""

    do = "mute"
    member: Key
    minutes: Minutes
    reason: Reason


class Unmute(Command, frozen=True, kw_only=True):
    """End a mute early."""

    do = "unmute"
    member: Key


class Remove(Command, frozen=True, kw_only=True):
    """End a membership; an invitation can renew it."""

    do = "remove"
    member: Key
    reason: Reason


class Ban(Command, frozen=True, kw_only=True):
    """End a membership and bar the way back, for some minutes or until undone."""

    do = "ban"
    member: Key
    reason: Reason
    minutes: Minutes | None = None


class Unban(Command, frozen=True, kw_only=True):
    """Open the way back."""

    do = "unban"
    member: Key


class Pin(Command, frozen=True, kw_only=True):
    """Keep one message at the top; the one before it is unpinned."""

    do = "pin"
    id: Key


class Unpin(Command, frozen=True, kw_only=True):
    """Take it down again."""

    do = "unpin"
    id: Key


class Hide(Command, frozen=True, kw_only=True):
    """Take a message out of the room's sight; the text is kept for the facilitators."""

    do = "hide"
    id: Key
    reason: Reason


class Unhide(Command, frozen=True, kw_only=True):
    """Show it again."""

    do = "unhide"
    id: Key


class Hold(Command, frozen=True, kw_only=True):
    """Take a shown message back into the queue."""

    do = "hold"
    id: Key


class Release(Command, frozen=True, kw_only=True):
    """Show a held message, or a held edit."""

    do = "release"
    id: Key


class Decline(Command, frozen=True, kw_only=True):
    """Do not show a held message; its author is told why."""

    do = "decline"
    id: Key
    reason: Reason


class Slow(Command, frozen=True, kw_only=True):
    """So many seconds between two messages of one member; 0 ends it."""

    do = "slow"
    seconds: Annotated[int, msgspec.Meta(ge=0, le=3600)]


class Pause(Command, frozen=True, kw_only=True):
    """Everybody reads and nobody but facilitators posts, for some minutes or until resumed."""

    do = "pause"
    minutes: Minutes | None = None
    reason: Reason = ""


class Resume(Command, frozen=True, kw_only=True):
    """End a pause."""

    do = "resume"


class Open(Command, frozen=True, kw_only=True):
    """Open a circle."""

    do = "open"


class Close(Command, frozen=True, kw_only=True):
    """Close a circle."""

    do = "close"


class Give(Command, frozen=True, kw_only=True):
    """Give somebody the talking piece; to nobody (null) puts it away."""

    do = "give"
    member: Key | None


class Claim(Command, frozen=True, kw_only=True):
    """I look after this alert."""

    do = "claim"
    alert: Key


class Settle(Command, frozen=True, kw_only=True):
    """Close an alert or a report with an outcome."""

    do = "settle"
    alert: Key
    outcome: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


COMMANDS: dict[str, type[Command]] = {
    kind.do: kind
    for kind in (
        Enter, History, Leave, Acknowledge, Say, Edit, Retract, React, Typing, MakeReport, Ignore, Aside, Dismiss,
        RaiseHand, LowerHand, PassPiece,
        Mute, Unmute, Remove, Ban, Unban, Pin, Unpin, Hide, Unhide, Hold, Release, Decline, Slow, Pause, Resume,
        Open, Close, Give, Claim, Settle,
    )
}  # fmt: skip


def parse(frame: str) -> Command:
    """The command in a text frame. Raises `Unreadable`: `bad_frame`, or `unknown_command` with the frame's own ref."""
    try:
        fields = msgspec.json.decode(frame)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Unreadable(_("This was not understood: a frame is one JSON object.")) from None
    if NUL in frame and isinstance(fields, dict):
        fields = {name: value.replace("\0", "") if isinstance(value, str) else value for name, value in fields.items()}
    if not isinstance(fields, dict) or not isinstance(fields.get("do"), str):
        raise Unreadable(_("This was not understood: a command needs `do`."))
    ref = fields.get("ref")
    if not isinstance(ref, str) or not 1 <= len(ref) <= 64:
        raise Unreadable(_("This was not understood: a command needs a `ref` of 1 to 64 characters."))
    kind = COMMANDS.get(fields["do"])
    if kind is None:
        raise Unreadable(_("There is no such command."), Code.UNKNOWN_COMMAND, ref)
    try:
        command = msgspec.convert(fields, kind)
    except (msgspec.ValidationError, UnicodeError) as error:
        raise Unreadable(_("This was not understood: {error}.").format(error=error)) from None
    text = getattr(command, "text", None)
    if text is not None and len(text) > TEXT_LENGTH:
        raise Unreadable(
            _("This is too long: {length} characters, and {longest} fit. Please send it in parts.").format(
                length=len(text), longest=TEXT_LENGTH
            ),
            Code.TOO_LONG,
            ref,
        )
    return command


def encode(frame: dict[str, Any] | msgspec.Struct) -> str:
    """A reply or an event as a text frame."""
    return msgspec.json.encode(frame).decode()
