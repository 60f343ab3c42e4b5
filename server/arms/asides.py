"""Asides: one member's private conversation with the room's facilitators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation import Action, Verdict
from server import protocol as ask
from server.arms.speaking import draft_for, examined, mask
from server.caring import care_for, tell_worried, worry_from
from server.clock import now_ms
from server.errors import Code, Refused
from server.events import AsideHeard, AsideSaid
from server.permissions import require
from server.records import MemberId
from server.wire import aside_on_wire
from server.words import _

if TYPE_CHECKING:
    from server.room import Caller, Room

__all__ = ["aside"]


async def aside(room: Room, command: ask.Aside, caller: Caller) -> None:
    """To the facilitators, or from one of them to a member. Open to who is muted: that is when it is needed most."""
    async with room.speaking[caller.member]:
        standing = await room.store.rooms.standing(room.id, caller.member)
        require(standing, command, now_ms())
        member = MemberId(command.to or caller.member)
        if member not in room.memberships:
            raise Refused(Code.NOT_FOUND, _("There is nobody like that in this room."))
        room.hub.pace_message(caller.member)
        verdict = await examined(
            room, draft_for(room, caller.member, command.text, insist=command.anyway, kind="aside")
        )
        if stopped(verdict, to_a_member=member != caller.member):
            await care_for(room, caller.member, verdict)
            code = Code.NUDGE if verdict.action is Action.NUDGE else Code.REFUSED
            raise Refused(code, verdict.reason, spans=verdict.spans)
        worry = worry_from(room, caller.member, verdict)
        line, worried = await room.store.asides.say(
            room.id, member, caller.member, mask(command.text, verdict), worry, now_ms(), room.permit(command)
        )
        caller.answer({"id": line.id})
        on_wire = aside_on_wire(line)
        room.tell(AsideSaid(room=room.name, to=member, aside=on_wire))
        room.hub.tell_all(
            (each.member for each in room.facilitators() if each.member != member),
            AsideHeard(room=room.name, aside=on_wire),
        )
        await tell_worried(room, worried)


def stopped(verdict: Verdict, *, to_a_member: bool) -> bool:
    """To the facilitators holding has no sense, since they are who would look; to a member it would be a cruelty from
    above, so what a room would hold is refused."""
    return verdict.action in (Action.NUDGE, Action.REFUSE) or (to_a_member and verdict.action is Action.HOLD)
