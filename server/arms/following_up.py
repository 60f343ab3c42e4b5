"""What is noticed is followed up: reports, alerts, and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation import Draft
from server import protocol as ask
from server.arms.speaking import examined
from server.caring import care_for, tell_alert, tell_report
from server.clock import now_ms
from server.records import Alert, MessageId
from server.wire import alert_on_wire

if TYPE_CHECKING:
    from server.room import Caller, Room

__all__ = ["claim", "report", "settle"]


async def report(room: Room, command: ask.MakeReport, caller: Caller) -> None:
    """A member says that a message breaks a ground rule; the facilitators hear of it, the room does not.

    The report is never refused for its words, but they are read for care: who reports may be in danger too.
    """
    room.hub.pace_message(caller.member)
    kept = await room.store.care.report(
        room.id, caller.member, MessageId(command.id), command.rule, command.text, now_ms(), room.permit(command)
    )
    caller.answer({"id": kept.id})
    tell_report(room, kept)
    if command.text:
        await care_for(room, caller.member, await examined(room, Draft(command.text, kind="aside")))


async def claim(room: Room, command: ask.Claim, caller: Caller) -> None:
    """A facilitator says: I look after this."""
    alert = await room.store.care.claim(room.id, caller.member, command.alert, now_ms(), room.permit(command))
    caller.answer({"alert": alert_on_wire(alert, room.name)})
    tell_alert(room, alert)


async def settle(room: Room, command: ask.Settle, caller: Caller) -> None:
    """Closes an alert or a report, with what came of it."""
    settled = await room.store.care.settle(
        room.id, caller.member, command.alert, command.outcome, now_ms(), room.permit(command)
    )
    caller.answer({"id": settled.id})
    if isinstance(settled, Alert):
        tell_alert(room, settled)
    else:
        tell_report(room, settled)
