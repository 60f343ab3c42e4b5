"""Coming in, looking back, going away; and the small things that concern only oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from server import protocol as ask
from server.care import held_text
from server.caring import cards_on_wire
from server.clock import now_ms
from server.errors import Code, Refused
from server.events import Typed
from server.permissions import may_do, require
from server.records import MemberId
from server.storage.rooms import Entered, Mine
from server.wire import (
    about_on_wire,
    alert_on_wire,
    aside_on_wire,
    message_on_wire,
    notice_on_wire,
    people_on_wire,
    report_on_wire,
    stamp,
    waiting_on_wire,
)
from server.words import _

if TYPE_CHECKING:
    from server.room import Caller, Room

__all__ = ["acknowledge", "dismiss", "enter", "entered_on_wire", "history", "ignore", "leave", "typing"]


async def enter(room: Room, command: ask.Enter, caller: Caller) -> None:
    """Read and begin to hear within one turn, so that nothing falls between the page and the first event.

    A page alone only reads: it waits for no turn, which may take a while when the database is in trouble.
    """
    if caller.listener is None:
        caller.answer(await entered_on_wire(room, await entered_by(room, command, caller.member)))
        return
    async with room.turn:
        entered = await entered_by(room, command, caller.member)
        room.crowd = entered.crowd
        room.join(caller.listener)
        try:
            caller.answer(await entered_on_wire(room, entered))
        except Exception:
            room.forget(caller.listener)  # who is told that they are not in must not hear the room
            raise


async def entered_by(room: Room, command: ask.Enter, member: MemberId) -> Entered:
    return await room.store.rooms.entering(room.id, member, command.since, command.epoch, room.permit(command))


async def entered_on_wire(room: Room, entered: Entered) -> dict[str, Any]:
    """Everything that a browser needs to show the room; the page's template reads the same."""
    now = now_ms()
    membership = entered.standing.membership
    here = room.presence.here
    return {
        "rev": entered.standing.room.rev,
        "epoch": entered.standing.group.epoch,
        "reset": entered.page.reset,
        "room": about_on_wire(entered.crowd, room.light(), now),
        "people": people_on_wire(entered.crowd.by_member.values(), here, membership, now),
        "messages": [message_on_wire(message) for message in entered.page.messages],
        "more": entered.page.more,
        "oldest": entered.page.oldest,
        "you": {
            "id": membership.member,
            "name": membership.name,
            "role": membership.role,
            "acknowledged_version": entered.standing.member.acknowledged_version,
            "muted_until": stamp(membership.muted_until) if (membership.muted_until or 0) > now else None,
        },
        "mine": await mine_on_wire(room, membership.member, entered.mine),
    }


async def mine_on_wire(room: Room, member: MemberId, mine: Mine) -> dict[str, Any]:
    return {
        "cards": await cards_on_wire(room, member, mine.cards),
        "notices": [notice_on_wire(notice) for notice in mine.notices],
        "held": [waiting_on_wire(message) | {"why": held_text(room.light())} for message in mine.held],
        "asides": [aside_on_wire(line) for line in mine.asides],
        "ignored": list(mine.ignored),
        "alerts": [alert_on_wire(alert, room.name) for alert in mine.alerts if alert.member != member],
        "queue": [waiting_on_wire(message) for message in mine.queue],
        "reports": [report_on_wire(report) for report in mine.reports],
    }


async def history(room: Room, command: ask.History, caller: Caller) -> None:
    """A hundred older messages."""
    page = await room.store.messages.page(room.id, caller.member, command.before, room.permit(command))
    caller.answer(
        {
            "messages": [message_on_wire(message) for message in page.messages],
            "more": page.more,
            "oldest": page.oldest,
        }
    )


async def leave(room: Room, _command: ask.Leave, caller: Caller) -> None:
    """This connection stops to hear the room; the membership stays."""
    if caller.listener is not None:
        room.forget(caller.listener)
    caller.answer({})


async def acknowledge(room: Room, command: ask.Acknowledge, caller: Caller) -> None:
    """The ground rules of this very version; an older one would acknowledge sentences nobody reads any more."""
    standing = await room.store.rooms.standing(room.id, caller.member)
    require(standing, command, now_ms())
    if command.version != standing.group.rules_version:
        raise Refused(Code.CONFLICT, _("The ground rules have changed since. Please read them again."))
    await room.store.members.change(caller.member, acknowledged_version=command.version)
    caller.answer({"version": command.version})


async def typing(room: Room, command: ask.Typing, caller: Caller) -> None:
    """Told only for members who chose that, and only while they may speak; whoever may not is not bothered with it."""
    standing = await room.store.rooms.standing(room.id, caller.member)
    refusal = may_do(standing, command, now_ms())
    if refusal is not None and refusal.code is Code.NOT_MEMBER:
        raise refusal
    caller.answer({})
    if refusal is None and standing.member.shows_typing and room.hub.pace_typing(caller.member):
        room.tell(Typed(room=room.name, member=caller.member))


async def ignore(room: Room, command: ask.Ignore, caller: Caller) -> None:
    """Hides a person from me. They are not told, and nothing changes for them."""
    if command.member not in room.memberships or command.member == caller.member:
        raise Refused(Code.NOT_FOUND, _("There is nobody like that in this room."))
    require(await room.store.rooms.standing(room.id, caller.member), command, now_ms())
    await room.store.care.ignore(caller.member, MemberId(command.member), command.on)
    caller.answer({})


async def dismiss(room: Room, command: ask.Dismiss, caller: Caller) -> None:
    """Puts away a card or a notice of one's own."""
    await room.store.care.dismiss(room.id, caller.member, command.card, now_ms())
    caller.answer({})
