"""How the store reads and writes: one connection writes, others only read.

Whatever waits while the last commit runs goes into the next one (natural group commit; no timer). A change that is
refused is rolled back alone, to its savepoint. Nobody is answered before the commit is on the disk. Where the commit
itself fails, nobody knows whether it was kept until somebody looks (`Unknown`).
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine

from server.errors import Unavailable
from server.storage.backend import Backend, transaction
from server.storage.prepared import driver_of
from server.words import _

__all__ = ["Database", "Shelf", "Unknown", "cannot_write", "reads", "writes"]

BATCH = 256
READERS = 3
TRIES = 5
"""So often a batch is tried that was only in another process's way."""

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S", bound="Shelf")

Settle = Callable[[], None]


class Unknown(Exception):
    """The commit failed, so the change is in the database or is not. `answer` is what it would have answered."""

    def __init__(self, answer: object) -> None:
        super().__init__("the commit failed")
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Asked:
    """A change that waits to be made, and who waits for it. `room`: the one room that it changes, where it is one."""

    change: Callable[[Connection], Any]
    room: str | None
    done: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop

    def answer(self, found: object) -> None:
        self._settle(lambda: None if self.done.done() else self.done.set_result(found))

    def fail(self, error: Exception) -> None:
        self._settle(lambda: None if self.done.done() else self.done.set_exception(error))

    def _settle(self, settle: Settle) -> None:
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(settle)


class Database:
    """One database with its one writer and its readers, in threads of their own."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="read")
        self._reading = Held(backend.reading())
        self._waiting: queue.SimpleQueue[Asked | None] = queue.SimpleQueue()
        self._untidy = threading.Event()
        self._is_tidy = False
        self._writer = threading.Thread(target=self._write_until_closed, name="write", daemon=True)
        self._writer.start()

    async def read(self, query: Callable[[Connection], T]) -> T:
        """The answer of `query`, run on a read-only connection in another thread."""
        speaking = copy_context()  # a refusal is said in the caller's language, from whichever thread
        return await asyncio.get_running_loop().run_in_executor(self._readers, speaking.run, self._read, query)

    async def write(self, change: Callable[[Connection], T], room: str | None = None) -> T:
        """The answer of `change`, once it is durable. What `change` raises is raised here, and undoes it alone.

        Raises `Unavailable` where it was certainly not kept, and `Unknown` where nobody knows."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        speaking = copy_context()
        self._waiting.put(Asked(lambda connection: speaking.run(change, connection), room, done, loop))
        # A caller that goes away must not take a commit with it: the change runs to its end either way.
        return await asyncio.shield(done)

    async def leads(self) -> bool:
        """Whether this process does the upkeep. Asked again and again, since the one that does may go away."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.backend.lead)

    async def tidy(self) -> bool:
        """Takes what was deleted out of the search index, the free pages and the log as well. Whether all of it went.

        Where it cannot go on beside the writer, it is done between two commits."""
        if self.backend.tidies_beside:
            return await asyncio.to_thread(self._tidy_beside)
        self._untidy.set()
        await self.write(nothing)  # the writer tidies after this one
        await self.write(nothing)  # and before this one
        return self._is_tidy

    def close(self) -> None:
        """Finishes what was asked for, then closes every connection."""
        self._waiting.put(None)
        self._writer.join()
        self._readers.shutdown()
        self._reading.close()
        self.backend.close()

    def _read(self, query: Callable[[Connection], T]) -> T:
        while True:
            try:
                connection = self._reading.connection()
                with transaction(connection, self.backend.begin_look):
                    return query(connection)
            except Exception as trouble:
                if not self.backend.is_trouble(trouble):
                    raise
                if self._reading.let_go(self.backend.is_lost):
                    continue
                log.error("The database could not be read.", exc_info=trouble)
                raise Unavailable(cannot_read()) from trouble

    def _write_until_closed(self) -> None:
        writing = Held(self.backend.writing())
        while (first := self._waiting.get()) is not None:
            batch, closing = [first], False
            while len(batch) < BATCH and not self._waiting.empty():
                following = self._waiting.get()
                if following is None:
                    closing = True
                    break
                batch.append(following)
            self._keep(writing, batch)
            if self._untidy.is_set():
                self._untidy.clear()
                self._is_tidy = self._tidy(writing)
            if closing:
                break
        writing.close()

    def _tidy(self, writing: Held) -> bool:
        try:
            return self.backend.tidy(writing.connection())
        except Exception as error:  # whoever asked for it asks again before long, and the writer must go on
            log.error("The database could not be tidied.", exc_info=error)
            return False

    def _tidy_beside(self) -> bool:
        beside = Held(self.backend.writing())
        try:
            return self._tidy(beside)
        finally:
            beside.close()

    def _keep(self, writing: Held, batch: list[Asked]) -> None:
        """One transaction for all of them. Whatever happens, each one is told."""
        for tries_left in reversed(range(TRIES)):
            try:
                self._commit(writing, batch)
            except Exception as error:
                old_one_broke = writing.let_go(self.backend.is_lost)  # rolls back what was begun
                if tries_left and (old_one_broke or self.backend.may_try_again(error)):
                    continue
                log.error("The database could not keep %s changes.", len(batch), exc_info=error)
                for asked in batch:
                    asked.fail(Unavailable(cannot_write()))
            return

    def _commit(self, writing: Held, batch: list[Asked]) -> None:
        connection = writing.connection()
        driver = driver_of(connection)
        driver.execute(self.backend.begin_change)
        rooms = {asked.room for asked in batch if asked.room is not None}
        self.backend.hold(connection, rooms)
        outcomes = [self._attempt(connection, asked) for asked in batch]
        try:
            driver.execute("COMMIT")
        except Exception as error:
            log.error("A commit failed.", exc_info=error)
            writing.let_go(self.backend.is_lost)
            outcomes = [found if isinstance(found, Failed) else self._failed(error, found) for found in outcomes]
        for asked, found in zip(batch, outcomes, strict=True):
            if isinstance(found, Failed):
                asked.fail(found.error)
            else:
                asked.answer(found)

    def _failed(self, error: Exception, answer: object) -> Failed:
        """How a change ended whose commit failed."""
        return Failed(Unavailable(cannot_write()) if self.backend.was_not_kept(error) else Unknown(answer))

    def _attempt(self, connection: Connection, asked: Asked) -> Any:
        """What a change answers; or how it failed, once that is undone. What may be tried again is raised."""
        driver = driver_of(connection)
        driver.execute("SAVEPOINT change")
        try:
            answer = asked.change(connection)
        except Exception as error:
            if self.backend.may_try_again(error):
                raise
            # DANGER: a full disk may have ended the whole transaction. Then this raises, and all of it has failed.
            driver.execute("ROLLBACK TO SAVEPOINT change")
            answer = Failed(Unavailable(cannot_write()) if self.backend.is_trouble(error) else error)
        driver.execute("RELEASE SAVEPOINT change")
        return answer


@dataclass(frozen=True, slots=True)
class Failed:
    """How a change ended that was undone."""

    error: Exception


class Held:
    """One connection for each thread that asks, held open from one transaction to the next."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._mine = threading.local()
        self._all: list[Connection] = []

    def connection(self) -> Connection:
        """This thread's connection; a fresh one where the last one failed."""
        found: Connection | None = getattr(self._mine, "connection", None)
        self._mine.served = found is not None
        if found is None:
            found = self._mine.connection = self._engine.connect()
            self._all.append(found)
        return found

    def let_go(self, is_lost: Callable[[Connection], bool]) -> bool:
        """Closes this thread's connection, whatever state it is in. Whether it had served before and was lost since:
        then the database itself may be well, and what failed is worth another try over a fresh one."""
        found: Connection | None = getattr(self._mine, "connection", None)
        self._mine.connection = None
        if found is None:
            return False
        lost_since = bool(self._mine.served) and is_lost(found)
        self._all.remove(found)
        found.invalidate()
        found.close()
        return lost_since

    def close(self) -> None:
        for connection in self._all:
            connection.close()


def nothing(_connection: Connection) -> None:
    """A change that changes nothing."""


def cannot_write() -> str:
    return _("Porchlight cannot keep anything just now, so this was not sent. Please try again in a minute.")


def cannot_read() -> str:
    return _("Porchlight cannot look this up just now. Please try again in a minute.")


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
    """Makes a method that is handed the writing connection into one to be awaited; it is durable when it answers.

    A method with a parameter `room` changes that room, and has it to itself until the commit.
    """
    given = list(signature(change).parameters)[2:]
    position = given.index("room") if "room" in given else None

    @wraps(change)
    def asked(self: S, /, *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        room = kwargs.get("room") if position is None or position >= len(args) else args[position]
        return self.database.write(
            lambda connection: change(self, connection, *args, **kwargs), room if isinstance(room, str) else None
        )

    return asked
