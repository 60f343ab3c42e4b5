"""Connections to PostgreSQL break before, at and after a COMMIT: who says something is told the truth, and never twice."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from server.clock import now_ms
from server.errors import Unavailable
from server.records import MemberId, RoomId
from server.storage import Store
from server.storage.backend import reached
from server.storage.messages import Judged, Kept
from server.storage.places import backend_of
from tests.cast import ROOM, Cast
from tests.live.browser import Browser
from tests.ops.wire import Wire
from tests.postgres import PostgreSQLServer
from tests.running import Server

HERE = RoomId(f"room-{ROOM}")
RECOVERS_SECONDS = 30


@pytest.fixture
def kept_in() -> str:
    """SQLite has no connections to lose; tests/promises/test_disk_troubles.py has its troubles."""
    return "PostgreSQL"


@pytest.fixture
def wire(postgresql: PostgreSQLServer) -> Iterator[Wire]:
    wire = Wire(postgresql)
    yield wire
    wire.close()


@pytest.fixture
def database(url: str) -> str:
    """The name of the group's database."""
    return url.rpartition("/")[2]


@pytest.fixture
async def store(
    data: Path, cast: Cast, postgresql: PostgreSQLServer, wire: Wire, database: str
) -> AsyncIterator[Store]:
    """A store at the other end of the wire, that has said something before."""
    store = Store(data, postgresql.url(database, wire.port))
    for number in range(3):
        await keep(store, cast, f"before-{number}")
    yield store
    store.close()


async def keep(store: Store, cast: Cast, ref: str) -> Kept:
    draft = Judged(f"said as {ref}", None, None, ref, "digest", False, "", now_ms())
    return await store.messages.keep(HERE, MemberId(cast.ana.id), draft, None, lambda _standing, _subject: None)


def refs_in(postgresql: PostgreSQLServer, database: str) -> list[str]:
    return [ref for (ref,) in postgresql.does("SELECT ref FROM message ORDER BY number", database=database)]


def revs_in(postgresql: PostgreSQLServer, database: str) -> list[int]:
    return [rev for (rev,) in postgresql.does("SELECT rev FROM message ORDER BY rev", database=database)]


async def test_a_commit_that_never_arrived_was_not_kept_and_its_sender_is_told(
    store: Store, cast: Cast, wire: Wire, postgresql: PostgreSQLServer, database: str
) -> None:
    wire.cuts.append("question")
    with pytest.raises(Unavailable):
        await keep(store, cast, "lost")

    assert "lost" not in refs_in(postgresql, database)
    await keep(store, cast, "lost")  # the sender's browser tries again
    assert refs_in(postgresql, database).count("lost") == 1
    assert revs_in(postgresql, database) == [1, 2, 3, 4]


async def test_a_commit_whose_answer_never_arrived_was_kept_and_its_sender_is_told(
    store: Store, cast: Cast, wire: Wire, postgresql: PostgreSQLServer, database: str
) -> None:
    wire.cuts.append("answer")
    kept = await keep(store, cast, "kept")

    [(key, rev)] = postgresql.does("SELECT id, rev FROM message WHERE ref = 'kept'", database=database)
    assert (kept.message.id, kept.message.rev) == (key, rev) == (key, 4)


async def test_whatever_befalls_a_hundred_commits_each_sender_is_told_the_truth(
    store: Store, cast: Cast, wire: Wire, postgresql: PostgreSQLServer, database: str
) -> None:
    told: dict[str, bool] = {}

    async def say(ref: str) -> None:
        try:
            await keep(store, cast, ref)
        except Unavailable:
            told[ref] = False
        else:
            told[ref] = True

    for number in range(20):
        wire.cuts.append(("question", "answer")[number % 2])
        await asyncio.gather(*(say(f"{number}-{each}") for each in range(5)))
        wire.cuts.clear()

    kept = refs_in(postgresql, database)
    assert {ref for ref, was_kept in told.items() if was_kept} == set(kept) - {"before-0", "before-1", "before-2"}
    assert len(kept) == len(set(kept))
    assert set(told.values()) == {True, False}
    assert revs_in(postgresql, database) == list(range(1, len(kept) + 1))


def end_sessions(postgresql: PostgreSQLServer, database: str) -> None:
    statement = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    postgresql.does(statement, database)


async def test_a_session_that_the_administrator_ended_is_opened_again_and_nobody_notices(
    store: Store, cast: Cast, postgresql: PostgreSQLServer, database: str
) -> None:
    for number in range(10):
        end_sessions(postgresql, database)
        await keep(store, cast, str(number))
        end_sessions(postgresql, database)
        assert (await store.group.read()) is not None
    assert refs_in(postgresql, database) == ["before-0", "before-1", "before-2", *map(str, range(10))]


async def test_a_room_that_another_process_holds_for_too_long_refuses_and_goes_on_afterwards(
    store: Store, cast: Cast, postgresql: PostgreSQLServer, database: str
) -> None:
    where = postgresql.url(database)
    async with await psycopg.AsyncConnection.connect(where) as other:
        await other.execute("SELECT 1 FROM room WHERE id = %s FOR UPDATE", [HERE])
        with pytest.raises(Unavailable):
            await asyncio.wait_for(keep(store, cast, "waits"), 30)
        assert (await store.group.read()) is not None
        await other.rollback()
    await keep(store, cast, "waits")
    assert refs_in(postgresql, database).count("waits") == 1


async def test_while_tidying_waits_everybody_goes_on_talking_and_whoever_asked_is_told_that_it_failed(
    store: Store, cast: Cast, postgresql: PostgreSQLServer, database: str
) -> None:
    async with await psycopg.AsyncConnection.connect(postgresql.url(database)) as other:
        await other.execute("LOCK TABLE message IN SHARE UPDATE EXCLUSIVE MODE")
        tidied = asyncio.ensure_future(store.database.tidy())
        await asyncio.sleep(0.5)
        await keep(store, cast, "meanwhile")
        assert not tidied.done()
        assert not await asyncio.wait_for(tidied, 30)
        await other.rollback()
    assert await store.database.tidy()


async def test_a_store_that_closes_does_not_wait_until_it_is_tidy(
    data: Path, cast: Cast, postgresql: PostgreSQLServer, url: str, database: str
) -> None:
    closing = Store(data, url)
    async with await psycopg.AsyncConnection.connect(postgresql.url(database)) as other:
        await other.execute("LOCK TABLE message IN SHARE UPDATE EXCLUSIVE MODE")
        tidied = asyncio.ensure_future(closing.database.tidy())
        await asyncio.sleep(0.5)
        closing.close()
        assert not await asyncio.wait_for(tidied, 2)


async def test_a_migration_may_take_as_long_as_it_takes(url: str, data: Path) -> None:
    backend = backend_of(data, url)
    with reached(backend) as connection:
        backend.before_migrating(connection)
        limits = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in ("statement_timeout", "lock_timeout")]
    assert limits == ["0", "0"]


def fetched(server: Server, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"{server.url}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


async def comes_back(ana: Browser, text: str) -> str:
    """Says it with one ref until it is kept, as a browser does; its id."""
    ref = secrets.token_hex(4)
    for _ in range(RECOVERS_SECONDS * 5):
        said = await ana.say(text, ref=ref)
        if said["ok"]:
            return str(said["id"])
        assert said["error"]["code"] == "unavailable", said
        await asyncio.sleep(0.2)
    raise AssertionError("It never came back.")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["with goodbyes", "without"])
async def test_while_postgresql_is_down_everybody_is_told_and_the_help_stands_and_then_it_goes_on_by_itself(
    server: Server, cast: Cast, postgresql: PostgreSQLServer, how: signal.Signals
) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.ben) as ben:
        await ana.enter()
        await ben.enter()
        before = await ana.say("while all is well")
        assert (await asyncio.to_thread(fetched, server, "/"))[0] == 200
        postgresql.stop(how)
        try:
            refused = await ana.say("is anybody there?")
            entering = await ben.ask("enter", since=0)
            pages = {
                path: await asyncio.to_thread(fetched, server, path) for path in ("/help", "/health", "/ready", "/")
            }
        finally:
            postgresql.start()
        after = await comes_back(ana, "and on we go")
        await ben.hears("message", id=after)
        entered = await ben.enter()

    assert refused["error"]["code"] == "unavailable"
    assert entering["error"]["code"] == "unavailable"
    assert {path: status for path, (status, _page) in pages.items()} == {
        "/help": 200, "/health": 200, "/ready": 503, "/": 503,
    }  # fmt: skip
    assert "116 123" in pages["/help"][1]
    assert [message["id"] for message in entered["messages"]] == [before["id"], after]


async def test_a_backend_that_is_killed_takes_the_others_down_and_nobody_loses_anything(
    server: Server, cast: Cast, postgresql: PostgreSQLServer, database: str
) -> None:
    async with Browser(server, cast.ana) as ana:
        kept = [(await ana.say("one"))["id"]]
        for text in ("two", "three"):
            [(pid, *_), *_] = postgresql.does("SELECT pid FROM pg_stat_activity WHERE datname = %s", database)
            await asyncio.to_thread(kill_and_wait, postgresql, pid)
            kept.append(await comes_back(ana, text))
        entered = await ana.enter()

    assert [message["id"] for message in entered["messages"]] == kept
    assert [message["place"] for message in entered["messages"]] == [1, 2, 3]


def kill_and_wait(postgresql: PostgreSQLServer, pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    postgresql.wait()
