"""How the store reads and writes: one connection writes, others only read.

Whatever waits while the last commit runs goes into the next one (natural group commit; no timer). A change that is
refused is rolled back alone, to its savepoint. Nobody is answered before the commit is on the disk.

The writing connection also does all checkpoints: SQLite before 3.51.3 can lose committed writes when two connections
reset the write-ahead log at once (sqlite.org/wal.html#walresetbug), and Debian 12 has 3.40.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event

__all__ = ["Database", "Shelf", "reads", "writes"]

BATCH = 256
READERS = 3
TIDYING = (
    "INSERT INTO message_search(message_search) VALUES ('optimize')",
    "VACUUM",
    "PRAGMA wal_checkpoint(TRUNCATE)",
)

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S", bound="Shelf")

Change = Callable[[Connection], Any]
Settle = Callable[[], None]


class Database:
    """A SQLite file with its one writer and its readers."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = writing_engine(path)
        self._reading = reading_engine(path)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="read")
        self._waiting: queue.SimpleQueue[tuple[Change, asyncio.Future[Any], asyncio.AbstractEventLoop] | None] = (
            queue.SimpleQueue()
        )
        self._untidy = threading.Event()
        self._writer = threading.Thread(target=self._write_until_closed, name="write", daemon=True)
        self._writer.start()

    async def read(self, query: Callable[[Connection], T]) -> T:
        """The answer of `query`, run on a read-only connection in another thread."""
        speaking = copy_context()  # a refusal is said in the caller's language, from whichever thread
        return await asyncio.get_running_loop().run_in_executor(self._readers, lambda: speaking.run(self._read, query))

    async def write(self, change: Callable[[Connection], T]) -> T:
        """The answer of `change`, once it is durable. What `change` raises is raised here, and undoes it alone."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        speaking = copy_context()
        self._waiting.put((lambda connection: speaking.run(change, connection), done, loop))
        # A caller that goes away must not take a commit with it: the change runs to its end either way.
        return await asyncio.shield(done)

    async def tidy(self) -> None:
        """Takes what was deleted out of the search index, the free pages and the log as well, between two commits."""
        self._untidy.set()
        await self.write(nothing)  # the writer tidies after this one
        await self.write(nothing)  # and before this one

    def close(self) -> None:
        """Finishes what was asked for, then closes every connection."""
        self._waiting.put(None)
        self._writer.join()
        self._readers.shutdown()
        self._reading.dispose()
        self.engine.dispose()

    def _read(self, query: Callable[[Connection], T]) -> T:
        with self._reading.connect() as connection, connection.begin():
            return query(connection)

    def _write_until_closed(self) -> None:
        with self.engine.connect() as connection:
            while (first := self._waiting.get()) is not None:
                batch, closing = [first], False
                while len(batch) < BATCH and not self._waiting.empty():
                    following = self._waiting.get()
                    if following is None:
                        closing = True
                        break
                    batch.append(following)
                self._commit(connection, batch)
                if self._untidy.is_set():
                    self._untidy.clear()
                    tidy_up(connection)
                if closing:
                    return

    def _commit(
        self, connection: Connection, batch: list[tuple[Change, asyncio.Future[Any], asyncio.AbstractEventLoop]]
    ) -> None:
        settled: list[tuple[asyncio.AbstractEventLoop, Settle]] = []
        try:
            with connection.begin():
                for change, done, loop in batch:
                    settled.append((loop, self._attempt(connection, change, done)))
        except Exception as error:
            settled = [(loop, failing(done, error)) for _, done, loop in batch]
        for loop, settle in settled:
            if not loop.is_closed():
                loop.call_soon_threadsafe(settle)

    def _attempt(self, connection: Connection, change: Change, done: asyncio.Future[Any]) -> Settle:
        connection.exec_driver_sql("SAVEPOINT change")
        try:
            answer = change(connection)
        except Exception as error:
            connection.exec_driver_sql("ROLLBACK TO change")
            return failing(done, error)
        finally:
            connection.exec_driver_sql("RELEASE change")
        return answering(done, answer)


def nothing(_connection: Connection) -> None:
    """A change that changes nothing."""


def tidy_up(connection: Connection) -> None:
    """Rewrites index and file without what was deleted. Secure deletion alone leaves a few copies behind: pages that
    were split keep them in their gaps, and the search index in its older segments."""
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - it belongs to the writer, which has it open
    try:
        for statement in TIDYING:
            driver.execute(statement).fetchall()
    except sqlite3.Error as error:
        log.error("The database could not be tidied (%s).", type(error).__name__)


def answering(done: asyncio.Future[Any], answer: object) -> Settle:
    return lambda: None if done.done() else done.set_result(answer)


def failing(done: asyncio.Future[Any], error: Exception) -> Settle:
    return lambda: None if done.done() else done.set_exception(error)


def writing_engine(path: Path) -> Engine:
    """The engine of the one writer; also what migrations and the command line use while no server runs."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False, "timeout": 30})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # so that BEGIN is ours: the driver begins too late, and never before DDL
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA temp_store=MEMORY")  # what is sorted or rewritten is text too

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def reading_engine(path: Path) -> Engine:
    """Connections that cannot write, whatever they are asked."""
    engine = create_engine(
        f"sqlite:///file:{path}?mode=ro&uri=true",
        connect_args={"check_same_thread": False, "timeout": 30},
        pool_size=READERS,
        max_overflow=0,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA temp_store=MEMORY")
        # Readers never checkpoint: only the writer may reset the write-ahead log.
        connection.execute("PRAGMA wal_autocheckpoint=0")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


class Shelf:
    """A part of the store: the statements about one noun. Its methods are marked `@reads` or `@writes`."""

    def __init__(self, database: Database) -> None:
        self.database = database


def reads(
    query: Callable[Concatenate[S, Connection, P], T],
) -> Callable[Concatenate[S, P], Awaitable[T]]:
    """Makes a method that is handed a read-only connection into one to be awaited."""

    @wraps(query)
    def asked(self: S, /, *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        return self.database.read(lambda connection: query(self, connection, *args, **kwargs))

    return asked


def writes(
    change: Callable[Concatenate[S, Connection, P], T],
) -> Callable[Concatenate[S, P], Awaitable[T]]:
    """Makes a method that is handed the writing connection into one to be awaited; it is durable when it answers."""

    @wraps(change)
    def asked(self: S, /, *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        return self.database.write(lambda connection: change(self, connection, *args, **kwargs))

    return asked
