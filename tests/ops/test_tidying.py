"""The writer tidies between two commits: nobody waits for long, and nothing that was asked for is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from server.storage.database import Database
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

    await database.tidy()

    assert log.stat().st_size == 0
    database.close()
