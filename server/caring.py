"""From a verdict to the people who can help: the author's card, and the facilitators' alert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation import Action, Care, Draft, Verdict
from moderation.verdict import CareKind
from server.care import card_on_wire
from server.clock import now_ms
from server.events import AlertRaised, CardGiven, Reported
from server.records import Alert, Card, MemberId, MessageId, Report
from server.storage.care import Worried, Worry
from server.wire import alert_on_wire, report_on_wire

if TYPE_CHECKING:
    from server.room import Room

__all__ = ["cards_on_wire", "care_for", "look_again", "tell_alert", "tell_report", "tell_worried", "worry_from"]


def worry_from(room: Room, author: MemberId, verdict: Verdict) -> Worry | None:
    """What care this verdict asks for in this room; None where nobody need worry."""
    if verdict.care is Care.NONE:
        return None
    alerts = verdict.care >= Care.HIGH or room.crowd.room.tells_concern
    # Only who is connected hears it now. The others find it at the desk; until then they have not been told.
    told = tuple(one for one in to_be_told(room, author, verdict.care) if one in room.hub.connections) if alerts else ()
    kind = verdict.care_kind or CareKind.SUICIDE
    return Worry(kind=kind, level=verdict.care.word, alerts=alerts, told=told, at=now_ms())


def to_be_told(room: Room, author: MemberId, care: Care) -> tuple[MemberId, ...]:
    """`immediate`: all the room's facilitators. Below: those connected now, here or at the desk, or else all."""
    everybody = tuple(each.member for each in room.facilitators() if each.member != author)
    if care is Care.IMMEDIATE:
        return everybody
    return tuple(member for member in everybody if member in room.hub.connections) or everybody


async def care_for(room: Room, author: MemberId, verdict: Verdict) -> None:
    """The care for a draft that is not kept: card and alert follow all the same, its text does not."""
    worry = worry_from(room, author, verdict)
    if worry is not None:
        await tell_worried(room, await room.store.care.keep_worry(room.id, author, worry))


def look_again(room: Room, message: MessageId, draft: Draft, author: MemberId) -> None:
    """Lets the slower detectors of the review look, where somebody installed any; nobody waits for them."""
    if room.hub.examiner.gate.reviewers:
        room.hub.later(review(room, message, draft, author))


async def review(room: Room, message: MessageId, draft: Draft, author: MemberId) -> None:
    """What the review finds comes late: it brings care, and a report for the facilitators; it never moves a message."""
    verdict = await room.hub.examiner.look_again(draft, room.policy())
    worry = worry_from(room, author, verdict)
    if worry is not None:
        await tell_worried(room, await room.store.care.keep_worry(room.id, author, worry, message))
    if verdict.action in (Action.MASK, Action.HOLD, Action.REFUSE):
        report = await room.store.care.flag(room.id, message, "; ".join(verdict.harms), now_ms())
        if report is not None:
            tell_report(room, report)


def tell_report(room: Room, report: Report) -> None:
    """To the facilitators, but never to the one it is about: who complained about them is not theirs to know."""
    others = (each.member for each in room.facilitators() if each.member != report.author)
    room.hub.tell_all(others, Reported(room=room.name, report=report_on_wire(report)))


async def tell_worried(room: Room, worried: Worried | None) -> None:
    """Brings the card to its owner's browsers alone, and the alert to those who are told."""
    if worried is None:
        return
    card = worried.card
    room.tell(CardGiven(room=room.name, to=card.member, card=(await cards_on_wire(room, card.member, (card,)))[0]))
    if worried.alert is not None:
        tell_alert(room, worried.alert, card.told)


def tell_alert(room: Room, alert: Alert, told: tuple[MemberId, ...] | None = None) -> None:
    """Tells some facilitators of an alert, or all of them; never the one it is about."""
    frame = AlertRaised(room=room.name, alert=alert_on_wire(alert, room.name))
    listeners = told if told is not None else tuple(each.member for each in room.facilitators())
    room.hub.tell_all((member for member in listeners if member != alert.member), frame)


async def cards_on_wire(room: Room, member: MemberId, cards: tuple[Card, ...]) -> list[dict[str, object]]:
    """Cards with the helplines of their owner's own country."""
    if not cards:
        return []
    country = (await room.store.members.get(member)).country
    confirmed = {} if country is None else await room.store.group.confirmed(country)
    names = {each.member: each.name for each in room.facilitators()}
    return [
        {
            **card_on_wire(card, country, tuple(names[one] for one in card.told if one in names), confirmed),
            "room": room.name,
        }
        for card in cards
    ]
