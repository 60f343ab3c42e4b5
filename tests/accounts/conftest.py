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

SETUP = "setup-token"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    upgrade(tmp_path)
    store = Store(tmp_path)
    yield store
    store.close()


@pytest.fixture
def accounts(store: Store) -> Accounts:
    return Accounts(store, Settings())


@pytest_asyncio.fixture
async def empty(data: Path) -> AsyncIterator[Starlette]:
    """An application on a new data directory, whose set-up link was just printed."""
    upgrade(data)
    app = create_app(Settings(data=data, pace=False))
    async with app.router.lifespan_context(app):
        await app.state.house.store.group.expect_setup(hashed(SETUP))
        yield app


@pytest_asyncio.fixture
async def app(data: Path, cast: Cast) -> AsyncIterator[Starlette]:
    """The cast's group."""
    app = create_app(Settings(data=data, pace=False))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def browser(app: Starlette) -> Callable[..., Browser]:
    """Somebody's browser, signed in or not: `browser(cast.ana)`, `browser()`."""

    def opened(person: Person | None = None) -> Browser:
        return Browser(app, person)

    return opened
