"""The application, opened and closed around a test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from server.app import create_app
from server.settings import Settings
from tests.care.porch import Porch
from tests.cast import Cast


@pytest_asyncio.fixture
async def porch(data: Path, cast: Cast) -> AsyncIterator[Porch]:
    """The cast's group, served in this process."""
    app = create_app(Settings(data=data, pace=False))
    async with app.router.lifespan_context(app):
        yield Porch(app)
