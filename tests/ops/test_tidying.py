"""The writer tidies between two commits: nobody waits for long, and nothing that was asked for is lost."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, ProgrammingError

from server.errors import Unavailable
from server.storage.database import Database, nothing
from server.storage.migrate import upgrade
from server.storage.places import backend_of, database_file


@pytest.fixture
def database(tmp_path: Path) -> Database:
    upgrade(tmp_path)
    return Database(backend_of(tmp_path))


async def test_everything_written_while_the_writer_tidies_is_kept(database: Database) -> None:
    def joined(number: int) -> asyncio.Future[object]:
        statement = f"INSERT INTO member (id, name, joined_at) VALUES ('m{number}', '', 1)"  # noqa: S608 - a number
        return asyncio.ensure_future(database.write(lambda c: c.exec_driver_sql(statement)))

    before = [joined(number) for number in range(200)]
    tidied = asyncio.ensure_future(database.tidy())
    after = [joined(number) for number in range(200, 400)]
    await asyncio.gather(tidied, *before, *after)

    kept = await database.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM member").scalar())
    assert kept == 400
    database.close()


async def test_after_tidying_the_log_is_empty(database: Database, tmp_path: Path) -> None:
    await database.write(lambda c: c.exec_driver_sql("INSERT INTO member (id, name, joined_at) VALUES ('ana', '', 1)"))
    log = tmp_path / f"{database_file(tmp_path).name}-wal"
    assert log.stat().st_size > 0

    assert await database.tidy()

    assert log.stat().st_size == 0
    database.close()


async def test_while_somebody_reads_on_it_is_not_tidy_and_afterwards_it_is(database: Database, tmp_path: Path) -> None:
    log = tmp_path / f"{database_file(tmp_path).name}-wal"
    with closing(sqlite3.connect(database_file(tmp_path), isolation_level=None)) as reader:
        reader.execute("PRAGMA wal_autocheckpoint=0")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM member").fetchone()
        await database.write(
            lambda c: c.exec_driver_sql("INSERT INTO member (id, name, joined_at) VALUES ('ana', '', 1)")
        )
        assert not await database.tidy()
        assert log.stat().st_size > 0
        reader.execute("COMMIT")

    assert await database.tidy()
    assert log.stat().st_size == 0
    database.close()


async def test_while_the_file_is_damaged_everything_is_refused_and_once_it_is_mended_the_writer_goes_on(
    database: Database, tmp_path: Path
) -> None:
    file = database_file(tmp_path)
    sound = file.read_bytes()
    file.write_bytes(b"something else entirely " * 1000)
    with pytest.raises(Unavailable):
        await database.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM member").scalar())
    for asked in (database.tidy(), database.write(nothing)):  # the first is refused before the writer tidies
        with pytest.raises(Unavailable):
            await asked

    file.write_bytes(sound)
    assert await asyncio.wait_for(database.tidy(), 10)
    database.close()


async def test_a_page_that_is_damaged_refuses_whoever_needs_it(database: Database, tmp_path: Path) -> None:
    def damage(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA writable_schema=ON")
        connection.exec_driver_sql("UPDATE sqlite_master SET rootpage = 1 WHERE name = 'member'")

    await database.write(damage)
    database.close()
    damaged = Database(backend_of(tmp_path))
    with pytest.raises(Unavailable):
        await damaged.read(lambda c: c.exec_driver_sql("SELECT name FROM member").all())
    with pytest.raises(Unavailable):
        await damaged.write(lambda c: c.exec_driver_sql("DELETE FROM member"))
    damaged.close()


async def test_a_mistake_in_a_statement_is_no_trouble_of_the_database(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await database.write(lambda c: c.exec_driver_sql("INSERT INTO member (id, name) VALUES (NULL, NULL)"))
    with pytest.raises(ProgrammingError):
        await database.read(lambda c: c.exec_driver_sql("SELECT ?", ()))
    database.close()
