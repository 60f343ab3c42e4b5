"""Ways in: invitations to a room, and one-time links for members who come back. Their tokens are kept as hashes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from server.errors import Code, Missing, Refused
from server.records import Invitation, MemberId, Notice, Role, RoomId
from server.storage import schema
from server.storage.care import keep_notice
from server.storage.database import Shelf, reads, writes
from server.storage.deeds import record_deed
from server.storage.members import new_member
from server.storage.rows import Row, new_id
from server.words import _

__all__ = ["Invitations", "Returned", "admit", "new_invitation"]

invitation, membership, return_link, room = schema.invitation, schema.membership, schema.return_link, schema.room


@dataclass(frozen=True, slots=True)
class Returned:
    """Who came back with a one-time link, and what they are told of it, room by room."""

    member: MemberId
    notices: tuple[Notice, ...]


class Invitations(Shelf):
    """Making ways in, and going through them."""

    @writes
    def make(
        self, connection: Connection, to: RoomId, by: MemberId, token_hash: str, uses: int, now: int, until: int
    ) -> str:
        """An invitation to a room, for so many people; answers with its id."""
        return new_invitation(connection, to, by, token_hash, uses, now, until)

    @reads
    def find(self, connection: Connection, token_hash: str) -> Invitation | None:
        """The invitation of this token, whatever became of it."""
        row = connection.execute(select(invitation).where(invitation.c.token_hash == token_hash)).mappings().first()
        return None if row is None else invitation_of(row)

    @reads
    def to(self, connection: Connection, room: RoomId, now: int) -> tuple[Invitation, ...]:
        """A room's invitations that can still be used, the newest first."""
        query = (
            select(invitation)
            .where(invitation.c.room_id == room, *usable(now))
            .order_by(invitation.c.created_at.desc(), invitation.c.id)
        )
        return tuple(invitation_of(row) for row in connection.execute(query).mappings())

    @writes
    def revoke(self, connection: Connection, room: RoomId, key: str, by: MemberId, now: int) -> None:
        """Closes a way in."""
        closed = connection.execute(
            update(invitation).where(invitation.c.id == key, invitation.c.room_id == room).values(revoked_at=now)
        )
        if not closed.rowcount:
            raise Missing(_("There is no such invitation."))
        record_deed(connection, now, by, "revoke", room=room)

    @writes
    def redeem(
        self,
        connection: Connection,
        token_hash: str,
        name: str,
        skeleton: str,
        country: str | None,
        recovery_hash: str,
        now: int,
    ) -> tuple[MemberId, RoomId]:
        """Makes a member of somebody who was invited. Where the name is taken, the invitation is not used up."""
        to = use(connection, token_hash, now)
        key = new_member(connection, name, skeleton, now, country=country)
        connection.execute(update(schema.member).where(schema.member.c.id == key).values(recovery_hash=recovery_hash))
        admit(connection, to, key, now)
        return key, to

    @writes
    def join(self, connection: Connection, token_hash: str, key: MemberId, now: int) -> RoomId:
        """Lets a member into the room that the invitation is for; who is in it already uses nothing up."""
        to = connection.execute(
            select(invitation.c.room_id).where(invitation.c.token_hash == token_hash, *usable(now))
        ).scalar_one_or_none()
        if to is not None and is_in(connection, to, key):
            return RoomId(to)
        to = use(connection, token_hash, now)
        admit(connection, to, key, now)
        return RoomId(to)

    @writes
    def make_return(
        self,
        connection: Connection,
        key: MemberId,
        by: MemberId,
        room: RoomId,
        token_hash: str,
        now: int,
        until: int,
    ) -> None:
        """A one-time link for somebody who lost their words; one made before no longer works."""
        connection.execute(
            update(return_link)
            .where(return_link.c.member_id == key, return_link.c.used_at.is_(None))
            .values(used_at=now)
        )
        connection.execute(
            insert(return_link).values(
                token_hash=token_hash, member_id=key, created_by=by, created_at=now, expires_at=until
            )
        )
        record_deed(connection, now, by, "return_link", room=room, member=key)

    @reads
    def returns(self, connection: Connection, token_hash: str, now: int) -> MemberId | None:
        """Whose one-time link this is; None when it was used or has run out."""
        return returning(connection, token_hash, now)

    @writes
    def take_return(
        self, connection: Connection, token_hash: str, now: int, told: Callable[[str], str]
    ) -> Returned | None:
        """Uses a one-time link up. `told` makes the notice of who made it: nobody signs in as another in silence."""
        key = returning(connection, token_hash, now)
        if key is None:
            return None
        connection.execute(update(return_link).where(return_link.c.token_hash == token_hash).values(used_at=now))
        text = told(maker_of(connection, token_hash))
        rooms = select(membership.c.room_id).where(membership.c.member_id == key, membership.c.left_at.is_(None))
        return Returned(
            key,
            tuple(
                keep_notice(connection, RoomId(to), key, "signed_in", text, now)
                for to in connection.execute(rooms).scalars().all()
            ),
        )


def new_invitation(
    connection: Connection, to: RoomId, by: MemberId, token_hash: str, uses: int, now: int, until: int
) -> str:
    key = new_id()
    connection.execute(
        insert(invitation).values(
            id=key, token_hash=token_hash, room_id=to, created_by=by, created_at=now, expires_at=until, uses_left=uses
        )
    )
    record_deed(connection, now, by, "invite", room=to)
    return key


def use(connection: Connection, token_hash: str, now: int) -> RoomId:
    """Takes one of an invitation's uses. Condition and change are one statement, so that none is taken twice."""
    used = connection.execute(
        update(invitation)
        .where(invitation.c.token_hash == token_hash, *usable(now))
        .values(uses_left=invitation.c.uses_left - 1, used=invitation.c.used + 1)
        .returning(invitation.c.room_id)
    ).scalar_one_or_none()
    if used is None:
        raise Missing(_("This invitation has been used up, has run out, or was taken back."))
    return RoomId(used)


def usable(now: int) -> tuple[ColumnElement[bool], ...]:
    return (invitation.c.uses_left > 0, invitation.c.expires_at > now, invitation.c.revoked_at.is_(None))


def admit(connection: Connection, to: RoomId, key: MemberId, now: int, role: Role = Role.MEMBER) -> None:
    """Makes somebody a member of a room, or one again. Raises `Refused` for who is banned and where no seat is left."""
    here = (membership.c.room_id == to, membership.c.member_id == key)
    before = connection.execute(select(membership).where(*here)).mappings().first()
    if before is not None and (before["banned_until"] or 0) > now:
        raise Refused(Code.FORBIDDEN, _("The facilitators of this room have asked you not to come back for now."))
    if not has_a_seat(connection, to):
        raise Refused(Code.FORBIDDEN, _("Every seat in this circle is taken for now. Please ask who invited you."))
    if before is None:
        connection.execute(insert(membership).values(room_id=to, member_id=key, role=role, joined_at=now))
    else:
        connection.execute(update(membership).where(*here).values(role=role, joined_at=now, left_at=None))


def has_a_seat(connection: Connection, to: RoomId) -> bool:
    seats = connection.execute(select(room.c.seats).where(room.c.id == to)).scalar_one()
    present = select(func.count()).where(membership.c.room_id == to, membership.c.left_at.is_(None))
    return seats is None or connection.execute(present).scalar_one() < seats


def is_in(connection: Connection, to: RoomId, key: MemberId) -> bool:
    here = select(membership.c.room_id).where(
        membership.c.room_id == to, membership.c.member_id == key, membership.c.left_at.is_(None)
    )
    return connection.execute(here).first() is not None


def returning(connection: Connection, token_hash: str, now: int) -> MemberId | None:
    query = select(return_link.c.member_id).where(
        return_link.c.token_hash == token_hash, return_link.c.used_at.is_(None), return_link.c.expires_at > now
    )
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else MemberId(found)


def maker_of(connection: Connection, token_hash: str) -> str:
    """Who made a one-time link, by name; empty for one that was made on the command line."""
    query = (
        select(schema.member.c.name)
        .join(return_link, return_link.c.created_by == schema.member.c.id)
        .where(return_link.c.token_hash == token_hash)
    )
    return connection.execute(query).scalar_one_or_none() or ""


def invitation_of(row: Row) -> Invitation:
    return Invitation(
        id=row["id"],
        room=row["room_id"],
        created_by=row["created_by"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        uses_left=row["uses_left"],
        used=row["used"],
        revoked_at=row["revoked_at"],
    )
