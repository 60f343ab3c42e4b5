"""Statements of the append path, compiled once for each database and then handed to its driver as they are.

SQLAlchemy takes some 70 microseconds to run a statement that SQLite answers in 5, and a message needs half a dozen of
them. What is rare stays with SQLAlchemy; what happens at every message goes this way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect, Insert, Select, Table, UpdateBase
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

__all__ = ["Prepared", "driver_of", "insert_once"]

Statement: TypeAlias = Select[Any] | UpdateBase
Convert: TypeAlias = Callable[[Any], Any]


class Prepared:
    """One statement. Its values are given by the names of its bound parameters, or of the columns it writes."""

    def __init__(self, statement: Statement | Callable[[Dialect], Statement]) -> None:
        self._statement = statement
        self._ready: dict[str, Ready] = {}

    def first(self, connection: Connection, **values: Any) -> tuple[Any, ...] | None:
        """The first row of the answer, its values in the order of the columns asked for."""
        ready = self._for(connection.dialect)
        row = driver_of(connection).execute(ready.text, ready.bound(values)).fetchone()
        return None if row is None else ready.read(row)

    def do(self, connection: Connection, **values: Any) -> int:
        """Runs a statement that answers with nothing; how many rows it touched."""
        ready = self._for(connection.dialect)
        touched: int = driver_of(connection).execute(ready.text, ready.bound(values)).rowcount
        return touched

    def _for(self, dialect: Dialect) -> Ready:
        if dialect.name not in self._ready:
            found = self._statement
            statement = found if isinstance(found, Select | UpdateBase) else found(dialect)
            self._ready[dialect.name] = compiled(statement, dialect)
        return self._ready[dialect.name]


@dataclass(frozen=True)
class Ready:
    """A statement in the words of one database, and how values go in and come out."""

    text: str
    defaults: dict[str, Any]
    order: tuple[str, ...] | None
    into: dict[str, Convert]
    out: tuple[tuple[int, Convert], ...]

    def bound(self, values: dict[str, Any]) -> Any:
        """The parameters as the driver takes them."""
        given = self.defaults | values
        for name, convert in self.into.items():
            given[name] = convert(given[name])
        return given if self.order is None else [given[name] for name in self.order]

    def read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """A row as the types of its columns say."""
        if not self.out:
            return row
        values = list(row)
        for position, convert in self.out:
            values[position] = convert(values[position])
        return tuple(values)


def compiled(statement: Statement, dialect: Dialect) -> Ready:
    found = statement.compile(dialect=dialect)
    assert isinstance(found, SQLCompiler)  # noqa: S101 - what a statement compiles to; for the type checker
    order = None if found.positiontup is None else tuple(found.positiontup)
    into = {name: into_driver(bind.type, dialect) for name, bind in found.binds.items()}
    out = [(at, out_of_driver(column.type, dialect)) for at, column in enumerate(statement.exported_columns)]
    return Ready(
        text=found.string,
        defaults=dict(found.params),
        order=order,
        into={name: convert for name, convert in into.items() if convert is not None},
        out=tuple((at, convert) for at, convert in out if convert is not None),
    )


def into_driver(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def out_of_driver(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def driver_of(connection: Connection) -> Any:
    """The driver's own connection: sqlite3's or psycopg's, which both have `execute`."""
    return connection.connection.driver_connection


def insert_once(dialect: Dialect, table: Table) -> Insert:
    """An insert that does nothing where the row is there already."""
    insert = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()
