"""A COMMIT fails in SQLite: everybody who was in it is told that it was not kept, and nothing else is touched."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from server.clock import now_ms
from server.errors import Unavailable
from server.records import MemberId, RoomId
from server.storage import Store
from server.storage.database import Unknown
from server.storage.messages import Judged, Kept
from tests.cast import ROOM, Cast


@pytest.fixture
def kept_in() -> str:
    """Of PostgreSQL's commits tests/ops/test_lost_connections.py says more."""
    return "SQLite"


@pytest.fixture
async def store(data: Path, cast: Cast) -> AsyncIterator[Store]:
    store = Store(data)
    yield store
    store.close()


def rests(_connection: Connection) -> None:
    """Keeps the writer busy, so that what is asked meanwhile is done together."""
    time.sleep(0.3)


def fails_at_the_end(connection: Connection) -> None:
    """A change that seems well until the COMMIT, which finds that it refers to nobody."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    connection.exec_driver_sql("INSERT INTO reaction (message_id, member_id, kind) VALUES ('none', 'nobody', 'hug')")


async def keep(store: Store, cast: Cast, ref: str) -> Kept:
    draft = Judged("I am here", None, None, ref, "digest", False, "", now_ms())
    return await store.messages.keep(
        RoomId(f"room-{ROOM}"), MemberId(cast.ana.id), draft, None, lambda _standing, _subject: None
    )


async def test_who_was_in_it_is_told_and_may_try_again_and_takes_no_second_place(store: Store, cast: Cast) -> None:
    before = await keep(store, cast, "before")
    resting = asyncio.ensure_future(store.database.write(rests))
    await asyncio.sleep(0.1)

    outcomes = await asyncio.gather(
        keep(store, cast, "one"),
        store.database.write(fails_at_the_end),
        keep(store, cast, "two"),
        return_exceptions=True,
    )
    await resting

    assert [type(outcome) for outcome in outcomes] == [Unavailable, Unknown, Unavailable]
    again = [await keep(store, cast, ref) for ref in ("one", "two")]
    assert [kept.message.rev for kept in (before, *again)] == [1, 2, 3]
