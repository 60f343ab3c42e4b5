"""Asides: what one member and the facilitators of a room say to one another."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, insert, select

from server.records import AsideLine, MemberId, RoomId
from server.storage import schema
from server.storage.care import Worried, Worry, keep_worry
from server.storage.database import Shelf, reads, writes
from server.storage.rows import aside_of, new_id
from server.storage.standing import Permit, permitted

__all__ = ["Asides", "asides_in"]

author = schema.member.alias("author")
ROOMS: BindParameter[Any] = bindparam("rooms", expanding=True)
ASIDES: Select[Any] = select(schema.aside_line, author.c.name).join(
    author, author.c.id == schema.aside_line.c.author_id
)
ASIDES_IN = ASIDES.where(schema.aside_line.c.room_id.in_(ROOMS)).order_by(schema.aside_line.c.at)
ASIDES_WITH = ASIDES_IN.where(schema.aside_line.c.member_id == bindparam("member"))


class Asides(Shelf):
    """The statements about asides."""

    @writes
    def say(
        self,
        connection: Connection,
        room: RoomId,
        member: MemberId,
        by: MemberId,
        text: str,
        worry: Worry | None,
        now: int,
        permit: Permit,
    ) -> tuple[AsideLine, Worried | None]:
        """One line between a member and the room's facilitators."""
        standing = permitted(connection, by, room, permit)
        key = new_id()
        connection.execute(
            insert(schema.aside_line).values(id=key, room_id=room, member_id=member, author_id=by, text=text, at=now)
        )
        worried = None if worry is None else keep_worry(connection, room, by, worry, None)
        return AsideLine(key, room, member, by, standing.member.name, text, now), worried

    @reads
    def of_rooms(self, connection: Connection, rooms: tuple[RoomId, ...]) -> tuple[AsideLine, ...]:
        """The private conversations of these rooms, for their facilitators, oldest line first."""
        return asides_in(connection, rooms)


def asides_in(
    connection: Connection, rooms: tuple[RoomId, ...], member: MemberId | None = None
) -> tuple[AsideLine, ...]:
    query = ASIDES_IN if member is None else ASIDES_WITH
    return tuple(aside_of(row) for row in connection.execute(query, {"rooms": rooms, "member": member}).mappings())
