"""People with a nickname: made, found, changed, appointed, banned, erased."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, insert, literal, or_, select, union, update

from server.errors import Code, Missing, Refused
from server.names import name_taken
from server.records import FOREVER, Member, MemberId, Role, RoomId
from server.storage import schema
from server.storage.database import Shelf, reads, writes
from server.storage.deeds import record_deed
from server.storage.erasing import Emptied, erase_person, take_words
from server.storage.rows import Row, member_of, new_id
from server.storage.standing import put_down_piece
from server.words import _

__all__ = ["Members", "new_member"]

member, membership = schema.member, schema.membership


class Members(Shelf):
    """Everybody in the group."""

    @reads
    def get(self, connection: Connection, key: MemberId) -> Member:
        """The member of this id."""
        return member_now(connection, key)

    @reads
    def steward(self, connection: Connection) -> Member | None:
        """Who runs the server; None before set-up."""
        row = connection.execute(select(member).where(member.c.is_steward)).mappings().first()
        return None if row is None else member_of(row)

    @reads
    def everybody(self, connection: Connection) -> tuple[Member, ...]:
        """All who have not been erased, by name."""
        query = select(member).where(member.c.erased_at.is_(None)).order_by(member.c.name)
        return tuple(member_of(row) for row in connection.execute(query).mappings())

    @reads
    def is_free(self, connection: Connection, skeleton: str) -> bool:
        """Whether no name like this was ever taken: an erased member's is not given to somebody else."""
        return not alike(connection, skeleton)

    @reads
    def recovery(self, connection: Connection, skeleton: str) -> tuple[tuple[Member, str], ...]:
        """The members whose name is like this, with the hash of their recovery words."""
        rows = alike(connection, skeleton)
        return tuple(
            (member_of(row), row["recovery_hash"]) for row in rows if row["recovery_hash"] and row["erased_at"] is None
        )

    @writes
    def change(self, connection: Connection, key: MemberId, /, **fields: Any) -> None:
        """Changes what is a member's own to choose: country, recovery_hash, shows_typing, acknowledged_version."""
        connection.execute(update(member).where(member.c.id == key).values(**fields))

    @writes
    def appoint(self, connection: Connection, room: RoomId, key: MemberId, role: Role, by: MemberId, now: int) -> None:
        """Makes somebody a facilitator of a room they are in, or a member again. A room keeps its last facilitator."""
        if role is Role.MEMBER and facilitating(connection, room) == {key}:
            raise Refused(
                Code.CONFLICT, _("Nobody else looks after this room. Please make somebody else a facilitator first.")
            )
        present = (
            membership.c.room_id == room,
            membership.c.member_id == key,
            membership.c.left_at.is_(None),
        )
        changed = connection.execute(update(membership).where(*present).values(role=role))
        if not changed.rowcount:
            raise Missing(_("There is nobody like that in this room."))
        verb = "appoint" if role is Role.FACILITATOR else "withdraw"
        record_deed(connection, now, by, verb, room=room, member=key)

    @writes
    def ban(self, connection: Connection, key: MemberId, by: MemberId, reason: str, now: int) -> None:
        """Bars somebody from the whole group, ends their memberships and signs them out; the steward cannot be."""
        barred = connection.execute(
            update(member).where(member.c.id == key, ~member.c.is_steward).values(banned_until=FOREVER)
        )
        if not barred.rowcount:
            raise Missing(_("There is nobody like that in this group."))
        connection.execute(delete(schema.session).where(schema.session.c.member_id == key))
        for room in (
            connection.execute(select(membership.c.room_id).where(membership.c.member_id == key)).scalars().all()
        ):
            put_down_piece(connection, RoomId(room), key)
        present = (membership.c.member_id == key, membership.c.left_at.is_(None))
        connection.execute(update(membership).where(*present).values(left_at=now))
        record_deed(connection, now, by, "ban_group", member=key, reason=reason)

    @writes
    def unban(self, connection: Connection, key: MemberId, by: MemberId, now: int) -> None:
        """Lets somebody back into the group; an invitation then brings them back into a room."""
        connection.execute(update(member).where(member.c.id == key).values(banned_until=None))
        record_deed(connection, now, by, "unban_group", member=key)

    @writes
    def leave(self, connection: Connection, key: MemberId, room: RoomId, now: int) -> None:
        """Ends one's own membership of a room."""
        connection.execute(
            update(membership).where(membership.c.room_id == room, membership.c.member_id == key).values(left_at=now)
        )
        put_down_piece(connection, room, key)

    @reads
    def spoke_in(self, connection: Connection, key: MemberId) -> tuple[RoomId, ...]:
        """The rooms where somebody is, or has left words."""
        places = (
            select(table.c.room_id).where(column == key)
            for table, column in (
                (membership, membership.c.member_id),
                (schema.message, schema.message.c.author_id),
            )
        )
        return tuple(RoomId(room) for room in connection.execute(union(*places)).scalars())

    @writes
    def take_words(
        self, connection: Connection, key: MemberId, room: RoomId, now: int, at_once: int
    ) -> tuple[Emptied, ...]:
        """Empties some of somebody's messages in a room; none are left when it answers with none."""
        return take_words(connection, key, room, now, at_once)

    @writes
    def erase(self, connection: Connection, key: MemberId, now: int) -> None:
        """Takes somebody out of the group for good. That there was somebody is all that stays."""
        erase_person(connection, key, now)
        record_deed(connection, now, None, "erase", member=key)


def new_member(
    connection: Connection, name: str, skeleton: str, now: int, *, country: str | None = None, is_steward: bool = False
) -> MemberId:
    """Somebody new. Raises `Refused` when the name is, or looks like, one that was taken."""
    if alike(connection, skeleton):
        raise Refused(Code.CONFLICT, name_taken())
    key = MemberId(new_id())
    connection.execute(
        insert(member).values(
            id=key, name=name, skeleton=skeleton, country=country, is_steward=is_steward, joined_at=now
        )
    )
    return key


def facilitating(connection: Connection, room: RoomId) -> set[str]:
    """Who looks after a room now."""
    holds = (membership.c.room_id == room, membership.c.role == Role.FACILITATOR, membership.c.left_at.is_(None))
    return set(connection.execute(select(membership.c.member_id).where(*holds)).scalars())


def member_now(connection: Connection, key: MemberId) -> Member:
    row = connection.execute(select(member).where(member.c.id == key)).mappings().first()
    if row is None:
        raise Missing(_("There is nobody like that in this group."))
    return member_of(row)


def alike(connection: Connection, skeleton: str) -> list[Row]:
    """The members, erased ones too, whose skeleton shares a key with this one."""
    padded = literal(" ") + member.c.skeleton + literal(" ")
    shares = [padded.contains(f" {key} ", autoescape=True) for key in skeleton.split()]
    return list(connection.execute(select(member).where(or_(False, *shares))).mappings()) if shares else []
