"""What is past its days is deleted, and what was taken back stays taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, or_, select, update

from server.records import MemberId, RoomId, State
from server.storage import schema
from server.storage.database import Shelf, reads, writes
from server.storage.erasing import erase_person

__all__ = ["DAY", "Erasure", "Expired", "Retention", "erase_again", "erasures_in", "expire", "sweep_doors"]

DAY = 86_400_000
AT_ONCE = 500

message, room = schema.message, schema.room


@dataclass
class Expired:
    """How many rows of each kind were deleted, which rooms lost their pinned message, and whether more is due."""

    counts: Counter[str] = field(default_factory=Counter)
    unpinned: tuple[RoomId, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Erasure:
    """Somebody's message, or somebody, that was erased. Of them only the id is remembered."""

    kind: str
    subject: str
    at: int


class Retention(Shelf):
    """What upkeep asks of the store."""

    @writes
    def expire(self, connection: Connection, now: int) -> Expired:
        """Deletes what is past the group's days, a handful at a time so that nobody who speaks has to wait."""
        return expire(connection, now, AT_ONCE)

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


def expire(connection: Connection, now: int, at_once: int) -> Expired:
    days = connection.execute(select(schema.group.c.retention_days)).scalar()
    if days is None:
        return Expired()
    before = now - days * DAY
    done = expire_messages(connection, before, at_once)
    for table, past in past_their_days(before):
        done.counts[table.name] += connection.execute(delete(table).where(past)).rowcount
    forget_reasons(connection, before)
    return done


def expire_messages(connection: Connection, before: int, at_once: int) -> Expired:
    due = select(message.c.id).where(message.c.written_at < before).order_by(message.c.written_at).limit(at_once)
    keys = list(connection.execute(due).scalars())
    if not keys:
        return Expired()
    connection.execute(delete(schema.reaction).where(schema.reaction.c.message_id.in_(keys)))
    connection.execute(delete(message).where(message.c.id.in_(keys)))
    pins = list(connection.execute(select(room.c.id).where(room.c.pinned.in_(keys))).scalars())
    connection.execute(update(room).where(room.c.id.in_(pins)).values(pinned=None))
    return Expired(Counter(message=len(keys)), tuple(RoomId(pin) for pin in pins), len(keys) == at_once)


def past_their_days(before: int) -> Iterable[tuple[Table, ColumnElement[bool]]]:
    """An alert that nobody has closed is kept, since somebody may still be waiting; it has no text."""
    yield schema.notice, schema.notice.c.at < before
    yield schema.card, schema.card.c.at < before
    yield schema.report, schema.report.c.at < before
    yield schema.aside_line, schema.aside_line.c.at < before
    yield schema.alert, schema.alert.c.closed_at < before
    # A message that was taken back this long ago would be past its days in any backup too.
    yield schema.erasure, (schema.erasure.c.kind == "message") & (schema.erasure.c.at < before)


def forget_reasons(connection: Connection, before: int) -> None:
    """Why somebody was muted is theirs and the facilitators' to know, for a time."""
    membership = schema.membership
    connection.execute(
        update(membership)
        .where(membership.c.muted_until < before, membership.c.mute_reason != "")
        .values(mute_reason="")
    )
    connection.execute(
        update(membership)
        .where(membership.c.banned_until < before, membership.c.ban_reason != "")
        .values(ban_reason="")
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
        connection.execute(insert(schema.erasure).prefix_with("OR IGNORE").values(row))
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
