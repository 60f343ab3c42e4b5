"""The last step of set-up: the steward, the first room, its invitation and the start of the group, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from server.errors import Missing
from server.records import MemberId, Role, RoomId
from server.storage import schema
from server.storage.deeds import record_deed
from server.storage.invitations import admit, new_invitation
from server.storage.members import new_member
from server.storage.rows import new_id
from server.words import _

__all__ = ["Beginning", "begin"]


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the steward decided last."""

    steward: str
    skeleton: str
    recovery_hash: str
    room_name: str
    room_title: str
    room_topic: str
    policy: str
    invitation_hash: str
    invitation_uses: int
    invitation_until: int


def begin(connection: Connection, setup_hash: str, decided: Beginning, now: int) -> tuple[MemberId, RoomId]:
    """Makes the group ready. Whoever comes second with the same link finds it closed."""
    group = schema.group
    opened = connection.execute(
        update(group)
        .where(group.c.setup_token_hash == setup_hash, group.c.set_up_at.is_(None))
        .values(set_up_at=now, setup_token_hash=None)
    )
    if not opened.rowcount:
        raise Missing(_("This group has been set up already."))
    country, rules = connection.execute(select(group.c.country, group.c.rules_version)).one()
    steward = new_member(connection, decided.steward, decided.skeleton, now, country=country or None, is_steward=True)
    connection.execute(
        update(schema.member)
        .where(schema.member.c.id == steward)
        .values(recovery_hash=decided.recovery_hash, acknowledged_version=rules)
    )
    room = RoomId(new_id())
    connection.execute(
        insert(schema.room).values(
            id=room,
            name=decided.room_name,
            title=decided.room_title,
            topic=decided.room_topic,
            policy=decided.policy,
            created_at=now,
        )
    )
    admit(connection, room, steward, now, Role.FACILITATOR)
    confirmation = schema.helpline_confirmation
    connection.execute(update(confirmation).where(confirmation.c.member_id == "").values(member_id=steward))
    record_deed(connection, now, steward, "set_up", room=room)
    new_invitation(
        connection, room, steward, decided.invitation_hash, decided.invitation_uses, now, decided.invitation_until
    )
    return steward, room
