"""Changing one message: new values and a rev, or nothing left of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, update

from server.records import Message, MessageId, Room, State
from server.storage import schema
from server.storage.finding import BY_ID
from server.storage.prepared import insert_once
from server.storage.rows import messages_of
from server.storage.standing import room_now, take_rev

__all__ = ["change_message", "drop_pin", "empty_message", "erase_message"]

message = schema.message


def change_message(connection: Connection, before: Message, now_seen: bool, **values: Any) -> Message:
    """Writes new values; takes a rev where the room may see the change."""
    if now_seen:
        values["rev"] = take_rev(connection, before.room)
    connection.execute(update(message).where(message.c.id == before.id).values(**values))
    row = connection.execute(BY_ID, {"room": before.room, "message": before.id}).mappings().one()
    return messages_of(connection, [row])[0]


def erase_message(connection: Connection, before: Message, now: int) -> Message:
    """Takes a message back for good, from backups too."""
    record_erasure(connection, before.id, now)
    return empty_message(connection, before)


def empty_message(connection: Connection, before: Message) -> Message:
    """Lets the words of a message go. Its place stays and its rev is new, so that everybody learns that it is gone."""
    connection.execute(delete(schema.reaction).where(schema.reaction.c.message_id == before.id))
    return change_message(
        connection,
        before,
        before.place is not None,
        text="",
        note=None,
        pending_text=None,
        pinned=False,
        state=State.GONE,
        reason="",
    )


def record_erasure(connection: Connection, key: MessageId, now: int) -> None:
    """Remembers that this text was taken back, so that a restored backup takes it back again."""
    row = {"kind": "message", "subject": key, "at": now}
    connection.execute(insert_once(connection.dialect, schema.erasure).values(row))


def drop_pin(connection: Connection, before: Message) -> Room | None:
    """Takes the pin from the room where this message had it: a change of the room, with a rev of its own."""
    if not before.pinned:
        return None
    take_rev(connection, before.room)
    connection.execute(update(schema.room).where(schema.room.c.id == before.room).values(pinned=None))
    return room_now(connection, before.room)
