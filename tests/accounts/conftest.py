"""A group without a network: its store alone, or its whole application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from starlette.applications import Starlette

from server.accounts import Accounts, hashed
from server.app import create_app
from server.settings import Settings
from server.storage import Store
from server.storage.migrate import upgrade
from tests.accounts.browsing import Browser
from tests.cast import Cast, Person
from tests.postgres import BOTH, PostgreSQLServer

SETUP = "setup-token"


@pytest.fixture(params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.long)])
def kept_in(request: pytest.FixtureRequest) -> str:
    """Pages ask the store, and the store is tested on both databases; pages on PostgreSQL are for the long run."""
    return str(request.param)


@pytest.fixture
def nobody_yet(kept_in: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database without a group; empty for the file in the data directory."""
    with upgraded(kept_in, request) as address:
        yield address


@contextmanager
def upgraded(kept_in: str, request: pytest.FixtureRequest) -> Iterator[str]:
    if kept_in == "SQLite":
        yield ""
        return
    server: PostgreSQLServer = request.getfixturevalue("postgresql")
    database = server.upgraded()
    yield server.url(database)
    server.give_back(database)


@pytest.fixture(params=BOTH)
def store(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    with upgraded(request.param, request) as address:
        upgrade(tmp_path, address)
        store = Store(tmp_path, address)
        yield store
        store.close()


@pytest.fixture
def accounts(store: Store) -> Accounts:
    return Accounts(store, Settings())


@pytest_asyncio.fixture
async def empty(data: Path, nobody_yet: str) -> AsyncIterator[Starlette]:
    """An application on a new data directory, whose set-up link was just printed."""
    upgrade(data, nobody_yet)
    app = create_app(Settings(data=data, database_url=nobody_yet, pace=False))
    async with app.router.lifespan_context(app):
        await app.state.house.store.group.expect_setup(hashed(SETUP))
        yield app


@pytest_asyncio.fixture
async def app(data: Path, cast: Cast, url: str) -> AsyncIterator[Starlette]:
    """The cast's group."""
    app = create_app(Settings(data=data, database_url=url, pace=False))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def browser(app: Starlette) -> Callable[..., Browser]:
    """Somebody's browser, signed in or not: `browser(cast.ana)`, `browser()`."""

    def opened(person: Person | None = None) -> Browser:
        return Browser(app, person)

    return opened
