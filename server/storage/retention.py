"""What is past its days is deleted, and what was taken back stays taken back.

A message goes in two steps. Past its days its words go, and open pages hear that it is `gone`. For another while its
row says so to browsers that come back; then that goes too, and older browsers are sent a fresh page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, Table, delete, func, or_, select, update

from server.records import MemberId, RoomId, State
from server.storage import schema
from server.storage.database import Shelf, reads, writes
from server.storage.erasing import Emptied, empty_all, erase_person
from server.storage.finding import WITH_NAME
from server.storage.message_changes import empty_message
from server.storage.prepared import insert_once
from server.storage.rows import messages_of

__all__ = [
    "DAY",
    "GONE_IS_TOLD",
    "Erasure",
    "Expired",
    "Retention",
    "erase_again",
    "erasures_in",
    "expire_unseen",
    "sweep_doors",
]

DAY = 86_400_000
GONE_IS_TOLD = 7 * DAY
"""So much longer a browser that comes back is told which messages are gone."""
AT_ONCE = 500

message, room = schema.message, schema.room


@dataclass
class Expired:
    """How many rows of each kind were deleted, and whether more is due."""

    counts: Counter[str] = field(default_factory=Counter)
    more: bool = False


@dataclass(frozen=True, slots=True)
class Erasure:
    """Somebody's message, or somebody, that was erased. Of them only the id is remembered."""

    kind: str
    subject: str
    at: int


class Retention(Shelf):
    """What upkeep asks of the store."""

    @reads
    def rooms_due(self, connection: Connection, now: int) -> tuple[RoomId, ...]:
        """The rooms with words that are past the group's days."""
        due = select(message.c.room_id).where(*with_words_from_before(days_ago(connection, now))).distinct()
        return tuple(RoomId(key) for key in connection.execute(due).scalars())

    @writes
    def empty(self, connection: Connection, room: RoomId, now: int, at_once: int) -> tuple[Emptied, ...]:
        """Lets words go that are past their days, a handful at a time so that nobody who speaks has to wait."""
        due = (
            WITH_NAME.where(message.c.room_id == room, *with_words_from_before(days_ago(connection, now)))
            .order_by(message.c.number)
            .limit(at_once)
        )
        found = messages_of(connection, connection.execute(due).mappings())
        return empty_all(connection, found, lambda before: empty_message(connection, before))

    @writes
    def expire(self, connection: Connection, now: int) -> Expired:
        """Deletes whatever else is past the group's days, and what has long been told to be gone."""
        before = days_ago(connection, now)
        long_gone = (message.c.state == State.GONE) & (message.c.written_at < before - GONE_IS_TOLD)
        dropped = drop_messages(connection, long_gone, AT_ONCE)
        return Expired(Counter(message=dropped) + expire_the_rest(connection, before), dropped == AT_ONCE)

    @reads
    def half_erased(self, connection: Connection) -> tuple[MemberId, ...]:
        """Who has been erased, and some of whose words are still there."""
        written = select(message.c.id).where(
            message.c.room_id == schema.membership.c.room_id,
            message.c.author_id == schema.member.c.id,
            message.c.state != State.GONE,
        )
        query = select(schema.member.c.id).join(schema.membership)
        found = connection.execute(query.where(schema.member.c.erased_at.is_not(None), written.exists()).distinct())
        return tuple(MemberId(key) for key in found.scalars())

    @writes
    def sweep_doors(self, connection: Connection, now: int) -> int:
        """Forgets sessions, invitations and return links that nobody can use any more."""
        return sweep_doors(connection, now)

    @reads
    def erasures(self, connection: Connection) -> tuple[Erasure, ...]:
        """Everything that was erased and that a backup might bring back."""
        return erasures_in(connection)


def erasures_in(connection: Connection) -> tuple[Erasure, ...]:
    rows = connection.execute(select(schema.erasure).order_by(schema.erasure.c.at, schema.erasure.c.subject))
    return tuple(Erasure(row.kind, row.subject, row.at) for row in rows)


def days_ago(connection: Connection, now: int) -> int:
    """The moment before which the group's days are over; long ago where there is no group yet."""
    days = connection.execute(select(schema.group.c.retention_days)).scalar()
    return 0 if days is None else now - days * DAY


def with_words_from_before(before: int) -> tuple[ColumnElement[bool], ...]:
    return message.c.written_at < before, message.c.state != State.GONE


def expire_unseen(connection: Connection, now: int) -> None:
    """Deletes whatever is past the group's days in a database that nobody has open, and whose epoch is new."""
    before = days_ago(connection, now)
    while drop_messages(connection, message.c.written_at < before, AT_ONCE):
        pass
    expire_the_rest(connection, before)


def drop_messages(connection: Connection, which: ColumnElement[bool], at_once: int) -> int:
    """Deletes messages and remembers up to which rev each room has forgotten; answers with how many there were."""
    found = connection.execute(select(message.c.id).where(which).order_by(message.c.written_at).limit(at_once))
    keys = list(found.scalars())
    if not keys:
        return 0
    its_last = select(func.max(message.c.rev)).where(message.c.room_id == room.c.id, message.c.id.in_(keys))
    last = func.coalesce(its_last.scalar_subquery(), 0)
    connection.execute(update(room).where(room.c.forgotten_rev < last).values(forgotten_rev=last))
    connection.execute(update(room).where(room.c.pinned.in_(keys)).values(pinned=None))
    connection.execute(delete(schema.reaction).where(schema.reaction.c.message_id.in_(keys)))
    connection.execute(delete(message).where(message.c.id.in_(keys)))
    return len(keys)


def expire_the_rest(connection: Connection, before: int) -> Counter[str]:
    forget_reasons(connection, before)
    return Counter(
        {table.name: connection.execute(delete(table).where(past)).rowcount for table, past in past_their_days(before)}
    )


def past_their_days(before: int) -> Iterable[tuple[Table, ColumnElement[bool]]]:
    """An alert that nobody has closed is kept, since somebody may still be waiting; it has no words yet."""
    yield schema.notice, schema.notice.c.at < before
    yield schema.card, schema.card.c.at < before
    yield schema.report, schema.report.c.at < before
    yield schema.aside_line, schema.aside_line.c.at < before
    yield schema.alert, schema.alert.c.closed_at < before
    # A message that was taken back this long ago would be past its days in any backup too.
    yield schema.erasure, (schema.erasure.c.kind == "message") & (schema.erasure.c.at < before)


def forget_reasons(connection: Connection, before: int) -> None:
    """Why somebody was muted, removed or banned is theirs and the facilitators' to know, for a time."""
    membership = schema.membership
    connection.execute(
        update(membership)
        .where(membership.c.muted_until < before, membership.c.mute_reason != "")
        .values(mute_reason="")
    )
    deed = schema.deed
    parted_since = select(deed.c.id).where(
        deed.c.room_id == membership.c.room_id,
        deed.c.member_id == membership.c.member_id,
        deed.c.verb.in_(("remove", "ban")),
        deed.c.at >= before,
    )
    # A removal has no end and a ban may have none, so their reasons are forgotten by when it was done.
    connection.execute(
        update(membership).where(membership.c.ban_reason != "", ~parted_since.exists()).values(ban_reason="")
    )


def sweep_doors(connection: Connection, now: int) -> int:
    session, invitation, link = schema.session, schema.invitation, schema.return_link
    useless = or_(invitation.c.expires_at < now, invitation.c.revoked_at.is_not(None), invitation.c.uses_left <= 0)
    doors = (
        (session, session.c.expires_at <= now),
        (link, or_(link.c.expires_at < now, link.c.used_at.is_not(None))),
        (invitation, useless & (invitation.c.created_at < now - DAY)),
    )
    return sum(connection.execute(delete(table).where(shut)).rowcount for table, shut in doors)


def erase_again(connection: Connection, erasures: Iterable[Erasure]) -> None:
    """Does again, to a database that is older, what was erased since."""
    for each in erasures:
        row = {"kind": each.kind, "subject": each.subject, "at": each.at}
        connection.execute(insert_once(connection.dialect, schema.erasure).values(row))
    erasure = schema.erasure
    subjects = connection.execute(select(erasure.c.kind, erasure.c.subject, erasure.c.at)).all()
    gone = [subject for kind, subject, _at in subjects if kind == "member"]
    theirs = connection.execute(select(message.c.id).where(message.c.author_id.in_(gone))).scalars()
    messages = [*theirs, *(subject for kind, subject, _at in subjects if kind == "message")]
    for start in range(0, len(messages), AT_ONCE):
        empty_messages(connection, messages[start : start + AT_ONCE])
    for kind, subject, at in subjects:
        if kind == "member":
            erase_person(connection, MemberId(subject), at)


def empty_messages(connection: Connection, keys: list[str]) -> None:
    connection.execute(delete(schema.reaction).where(schema.reaction.c.message_id.in_(keys)))
    connection.execute(update(room).where(room.c.pinned.in_(keys)).values(pinned=None))
    nothing = {"text": "", "note": None, "pending_text": None, "pinned": False, "reason": "", "state": State.GONE}
    connection.execute(update(message).where(message.c.id.in_(keys), message.c.state != State.GONE).values(nothing))
