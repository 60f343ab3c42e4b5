"""A group on an empty data directory, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.accounts import Accounts
from server.settings import Settings
from server.storage import Store
from server.storage.migrate import upgrade


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    upgrade(tmp_path)
    store = Store(tmp_path)
    yield store
    store.close()


@pytest.fixture
def accounts(store: Store) -> Accounts:
    return Accounts(store, Settings())
