"""Care: cards, alerts, notices, asides and reports. What concerns one person stays findable for that person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BindParameter, Connection, RowMapping, Select, Table, bindparam, case, insert, select, update

from server.errors import Code, Missing, Refused
from server.records import Alert, Card, MemberId, Message, MessageId, Notice, Report, RoomId
from server.storage import schema
from server.storage.database import Shelf, reads, writes
from server.storage.deeds import record_deed
from server.storage.finding import message_in
from server.storage.prepared import insert_once
from server.storage.rows import alert_of, card_of, new_id, notice_of, report_of
from server.storage.standing import Permit, permitted
from server.words import _

__all__ = ["Care", "Worried", "Worry", "keep_notice", "keep_worry"]

LEVELS = ("concern", "high", "immediate")
SAME_WORRY_MILLISECONDS = 15 * 60 * 1000
"""Within a quarter of an hour, further signs from one person add to the open alert instead of ringing anew."""

author = schema.member.alias("author")
claimer = schema.member.alias("claimer")
ALERTS: Select[Any] = (
    select(schema.alert, author.c.name, author.c.country, claimer.c.name.label("claimed_name"))
    .join(author, author.c.id == schema.alert.c.member_id)
    .outerjoin(claimer, claimer.c.id == schema.alert.c.claimed_by)
)
REPORTS: Select[Any] = select(schema.report)

# Everybody who enters a room asks these, so they are built once.
ROOMS: BindParameter[Any] = bindparam("rooms", expanding=True)
OPEN_ALERTS = ALERTS.where(schema.alert.c.room_id.in_(ROOMS), schema.alert.c.closed_at.is_(None))
OPEN_REPORTS = REPORTS.where(schema.report.c.room_id.in_(ROOMS), schema.report.c.closed_at.is_(None)).order_by(
    schema.report.c.at
)


def undismissed(table: Table) -> Select[Any]:
    """What one person has in one room and has not put away, oldest first."""
    own = (table.c.room_id == bindparam("room"), table.c.member_id == bindparam("member"))
    return select(table).where(*own, table.c.dismissed_at.is_(None)).order_by(table.c.at)


CARDS = undismissed(schema.card)
OPEN_CARD = CARDS.where(schema.card.c.kind == bindparam("kind"))
NOTICES = undismissed(schema.notice)


@dataclass(frozen=True, slots=True)
class Worry:
    """What the gate's verdict asks for: a card for the author; where `alerts`, an alert too, of which `told` hear."""

    kind: str
    level: str
    alerts: bool
    told: tuple[MemberId, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Worried:
    """The card and the alert that were kept."""

    card: Card
    alert: Alert | None


def keep_worry(
    connection: Connection, room: RoomId, member: MemberId, worry: Worry, message: MessageId | None
) -> Worried:
    """Keeps the card, and the alert where there is one. A card of the same kind that is still open is renewed: its
    level does not sink, and who has been told stays told, for as long as an alert is open."""
    alert = keep_alert(connection, room, member, worry, message) if worry.alerts else None
    before = connection.execute(OPEN_CARD, {"room": room, "member": member, "kind": worry.kind}).mappings().first()
    if before is None:
        card = Card(new_id(), room, member, worry.kind, worry.level, worry.at, worry.told, worry.alerts)
        connection.execute(
            insert(schema.card).values(id=card.id, room_id=room, member_id=member, kind=card.kind, **kept(card))
        )
        return Worried(card, alert)
    earlier = card_of(before)
    still_open = alert is not None or fresh_alert(connection, room, member, worry.at) is not None
    card = replace(
        earlier,
        level=worse(earlier.level, worry.level),
        told=tuple(dict.fromkeys((*(earlier.told if still_open else ()), *worry.told))),
        alerted=worry.alerts or (earlier.alerted and still_open),
        at=worry.at,
    )
    connection.execute(update(schema.card).where(schema.card.c.id == card.id).values(**kept(card)))
    return Worried(card, alert)


def kept(card: Card) -> dict[str, Any]:
    """What of a card changes when it is renewed."""
    return {"level": card.level, "told": list(card.told), "alerted": card.alerted, "at": card.at}


def worse(level: str, other: str) -> str:
    return max(level, other, key=LEVELS.index)


def fresh_alert(connection: Connection, room: RoomId, member: MemberId, now: int) -> RowMapping | None:
    """The person's open alert, where the last sign is not long ago."""
    alert = schema.alert
    query = select(alert).where(
        alert.c.room_id == room,
        alert.c.member_id == member,
        alert.c.closed_at.is_(None),
        alert.c.last_sign_at > now - SAME_WORRY_MILLISECONDS,
    )
    return connection.execute(query).mappings().first()


def keep_alert(
    connection: Connection, room: RoomId, member: MemberId, worry: Worry, message: MessageId | None
) -> Alert:
    """Adds to the person's open alert where it is fresh, else opens one.

    Its level never sinks, and its kind is that of the worst sign. `at` stays when it was raised, or last became worse:
    further signs must not put off that somebody else is called.
    """
    alert = schema.alert
    before = fresh_alert(connection, room, member, worry.at)
    if before is None:
        key = new_id()
        new = {"kind": worry.kind, "level": worry.level, "at": worry.at, "last_sign_at": worry.at}
        connection.execute(insert(alert).values(id=key, room_id=room, member_id=member, message_id=message, **new))
        return alert_in(connection, room, key)
    changed: dict[str, Any] = {"last_sign_at": worry.at, "message_id": message or before["message_id"]}
    if LEVELS.index(worry.level) >= LEVELS.index(before["level"]):
        changed |= {"kind": worry.kind}
    if worse(before["level"], worry.level) != before["level"]:
        # A worse sign rings again for everybody: it must not hide behind somebody's claim on a milder one.
        changed |= {"level": worry.level, "at": worry.at, "claimed_by": None, "claimed_at": None, "escalated_at": None}
    connection.execute(update(alert).where(alert.c.id == before["id"]).values(**changed))
    return alert_in(connection, room, before["id"])


def alert_in(connection: Connection, room: RoomId, key: str) -> Alert:
    row = connection.execute(ALERTS.where(schema.alert.c.room_id == room, schema.alert.c.id == key)).mappings().first()
    if row is None:
        raise Missing(_("There is no such alert."))
    return alert_of(row)


def keep_notice(
    connection: Connection,
    room: RoomId,
    member: MemberId,
    kind: str,
    text: str,
    now: int,
    until: int | None = None,
) -> Notice:
    """Something to tell one member alone, kept until they have seen it."""
    key = new_id()
    connection.execute(
        insert(schema.notice).values(id=key, room_id=room, member_id=member, kind=kind, text=text, until=until, at=now)
    )
    return Notice(key, room, member, kind, text, now, until)


class Care(Shelf):
    """The statements about care and following up."""

    @writes
    def keep_worry(
        self, connection: Connection, room: RoomId, member: MemberId, worry: Worry, message: MessageId | None = None
    ) -> Worried:
        """The care for a draft whose text is not kept, or for a message that was kept before."""
        return keep_worry(connection, room, member, worry, message)

    @writes
    def dismiss(self, connection: Connection, room: RoomId, member: MemberId, key: str, now: int) -> None:
        """Puts away one's own card or notice. Raises `Missing` for any other."""
        for table in (schema.card, schema.notice):
            done = connection.execute(
                update(table)
                .where(table.c.id == key, table.c.member_id == member, table.c.room_id == room)
                .values(dismissed_at=case((table.c.dismissed_at.is_(None), now), else_=table.c.dismissed_at))
            )
            if done.rowcount:
                return
        raise Missing(_("That card is not there any more."))

    @reads
    def alerts(self, connection: Connection, rooms: tuple[RoomId, ...]) -> tuple[Alert, ...]:
        """Open alerts of these rooms, the most pressing first."""
        return open_alerts(connection, rooms)

    @writes
    def claim(
        self, connection: Connection, room: RoomId, member: MemberId, key: str, now: int, permit: Permit
    ) -> Alert:
        """One facilitator takes an alert. Who comes second is told so."""
        standing = permitted(connection, member, room, permit)
        before = alert_in(connection, room, key)
        permit(standing, before)
        if before.closed_at is not None:
            raise Refused(Code.CONFLICT, _("This alert is already closed."))
        if before.claimed_by not in (None, member):
            raise Refused(Code.CONFLICT, _("{name} is already looking after this.").format(name=before.claimed_name))
        connection.execute(
            update(schema.alert).where(schema.alert.c.id == key).values(claimed_by=member, claimed_at=now)
        )
        record_deed(connection, now, member, "claim", room=room, member=before.member, message=before.message)
        return alert_in(connection, room, key)

    @writes
    def settle(
        self, connection: Connection, room: RoomId, member: MemberId, key: str, outcome: str, now: int, permit: Permit
    ) -> Alert | Report:
        """Closes an alert or a report with what came of it."""
        standing = permitted(connection, member, room, permit)
        report = report_in(connection, room, key)
        before = report if report is not None else alert_in(connection, room, key)
        permit(standing, before)
        if before.closed_at is not None:
            raise Refused(Code.CONFLICT, _("This is already closed."))
        table = schema.alert if report is None else schema.report
        connection.execute(update(table).where(table.c.id == key).values(closed_at=now, outcome=outcome))
        about = before.member if isinstance(before, Alert) else None
        # The record is kept for good, and what came of somebody's crisis is not for good: it goes with the alert.
        reason = "" if isinstance(before, Alert) else outcome
        record_deed(connection, now, member, "settle", room=room, member=about, message=before.message, reason=reason)
        after = report_in(connection, room, key)
        return after if after is not None else alert_in(connection, room, key)

    @reads
    def unanswered(self, connection: Connection, since: int) -> tuple[Alert, ...]:
        """Alerts nobody has claimed, raised before `since` and not escalated yet."""
        alert = schema.alert
        query = ALERTS.where(
            alert.c.closed_at.is_(None),
            alert.c.claimed_by.is_(None),
            alert.c.escalated_at.is_(None),
            alert.c.at < since,
        )
        return tuple(alert_of(row) for row in connection.execute(query).mappings())

    @writes
    def escalate(self, connection: Connection, room: RoomId, key: str, now: int) -> Alert:
        """Marks an alert as unanswered for too long."""
        connection.execute(update(schema.alert).where(schema.alert.c.id == key).values(escalated_at=now))
        return alert_in(connection, room, key)

    @writes
    def report(
        self,
        connection: Connection,
        room: RoomId,
        member: MemberId,
        message: MessageId,
        rule: str | None,
        text: str,
        now: int,
        permit: Permit,
    ) -> Report:
        """A member's report, and whose message it is about. Reporting the same message again adds nothing."""
        standing = permitted(connection, member, room, permit)
        about = message_in(connection, room, message)
        permit(standing, about)
        known = select(schema.rule.c.id).where(schema.rule.c.id == rule)
        if rule is not None and connection.execute(known).first() is None:
            raise Missing(_("There is no such ground rule. Please pick one from the list."))
        earlier = open_report(connection, message, member)
        return earlier or keep_report(connection, about, member, rule, text, now)

    @writes
    def flag(self, connection: Connection, room: RoomId, message: MessageId, why: str, now: int) -> Report | None:
        """A report that a detector of the review raises; None where the message has an open one already."""
        if open_report(connection, message, None) is not None:
            return None
        return keep_report(connection, message_in(connection, room, message), None, None, why, now)

    @reads
    def reports(self, connection: Connection, rooms: tuple[RoomId, ...]) -> tuple[Report, ...]:
        """Open reports of these rooms, oldest first."""
        return open_reports(connection, rooms)

    @writes
    def ignore(self, connection: Connection, member: MemberId, other: MemberId, on: bool) -> None:
        """Hides a person from a member, or ends it."""
        table = schema.ignored
        if on:
            values = {"member_id": member, "ignored_id": other}
            connection.execute(insert_once(connection.dialect, table).values(**values))
        else:
            connection.execute(table.delete().where(table.c.member_id == member, table.c.ignored_id == other))


def open_report(connection: Connection, message: MessageId, reporter: MemberId | None) -> Report | None:
    """What this person, or the review (None), has reported of a message and nobody has answered yet."""
    report = schema.report
    query = REPORTS.where(
        report.c.message_id == message, report.c.reporter_id == reporter, report.c.closed_at.is_(None)
    )
    row = connection.execute(query).mappings().first()
    return None if row is None else report_of(row)


def keep_report(
    connection: Connection, about: Message, reporter: MemberId | None, rule: str | None, text: str, now: int
) -> Report:
    kept = Report(new_id(), about.room, about.id, about.author, reporter, rule, text, now)
    connection.execute(
        insert(schema.report).values(
            id=kept.id,
            room_id=kept.room,
            message_id=kept.message,
            author_id=kept.author,
            reporter_id=reporter,
            rule_id=rule,
            text=text,
            at=now,
        )
    )
    return kept


def report_in(connection: Connection, room: RoomId, key: str) -> Report | None:
    query = REPORTS.where(schema.report.c.room_id == room, schema.report.c.id == key)
    row = connection.execute(query).mappings().first()
    return None if row is None else report_of(row)


def open_alerts(connection: Connection, rooms: tuple[RoomId, ...]) -> tuple[Alert, ...]:
    found = [alert_of(row) for row in connection.execute(OPEN_ALERTS, {"rooms": rooms}).mappings()]
    return tuple(sorted(found, key=lambda alert: (-LEVELS.index(alert.level), alert.at)))


def open_reports(connection: Connection, rooms: tuple[RoomId, ...]) -> tuple[Report, ...]:
    return tuple(report_of(row) for row in connection.execute(OPEN_REPORTS, {"rooms": rooms}).mappings())


def cards_of(connection: Connection, room: RoomId, member: MemberId) -> tuple[Card, ...]:
    return tuple(card_of(row) for row in connection.execute(CARDS, {"room": room, "member": member}).mappings())


def notices_of(connection: Connection, room: RoomId, member: MemberId) -> tuple[Notice, ...]:
    return tuple(notice_of(row) for row in connection.execute(NOTICES, {"room": room, "member": member}).mappings())
