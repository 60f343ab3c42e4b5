"""The two databases that can keep a group, and what differs between them. Everything else in the store is the same.

A connection is in the driver's autocommit: transactions begin and end with the statements named here, and with nothing
that SQLAlchemy or a driver does of itself.
"""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from server.storage.prepared import driver_of

__all__ = ["UNUSABLE", "Backend", "Unreachable", "changing", "kind_of", "looking", "reached"]

UNUSABLE = (sqlite3.DatabaseError, DBAPIError)
"""What a command meets where a file is damaged, or a role may not do what it asks."""


class Unreachable(Exception):
    """There is no such database, or it does not let us in, or cannot keep a group. Says why."""


class Backend(ABC):
    """A database: how to connect to it, and its own words for what both can do."""

    place: str
    """Where it is, as an operator would say; without a password."""
    file: Path | None
    """Where it lies, if it is a file of ours."""
    begin_change: str
    """Begins a transaction that may write."""
    begin_look: str
    """Begins a transaction that reads one moment of the database, and cannot write."""
    troubles: tuple[type[Exception], ...]
    """What is raised when the database cannot do now what it was asked: locked, full, away."""
    tidies_beside: bool
    """Whether tidying goes on beside the writer, over a connection of its own."""

    @abstractmethod
    def writing(self) -> Engine:
        """Connections that may write."""

    @abstractmethod
    def reading(self) -> Engine:
        """Connections that cannot write, whatever they are asked."""

    @abstractmethod
    def is_there(self) -> bool:
        """Whether a group was ever begun in it."""

    @abstractmethod
    def hold(self, connection: Connection, rooms: Collection[str]) -> None:
        """Within a transaction: nobody else changes these rooms until it ends."""

    @abstractmethod
    def may_try_again(self, _error: Exception) -> bool:
        """Whether a whole transaction failed only because another was in its way."""

    @abstractmethod
    def was_not_kept(self, _error: Exception) -> bool:
        """Whether a commit that failed so has certainly failed: nothing of it can come back."""

    @abstractmethod
    def is_lost(self, _connection: Connection) -> bool:
        """Whether the other end of this connection is gone."""

    def is_trouble(self, error: Exception) -> bool:
        """Whether this is the database's own trouble, and no mistake of who asked."""
        return isinstance(error, self.troubles)

    @abstractmethod
    def tidy(self, connection: Connection) -> bool:
        """Takes what was deleted out of the search index and the free pages as well. Outside of any transaction.

        Whether all of it went; if not, the log says why, and it is worth another try later."""

    @abstractmethod
    def lead(self) -> bool:
        """Whether this process does the upkeep; where several share a database, one at a time does."""

    @abstractmethod
    def before_migrating(self, connection: Connection) -> None:
        """Called before the transaction that changes the schema."""

    @abstractmethod
    def check_references(self, connection: Connection) -> None:
        """Raises `RuntimeError` where a migration left rows that refer to nothing."""

    @abstractmethod
    def beside_a_server(self, connection: Connection) -> None:
        """Called before a change that the command line makes while a server may be running."""

    @abstractmethod
    def close(self) -> None:
        """Lets go of what the backend itself holds open."""


@contextmanager
def reached(backend: Backend) -> Iterator[Connection]:
    """A connection that may write, outside of any transaction, for the command line. Raises `Unreachable`."""
    try:
        connection = backend.writing().connect()
    except backend.troubles as trouble:
        raise Unreachable(f"The database cannot be reached: {getattr(trouble, 'orig', trouble)}") from None
    with connection:
        yield connection


def kind_of(error: sqlite3.DatabaseError | DBAPIError) -> str:
    """What kind of error the driver reported; never its words, which may quote a row."""
    return type(error.orig if isinstance(error, DBAPIError) else error).__name__


@contextmanager
def changing(backend: Backend) -> Iterator[Connection]:
    """One transaction that writes, for the command line; a server may be running beside it."""
    with backend.writing().connect() as connection:
        backend.beside_a_server(connection)
        with transaction(connection, backend.begin_change):
            yield connection


@contextmanager
def looking(backend: Backend) -> Iterator[Connection]:
    """One moment of the database, for the command line."""
    with backend.reading().connect() as connection, transaction(connection, backend.begin_look):
        yield connection


@contextmanager
def transaction(connection: Connection, begin: str) -> Iterator[None]:
    """From `begin` to COMMIT; what raises undoes it all."""
    driver = driver_of(connection)
    driver.execute(begin)
    try:
        yield
    except BaseException:
        with suppress(Exception):  # the connection may be gone; then there is nothing left to undo
            driver.execute("ROLLBACK")
        raise
    driver.execute("COMMIT")
