"""Finding one message of one room."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from server.errors import Missing
from server.records import Message, MessageId, RoomId, State
from server.storage import schema
from server.storage.rows import messages_of
from server.words import _

__all__ = ["BY_ID", "WITH_NAME", "message_in"]

message = schema.message
WITH_NAME: Select[Any] = select(message, schema.member.c.name).join(schema.member)
BY_ID = WITH_NAME.where(message.c.room_id == bindparam("room"), message.c.id == bindparam("message"))


def message_in(connection: Connection, room: RoomId, key: MessageId) -> Message:
    """The message of this room. Raises `Missing`; a retracted or expired one is not there any more."""
    row = connection.execute(BY_ID, {"room": room, "message": key}).mappings().first()
    if row is None or row["state"] == State.GONE:
        raise Missing(_("That message is not there any more."))
    return messages_of(connection, [row])[0]
