"""The one question before every change: who is this, in which room, under what rules; and may they?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from sqlalchemy import Connection, bindparam, select, true, update

from server.errors import Missing
from server.records import MemberId, Membership, Room, RoomId, Standing, Subject
from server.storage import schema
from server.storage.prepared import Prepared
from server.storage.rows import group_of, member_of, membership_of, room_of
from server.words import _

__all__ = ["Permit", "membership_in", "permitted", "put_down_piece", "room_now", "standing_of", "take_rev"]

Permit: TypeAlias = Callable[[Standing, Subject], None]
"""Raises `Refused` where the permissions say no. It is asked inside the transaction that makes the change."""

MEMBERSHIP = (
    select(schema.membership, schema.member.c.name)
    .join(schema.member)
    .where(schema.membership.c.room_id == bindparam("room"), schema.membership.c.member_id == bindparam("member"))
)
ROOM = select(schema.room).where(schema.room.c.id == bindparam("room"))

PARTS = (schema.member, schema.membership, schema.room, schema.group)
# Asked before everything that anybody does, so it is one statement, and its row is cut by position.
STANDING = Prepared(
    select(*(column.label(f"{part.name}_{column.name}") for part in PARTS for column in part.c))
    .select_from(schema.membership)
    .join(schema.member)
    .join(schema.room)
    .join(schema.group, true())
    .where(schema.membership.c.room_id == bindparam("room"), schema.membership.c.member_id == bindparam("member"))
)
NAMES = [[column.name for column in part.c] for part in PARTS]

NEXT_REV = Prepared(
    update(schema.room)
    .where(schema.room.c.id == bindparam("room"))
    .values(rev=schema.room.c.rev + 1)
    .returning(schema.room.c.rev)
)


def standing_of(connection: Connection, member: MemberId, room: RoomId) -> Standing:
    """Where somebody stands in a room. Raises `Missing` for who never was a member of it."""
    row = STANDING.first(connection, member=member, room=room)
    if row is None:
        raise Missing(_("There is no such room."))
    values = iter(row)
    person, membership, place, group = ({name: next(values) for name in names} for names in NAMES)
    return Standing(
        member=member_of(person),
        membership=membership_of(membership | {"name": person["name"]}),
        room=room_of(place),
        group=group_of(group),
    )


def membership_in(connection: Connection, room: RoomId, member: MemberId) -> Membership:
    """The membership that a facilitator's command is about."""
    row = connection.execute(MEMBERSHIP, {"member": member, "room": room}).mappings().first()
    if row is None:
        raise Missing(_("There is nobody like that in this room."))
    return membership_of(row)


def permitted(connection: Connection, member: MemberId, room: RoomId, permit: Permit) -> Standing:
    """The standing, once the permissions have said yes to it. Asked before what the command is about is looked for,
    so that who may not do a thing does not learn whether there is one; then `permit` is asked again about that."""
    standing = standing_of(connection, member, room)
    permit(standing, None)
    return standing


def take_rev(connection: Connection, room: RoomId) -> int:
    """The room's next revision. The row is locked until the commit, so revs have no gaps."""
    found = NEXT_REV.first(connection, room=room)
    if found is None:
        raise Missing(_("There is no such room."))
    rev: int = found[0]
    return rev


def put_down_piece(connection: Connection, room: RoomId, member: MemberId) -> None:
    """Who goes takes neither the talking piece nor a raised hand along: a room must not wait for who is not there."""
    before = room_now(connection, room)
    if member != before.holder and member not in before.hands:
        return
    left = {
        "holder": None if before.holder == member else before.holder,
        "hands": [hand for hand in before.hands if hand != member],
    }
    connection.execute(update(schema.room).where(schema.room.c.id == room).values(**left))


def room_now(connection: Connection, room: RoomId) -> Room:
    return room_of(connection.execute(ROOM, {"room": room}).mappings().one())
