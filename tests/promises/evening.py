"""A simulated evening: the real centre of the server, over a disk and a network of chance, and people who use it.

    python -m tests.promises.evening SEED      one evening, told step by step

The server may die at any moment and comes back over what its disk kept. In the end everything that goes wrong ceases,
everybody comes back and sends again what was never answered; then every promise is looked at once more.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, Engine, create_engine, insert
from sqlalchemy.pool import StaticPool
from starlette.websockets import WebSocket

import server.clock
import server.storage.store
from moderation import Category, Draft, Gate, Signal, Span
from moderation.detector import Stage
from server.accounts import Accounts, hashed
from server.connection import live
from server.examiner import Examiner
from server.house import House
from server.hub import Hub
from server.records import Role
from server.settings import Settings
from server.storage import Store, schema
from server.storage.prepared import driver_of
from tests.cast import A_YEAR, ROOM, Person, settle_in
from tests.promises.simulated_people import Browser
from tests.promises.simulated_record import Record
from tests.promises.simulated_wire import Wire
from tests.promises.simulation import LIFE, Clock, Database, Disk, Faults, Loop, Only

__all__ = ["Evening", "Life", "evening"]

LASTS = (0.5, 3.0)
REST = 60.0
"""Seconds for everything under way to end, once nothing goes wrong any more."""


class Marked:
    """Finds what the text itself says of it: the gate's own judgement is not what is tried here."""

    name = "marked"
    stage: Stage = "gate"

    def detect(self, draft: Draft) -> Iterator[Signal]:
        whole = Span(0, len(draft.text))
        match draft.text.split(" ", 1)[0]:
            case "hold":
                yield Signal(Category.THREAT, "high", 1.0, whole, "marked")
            case "nudge":
                yield Signal(Category.INVALIDATION, "low", 1.0, whole, "marked")
            case "refuse":
                yield Signal(Category.METHOD_DETAIL, "high", 1.0, whole, "marked")
            case "mask":
                yield Signal(Category.CRISIS, "high", 1.0, whole, "marked", "suicide")
                yield Signal(
                    Category.METHOD_DETAIL, "high", 1.0, Span(draft.text.index("<"), len(draft.text)), "marked"
                )
            case "worry":
                yield Signal(Category.CRISIS, "immediate", 1.0, whole, "marked", "suicide")


class Ordered(dict[Any, None]):
    """A set that remembers the order: addresses in memory must not decide who hears first."""

    def add(self, item: Any) -> None:
        self[item] = None

    def discard(self, item: Any) -> None:
        self.pop(item, None)


class Connections(dict[str, Ordered]):
    """The hub's connections, in the order in which they came."""

    def __missing__(self, key: str) -> Ordered:
        self[key] = Ordered()
        return self[key]


class Beginning:
    """The group as it is when an evening begins; every evening begins with it again, on the same connection."""

    def __init__(self) -> None:
        self.connection = in_memory().connect()
        first = in_memory()
        schema.metadata.create_all(first)
        with first.connect() as connection:
            self.people = vars(settle_in(connection)) | {name: join(connection, name) for name in ("cleo", "dan")}
            self._first = driver_of(connection)

    def again(self) -> Connection:
        disk = driver_of(self.connection)
        if disk.in_transaction:
            disk.rollback()
        self._first.backup(disk)
        return self.connection


def in_memory() -> Engine:
    return create_engine(
        "sqlite://",
        isolation_level="AUTOCOMMIT",
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "factory": Disk},
    )


def join(connection: Any, name: str) -> Person:
    """One more member for the cast, so that a room without one or two of them still talks."""
    person = Person(name.title(), f"member-{name}", f"token-{name}")
    row = {"id": person.id, "name": person.name, "skeleton": name, "country": "GB", "is_steward": False}
    connection.execute(insert(schema.member).values(**row, acknowledged_version=1, joined_at=1))
    connection.execute(
        insert(schema.membership).values(room_id=f"room-{ROOM}", member_id=person.id, role=Role.MEMBER, joined_at=1)
    )
    times = {"created_at": 1, "seen_at": 1, "expires_at": 20 * A_YEAR * 10}
    connection.execute(
        insert(schema.session).values(
            id=f"session-{name}", token_hash=hashed(person.token), member_id=person.id, **times
        )
    )
    return person


class Life:
    """The server from one start to its sudden end."""

    def __init__(self, number: int, loop: Loop, only: Only, pace: bool) -> None:
        self.number = number
        self.loop = loop
        with patch.object(server.storage.store, "Database", lambda _backend: Database(loop, only)):
            store = Store(Path("simulated"))
        settings = Settings(pace=pace)
        gate = Gate((Marked(),), clock=lambda: 0.0)
        self.hub = Hub(settings, store, Examiner(gate), b"key")
        self.hub.connections = Connections()  # type: ignore[assignment]
        found = House(settings=settings, store=store, gate=gate, hub=self.hub, accounts=Accounts(store, settings))
        self.app = SimpleNamespace(state=SimpleNamespace(house=found))

    def answer(self, wire: Wire, cookie: str) -> None:
        """Somebody connects."""
        headers = [(b"cookie", cookie.encode()), (b"host", b"porch.example")]
        scope = {"type": "websocket", "app": self.app, "path": "/live", "headers": headers, "state": {}, "scheme": "ws"}
        token = LIFE.set(self.number)
        self.loop.create_task(served(WebSocket(scope, wire.receive, wire.send), wire))
        LIFE.reset(token)


async def served(websocket: WebSocket, wire: Wire) -> None:
    """What the web server does around us: once we are done, however that was, the connection ends."""
    try:
        await live(websocket)
    finally:
        if not wire.closed:
            wire.part()


class Evening:
    """Everybody, their record, and the present life of the server."""

    def __init__(self, seed: int, beginning: Beginning, told: bool = False) -> None:
        chance = Random(seed)
        self.loop = Loop(chance)  # type: ignore[abstract] # no sockets, no signals, no processes
        self.chance = chance
        self.people = beginning.people
        self.connection = beginning.again()
        self.faults = Faults(
            reads=chance.choice((0.0, 0.002)),
            refused=chance.choice((0.0, 0.02)),
            unknown=chance.choice((0.0, 0.02)),
            cuts=chance.choice((0.0, 0.005)),
        )
        self.made_to_fail = ", ".join(name for name, often in vars(self.faults).items() if often) or "nothing"
        Disk.faults, Disk.chance = self.faults, chance
        self.pace = chance.random() < 0.2
        self.record = Record(self.loop, told)
        self.life: Life | None = None
        self.lives = 0
        self.browsers: list[Browser] = []

    async def passes(self) -> None:
        """The evening, from the first start of the server to the last look."""
        self.start()
        names = ["ana", "ana", "ben", "cleo", "dan", "fay", "femi", "ben", "oz"]
        self.browsers = [Browser(self, self.people[name], number) for number, name in enumerate(names)]
        tasks = [self.loop.create_task(browser.stays()) for browser in self.browsers]
        lasts = self.chance.uniform(*LASTS)
        while self.loop.now < lasts:
            await self.loop.rest()
            if self.chance.random() < 0.005:
                await self.dies()
        self.record.resting = True
        self.faults.cease()
        if self.life is None:
            self.start()
        for task in tasks:
            await task
        await self.last_look()

    def start(self) -> None:
        self.lives += 1
        self.life = Life(self.lives, self.loop, Only(self.connection), self.pace)
        self.record.note("the server starts")

    async def dies(self) -> None:
        """A sudden end: whatever was not yet kept is lost, and every connection breaks."""
        assert self.life is not None
        self.record.note("THE SERVER DIES")
        self.loop.kill(self.life.number)
        self.life = None
        for browser in self.browsers:
            browser.lose()
        await self.loop.rest()
        self.start()

    async def last_look(self) -> None:
        from tests.promises.simulated_looks import look

        await look(self)


@cache
def beginning() -> Beginning:
    with at_virtual_time(Loop(Random(0))):  # type: ignore[abstract] # no sockets, no signals, no processes
        return Beginning()


def evening(seed: int, told: bool = False) -> Evening:
    """Plays the evening of one seed. Raises `AssertionError`, with what was broken, and how to see it again."""
    played = Evening(seed, beginning(), told)
    try:
        with at_virtual_time(played.loop):
            played.loop.run_until_complete(played.passes())
    except AssertionError as broken:
        raise AssertionError(
            f"{broken}\nMade to fail: {played.made_to_fail}; lives of the server: {played.lives}. "
            f"To see it again: python -m tests.promises.evening {seed}"
        ) from None
    finally:
        with at_virtual_time(played.loop):
            played.loop.close()
    return played


@contextmanager
def at_virtual_time(loop: Loop) -> Iterator[None]:
    """Hands the loop's clock to server/clock.py; the log, full of what was made to go wrong, is not listened to."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with patch.object(server.clock, "time", Clock(loop)):
            yield
    finally:
        logging.disable(before)


if __name__ == "__main__":
    evening(int(sys.argv[1]), told=True)
    print("Every promise was kept.")
