"""Everything that runs, over the cast's group, without a network."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from server.app import open_house
from server.house import House
from server.settings import Settings
from tests.cast import Cast
from tests.postgres import BOTH


@pytest.fixture(params=BOTH)
def kept_in(request: pytest.FixtureRequest) -> str:
    """What runs by itself is tested on both databases."""
    return str(request.param)


@pytest_asyncio.fixture
async def house(data: Path, cast: Cast, url: str) -> AsyncIterator[House]:
    found = open_house(Settings(data=data, database_url=url, pace=False))
    yield found
    found.hub.examiner.close()
    found.store.close()
