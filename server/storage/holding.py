"""What facilitators do, each with its row in the record of actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, update

from server.errors import Code, Refused
from server.records import FOREVER, MemberId, Membership, Message, MessageId, Notice, Room, RoomId, State
from server.storage import schema
from server.storage.care import keep_notice
from server.storage.database import Shelf, writes
from server.storage.deeds import record_deed
from server.storage.finding import message_in
from server.storage.message_changes import change_message, drop_pin
from server.storage.standing import Permit, membership_in, permitted, put_down_piece, room_now, take_rev
from server.words import _

__all__ = ["Holding", "Moved", "Told"]


@dataclass(frozen=True, slots=True)
class Told:
    """A membership as it now is, and what its owner is told of it."""

    membership: Membership
    notice: Notice | None


@dataclass(frozen=True, slots=True)
class Moved:
    """Messages that changed, each with its own rev where the room can see it; the room, where it changed after them;
    what the author is told."""

    messages: tuple[Message, ...]
    seen_by_the_room: bool = True
    room: Room | None = None
    notice: Notice | None = None


class Holding(Shelf):
    """The statements behind the facilitators' commands."""

    @writes
    def mute(
        self,
        connection: Connection,
        room: RoomId,
        by: MemberId,
        member: MemberId,
        until: int | None,
        reason: str,
        text: str,
        now: int,
        permit: Permit,
        recorded: str,
    ) -> Told:
        """Sets or (until None) ends a mute. It is private: no rev is taken."""
        standing = permitted(connection, by, room, permit)
        before = membership_in(connection, room, member)
        permit(standing, before)
        set_membership(connection, before, muted_until=until, mute_reason=reason)
        verb = "unmute" if until is None else "mute"
        record_deed(connection, now, by, verb, room=room, member=member, reason=recorded)
        notice = keep_notice(connection, room, member, verb, text, now, until)
        return Told(membership_in(connection, room, member), notice)

    @writes
    def remove(
        self,
        connection: Connection,
        room: RoomId,
        by: MemberId,
        member: MemberId,
        banned_until: int | None,
        reason: str,
        text: str,
        now: int,
        permit: Permit,
        recorded: str,
    ) -> Told:
        """Ends a membership; with `banned_until`, the way back is barred until then. Takes a rev: the room sees it."""
        standing = permitted(connection, by, room, permit)
        before = membership_in(connection, room, member)
        permit(standing, before)
        verb = "remove" if banned_until is None else "ban"
        if verb == "remove" and before.left_at is not None:
            raise Refused(Code.CONFLICT, _("They are not in this room any more."))
        left = now if before.left_at is None else before.left_at
        set_membership(connection, before, left_at=left, banned_until=banned_until, ban_reason=reason)
        put_down_piece(connection, room, member)
        record_deed(connection, now, by, verb, room=room, member=member, reason=recorded)
        until = None if banned_until == FOREVER else banned_until
        notice = keep_notice(connection, room, member, verb, text, now, until)
        take_rev(connection, room)
        return Told(membership_in(connection, room, member), notice)

    @writes
    def unban(
        self, connection: Connection, room: RoomId, by: MemberId, member: MemberId, now: int, permit: Permit
    ) -> Membership:
        """Opens the way back; an invitation renews the membership."""
        standing = permitted(connection, by, room, permit)
        before = membership_in(connection, room, member)
        permit(standing, before)
        set_membership(connection, before, banned_until=None, ban_reason="")
        record_deed(connection, now, by, "unban", room=room, member=member)
        return membership_in(connection, room, member)

    @writes
    def pin(
        self, connection: Connection, room: RoomId, by: MemberId, key: MessageId, on: bool, now: int, permit: Permit
    ) -> Moved:
        """Pins a message in place of the one before it, or unpins it."""
        standing = permitted(connection, by, room, permit)
        before = message_in(connection, room, key)
        permit(standing, before)
        if before.pinned == on:
            return Moved((before,))
        if on:
            wanted(before, State.SHOWN, _("Only a message that the room can see can be pinned."))
        changed = []
        if on and standing.room.pinned is not None:
            earlier = message_in(connection, room, standing.room.pinned)
            changed.append(change_message(connection, earlier, True, pinned=False))
        changed.append(change_message(connection, before, True, pinned=on))
        after = set_room(connection, room, pinned=key if on else None)
        record_deed(connection, now, by, "pin" if on else "unpin", room=room, member=before.author, message=key)
        return Moved(tuple(changed), room=after)

    @writes
    def move(
        self,
        connection: Connection,
        room: RoomId,
        by: MemberId,
        key: MessageId,
        verb: str,
        reason: str,
        text: str,
        now: int,
        permit: Permit,
    ) -> Moved:
        """Hide, unhide, hold, release or decline a message. With `text`, its author is told so."""
        standing = permitted(connection, by, room, permit)
        before = message_in(connection, room, key)
        permit(standing, before)
        after = STEPS[verb](connection, before, reason, now)
        unpinned = drop_pin(connection, before) if not after.pinned else None
        record_deed(connection, now, by, verb, room=room, member=before.author, message=key, reason=reason)
        notice = keep_notice(connection, room, before.author, verb, text, now) if text else None
        return Moved((after,), after.rev != before.rev, unpinned, notice)

    @writes
    def set_room(
        self,
        connection: Connection,
        room: RoomId,
        by: MemberId,
        verb: str,
        reason: str,
        now: int,
        permit: Permit,
        member: MemberId | None = None,
        values: dict[str, Any] | None = None,
    ) -> tuple[Room, bool]:
        """Changes the room itself: slow, pause, resume, open, close, give, and the hands. Only a change takes a rev."""
        standing = permitted(connection, by, room, permit)
        permit(standing, None if member is None else membership_in(connection, room, member))
        if values is not None and all(getattr(standing.room, name) == value for name, value in values.items()):
            return standing.room, False
        if verb not in QUIET_VERBS:
            record_deed(connection, now, by, verb, room=room, member=member, reason=reason)
        return set_room(connection, room, **(values or {})), True


QUIET_VERBS = frozenset({"raise", "lower", "pass"})
"""What members do with the talking piece is theirs; the record is about what is done to others."""


def set_membership(connection: Connection, before: Membership, **values: Any) -> None:
    membership = schema.membership
    connection.execute(
        update(membership)
        .where(membership.c.room_id == before.room, membership.c.member_id == before.member)
        .values(**values)
    )


def set_room(connection: Connection, key: RoomId, **values: Any) -> Room:
    take_rev(connection, key)
    if values:
        connection.execute(update(schema.room).where(schema.room.c.id == key).values(**values))
    return room_now(connection, key)


def hide(connection: Connection, before: Message, reason: str, _now: int) -> Message:
    wanted(before, State.SHOWN, _("This message is not shown, so there is nothing to hide."))
    return change_message(connection, before, True, state=State.HIDDEN, reason=reason, pinned=False, pending_text=None)


def unhide(connection: Connection, before: Message, _reason: str, _now: int) -> Message:
    wanted(before, State.HIDDEN, _("This message is not hidden."))
    return change_message(connection, before, True, state=State.SHOWN, reason="")


def hold(connection: Connection, before: Message, reason: str, _now: int) -> Message:
    wanted(before, State.SHOWN, _("Only a message that is shown can be held."))
    return change_message(connection, before, True, state=State.HELD, reason=reason, pinned=False, pending_text=None)


def release(connection: Connection, before: Message, _reason: str, now: int) -> Message:
    """Shows a held message, at the end of the room if it was never shown; or shows a held edit."""
    if before.state is State.SHOWN and before.pending_text is not None:
        edit = {"text": before.pending_text, "pending_text": None, "edited_at": now, "reason": ""}
        return change_message(connection, before, True, **edit)
    wanted(before, State.HELD, _("This message is not waiting."))
    if before.place is not None:
        return change_message(connection, before, True, state=State.SHOWN, reason="")
    rev = take_rev(connection, before.room)
    shown = {"state": State.SHOWN, "reason": "", "place": rev, "rev": rev, "shown_at": now}
    return change_message(connection, before, False, **shown)


def decline(connection: Connection, before: Message, reason: str, _now: int) -> Message:
    """Keeps a held message from the room for good, and lets its text go. A held edit just falls away."""
    if before.state is State.SHOWN and before.pending_text is not None:
        return change_message(connection, before, False, pending_text=None, reason="")
    wanted(before, State.HELD, _("This message is not waiting."))
    values = {"state": State.DECLINED, "reason": reason, "text": "", "note": None}
    return change_message(connection, before, before.place is not None, **values)


def wanted(before: Message, state: State, otherwise: str) -> None:
    if before.state is not state:
        raise Refused(Code.CONFLICT, otherwise)


STEPS = {"hide": hide, "unhide": unhide, "hold": hold, "release": release, "decline": decline}
