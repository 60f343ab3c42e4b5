"""Everything that runs, over the cast's group, without a network."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from server.app import open_house
from server.house import House
from server.settings import Settings
from tests.cast import Cast


@pytest_asyncio.fixture
async def house(data: Path, cast: Cast) -> AsyncIterator[House]:
    found = open_house(Settings(data=data, pace=False))
    yield found
    found.hub.examiner.close()
    found.store.close()
