"""The last step of set-up: the steward, the first room, its invitation and the start of the group, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from sqlalchemy import Connection, insert, select, update

from server.errors import Missing
from server.records import Kind, MemberId, Role, RoomId
from server.storage import schema
from server.storage.deeds import record_deed
from server.storage.invitations import admit, new_invitation
from server.storage.members import new_member
from server.storage.rows import new_id
from server.words import _

__all__ = ["Beginning", "RoomPlan", "begin", "new_room"]


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


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """A room to be. Its name becomes its address, with a number where another room has it."""

    name: str
    title: str
    topic: str
    kind: Kind = Kind.OPEN
    policy: str = "standard"
    seats: int | None = None


def new_room(connection: Connection, plan: RoomPlan, by: MemberId, now: int) -> RoomId:
    """A room, and in it who made it, as its first facilitator."""
    room, key = schema.room, RoomId(new_id())
    taken = set(
        connection.execute(select(room.c.name).where(room.c.name.startswith(plan.name, autoescape=True))).scalars()
    )
    names = (plan.name if number == 1 else f"{plan.name}-{number}" for number in count(1))
    connection.execute(
        insert(room).values(
            id=key,
            name=next(name for name in names if name not in taken),
            title=plan.title,
            topic=plan.topic,
            kind=plan.kind,
            policy=plan.policy,
            seats=plan.seats,
            is_open=plan.kind is Kind.OPEN,
            created_at=now,
        )
    )
    admit(connection, key, by, now, Role.FACILITATOR)
    record_deed(connection, now, by, "room", room=key)
    return key


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
    plan = RoomPlan(decided.room_name, decided.room_title, decided.room_topic, policy=decided.policy)
    room = new_room(connection, plan, steward, now)
    confirmation = schema.helpline_confirmation
    connection.execute(update(confirmation).where(confirmation.c.member_id == "").values(member_id=steward))
    record_deed(connection, now, steward, "set_up", room=room)
    new_invitation(
        connection, room, steward, decided.invitation_hash, decided.invitation_uses, now, decided.invitation_until
    )
    return steward, room
