"""What a facilitator finds on the desk, read through their own memberships and for the rooms they facilitate alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from starlette.requests import Request

from server.clock import now_ms
from server.errors import Missing
from server.house import house
from server.pages.visitor import signed_in
from server.records import (
    Alert,
    AsideLine,
    Member,
    MemberId,
    Membership,
    Message,
    MessageId,
    Report,
    Room,
    RoomId,
    Rule,
)
from server.storage import Store
from server.words import _

__all__ = [
    "Barred",
    "Complaint",
    "Desk",
    "Person",
    "Unanswered",
    "asker",
    "facilitated",
    "facilitated_room",
    "read_desk",
    "read_person",
    "unanswered_elsewhere",
    "waiting_alerts",
]


@dataclass(frozen=True, slots=True)
class Complaint:
    """A report with what it is about; `message` is None where that is not there any more, its author still may be."""

    report: Report
    reporter: str
    author: Membership | None
    rule: Rule | None
    message: Message | None


@dataclass(frozen=True, slots=True)
class Barred:
    """Somebody who is muted or banned now."""

    membership: Membership
    muted: bool
    banned: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """One room's part of the desk. `asides` are the last line of each conversation, newest first."""

    room: Room
    alerts: tuple[Alert, ...]
    held: tuple[Message, ...]
    complaints: tuple[Complaint, ...]
    asides: tuple[tuple[Membership, AsideLine], ...]
    barred: tuple[Barred, ...]

    @property
    def urgency(self) -> tuple[int, int, int]:
        """What comes first: people, then what waits for a facilitator to read it."""
        answers = sum(line.author == person.member for person, line in self.asides)
        return len(self.alerts), answers, len(self.held) + len(self.complaints)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in one room, seen by a facilitator: the aside with them, and the open alert about them.

    Who has left can not be written to, and an alert about them still wants to be closed.
    """

    room: Room
    membership: Membership
    lines: tuple[AsideLine, ...]
    alert: Alert | None
    message: Message | None
    country: str | None


class Unanswered(NamedTuple):
    """An alert that has waited too long, in a room that the steward does not facilitate, and who does."""

    room: Room
    alert: Alert
    facilitators: tuple[Member, ...]


def asker(request: Request) -> Member:
    """Who is asking. To who is not signed in, there is no desk."""
    found = signed_in(request)
    if found is None:
        raise Missing(_("There is nothing here."))
    return found.member


async def facilitated(request: Request) -> tuple[Room, ...]:
    """The rooms the asker facilitates now. Raises `Missing` where there is none: the desk is not there for others.

    It is there for the steward, to whom alerts come that nobody has answered.
    """
    mine = await house(request).store.rooms.of_member(asker(request).id)
    rooms = tuple(room for room, membership in mine if membership.facilitates)
    if not rooms and not asker(request).is_steward:
        raise Missing(_("There is nothing here."))
    return rooms


async def facilitated_room(request: Request) -> Room:
    """The room that the address names, where the asker facilitates it."""
    name = request.path_params["room"]
    found = next((room for room in await facilitated(request) if room.name == name), None)
    if found is None:
        raise Missing(_("There is nothing here."))
    return found


async def unanswered_elsewhere(request: Request, mine: tuple[Room, ...]) -> tuple[Unanswered, ...]:
    """For the steward: the alerts that have waited too long in rooms that are not `mine`."""
    store, me = house(request).store, asker(request)
    if not me.is_steward:
        return ()
    others = {room.id: room for room in await store.rooms.all() if room.id not in {each.id for each in mine}}
    return tuple(
        [
            Unanswered(others[alert.room], alert, await store.rooms.facilitators_of(alert.room))
            for alert in await store.care.alerts(tuple(others))
            if alert.escalated_at is not None and alert.claimed_by is None and alert.member != me.id
        ]
    )


async def waiting_alerts(request: Request) -> tuple[tuple[Room, Alert], ...]:
    """The alerts that nobody has taken yet, of all that ring for the asker."""
    mine, me = await facilitated(request), asker(request).id
    by_id = {room.id: room for room in mine}
    found = await house(request).store.care.alerts(tuple(by_id))
    own = [(by_id[alert.room], alert) for alert in found if alert.claimed_by is None and alert.member != me]
    return (*own, *((each.room, each.alert) for each in await unanswered_elsewhere(request, mine)))


async def read_desk(store: Store, room: Room, me: MemberId) -> Desk:
    """Everything of one room that is for its facilitators, save what is about the facilitator who asks."""
    rules = {rule.id: rule for rule in await store.group.rules()}
    people = {each.member: each for each in await store.rooms.memberships(room.id)}
    complaints = [await complaint(store, report, rules, people) for report in await store.care.reports((room.id,))]
    return Desk(
        room=room,
        alerts=tuple(alert for alert in await store.care.alerts((room.id,)) if alert.member != me),
        held=await store.messages.held((room.id,)),
        # Who reported a facilitator is not told to that facilitator; the others answer.
        complaints=tuple(each for each in complaints if each.report.author != me),
        asides=last_lines(await store.asides.of_rooms((room.id,)), people, me),
        barred=barred(people.values()),
    )


async def complaint(
    store: Store, report: Report, rules: dict[str, Rule], people: dict[MemberId, Membership]
) -> Complaint:
    reporter = None if report.reporter is None else people.get(report.reporter)
    return Complaint(
        report=report,
        reporter=reporter.name if reporter else "",
        author=None if report.author is None else people.get(report.author),
        rule=rules.get(report.rule or ""),
        message=await message_or_none(store, report.room, report.message),
    )


async def message_or_none(store: Store, room: RoomId, key: MessageId | None) -> Message | None:
    """The message, where it is still there: it may have been taken back, or its days may be over."""
    if key is None:
        return None
    try:
        return await store.messages.one(room, key)
    except Missing:
        return None


def last_lines(
    lines: tuple[AsideLine, ...], people: dict[MemberId, Membership], me: MemberId
) -> tuple[tuple[Membership, AsideLine], ...]:
    last = {line.member: line for line in lines if line.member != me and line.member in people}
    newest_first = sorted(last.values(), key=lambda line: line.at, reverse=True)
    return tuple((people[line.member], line) for line in newest_first)


def barred(people: Iterable[Membership]) -> tuple[Barred, ...]:
    now = now_ms()
    found = [Barred(each, ends_after(now, each.muted_until), ends_after(now, each.banned_until)) for each in people]
    return tuple(each for each in found if each.banned or (each.muted and each.membership.left_at is None))


def ends_after(now: int, until: int | None) -> bool:
    return until is not None and until > now


async def read_person(store: Store, room: Room, member: MemberId, me: MemberId) -> Person:
    """Somebody, as the aside with them needs it. Raises `Missing` for who never was in the room, and for oneself."""
    people = {each.member: each for each in await store.rooms.memberships(room.id)}
    membership = people.get(member)
    if membership is None or member == me:
        raise Missing(_("There is nobody like that in this room."))
    lines = await store.asides.of_rooms((room.id,))
    alerts = await store.care.alerts((room.id,))
    alert = next((each for each in alerts if each.member == member), None)
    return Person(
        room=room,
        membership=membership,
        lines=tuple(line for line in lines if line.member == member),
        alert=alert,
        message=await message_or_none(store, room.id, alert.message) if alert else None,
        country=alert.country if alert else None,
    )
