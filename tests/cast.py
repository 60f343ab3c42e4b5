"""The people of every test: Ana and Ben, members; Fay and Femi, facilitators; Sol, steward; Oz, who is in another room."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, insert, update

from server.accounts import hashed, new_token
from server.clock import now_ms
from server.records import Kind, Role
from server.storage import Store, schema
from server.storage.migrate import upgrade

__all__ = ["CIRCLE", "ELSEWHERE", "ROOM", "Cast", "Person", "found_a_group"]

ROOM = "tuesday"
ELSEWHERE = "elsewhere"
CIRCLE = "circle"
A_YEAR = 365 * 86_400_000

PEOPLE = {
    "Ana": (ROOM, Role.MEMBER),
    "Ben": (ROOM, Role.MEMBER),
    "Fay": (ROOM, Role.FACILITATOR),
    "Femi": (ROOM, Role.FACILITATOR),
    "Sol": (ROOM, Role.FACILITATOR),
    "Oz": (ELSEWHERE, Role.MEMBER),
}


@dataclass(frozen=True)
class Person:
    """Somebody of the cast: the member id, and the token of a session."""

    name: str
    id: str
    token: str

    @property
    def cookie(self) -> str:
        return f"session={self.token}"


@dataclass(frozen=True)
class Cast:
    """Everybody, by name."""

    ana: Person
    ben: Person
    fay: Person
    femi: Person
    sol: Person
    oz: Person

    def named(self, name: str) -> Person:
        person = getattr(self, name.lower())
        assert isinstance(person, Person)
        return person


def found_a_group(data: Path) -> Cast:
    """A group that has been set up, with helplines confirmed and rules acknowledged, in a fresh data directory."""
    upgrade(data)

    async def founded() -> Cast:
        with closing(Store(data)) as store:
            return await store.database.write(settle_in)

    return asyncio.run(founded())


def settle_in(connection: Connection) -> Cast:
    now = now_ms()
    connection.execute(
        insert(schema.group).values(
            id=1,
            name="Porch",
            purpose="We listen.",
            country="GB",
            language="en",
            timezone="Europe/London",
            second_contact="the parish office",
            who_may_join="adults",
            epoch="first-life",
            rules_version=1,
            set_up_at=now,
            helplines_confirmed_at=now,
        )
    )
    connection.execute(
        insert(schema.rule).values(id="kind", position=0, title="Different is fine, unkind is not.", text="No insults.")
    )
    for name, kind in ((ROOM, Kind.OPEN), (ELSEWHERE, Kind.OPEN), (CIRCLE, Kind.CIRCLE)):
        connection.execute(
            insert(schema.room).values(id=f"room-{name}", name=name, title=name.title(), kind=kind, created_at=now)
        )
    connection.execute(update(schema.room).where(schema.room.c.kind == Kind.CIRCLE).values(is_open=False))
    return Cast(**{name.lower(): join(connection, name, now) for name in PEOPLE})


def join(connection: Connection, name: str, now: int) -> Person:
    room, role = PEOPLE[name]
    person = Person(name, f"member-{name.lower()}", new_token())
    connection.execute(
        insert(schema.member).values(
            id=person.id,
            name=name,
            skeleton=name.lower(),
            country="GB",
            is_steward=name == "Sol",
            acknowledged_version=1,
            joined_at=now,
        )
    )
    for place in (room, CIRCLE) if room == ROOM else (room,):
        connection.execute(
            insert(schema.membership).values(room_id=f"room-{place}", member_id=person.id, role=role, joined_at=now)
        )
    connection.execute(
        insert(schema.session).values(
            id=f"session-{name.lower()}",
            token_hash=hashed(person.token),
            member_id=person.id,
            created_at=now,
            seen_at=now,
            expires_at=now + A_YEAR,
        )
    )
    return person
