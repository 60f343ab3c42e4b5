"""Moving a group from one database to another, row by row, and looking afterwards whether every row arrived."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text, tuple_, update
from sqlalchemy.exc import DataError, IntegrityError

from server.storage import schema
from server.storage.backend import Backend, changing, looking
from server.storage.migrate import head, schema_in
from server.storage.retention import Erasure, erasures_in, expire_unseen, sweep_doors
from server.storage.rows import new_id

__all__ = ["NotMoved", "Progress", "move", "overdue_removed"]

AT_ONCE = 500

Progress = Callable[[int, int], None]
"""Called with how many rows are done, and how many there are; each is copied once and looked at once."""


class NotMoved(Exception):
    """The group could not be moved; nothing was changed in the database that it is in. Says why."""


def overdue_removed(target: Backend, now: int) -> tuple[Erasure, ...]:
    """Retention once more, in the database that the group is in now. Answers with what was ever erased, for the ledger.

    The words that are past their days stay where they were until the old database is deleted."""
    with changing(target) as there:
        expire_unseen(there, now)
        sweep_doors(there, now)
        erased = erasures_in(there)
    with target.writing().connect() as connection:
        target.tidy(connection)
    return erased


def nobody_looks(_done: int, _all: int) -> None:
    """The progress of a move that nobody waits for."""


def move(source: Backend, target: Backend, progress: Progress = nobody_looks) -> int:
    """Copies every row into the empty, upgraded `target`, in one transaction. Answers with how many there are.

    The epoch is new there, so that browsers begin anew. Raises `NotMoved`.
    """
    with looking(source) as here, changing(target) as there:
        check_versions(here, there)
        steps = Steps(2 * sum(rows_in(here, table) for table in tables()), progress)
        for table in tables():
            for rows in in_portions(here, table):
                put(there, table, rows)
                steps.take(len(rows))
        number_on(there)
        for table in tables():
            compare(here, there, table, steps)
        there.execute(update(schema.group).values(epoch=new_id()))
    return steps.done // 2


class Steps:
    """How far the move has come."""

    def __init__(self, all_of_them: int, progress: Progress) -> None:
        self.done = 0
        self._all = all_of_them
        self._progress = progress

    def take(self, steps: int) -> None:
        self.done += steps
        self._progress(self.done, self._all)


def tables() -> list[Table]:
    """Every table, those first that others refer to."""
    return schema.metadata.sorted_tables


def check_versions(here: Connection, there: Connection) -> None:
    if schema_in(here) != head():
        raise NotMoved("The group is of another version of Porchlight. Run `porchlight serve` with it once first.")
    if any(rows_in(there, table) for table in tables()):
        raise NotMoved("There is something in the other database already. Move into an empty one.")


def rows_in(connection: Connection, table: Table) -> int:
    count: int = connection.execute(select(func.count()).select_from(table)).scalar_one()
    return count


def in_portions(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """All rows, some hundred at a time."""
    found = connection.execute(
        select(table).order_by(*table.primary_key), execution_options={"yield_per": AT_ONCE}
    ).mappings()
    while portion := [dict(row) for row in islice(found, AT_ONCE)]:
        yield portion


def put(there: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    try:
        there.execute(insert(table), rows)
    except (DataError, IntegrityError):  # such as the character zero, which PostgreSQL has no place for
        raise NotMoved(
            f"The other database cannot keep one of the rows of the table {table.name}. Nothing was moved."
        ) from None


def compare(here: Connection, there: Connection, table: Table, steps: Steps) -> None:
    """Raises `NotMoved`, which undoes the whole move, where one row is not the same."""
    if rows_in(here, table) != rows_in(there, table):
        raise NotMoved(f"Not as many rows arrived in the table {table.name} as there were. Nothing was moved.")
    key = tuple(table.primary_key)
    for rows in in_portions(here, table):
        keys = [tuple(row[column.name] for column in key) for row in rows]
        found = there.execute(select(table).where(tuple_(*key).in_(keys))).mappings()
        arrived = {tuple(row[column.name] for column in key): dict(row) for row in found}
        if any(arrived.get(where) != row for where, row in zip(keys, rows, strict=True)):
            raise NotMoved(f"A row of the table {table.name} did not arrive as it was. Nothing was moved.")
        steps.take(len(rows))


def number_on(there: Connection) -> None:
    """PostgreSQL counts on from where the group was; SQLite sees that by itself."""
    if there.dialect.name != "postgresql":
        return
    for table, column in (("message", "number"), ("deed", "id"), ("group_", "id")):
        there.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), "  # noqa: S608 - names from the line above
                f"(SELECT coalesce(max({column}), 0) + 1 FROM {table}), false)"
            )
        )
