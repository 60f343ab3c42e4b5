"""Data of every released schema comes to the newest one, whenever the upgrade is killed: it ends right or unchanged."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import JSON, BigInteger, Boolean, Integer, MetaData, Table, create_engine, insert
from sqlalchemy.sql.schema import Column

from server.storage import migrate
from server.storage.migrate import head, upgrade
from server.storage.places import copies, database_file

ROWS = 5
RELEASED = sorted(path.name.partition("_")[0] for path in (migrate.MIGRATIONS / "versions").glob("[0-9]*.py"))
Rows = dict[str, list[tuple[Any, ...]]]


def brought_to(data: Path, schema: str) -> None:
    """A database as the version with this schema left it, with rows in every table."""
    data.mkdir(mode=0o700)
    engine = create_engine(f"sqlite:///{database_file(data)}")
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        config = Config()
        config.set_main_option("script_location", str(migrate.MIGRATIONS))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, schema)
        tables = MetaData()
        tables.reflect(connection, only=lambda name, _: not name.startswith(("message_search", "alembic")))
        for table in tables.sorted_tables:
            for number in range(1, ROWS + 1):
                connection.execute(insert(table).values(row_of(table, number)))
    engine.dispose()
    with closing(sqlite3.connect(database_file(data))) as file:
        file.execute("PRAGMA journal_mode=WAL")


def row_of(table: Table, number: int) -> dict[str, Any]:
    return {column.name: value_of(column, number) for column in table.columns}


def value_of(column: Column[Any], number: int) -> Any:
    """Something of this kind; what refers to another row is the key of the row of the same number."""
    if isinstance(column.type, Boolean):
        return number % 2 == 0
    if isinstance(column.type, Integer | BigInteger):
        return number
    if column.foreign_keys or column.primary_key or column.name == "id":
        return f"key-{number}"
    if column.name == "state":
        return "shown" if number % 2 else "held"
    return {} if isinstance(column.type, JSON) else f"{column.name} {number}"


def rows_in(data: Path) -> Rows:
    """Every row, by table and in an order of its own, with the names of its columns."""
    with closing(sqlite3.connect(database_file(data))) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert file.execute("PRAGMA foreign_key_check").fetchone() is None
        names = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        ours = sorted(name for name in names if not name.startswith(("message_search", "alembic", "sqlite")))
        found: Rows = {}
        for name in ours:
            file.row_factory = sqlite3.Row
            rows = file.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - the names are ours
            file.row_factory = None
            found[name] = sorted(tuple(sorted(zip(row.keys(), map(str, row), strict=True))) for row in rows)
        return found


def schema_of(data: Path) -> tuple[str | None, list[tuple[str, ...]]]:
    """The number of a schema, and all that SQLite knows of it."""
    with closing(sqlite3.connect(database_file(data))) as file:
        made = file.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        numbered = [name for name, _ in made if name == "alembic_version"]
        return (file.execute("SELECT version_num FROM alembic_version").fetchone()[0] if numbered else None), made


@pytest.fixture(scope="module")
def newest(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, ...]]:
    """What SQLite knows of the newest schema when it is made from nothing."""
    data = tmp_path_factory.mktemp("newest")
    upgrade(data)
    return schema_of(data)[1]


@pytest.mark.parametrize("every", [pytest.param(7, id="short"), pytest.param(1, id="long", marks=pytest.mark.long)])
@pytest.mark.parametrize("schema", ["nothing", *RELEASED[:-1]])
def test_an_upgrade_that_is_killed_at_any_statement_ends_right_or_unchanged(
    schema: str, every: int, tmp_path: Path, newest: list[tuple[str, ...]]
) -> None:
    old = tmp_path / "old"
    if schema == "nothing":
        old.mkdir()
        database_file(old).touch()
    else:
        brought_to(old, schema)
        assert all(len(rows) == ROWS for rows in rows_in(old).values())
    before, found = rows_in(old), schema_of(old)[0]
    killed = tmp_path / "killed"
    killed.mkdir()

    subprocess.run([sys.executable, "-m", "tests.promises.upgrading", old, killed, str(every)], check=True)

    tries = sorted(killed.iterdir(), key=lambda path: int(path.name))
    for data in tries:
        now = schema_of(data)[0]
        assert now in (found, head()), data
        kept = {name: rows for name, rows in rows_in(data).items() if name in before}
        assert kept == before, data
        upgrade(data)
        assert schema_of(data) == (head(), newest), data
        assert {name: rows for name, rows in rows_in(data).items() if name in before} == before, data
        if now == found and copies(data):
            assert schema_of_copy(copies(data)[-1]) == found, data
    assert len(tries) > 20 // every
    assert schema_of(tries[-1])[0] == head()
    print(f"from {schema}: killed at {len(tries) - 1} statements, 0 lost")


def schema_of_copy(copy: Path) -> str:
    with closing(sqlite3.connect(copy)) as file:
        return str(file.execute("SELECT version_num FROM alembic_version").fetchone()[0])
