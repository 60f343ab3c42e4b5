"""A made-up group, for demonstrations and load tests. Everybody in it is invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, insert

from server.records import Role, Rule, State
from server.storage import schema
from server.storage.rows import new_id

__all__ = ["MadeUp", "Plan", "Seat", "fill"]

THE_GROUP = 1
MINUTE = 60_000
SESSION_LASTS = 90 * 24 * 60 * MINUTE

SAID = (
    "Hello everyone, it is good to be here tonight.",
    "Today was a long one, but I went for the walk I kept putting off.",
    "Thank you for saying that. I felt the same last winter.",
    "Does anybody have something that helps on Sunday evenings?",
    "I made soup and rang my sister. Small things, but they count.",
    "The waiting list letter came. Not the answer I hoped for.",
    "I am glad you told us. Take all the time you need.",
    "Music helps me most, the slow kind, with the lights low.",
    "Three weeks without a panic at work. I wanted somebody to know.",
    "I read along more than I write, and it still does me good.",
)


@dataclass(frozen=True, slots=True)
class MadeUp:
    """Somebody invented: a nickname with its skeleton, and the hash of the token their browser has."""

    name: str
    skeleton: str
    token_hash: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How many of everything, and what the group has decided."""

    rooms: int
    members: int
    facilitators: int
    messages: int
    country: str
    helplines: tuple[str, ...]
    rules: tuple[Rule, ...]
    now: int


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a room, and who has it."""

    room: str
    member: str
    role: Role
    who: MadeUp


def fill(connection: Connection, plan: Plan, steward: MadeUp, people: Sequence[MadeUp]) -> list[Seat]:
    """Make the group of `plan` with these people, each in one room; answers with who sits where."""
    put(connection, schema.group, [the_group(plan)])
    put(connection, schema.rule, [rule_row(rule) for rule in plan.rules])
    head = member_row(new_id(), steward, plan) | {"is_steward": True}
    confirmed = [
        {"country": plan.country, "entry": entry, "member_id": head["id"], "at": plan.now} for entry in plan.helplines
    ]
    put(connection, schema.helpline_confirmation, confirmed)
    rooms = [room_row(number, plan) for number in range(1, plan.rooms + 1)]
    put(connection, schema.room, rooms)
    waiting = iter(people)
    seats = [seat for room in rooms for seat in seated(room, plan, waiting)]
    put(connection, schema.member, [head, *(member_row(seat.member, seat.who, plan) for seat in seats)])
    put(connection, schema.session, [session_row(seat, plan.now) for seat in seats])
    ids = {room["name"]: room["id"] for room in rooms}
    put(connection, schema.membership, [membership_row(seat, ids[seat.room], plan.now) for seat in seats])
    for room in rooms:
        put(connection, schema.message, said_in(room, [seat for seat in seats if seat.room == room["name"]], plan))
    return seats


def seated(room: dict[str, Any], plan: Plan, waiting: Any) -> list[Seat]:
    roles = [Role.FACILITATOR] * plan.facilitators + [Role.MEMBER] * plan.members
    return [
        Seat(room["name"], new_id(), role, who) for role, who in zip(roles, islice(waiting, len(roles)), strict=True)
    ]


def put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def the_group(plan: Plan) -> dict[str, Any]:
    return {
        "id": THE_GROUP,
        "name": "Lantern Street",
        "purpose": "A made-up group, for trying things out.",
        "country": plan.country,
        "rules_version": 1,
        "epoch": new_id(),
        "set_up_at": plan.now,
        "helplines_confirmed_at": plan.now,
    }


def rule_row(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "position": rule.position,
        "title": rule.title,
        "text": rule.text,
        "detects": list(rule.detects),
    }


def room_row(number: int, plan: Plan) -> dict[str, Any]:
    return {
        "id": new_id(),
        "name": f"room-{number}",
        "title": f"Room {number}",
        "topic": "How was your day?",
        "policy": "standard",
        "rev": plan.messages,
        "created_at": plan.now,
    }


def member_row(key: str, who: MadeUp, plan: Plan) -> dict[str, Any]:
    return {
        "id": key,
        "name": who.name,
        "skeleton": who.skeleton,
        "country": plan.country,
        "is_steward": False,
        "acknowledged_version": 1,
        "joined_at": plan.now,
    }


def session_row(seat: Seat, now: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "token_hash": seat.who.token_hash,
        "member_id": seat.member,
        "created_at": now,
        "seen_at": now,
        "expires_at": now + SESSION_LASTS,
    }


def membership_row(seat: Seat, room: str, now: int) -> dict[str, Any]:
    return {"room_id": room, "member_id": seat.member, "role": seat.role.value, "joined_at": now}


def said_in(room: dict[str, Any], seats: list[Seat], plan: Plan) -> list[dict[str, Any]]:
    rows = []
    for place in range(1, plan.messages + 1):
        at = plan.now - (plan.messages - place + 1) * MINUTE
        row = {
            "id": new_id(),
            "room_id": room["id"],
            "author_id": seats[place % len(seats)].member,
            "text": SAID[place % len(SAID)],
            "written_at": at,
            "shown_at": at,
            "place": place,
            "rev": place,
            "state": State.SHOWN.value,
        }
        rows.append(row)
    return rows
