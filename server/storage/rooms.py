"""Rooms, and who is in them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select

from server.errors import Missing
from server.records import (
    Alert,
    AsideLine,
    Card,
    Group,
    Kind,
    Member,
    MemberId,
    Membership,
    Message,
    Notice,
    Report,
    Role,
    Room,
    RoomId,
    Standing,
)
from server.storage import schema
from server.storage.asides import asides_in
from server.storage.care import cards_of, notices_of, open_alerts, open_reports
from server.storage.database import Shelf, reads, writes
from server.storage.finding import message_in
from server.storage.messages import Page, page_since, waiting_in
from server.storage.rows import group_of, member_of, membership_of, new_id, room_of
from server.storage.standing import Permit, permitted, room_now, standing_of, take_rev
from server.words import _

__all__ = ["Crowd", "Entered", "Mine", "Rooms", "crowd_of"]

MEMBERSHIPS = select(schema.membership, schema.member.c.name).join(schema.member)
PRESENT = MEMBERSHIPS.where(
    schema.membership.c.room_id == bindparam("room"), schema.membership.c.left_at.is_(None)
).order_by(schema.membership.c.joined_at)
IGNORED = select(schema.ignored.c.ignored_id).where(schema.ignored.c.member_id == bindparam("member"))
NAMED = (
    select(schema.room.c.id)
    .join(schema.membership, schema.membership.c.room_id == schema.room.c.id)
    .where(schema.room.c.name == bindparam("name"), schema.membership.c.member_id == bindparam("member"))
)


@dataclass(frozen=True, slots=True)
class Crowd:
    """A room with its present members and its pinned message."""

    room: Room
    group: Group
    by_member: dict[MemberId, Membership]
    pinned: Message | None


@dataclass(frozen=True, slots=True)
class Mine:
    """What is private to one person in one room; the last three only where they facilitate."""

    cards: tuple[Card, ...]
    notices: tuple[Notice, ...]
    held: tuple[Message, ...]
    asides: tuple[AsideLine, ...]
    ignored: tuple[MemberId, ...]
    alerts: tuple[Alert, ...] = ()
    queue: tuple[Message, ...] = ()
    reports: tuple[Report, ...] = ()


@dataclass(frozen=True, slots=True)
class Entered:
    """All that somebody who enters a room is told, read in one transaction."""

    standing: Standing
    crowd: Crowd
    page: Page
    mine: Mine


class Rooms(Shelf):
    """The statements about rooms and memberships."""

    @reads
    def named(self, connection: Connection, member: MemberId, name: str) -> RoomId:
        """The room of that name, looked up through the asker's own membership. Raises `Missing`."""
        found: RoomId | None = connection.execute(NAMED, {"name": name, "member": member}).scalar()
        if found is None:
            raise Missing(_("There is no such room."))
        return found

    @reads
    def of_member(self, connection: Connection, member: MemberId) -> tuple[tuple[Room, Membership], ...]:
        """The rooms somebody is in now, by title."""
        room = schema.room
        query = MEMBERSHIPS.add_columns(room.c.title).join(room, room.c.id == schema.membership.c.room_id)
        rows = connection.execute(
            query.where(schema.membership.c.member_id == member, schema.membership.c.left_at.is_(None)).order_by(
                room.c.title
            )
        ).mappings()
        return tuple((room_now(connection, row["room_id"]), membership_of(row)) for row in rows)

    @reads
    def all(self, connection: Connection) -> tuple[Room, ...]:
        """Every room, for the steward and for upkeep."""
        return tuple(
            room_of(row) for row in connection.execute(select(schema.room).order_by(schema.room.c.title)).mappings()
        )

    @reads
    def crowd(self, connection: Connection, room: RoomId) -> Crowd:
        """The room and who is in it now."""
        return crowd_of(connection, room)

    @reads
    def memberships(self, connection: Connection, room: RoomId) -> tuple[Membership, ...]:
        """Everybody who ever was in a room and may still matter: members, and who was removed or banned."""
        query = MEMBERSHIPS.where(schema.membership.c.room_id == room).order_by(schema.member.c.name)
        return tuple(membership_of(row) for row in connection.execute(query).mappings())

    @reads
    def standing(self, connection: Connection, room: RoomId, member: MemberId) -> Standing:
        """Where somebody stands in a room. Raises `Missing` for who never was a member of it."""
        return standing_of(connection, member, room)

    @reads
    def entering(
        self,
        connection: Connection,
        room: RoomId,
        member: MemberId,
        since: int,
        epoch: str | None,
        permit: Permit,
    ) -> Entered:
        """Everything a browser needs that enters a room, or comes back to it."""
        standing = permitted(connection, member, room, permit)
        remembered = standing.room.forgotten_rev <= since <= standing.room.rev
        known = remembered and epoch in (None, standing.group.epoch)
        return Entered(
            standing=standing,
            crowd=crowd_of(connection, room),
            page=page_since(connection, room, since, known),
            mine=private_to(connection, standing),
        )

    @reads
    def without_facilitator(self, connection: Connection) -> frozenset[RoomId]:
        """The rooms that nobody looks after."""
        held = select(schema.membership.c.room_id).where(
            schema.membership.c.role == Role.FACILITATOR, schema.membership.c.left_at.is_(None)
        )
        query = select(schema.room.c.id).where(schema.room.c.id.not_in(held))
        return frozenset(RoomId(key) for key in connection.execute(query).scalars())

    @writes
    def create(
        self,
        connection: Connection,
        name: str,
        title: str,
        topic: str,
        now: int,
        kind: Kind = Kind.OPEN,
        policy: str = "standard",
        seats: int | None = None,
    ) -> RoomId:
        """A new room with nobody in it. The name must be free: it is the room's address."""
        key = RoomId(new_id())
        connection.execute(
            insert(schema.room).values(
                id=key,
                name=name,
                title=title,
                topic=topic,
                kind=kind,
                policy=policy,
                seats=seats,
                is_open=kind is Kind.OPEN,
                created_at=now,
            )
        )
        return key

    @writes
    def renumber(self, connection: Connection, room: RoomId) -> Crowd:
        """Takes a rev for a change of members, roles or rules, and reads the room anew."""
        take_rev(connection, room)
        return crowd_of(connection, room)

    @reads
    def facilitators_of(self, connection: Connection, room: RoomId) -> tuple[Member, ...]:
        """Who holds this room."""
        query = (
            select(schema.member)
            .join(schema.membership, schema.membership.c.member_id == schema.member.c.id)
            .where(
                schema.membership.c.room_id == room,
                schema.membership.c.role == Role.FACILITATOR,
                schema.membership.c.left_at.is_(None),
            )
        )
        return tuple(member_of(row) for row in connection.execute(query).mappings())


def crowd_of(connection: Connection, key: RoomId) -> Crowd:
    room = room_now(connection, key)
    rows = connection.execute(PRESENT, {"room": key}).mappings()
    return Crowd(
        room=room,
        group=group_of(connection.execute(select(schema.group)).mappings().one()),
        by_member={row["member_id"]: membership_of(row) for row in rows},
        pinned=None if room.pinned is None else message_in(connection, key, room.pinned),
    )


def reports_for(connection: Connection, room: RoomId, facilitator: MemberId) -> tuple[Report, ...]:
    """The open reports, save those about this very facilitator: who complained about them is not theirs to know."""
    return tuple(report for report in open_reports(connection, (room,)) if report.author != facilitator)


def private_to(connection: Connection, standing: Standing) -> Mine:
    """What this person alone is told; a facilitator's queues with it."""
    room, member = standing.room.id, standing.member.id
    facilitates = standing.membership.facilitates
    ignored = connection.execute(IGNORED, {"member": member})
    return Mine(
        cards=cards_of(connection, room, member),
        notices=notices_of(connection, room, member),
        held=waiting_in(connection, (room,), member),
        asides=asides_in(connection, (room,), None if facilitates else member),
        ignored=tuple(ignored.scalars()),
        alerts=open_alerts(connection, (room,)) if facilitates else (),
        queue=waiting_in(connection, (room,)) if facilitates else (),
        reports=reports_for(connection, room, member) if facilitates else (),
    )
