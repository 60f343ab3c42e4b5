"""A group without a network: its store alone, or its whole application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
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


@pytest.fixture(params=BOTH)
def kept_in(request: pytest.FixtureRequest) -> str:
    """All that is tested here holds on both databases."""
    return str(request.param)


@pytest.fixture
def nobody_yet(kept_in: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database without a group; empty for the file in the data directory."""
    if kept_in == "SQLite":
        yield ""
        return
    server: PostgreSQLServer = request.getfixturevalue("postgresql")
    database = server.upgraded()
    yield server.url(database)
    server.give_back(database)


@pytest.fixture
def store(tmp_path: Path, nobody_yet: str) -> Iterator[Store]:
    upgrade(tmp_path, nobody_yet)
    store = Store(tmp_path, nobody_yet)
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
