"""A small world with its own time: an event loop, a disk and a network in which chance decides, and a seed decides chance.

Nothing here waits. Time jumps to whatever is due next; of all that is ready, chance picks what runs; answers of the
disk and frames on the wire take as long as chance says. The same seed gives the same evening, callback by callback.
"""

from __future__ import annotations

import asyncio
import heapq
import sqlite3
from collections.abc import Callable, Coroutine
from contextvars import Context, ContextVar, copy_context
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from sqlalchemy import Connection

from server.storage import database
from server.storage.prepared import driver_of
from server.storage.sqlite import SQLite

__all__ = ["LIFE", "Clock", "Database", "Disk", "Faults", "Loop", "Only"]

T = TypeVar("T")

LIFE: ContextVar[int] = ContextVar("LIFE", default=0)
"""Which life of the server the running code belongs to; 0: the world outside."""
EVENING_BEGINS = 1_795_374_000.0  # a Sunday in November, 19:00
LONGEST_TURN = 500_000
"""So many callbacks without an end are a livelock."""


class Loop(asyncio.AbstractEventLoop):
    """An event loop in which time is a number and the order is chance."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.now = 0.0
        self.trouble: list[str] = []
        self.dead: set[int] = set()
        self.trace = 0
        self._ready: list[asyncio.Handle] = []
        self._timers: list[tuple[float, int, asyncio.TimerHandle]] = []
        self._numbers = count()
        self._tasks: list[asyncio.Task[Any]] = []
        self._unrun: list[asyncio.Handle] = []
        self.steps = 0
        self._closed = False

    def time(self) -> float:
        return self.now

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        handle = asyncio.Handle(callback, args, self, context)
        self._ready.append(handle)
        return handle

    call_soon_threadsafe = call_soon  # type: ignore[assignment]

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        return self.call_at(self.now + delay, callback, *args, context=context)

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._timers, (when, next(self._numbers), handle))
        return handle

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Nothing to count: what is cancelled is left out when its time comes."""

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self)

    def create_task(  # type: ignore[override]
        self, coro: Coroutine[Any, Any, T], *, name: str | None = None, context: Context | None = None
    ) -> asyncio.Task[T]:
        task = asyncio.Task(coro, loop=self, name=name, context=context)
        self._tasks.append(task)
        return task

    def run_in_executor(  # type: ignore[override]
        self, _executor: Any, work: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        """There are no threads: the work is done at once, somewhere within the time that chance gives it."""
        done = self.create_future()

        def run() -> None:
            try:
                answer = work(*args)
            except Exception as error:
                self.call_later(self.moment(), settle, done, None, error)
            else:
                self.call_later(self.moment(), settle, done, answer, None)

        self.call_later(self.moment(), run)
        return done

    def moment(self) -> float:
        """How long something takes: mostly little, now and then long, once in a while too long."""
        sort = self.chance.random()
        longest = 0.002 if sort < 0.6 else 0.03 if sort < 0.93 else 0.4 if sort < 0.995 else 3.0
        return self.chance.random() * longest

    async def rest(self) -> None:
        """Waits for a moment."""
        await asyncio.sleep(self.moment())

    def kill(self, life: int) -> None:
        """Nothing of that life of the server runs ever again, not even its clearing up."""
        self.dead.add(life)

    def run_until_complete(self, future: Any) -> Any:
        asyncio.events._set_running_loop(self)
        try:
            main = asyncio.ensure_future(future, loop=self)
            while not main.done():
                self._turn()
            return main.result()
        finally:
            asyncio.events._set_running_loop(None)

    def _turn(self) -> None:
        while self._timers and (not self._ready or self._timers[0][0] <= self.now):
            when, _, timer = heapq.heappop(self._timers)
            if not timer.cancelled():
                self.now = max(self.now, when)
                self._ready.append(timer)
        if not self._ready:
            raise AssertionError("Everybody waits, and nothing is going to happen any more.")
        picked = self.chance.randrange(len(self._ready))
        self._ready[picked], self._ready[-1] = self._ready[-1], self._ready[picked]
        handle = self._ready.pop()
        if handle.cancelled():
            return
        if handle._context.get(LIFE, 0) in self.dead:  # type: ignore[attr-defined]
            self._unrun.append(handle)
            return
        self.steps += 1
        self.trace = (self.trace * 31 + len(self._ready) * 7 + picked + int(self.now * 1e6)) % (1 << 61)
        if self.steps > LONGEST_TURN:
            raise AssertionError("The evening does not end.")
        handle._run()
        if self.trouble and not self._closed:
            raise AssertionError(self.trouble[0])

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self.trouble.append(f"{context.get('message')}: {type(error).__name__ if error else ''} {error or ''}")

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return True

    def is_closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        """Ends whatever still waits, that of the dead too, so that nothing is left for the next evening."""
        self._closed = True
        self.dead.clear()
        self._ready += self._unrun
        for task in self._tasks:
            task.cancel()
        asyncio.events._set_running_loop(self)
        while (self._ready or self._timers) and not all(task.done() for task in self._tasks):
            self._turn()
        for task in self._tasks:
            task._log_destroy_pending = False  # type: ignore[attr-defined]
        asyncio.events._set_running_loop(None)


def settle(done: asyncio.Future[Any], answer: object, error: Exception | None) -> None:
    if not done.done():
        done.set_result(answer) if error is None else done.set_exception(error)


class Clock:
    """Stands where server/clock.py looks for the `time` module: the one seam through which time comes in."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop

    def time_ns(self) -> int:
        return int((EVENING_BEGINS + self._loop.now) * 1e9)

    def monotonic(self) -> float:
        return self._loop.now


class Faults:
    """How often what goes wrong; all nought once the evening is to come to rest."""

    def __init__(self, reads: float = 0.0, refused: float = 0.0, unknown: float = 0.0, cuts: float = 0.0) -> None:
        self.reads = reads
        self.refused = refused
        self.unknown = unknown
        self.cuts = cuts

    def cease(self) -> None:
        self.reads = self.refused = self.unknown = self.cuts = 0.0


class Disk(sqlite3.Connection):
    """The driver's connection to a database in memory, which fails where it is told to.

    What fails to begin was certainly not kept; what fails to commit may have been.
    """

    faults = Faults()
    chance = Random(0)

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        sort = self.chance.random() if statement in ("BEGIN", "BEGIN IMMEDIATE", "COMMIT") else 1.0
        if statement == "BEGIN" and sort < self.faults.reads:
            raise sqlite3.OperationalError("disk I/O error")
        if statement == "BEGIN IMMEDIATE" and sort < self.faults.refused:
            raise sqlite3.OperationalError("database is locked")
        if statement == "COMMIT" and self.in_transaction and sort < self.faults.unknown:
            super().execute("COMMIT" if sort < self.faults.unknown * 0.6 else "ROLLBACK")
            raise sqlite3.OperationalError("disk I/O error")
        return super().execute(statement, *values)


class Only:
    """The one connection there is: let go, it rolls back what was begun, and is there again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def connection(self) -> Connection:
        return self._connection

    def let_go(self, _is_lost: Callable[[Connection], bool]) -> bool:
        driver = driver_of(self._connection)
        if driver.in_transaction:
            driver.execute("ROLLBACK")
        return False


class Late:
    """The loop as the writer knows it: what it settles is heard a little later."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop

    def is_closed(self) -> bool:
        return self._loop.is_closed()

    def call_soon_threadsafe(self, settle: Callable[[], None]) -> None:
        self._loop.call_later(self._loop.moment(), settle)


class Database(database.Database):
    """The store's own database with its transactions, batches and refusals; but no threads, and late answers."""

    def __init__(self, loop: Loop, only: Only) -> None:
        self.backend = SQLite(Path("simulated"))
        self._loop = loop
        self._only = self._reading = only  # type: ignore[assignment]
        self._asked: list[database.Asked] = []
        self._writing = False

    async def read(self, query: Callable[[Connection], T]) -> T:
        await self._loop.rest()
        try:
            return self._read(query)
        finally:
            await self._loop.rest()

    async def write(self, change: Callable[[Connection], T], room: str | None = None) -> T:
        done: asyncio.Future[T] = self._loop.create_future()
        speaking = copy_context()
        late: Any = Late(self._loop)
        self._asked.append(database.Asked(lambda connection: speaking.run(change, connection), room, done, late))
        if not self._writing:
            self._writing = True
            self._loop.call_later(self._loop.moment(), self._next)
        return await asyncio.shield(done)

    def _next(self) -> None:
        """The writer takes what waits, or a part of it, into one commit."""
        size = self._loop.chance.randint(1, len(self._asked))
        batch, self._asked = self._asked[:size], self._asked[size:]
        self._keep(self._only, batch)  # type: ignore[arg-type]
        self._writing = bool(self._asked)
        if self._writing:
            self._loop.call_later(self._loop.moment(), self._next)
