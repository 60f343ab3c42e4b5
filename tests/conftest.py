"""Servers and people for the tests that need them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from server.storage.places import database_file
from tests.cast import Cast, found_a_group
from tests.postgres import PostgreSQLServer, running_postgresql
from tests.running import Server, started


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory that does not exist yet."""
    return tmp_path / "data"


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """A group founded once; each test gets a copy of its own."""
    folder = tmp_path_factory.mktemp("founded")
    with ThreadPoolExecutor(1) as other:  # this thread may have the event loop of a browser
        return folder, other.submit(found_a_group, folder).result()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQLServer]:
    """PostgreSQL, from the first test that needs it to the last."""
    with running_postgresql() as server:
        yield server


@pytest.fixture
def kept_in(request: pytest.FixtureRequest) -> str:
    """The kind of database that the group is in: SQLite, where a test is not marked `on_both`."""
    return str(getattr(request, "param", "SQLite"))


Settle = Callable[[str, Path], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def settle(request: pytest.FixtureRequest, founded: tuple[Path, Cast]) -> Settle:
    """Puts the cast's group into a data directory and a database of this kind, for as long as it is used. Answers with
    the database's address: empty for the file in the directory."""

    @contextmanager
    def settled(kept_in: str, data: Path) -> Iterator[str]:
        shutil.copytree(founded[0], data)
        if kept_in == "SQLite":
            yield ""
            return
        database_file(data).unlink()
        server: PostgreSQLServer = request.getfixturevalue("postgresql")
        database = server.founded(founded[0])
        yield server.url(database)
        server.give_back(database)

    return settled


@pytest.fixture
def url(kept_in: str, data: Path, settle: Settle) -> Iterator[str]:
    """The address of the database that has the cast's group; empty for the file in the data directory."""
    with settle(kept_in, data) as address:
        yield address


@pytest.fixture
def cast(url: str, founded: tuple[Path, Cast]) -> Cast:
    """A group that has been set up, with the whole cast in it."""
    return founded[1]


@pytest.fixture
def server(data: Path, cast: Cast, url: str) -> Iterator[Server]:
    """A running server of that group."""
    with started(Server(data, database_url=url)) as running:
        yield running
