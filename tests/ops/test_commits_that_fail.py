"""A COMMIT fails in SQLite: everybody who was in it is told that it was not kept, and nothing else is touched."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from server.clock import now_ms
from server.errors import Unavailable
from server.records import MemberId, RoomId
from server.storage import Store
from server.storage.database import Unknown
from server.storage.messages import Judged, Kept, SaidBefore
from server.storage.places import database_file
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


async def test_who_was_told_of_another_commit_hears_what_that_one_kept(store: Store, cast: Cast) -> None:
    def fails_slowly(connection: Connection) -> None:
        rests(connection)
        fails_at_the_end(connection)

    resting = asyncio.ensure_future(store.database.write(rests))
    await asyncio.sleep(0.1)
    first = asyncio.ensure_future(keep(store, cast, "one"))
    failing = asyncio.ensure_future(store.database.write(fails_slowly))
    await resting
    await asyncio.sleep(0.1)
    resent = await keep(store, cast, "one")  # waits while the first one's commit fails, and is kept before it looks

    outcomes = await asyncio.gather(first, failing, return_exceptions=True)
    said_before, _unknown = outcomes
    assert isinstance(said_before, SaidBefore)
    assert said_before.answered.id == resent.message.id


def copied(data: Path, folder: Path) -> Path:
    """The database as a server finds it that starts after a kill."""
    folder.mkdir()
    file = database_file(data)
    for suffix in ("", "-wal"):
        shutil.copy(f"{file}{suffix}", folder)
    return folder / file.name


def leave_a_ghost(data: Path, folder: Path) -> None:
    """What a commit whose sync failed leaves at the end of the log: it is whole, but no connection sees it."""
    file = copied(data, folder)
    log = file.with_name(f"{file.name}-wal")
    before = log.stat().st_size
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE message SET ref = 'ghost'")
        connection.commit()
        with Path(f"{database_file(data)}-wal").open("ab") as live:
            live.write(log.read_bytes()[before:])


def refs_in(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [ref for (ref,) in connection.execute("SELECT ref FROM message")]


async def test_what_was_refused_does_not_come_back_after_a_kill(
    store: Store, cast: Cast, data: Path, tmp_path: Path
) -> None:
    await keep(store, cast, "before")
    await store.group.read()  # the last connection that closes takes the log away; a server's readers stay open
    leave_a_ghost(data, tmp_path / "ghost")
    assert refs_in(copied(data, tmp_path / "killed at once")) == ["ghost"]

    resting = asyncio.ensure_future(store.database.write(rests))
    await asyncio.sleep(0.1)
    refused, _unknown = await asyncio.gather(
        keep(store, cast, "one"), store.database.write(fails_at_the_end), return_exceptions=True
    )
    await resting

    assert isinstance(refused, Unavailable)
    assert refs_in(copied(data, tmp_path / "killed")) == ["before"]
