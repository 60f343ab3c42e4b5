"""Guiding the room: its pace, its pauses, its opening and closing, the talking piece."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from server import protocol as ask
from server.clock import now_ms
from server.errors import Code, Refused
from server.moments import minutes_in_words
from server.permissions import require
from server.records import FOREVER, Kind, MemberId
from server.talking_piece import TalkingPiece
from server.words import _

if TYPE_CHECKING:
    from server.room import Caller, Room

__all__ = ["change_room"]

MINUTE = 60_000


async def change_room(room: Room, command: ask.Command, caller: Caller) -> None:
    """Works out the room's new state, keeps it, and tells it."""
    async with room.turn:
        require(await room.store.rooms.standing(room.id, caller.member), command, now_ms())
        member = getattr(command, "member", None)
        after, changed = await room.store.holding.set_room(
            room.id,
            caller.member,
            command.do,
            recorded(command),
            now_ms(),
            room.permit(command),
            None if member is None else MemberId(member),
            new_state(room, command, caller.member),
        )
        caller.answer({"rev": after.rev})
        if changed:
            room.changed(replace(room.crowd, room=after))


def recorded(command: ask.Command) -> str:
    """What the record of actions says beside the deed: to what the pace was changed, how long the pause is, and why."""
    match command:
        case ask.Slow(seconds=0):
            return _("as fast as people write")
        case ask.Slow():
            return _("one message every {seconds} seconds").format(seconds=command.seconds)
        case ask.Pause(minutes=float() | int()):
            length = _("for {length}").format(length=minutes_in_words(command.minutes or 0))
            return f"{length}. {command.reason}" if command.reason else length
        case _:
            return str(getattr(command, "reason", ""))


def new_state(room: Room, command: ask.Command, member: MemberId) -> dict[str, Any]:
    """What becomes of the room's columns. The permission is asked before, and again when it is kept."""
    match command:
        case ask.Slow():
            return {"slow_seconds": command.seconds}
        case ask.Pause():
            until = FOREVER if command.minutes is None else now_ms() + int(command.minutes * MINUTE)
            return {"paused_until": until, "paused_reason": command.reason}
        case ask.Resume():
            return {"paused_until": None, "paused_reason": ""}
        case ask.Open() | ask.Close():
            return opened(room, is_open=isinstance(command, ask.Open))
        case _:
            return piece_moved(room, command, member)


def opened(room: Room, *, is_open: bool) -> dict[str, Any]:
    """Only a circle opens and closes. When it closes, the talking piece is put away."""
    if room.crowd.room.kind is not Kind.CIRCLE:
        raise Refused(Code.CONFLICT, _("This room is always open. To stop for a while, pause it."))
    return {"is_open": is_open} if is_open else {"is_open": False, "holder": None, "hands": ()}


def piece_moved(room: Room, command: ask.Command, member: MemberId) -> dict[str, Any]:
    piece = TalkingPiece(room.crowd.room.holder, room.crowd.room.hands)
    match command:
        case ask.RaiseHand():
            piece = piece.raise_hand(member)
        case ask.LowerHand():
            piece = piece.lower_hand(member)
        case ask.PassPiece():
            piece = piece.pass_on(member)
        case ask.Give():
            if command.member is not None and command.member not in room.memberships:
                raise Refused(Code.NOT_FOUND, _("There is nobody like that in this room."))
            piece = piece.give(None if command.member is None else MemberId(command.member))
    return {"holder": piece.holder, "hands": piece.hands}
