"""`porchlight migrate-database`: a group moves to PostgreSQL and back, and every row arrives or nothing is changed."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from server.clock import now_ms
from server.storage import schema
from server.storage.backend import looking
from server.storage.migrate import upgrade
from server.storage.moving import move
from server.storage.places import backend_of, copies, database_file, ledger_file
from server.storage.retention import DAY
from tests.cast import Cast
from tests.forking import Fork
from tests.live.browser import Browser
from tests.postgres import PostgreSQLServer
from tests.running import Server, started

ENDS_SECONDS = 120
Rows = dict[str, list[tuple[Any, ...]]]


def porchlight(*words: str | Path, fails: bool = False, **settings: str) -> str:
    """What one command said, in a fork; tests/ops/test_keeping.py starts them as people do."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said"
        status = Fork([str(word) for word in words], settings, said).wait(ENDS_SECONDS)
        printed = said.read_text()
    assert (status != 0) == fails, f"{words}: {status}\n{printed}"
    assert "Traceback" not in printed, printed
    return printed


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up group with more messages than are copied at once."""
    data = tmp_path_factory.mktemp("moving") / "data"
    porchlight("seed", "--rooms", "2", "--members", "4", "--messages", "300", "--data", data)
    return data


@pytest.fixture
def kept_in() -> str:
    """They all begin in SQLite."""
    return "SQLite"


@pytest.fixture
def group(made_up: Path, tmp_path: Path) -> Path:
    """That group, for one test alone."""
    shutil.copytree(made_up, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def there(postgresql: PostgreSQLServer) -> Iterator[str]:
    """The address of an empty database."""
    database = postgresql.empty()
    yield postgresql.url(database)
    postgresql.drop(database)


def rows_in(data: Path, url: str = "") -> Rows:
    """Every row of every table."""
    with looking(backend_of(data, url)) as connection:
        return {
            table.name: [
                tuple(json.dumps(value) if isinstance(value, list | dict) else value for value in row)
                for row in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in schema.metadata.sorted_tables
        }


def but_for_the_epoch(rows: Rows) -> Rows:
    column = [column.name for column in schema.group.c].index("epoch")
    return rows | {"group_": [(*row[:column], *row[column + 1 :]) for row in rows["group_"]]}


def alike(here: Rows, there: Rows) -> bool:
    """Whether all rows are the same, whatever the order in which the databases sort their keys."""
    return {name: set(rows) for name, rows in here.items()} == {name: set(rows) for name, rows in there.items()}


def asked(data: Path, statement: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database_file(data))) as connection, connection:
        return connection.execute(statement, values).fetchall()


def test_there_and_back_every_row_is_the_same_and_the_epoch_is_new(group: Path, there: str) -> None:
    before = rows_in(group)

    gone = porchlight("migrate-database", there, "--data", group)
    moved = rows_in(group, there)
    assert not database_file(group).exists()
    back = porchlight("migrate-database", "sqlite", "--data", group, PORCHLIGHT_DATABASE_URL=there)
    after = rows_in(group)

    assert len(before["message"]) == 600
    assert alike(but_for_the_epoch(before), but_for_the_epoch(moved))
    assert alike(but_for_the_epoch(before), but_for_the_epoch(after))
    assert len({str(rows["group_"]) for rows in (before, moved, after)}) == 3
    assert "every one compared" in gone
    assert "PORCHLIGHT_DATABASE_URL" in gone
    assert "without PORCHLIGHT_DATABASE_URL" in back
    assert "Moving the group" in gone


def test_whoever_waits_sees_how_far_it_has_come(group: Path, there: str) -> None:
    upgrade(group, there)
    seen: list[tuple[int, int]] = []

    moved = move(backend_of(group), backend_of(group, there), lambda done, of: seen.append((done, of)))

    assert [done for done, _of in seen] == sorted({done for done, _of in seen})
    assert {of for _done, of in seen} == {2 * moved}
    assert seen[-1][0] == 2 * moved
    assert len(seen) > 10


def test_the_old_file_is_put_aside_and_not_in_the_way_of_a_second_move(
    group: Path, there: str, postgresql: PostgreSQLServer
) -> None:
    porchlight("migrate-database", there, "--data", group)

    assert [path.name for path in group.glob("*.sqlite3*")] == ["before-postgresql-1.sqlite3"]
    porchlight("migrate-database", "sqlite", "--data", group, PORCHLIGHT_DATABASE_URL=there)
    again = postgresql.url(postgresql.empty())
    porchlight("migrate-database", again, "--data", group)

    assert len(list(group.glob("before-postgresql-*.sqlite3"))) == 2
    postgresql.drop(again.rpartition("/")[2])


async def test_what_a_killed_server_left_in_its_log_is_moved_and_put_aside(
    data: Path, server: Server, cast: Cast, there: str
) -> None:
    async with Browser(server, cast.ana) as ana:
        said = await ana.say("the last thing before the light went out")
    server.kill()

    porchlight("migrate-database", there, "--data", data)

    assert said["id"] in str(rows_in(data, there)["message"])
    [aside] = copies(data)
    assert not database_file(data).exists()
    with closing(sqlite3.connect(aside)) as connection:
        assert connection.execute("SELECT id FROM message").fetchall() == [(said["id"],)]


def test_a_database_with_something_in_it_is_not_moved_into(group: Path, there: str, tmp_path: Path) -> None:
    porchlight("seed", "--rooms", "1", "--members", "1", "--data", tmp_path / "other", PORCHLIGHT_DATABASE_URL=there)
    here, theirs = rows_in(group), rows_in(group, there)

    refused = porchlight("migrate-database", there, "--data", group, fails=True)

    assert "Move into an empty one" in refused
    assert (rows_in(group), rows_in(group, there)) == (here, theirs)
    assert [path.name for path in group.glob("*.sqlite3")] == ["porchlight.sqlite3"]


def test_a_group_of_another_version_is_not_moved(group: Path, there: str, postgresql: PostgreSQLServer) -> None:
    asked(group, "UPDATE alembic_version SET version_num = '0001'")
    before = rows_in(group)

    refused = porchlight("migrate-database", there, "--data", group, fails=True)

    assert "another version" in refused
    assert rows_in(group) == before
    assert not any(rows_in(group, there).values())


def test_a_database_of_a_newer_version_is_not_moved_into(group: Path, there: str, postgresql: PostgreSQLServer) -> None:
    porchlight("seed", "--rooms", "1", "--members", "1", "--data", group.parent / "x", PORCHLIGHT_DATABASE_URL=there)
    postgresql.does("UPDATE alembic_version SET version_num = '9999'", database=there.rpartition("/")[2])

    refused = porchlight("migrate-database", there, "--data", group, fails=True)

    assert "newer Porchlight" in refused
    assert database_file(group).exists()


def test_into_the_same_database_and_from_none_nothing_is_moved(group: Path, there: str, tmp_path: Path) -> None:
    same = porchlight("migrate-database", "sqlite", "--data", group, fails=True)
    none = porchlight("migrate-database", there, "--data", tmp_path / "none", fails=True)

    assert "in that database already" in same
    assert "There is no group in the folder" in none


def test_a_start_without_the_address_begins_no_second_group(group: Path, there: str) -> None:
    porchlight("migrate-database", there, "--data", group)
    refused = porchlight("serve", "--data", group, fails=True)
    porchlight("migrate-database", "sqlite", "--data", group, PORCHLIGHT_DATABASE_URL=there)

    assert "The group of this folder is in PostgreSQL. Set PORCHLIGHT_DATABASE_URL" in refused
    with started(Server(group)):
        pass


def test_a_server_that_cannot_be_reached_is_named_in_a_sentence(group: Path, postgresql: PostgreSQLServer) -> None:
    nowhere = porchlight("migrate-database", postgresql.url("no_such_database"), "--data", group, fails=True)
    wrong = porchlight("migrate-database", "mysql://somewhere/else", "--data", group, fails=True)
    unserved = porchlight("serve", "--data", group, PORCHLIGHT_DATABASE_URL=postgresql.url("none"), fails=True)

    assert "The database cannot be reached" in nowhere
    assert "an address like postgresql://" in wrong
    assert "The database cannot be reached" in unserved
    assert database_file(group).exists()


def test_a_database_that_cannot_have_every_letter_is_not_moved_into(group: Path, postgresql: PostgreSQLServer) -> None:
    database = postgresql.empty(encoding="LATIN1")

    refused = porchlight("migrate-database", postgresql.url(database), "--data", group, fails=True)

    assert "must be UTF8" in refused
    assert database_file(group).exists()
    postgresql.drop(database)


def test_what_postgresql_cannot_keep_stops_the_move_and_changes_nothing(group: Path, there: str) -> None:
    asked(group, "UPDATE message SET text = 'a' || char(0) || 'b' WHERE number = 7")
    before = rows_in(group)

    refused = porchlight("migrate-database", there, "--data", group, fails=True)

    assert "Nothing was moved" in refused
    assert "message" in refused
    assert rows_in(group) == before
    assert not any(rows_in(group, there).values())


def test_what_ran_out_or_was_taken_back_is_gone_in_the_new_database_too(group: Path, there: str) -> None:
    asked(group, "UPDATE message SET written_at = ? WHERE number <= 5", now_ms() - 31 * DAY)
    asked(group, "INSERT INTO erasure (kind, subject, at) VALUES ('message', 'somebody-s', ?)", now_ms())

    porchlight("migrate-database", there, "--data", group)

    assert len(rows_in(group, there)["message"]) == 595
    assert "somebody-s" in ledger_file(group).read_text()


def test_a_backup_of_either_database_fits_the_other(group: Path, postgresql: PostgreSQLServer, tmp_path: Path) -> None:
    first, second = (postgresql.url(postgresql.empty()) for _ in range(2))
    porchlight("backup", tmp_path / "1.backup", "--data", group)
    porchlight("restore", tmp_path / "1.backup", "--data", tmp_path / "there", PORCHLIGHT_DATABASE_URL=first)
    porchlight("backup", tmp_path / "2.backup", "--data", tmp_path / "there", PORCHLIGHT_DATABASE_URL=first)
    porchlight("restore", tmp_path / "2.backup", "--data", tmp_path / "again")
    porchlight("restore", tmp_path / "2.backup", "--data", tmp_path / "other", PORCHLIGHT_DATABASE_URL=second)
    full = porchlight(
        "restore", tmp_path / "2.backup", "--data", tmp_path / "x", PORCHLIGHT_DATABASE_URL=first, fails=True
    )

    kept = [rows_in(group), rows_in(group, first), rows_in(tmp_path / "again"), rows_in(group, second)]
    assert len({frozenset(rows["message"]) for rows in kept}) == 1
    assert [len(rows["deed"]) for rows in kept] == [0, 1, 2, 2]
    assert "an empty database" in full
    for url in (first, second):
        postgresql.drop(url.rpartition("/")[2])


async def test_open_pages_begin_anew_and_go_on_in_the_new_database(
    data: Path, server: Server, cast: Cast, there: str
) -> None:
    async with Browser(server, cast.ana) as ana:
        await ana.say("from before")
        before = await ana.enter()
    server.stop()
    porchlight("migrate-database", there, "--data", data)
    with started(Server(data, database_url=there)) as moved:
        async with Browser(moved, cast.ana) as ana:
            entered = await ana.enter(since=before["rev"], epoch=before["epoch"])
            said = await ana.say("and on we go")

    assert entered["reset"] is True
    assert [message["text"] for message in entered["messages"]] == ["from before"]
    assert said["rev"] == before["rev"] + 1
