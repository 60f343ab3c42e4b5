"""Somebody takes everything of theirs with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from server.records import MemberId, Message, RoomId, State
from server.storage import schema
from server.storage.finding import WITH_NAME
from server.storage.message_changes import drop_pin, erase_message
from server.storage.prepared import insert_once
from server.storage.rows import messages_of
from server.storage.standing import put_down_piece

__all__ = ["Emptied", "empty_all", "erase_person", "take_words"]

PRIVATE = (schema.card, schema.notice, schema.session, schema.return_link, schema.ignored)


@dataclass(frozen=True, slots=True)
class Emptied:
    """A message whose words are gone. `waited`: it, or a change of it, was before a facilitator."""

    message: Message
    waited: bool


def take_words(connection: Connection, member: MemberId, room: RoomId, now: int, at_once: int) -> tuple[Emptied, ...]:
    """Empties somebody's messages in a room, a handful at a time so that nobody who speaks has to wait."""
    message = schema.message
    due = (
        WITH_NAME.where(message.c.room_id == room, message.c.author_id == member, message.c.state != State.GONE)
        .order_by(message.c.number)
        .limit(at_once)
    )
    found = messages_of(connection, connection.execute(due).mappings())
    return empty_all(connection, found, lambda before: erase_message(connection, before, now))


def empty_all(
    connection: Connection, found: Iterable[Message], empty: Callable[[Message], Message]
) -> tuple[Emptied, ...]:
    """Empties messages one by one, each with a rev where the room may see it."""
    emptied = tuple(Emptied(empty(each), each.state is State.HELD or each.pending_text is not None) for each in found)
    for before in found:
        drop_pin(connection, before)  # takes the last rev: the room hears of its pin after the messages
    return emptied


def erase_person(connection: Connection, member: MemberId, now: int) -> None:
    """Takes away the name and everything private. The skeleton stays, so that nobody can take the name over.

    What facilitators wrote in their asides with this person goes too. The hearts they gave stay, with no name to them.
    """
    person, aside = schema.member, schema.aside_line
    connection.execute(
        update(person)
        .where(person.c.id == member)
        .values(name="", country=None, recovery_hash=None, shows_typing=False, erased_at=now)
    )
    for table in PRIVATE:
        connection.execute(delete(table).where(table.c.member_id == member))
    connection.execute(delete(aside).where((aside.c.member_id == member) | (aside.c.author_id == member)))
    connection.execute(update(schema.report).where(schema.report.c.reporter_id == member).values(text=""))
    for room in connection.execute(select(schema.membership.c.room_id).where(schema.membership.c.member_id == member)):
        put_down_piece(connection, room.room_id, member)
    connection.execute(
        update(schema.membership)
        .where(schema.membership.c.member_id == member)
        .values(left_at=now, mute_reason="", ban_reason="")
    )
    row = {"kind": "member", "subject": member, "at": now}
    connection.execute(insert_once(connection.dialect, schema.erasure).values(row))
