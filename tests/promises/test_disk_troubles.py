"""The disk is full, or fails, or the database is locked: what is said is refused or kept, never answered and lost."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from server.storage.places import database_file
from tests.cast import ROOM, Cast
from tests.live.browser import PATIENCE_SECONDS, Browser
from tests.promises.talkers import Talker, same_in_the_room, whole_room
from tests.promises.under import Under, needs
from tests.running import Server, started

READ_SECONDS = 2.0
"""So long a reader waits at most, on a slow machine."""
NO_SPACE = 28
WRITING, SYNCING = "posix/io/rw/pwrite", "posix/io/sync/fdatasync"
HOLDING = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
connection.execute("PRAGMA wal_autocheckpoint=0")
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()
connection.execute("ROLLBACK")
connection.close()
"""

T = TypeVar("T")


@dataclass(frozen=True)
class Form:
    """How much each of five people says while calls fail, and how long the disk is full or locked."""

    failing: int
    full_seconds: float
    locked_seconds: float


SHORT = Form(failing=20, full_seconds=0.5, locked_seconds=7.0)
LONG = Form(failing=4000, full_seconds=30.0, locked_seconds=30.0)
forms = pytest.mark.parametrize(
    "form", [pytest.param(SHORT, id="short"), pytest.param(LONG, id="long", marks=pytest.mark.long)]
)


@pytest.fixture
def people(data: Path, cast: Cast) -> Cast:
    """Everybody, of whom nobody was here in the last hours: their sessions want to be made longer."""
    with closing(sqlite3.connect(database_file(data))) as connection, connection:
        connection.execute("UPDATE session SET seen_at = seen_at - 10000000")
    return cast


@pytest.fixture
def troubled(data: Path, people: Cast) -> Iterator[Under]:
    """A server that libfiu can trouble while it runs."""
    needs("fiu-run")
    server = Under(data, "fiu-run", "-x", "-f", str(data.parent / "fiu"), pace="off")
    with started(server):
        yield server


def fiu(server: Under, command: str) -> None:
    path = str(server.data.parent / "fiu")
    subprocess.run(["fiu-ctrl", "-f", path, "-c", command, str(server.pid)], check=True, timeout=10)


@asynccontextmanager
async def failing(server: Under, names: tuple[str, ...], how: str) -> AsyncIterator[None]:
    """Calls of these names fail, while this lasts."""
    for name in names:
        await asyncio.to_thread(fiu, server, how.format(name=name))
    yield
    for name in names:
        await asyncio.to_thread(fiu, server, f"disable name={name}")


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Another process has the database to itself."""
    command = [sys.executable, "-c", HOLDING, str(database_file(data))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == b"locked\n"
        yield
        process.stdin.close()


class Porch:
    """Everybody on it: five who talk, and one who reads meanwhile."""

    def __init__(self, server: Server, cast: Cast) -> None:
        self.server = server
        self.cast = cast
        people = (cast.ana, cast.ben, cast.fay, cast.femi, cast.sol)
        self.talkers = [Talker(server, person, number) for number, person in enumerate(people)]
        self.slowest: dict[str, float] = {}

    async def talk(self, times: int) -> None:
        await asyncio.gather(*(talker.talk(times) for talker in self.talkers))

    async def talk_until(self, over: asyncio.Event) -> None:
        await asyncio.gather(*(talker.talk(until=over.is_set) for talker in self.talkers))

    async def read_until(self, over: asyncio.Event) -> None:
        """Reads the room on, looks at its page and at the help, over and over."""
        cookie = {"Cookie": self.cast.ben.cookie}
        async with httpx.AsyncClient(base_url=self.server.url, timeout=PATIENCE_SECONDS) as pages:
            while not over.is_set():
                with suppress(ConnectionClosed, KeyError):  # after a commit that is unknown all come back
                    async with Browser(self.server, self.cast.ben) as reader:
                        assert (await self.timed("history", reader.ask("history", before=15)))["ok"]
                for path, headers in (("/help", {}), ("/help", cookie), (f"/rooms/{ROOM}", cookie)):
                    assert (await self.timed(path, pages.get(path, headers=headers))).status_code == 200, path
                await asyncio.sleep(0.1)
        assert "history" in self.slowest, "Nobody could read the room's history while the disk was in trouble."

    async def timed(self, what: str, asking: Awaitable[T]) -> T:
        began = time.monotonic()
        answer = await asking
        self.slowest[what] = max(self.slowest.get(what, 0.0), time.monotonic() - began)
        return answer

    async def through(self, trouble: AbstractAsyncContextManager[None], seconds: float = 0.0, times: int = 0) -> None:
        """Talks before, during and after some trouble; then what stayed unsent is sent, and the room is looked at."""
        await self.talk(4)
        over = asyncio.Event()
        async with trouble:
            meanwhile = [asyncio.create_task(self.read_until(over))]
            if times:
                await self.talk(times)
            else:
                meanwhile.append(asyncio.create_task(self.talk_until(over)))
                await asyncio.sleep(seconds)
        over.set()
        await asyncio.gather(*meanwhile)
        async with Browser(self.server, self.cast.ben) as reader:
            same_in_the_room(self.talkers, await whole_room(reader))
            await asyncio.gather(*(talker.say_again() for talker in self.talkers))
            await self.talk(4)
            assert [talker.unsent for talker in self.talkers] == [{}] * len(self.talkers)
            same_in_the_room(self.talkers, await whole_room(reader))
        for talker in self.talkers:
            await talker.leave()

    def refused(self) -> int:
        """How often; always with the one code, and with a sentence for the page."""
        assert {code for talker in self.talkers for code in talker.refusals} <= {"unavailable"}
        assert all(sentence.endswith(".") for talker in self.talkers for sentence in talker.sentences)
        return sum(talker.refusals.total() for talker in self.talkers)

    def tell(self) -> None:
        answered = sum(len(talker.answered) for talker in self.talkers)
        slowest = ", ".join(f"{what} {seconds:.2f} s" for what, seconds in self.slowest.items())
        print(f"{answered} answered, {self.refused()} refused on the way, 0 lost; the slowest reading: {slowest}")


def sound(data: Path) -> bool:
    with closing(sqlite3.connect(database_file(data))) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))


@forms
async def test_when_writes_and_syncs_fail_nothing_answered_is_lost(troubled: Under, people: Cast, form: Form) -> None:
    porch = Porch(troubled, people)
    trouble = failing(troubled, (WRITING, SYNCING), "enable_random name={name},probability=0.02")
    await porch.through(trouble, times=form.failing)

    assert porch.refused()
    troubled.stop()
    assert sound(troubled.data)
    porch.tell()


@forms
async def test_on_a_full_disk_everybody_reads_on_and_is_told(troubled: Under, people: Cast, form: Form) -> None:
    porch = Porch(troubled, people)
    trouble = failing(troubled, (WRITING,), f"enable name={{name}},failinfo={NO_SPACE}")
    await porch.through(trouble, form.full_seconds)

    assert porch.refused()
    assert max(porch.slowest.values()) < READ_SECONDS, porch.slowest
    troubled.stop()
    assert sound(troubled.data)
    porch.tell()


@forms
async def test_while_another_process_locks_the_database_everybody_reads_on_and_is_told(
    data: Path, people: Cast, form: Form
) -> None:
    with started(Server(data, pace="off")) as server:
        porch = Porch(server, people)

        @asynccontextmanager
        async def trouble() -> AsyncIterator[None]:
            with locked(data):
                yield

        await porch.through(trouble(), form.locked_seconds)

    assert porch.refused()
    assert max(porch.slowest.values()) < READ_SECONDS, porch.slowest
    assert sound(data)
    porch.tell()


class TestTheTest:
    """What a room could have that it should not: the comparison above would see it."""

    @pytest.fixture
    def talker(self, data: Path, cast: Cast) -> Talker:
        """Ana, who was answered twice and refused once."""
        talker = Talker(Server(data), cast.ana, 0)
        talker.answered = {"a": ("id-a", "the kettle"), "b": ("id-b", "the lamp")}
        talker.unsent = {"c": "the river"}
        return talker

    def test_what_was_answered_and_nothing_else_is_right(self, talker: Talker) -> None:
        same_in_the_room([talker], in_the_room(("id-a", "the kettle"), ("id-b", "the lamp")))

    @pytest.mark.parametrize(
        "messages",
        [
            pytest.param((("id-a", "the kettle"),), id="lost"),
            pytest.param((("id-a", "the kettle"), ("id-b", "another")), id="other words"),
            pytest.param((("id-a", "the kettle"), ("id-b", "the lamp"), ("id-d", "the lamp")), id="twice"),
            pytest.param((("id-a", "the kettle"), ("id-b", "the lamp"), ("id-c", "the river")), id="refused and kept"),
        ],
    )
    def test_anything_else_would_be_found(self, talker: Talker, messages: tuple[tuple[str, str], ...]) -> None:
        with pytest.raises(AssertionError):
            same_in_the_room([talker], in_the_room(*messages))

    def test_a_place_left_out_would_be_found(self, talker: Talker) -> None:
        messages = in_the_room(("id-a", "the kettle"), ("id-b", "the lamp"))
        messages[1]["place"] = 3
        with pytest.raises(AssertionError):
            same_in_the_room([talker], messages)


def in_the_room(*messages: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"id": key, "text": text, "place": place} for place, (key, text) in enumerate(messages, 1)]
