"""Servers and people for the tests that need them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.cast import Cast, found_a_group
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


@pytest.fixture
def cast(data: Path, founded: tuple[Path, Cast]) -> Cast:
    """A group that has been set up, with the whole cast in it."""
    folder, everybody = founded
    shutil.copytree(folder, data)
    return everybody


@pytest.fixture
def server(data: Path, cast: Cast) -> Iterator[Server]:
    """A running server of that group."""
    with started(Server(data)) as running:
        yield running
