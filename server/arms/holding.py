"""What facilitators do with people and with messages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from server import protocol as ask
from server.care import (
    ban_notice,
    declined_notice,
    mute_notice,
    removed_from_room_notice,
    removed_notice,
    unmuted_notice,
)
from server.clock import now_ms
from server.events import HeldMoved, MessageChanged, NoticeGiven, QueueMoved
from server.moments import clock_in_words, minutes_in_words
from server.records import FOREVER, MemberId, Message, MessageId
from server.storage.holding import Moved, Told
from server.wire import message_on_wire, notice_on_wire, stamp, waiting_on_wire
from server.words import _

if TYPE_CHECKING:
    from server.room import Caller, Room

__all__ = ["ban", "change_mute", "change_pin", "move", "remove", "unban"]

MINUTE = 60_000


async def change_mute(room: Room, command: ask.Mute | ask.Unmute, caller: Caller) -> None:
    """A mute ends by itself, is told privately with its reason, and takes no rev: the room need not know."""
    now = now_ms()
    until = now + int(command.minutes * MINUTE) if isinstance(command, ask.Mute) else None
    reason = command.reason if isinstance(command, ask.Mute) else ""
    title = room.crowd.room.title
    text = unmuted_notice(title) if until is None else mute_notice(title, in_words(room, until), reason)
    async with room.turn:
        told = await room.store.holding.mute(
            room.id,
            caller.member,
            MemberId(command.member),
            until,
            reason,
            text,
            now,
            room.permit(command),
            recorded(command),
        )
        caller.answer({"muted_until": stamp(until)})
        if told.membership.member in room.memberships:
            room.crowd.by_member[told.membership.member] = told.membership
        tell_notice(room, told)
        room.tell(QueueMoved(room=room.name, change="muted", member=told.membership.member, until=stamp(until)))


def in_words(room: Room, moment: int) -> str:
    """A moment as the group's clocks show it; with the day where it is not today's."""
    return clock_in_words(moment, room.crowd.group.timezone)


def recorded(command: ask.Mute | ask.Unmute | ask.Remove | ask.Ban) -> str:
    """What the record of actions says beside the deed: for how long, and why."""
    said = [command.reason] if not isinstance(command, ask.Unmute) else []
    minutes = command.minutes if isinstance(command, ask.Mute | ask.Ban) else None
    if minutes is not None:
        said.insert(0, _("for {length}").format(length=minutes_in_words(minutes)))
    return ". ".join(said)


async def remove(room: Room, command: ask.Remove, caller: Caller) -> None:
    """Ends a membership; an invitation can renew it."""
    await part(room, command, caller, None)


async def ban(room: Room, command: ask.Ban, caller: Caller) -> None:
    """Ends a membership and bars the way back, for a while or until undone."""
    await part(room, command, caller, FOREVER if command.minutes is None else now_ms() + int(command.minutes * MINUTE))


async def part(room: Room, command: ask.Remove | ask.Ban, caller: Caller, banned_until: int | None) -> None:
    title = room.crowd.room.title
    removed = banned_until is None
    until = "" if banned_until in (None, FOREVER) else in_words(room, banned_until)
    text = removed_from_room_notice(title, command.reason) if removed else ban_notice(title, until, command.reason)
    async with room.turn:
        told = await room.store.holding.remove(
            room.id,
            caller.member,
            MemberId(command.member),
            banned_until,
            command.reason,
            text,
            now_ms(),
            room.permit(command),
            recorded(command),
        )
        caller.answer({"until": stamp(banned_until) if banned_until != FOREVER else None})
        tell_notice(room, told)
        room.changed(await room.store.rooms.crowd(room.id))


async def unban(room: Room, command: ask.Unban, caller: Caller) -> None:
    """Opens the way back; coming back takes an invitation."""
    await room.store.holding.unban(room.id, caller.member, MemberId(command.member), now_ms(), room.permit(command))
    caller.answer({})


async def change_pin(room: Room, command: ask.Pin | ask.Unpin, caller: Caller) -> None:
    """One message at the top of the room, or none."""
    async with room.turn:
        moved = await room.store.holding.pin(
            room.id,
            caller.member,
            MessageId(command.id),
            isinstance(command, ask.Pin),
            now_ms(),
            room.permit(command),
        )
        caller.answer({"id": command.id})
        if moved.room is not None:
            tell_moved(room, moved)


async def move(
    room: Room, command: ask.Hide | ask.Unhide | ask.Hold | ask.Release | ask.Decline, caller: Caller
) -> None:
    """Hide, unhide, hold, release, decline: the message changes, and its author is told what and why."""
    reason = getattr(command, "reason", "")
    async with room.turn:
        moved = await room.store.holding.move(
            room.id,
            caller.member,
            MessageId(command.id),
            command.do,
            reason,
            told_to_the_author(command.do, reason),
            now_ms(),
            room.permit(command),
        )
        after = moved.messages[0]
        caller.answer({"id": after.id, "rev": after.rev, "state": message_on_wire(after)["state"]})
        tell_moved(room, moved)
        tell_queue(room, command.do, after, reason)
        if moved.notice is not None:
            room.tell(NoticeGiven(room=room.name, to=after.author, notice=notice_on_wire(moved.notice)))


def told_to_the_author(verb: str, reason: str) -> str:
    """What the author is told in a notice of its own; the other verbs are told by the message's own state."""
    if verb == "hide":
        return removed_notice("", reason)
    return declined_notice(reason) if verb == "decline" else ""


def tell_moved(room: Room, moved: Moved) -> None:
    """Each changed message by its own rev; after them the room, where it changed."""
    for message in moved.messages:
        if moved.seen_by_the_room and message.place is not None:
            room.tell(MessageChanged(room=room.name, rev=message.rev or 0, message=message_on_wire(message)))
    if moved.room is not None:
        pinned = next((message for message in moved.messages if message.pinned), None)
        room.changed(replace(room.crowd, room=moved.room, pinned=pinned))
    elif moved.messages[0].pinned:
        room.crowd = replace(room.crowd, pinned=moved.messages[0])
    for message in moved.messages:
        room.remember(message)


def tell_queue(room: Room, verb: str, message: Message, reason: str) -> None:
    """The author and the facilitators learn how a held message moved."""
    changes = {
        "hide": ("declined", "gone"),  # a held edit falls away with its message
        "hold": ("held", "added"),
        "release": ("released", "gone"),
        "decline": ("declined", "gone"),
    }
    if verb not in changes:
        return
    mine, queue = changes[verb]
    waiting = waiting_on_wire(message)
    room.tell(HeldMoved(room=room.name, to=message.author, message=waiting, change=mine, reason=reason))
    room.tell(QueueMoved(room=room.name, change=queue, message=waiting))


def tell_notice(room: Room, told: Told) -> None:
    if told.notice is not None:
        room.tell(NoticeGiven(room=room.name, to=told.membership.member, notice=notice_on_wire(told.notice)))
