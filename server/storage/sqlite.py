"""SQLite: one file, one connection that writes, others that only read.

The writing connection also does all checkpoints: SQLite before 3.51.3 can lose committed writes when two connections
reset the write-ahead log at once (sqlite.org/wal.html#walresetbug), and Debian 12 has 3.40.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from server.storage.backend import Backend
from server.storage.prepared import driver_of

__all__ = ["SQLite"]

LOCKED_SECONDS = 2.0
"""So long a change waits for another process that has locked the file; then its sender is told that it was not kept."""
WRITING = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",  # what is sorted or rewritten is text too
    # Everybody who speaks waits while the log goes into the file. With the usual 1,000 pages that is after every 200
    # messages, for more than one message in a hundred; with so many it is after 2,000, and pages written often go once.
    "PRAGMA wal_autocheckpoint=8000",
)
READING = (
    "PRAGMA query_only=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA wal_autocheckpoint=0",  # readers never checkpoint: only the writer may reset the write-ahead log
)
TIDYING = (
    "INSERT INTO message_search(message_search) VALUES ('optimize')",
    "VACUUM",
)
EMPTYING = "PRAGMA wal_checkpoint(TRUNCATE)"
PRIMARY = 0xFF  # the rest of an error code says more closely what it is
UNWRITTEN = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

log = logging.getLogger(__name__)


class SQLite(Backend):
    """A SQLite file. Whoever writes to it holds the lock of its data directory, so there is one writer."""

    begin_change = "BEGIN IMMEDIATE"
    begin_look = "BEGIN"
    troubles = (sqlite3.OperationalError, OperationalError)
    tidies_beside = False

    def __init__(self, path: Path) -> None:
        self.file: Path = path
        self.place = f"the folder {path.parent}"

    def writing(self) -> Engine:
        return engine_for(f"sqlite:///{self.file}", WRITING)

    def reading(self) -> Engine:
        return engine_for(f"sqlite:///file:{self.file}?mode=ro&uri=true", READING)

    def is_there(self) -> bool:
        return self.file.is_file()

    def hold(self, connection: Connection, rooms: Collection[str]) -> None:
        """BEGIN IMMEDIATE holds everything."""

    def may_try_again(self, _error: Exception) -> bool:
        """The one writer is in nobody's way."""
        return False

    def was_not_kept(self, error: Exception) -> bool:
        """What could not be written has no end in the log. What could not be synced has, and may come back."""
        return getattr(error, "sqlite_errorcode", 0) in UNWRITTEN

    def is_lost(self, _connection: Connection) -> bool:
        """A file has no other end."""
        return False

    def is_trouble(self, error: Exception) -> bool:
        """A damaged file has no class of its own among the driver's errors, only a code."""
        cause = error.orig if isinstance(error, DBAPIError) else error
        return super().is_trouble(error) or getattr(cause, "sqlite_errorcode", 0) & PRIMARY in DAMAGED

    def tidy(self, connection: Connection) -> bool:
        """Rewrites index and file without what was deleted. Secure deletion alone leaves a few copies behind: pages
        that were split keep them in their gaps, and the search index in its older segments."""
        driver = driver_of(connection)
        try:
            for statement in TIDYING:
                driver.execute(statement).fetchall()
            [(is_read, _frames, _taken)] = driver.execute(EMPTYING).fetchall()
        except sqlite3.Error as error:
            log.error("The database could not be tidied (%s).", type(error).__name__)
            return False
        if is_read:
            log.warning("The database could not be tidied yet: somebody was still reading its write-ahead log.")
        return not is_read

    def gather(self) -> None:
        """Takes the write-ahead log into the file itself and away, where nobody else has the file open."""
        with self.writing().connect() as connection:
            driver_of(connection).execute("PRAGMA journal_mode=DELETE").fetchall()

    def before_migrating(self, connection: Connection) -> None:
        """A table that is rebuilt is dropped for a moment; inside a transaction this switch would do nothing."""
        driver_of(connection).execute("PRAGMA foreign_keys=OFF")

    def check_references(self, connection: Connection) -> None:
        if driver_of(connection).execute("PRAGMA foreign_key_check").fetchone():
            raise RuntimeError("The migration left rows that refer to nothing; nothing was changed.")

    def beside_a_server(self, connection: Connection) -> None:
        """Only the server's own writer may reset the log; this connection leaves it alone."""
        driver_of(connection).execute("PRAGMA wal_autocheckpoint=0")

    def lead(self) -> bool:
        return True

    def close(self) -> None:
        """Nothing is held but the connections."""


def engine_for(url: str, pragmas: tuple[str, ...]) -> Engine:
    engine = create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        poolclass=NullPool,
        hide_parameters=True,  # an error must not quote what somebody wrote
        connect_args={"check_same_thread": False, "timeout": LOCKED_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in pragmas:
            connection.execute(pragma)

    return engine
