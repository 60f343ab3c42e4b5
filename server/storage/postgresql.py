"""PostgreSQL: for groups that run several processes, or already keep one.

A room's rev is taken under the room's row lock, in the message's own transaction. A batch locks its rooms in the order
of their ids, so that two processes wait for each other and never in a ring; where one still got in the other's way, the
whole batch is tried again. One process at a time holds the lease for the upkeep.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from contextlib import suppress
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError

from server.storage.backend import Backend, Unreachable, reached
from server.storage.prepared import driver_of

__all__ = ["PostgreSQL"]

CONNECTING_SECONDS = 5
LOCKED_MILLISECONDS = 5_000
"""So long a change waits for another process's lock; then its sender is told that it was not kept."""
LONGEST_MILLISECONDS = 60_000
LEASE = 0x706F726368  # a name for the advisory lock: "porch"
MIGRATING = LEASE + 1
SUITS = "SELECT current_setting('server_encoding'), current_setting('server_version_num')::int / 10000"
OLDEST = 15
IN_THE_WAY = ("40001", "40P01")  # serialization_failure, deadlock_detected

SILENT_MILLISECONDS = 15_000
"""So long a database says nothing, not even that it lives, until its connection counts as lost."""
FORGOTTEN_MILLISECONDS = 30_000
"""A transaction whose process was cut off gives back what it has locked after so long."""

EVERY = f"-c timezone=UTC -c statement_timeout={LONGEST_MILLISECONDS}"
# Whoever turned synchronous_commit off for the whole server did not have these messages in mind.
WRITING = (
    f"{EVERY} -c synchronous_commit=on -c lock_timeout={LOCKED_MILLISECONDS}"
    f" -c idle_in_transaction_session_timeout={FORGOTTEN_MILLISECONDS}"
)
READING = f"{EVERY} -c default_transaction_read_only=on"

log = logging.getLogger(__name__)


class PostgreSQL(Backend):
    """A database of a PostgreSQL server, named by a URL like `postgresql://user:password@host/name`."""

    begin_change = "BEGIN"
    begin_look = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    troubles = (
        *(psycopg.OperationalError, psycopg.InternalError, psycopg.InterfaceError),
        *(OperationalError, InternalError, InterfaceError),
    )

    file = None
    tidies_beside = True

    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg")
        self.place = f"the database {self.url.database} on {self.url.host}"
        self._lease: Connection | None = None
        self._tidying: Any = None

    def writing(self) -> Engine:
        return self._engine(WRITING)

    def reading(self) -> Engine:
        return self._engine(READING)

    def is_there(self) -> bool:
        with reached(self) as connection:
            return inspect(connection).has_table("alembic_version")

    def hold(self, connection: Connection, rooms: Collection[str]) -> None:
        if rooms:
            locked = "SELECT id FROM room WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
            driver_of(connection).execute(locked, [sorted(rooms)])

    def may_try_again(self, error: Exception) -> bool:
        cause: Any = error.orig if isinstance(error, DBAPIError) else error
        return getattr(cause, "sqlstate", None) in IN_THE_WAY

    def was_not_kept(self, _error: Exception) -> bool:
        """The answer may have been lost on its way."""
        return False

    def is_lost(self, connection: Connection) -> bool:
        lost: bool = driver_of(connection).closed
        return lost

    def tidy(self, connection: Connection) -> bool:
        """Gives the space of deleted rows back; the next rows are written over them. See docs/operators.md.

        It takes as long as it takes: the connection waits without end from now on. Closing the backend ends it."""
        driver = driver_of(connection)
        try:
            driver.execute("SET statement_timeout = 0")
            self._tidying = driver
            driver.execute("VACUUM")
        except psycopg.Error as error:
            log.error("The database could not be tidied (%s).", type(error).__name__)
            return False
        finally:
            self._tidying = None
        return True

    def lead(self) -> bool:
        try:
            if self._lease is not None:
                driver_of(self._lease).execute("SELECT 1")  # the lock is held for as long as its connection lives
                return True
            asking = self.writing().connect()
            (held,) = driver_of(asking).execute("SELECT pg_try_advisory_lock(%s)", [LEASE]).fetchone()
        except self.troubles:
            self.close()
            return False
        if held:
            self._lease = asking
        else:
            asking.close()
        return bool(held)

    def before_migrating(self, connection: Connection) -> None:
        """Two processes that start at once must not both bring the database to the present schema.

        The second waits for as long as the first one takes, and a large table may take long to change."""
        encoding, version = driver_of(connection).execute(SUITS).fetchone()
        if encoding != "UTF8" or version < OLDEST:
            raise Unreachable(
                f"The database must be UTF8, in PostgreSQL 15 or newer; this one is {encoding}, {version}."
            )
        driver_of(connection).execute("SET statement_timeout = 0")
        driver_of(connection).execute("SET lock_timeout = 0")
        driver_of(connection).execute("SELECT pg_advisory_lock(%s)", [MIGRATING])

    def check_references(self, connection: Connection) -> None:
        """PostgreSQL checks them itself."""

    def beside_a_server(self, connection: Connection) -> None:
        """A server beside is nothing unusual here."""

    def close(self) -> None:
        if (tidying := self._tidying) is not None:
            with suppress(*self.troubles):
                tidying.cancel()
        if self._lease is not None:
            with suppress(*self.troubles):
                self._lease.invalidate()
            self._lease.close()
            self._lease = None

    def _engine(self, options: str) -> Engine:
        return create_engine(
            self.url,
            isolation_level="AUTOCOMMIT",
            poolclass=NullPool,
            hide_parameters=True,  # an error must not quote what somebody wrote
            connect_args={
                "options": options,
                "connect_timeout": CONNECTING_SECONDS,
                "tcp_user_timeout": SILENT_MILLISECONDS,
                "client_encoding": "utf8",
            },
        )
