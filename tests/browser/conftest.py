"""A real Chromium, in which the people of the cast open the room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.visit import PATIENCE_MS, Visit
from tests.cast import Cast, Person
from tests.running import Server

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser program for all these tests; everybody in them has a profile of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        expect.set_options(timeout=PATIENCE_MS)
        yield browser
        browser.close()


Open = Callable[..., Visit]


@pytest.fixture
def visit(chromium: Browser, server: Server) -> Iterator[Open]:
    """Opens the room for somebody: `visit(cast.ana)`. In the end no page may have complained about anything."""
    visits: list[Visit] = []

    def opened(person: Person, **options: Any) -> Visit:
        visits.append(Visit(chromium, server, person, **options))
        return visits[-1]

    yield opened
    complaints = [complaint for each in visits for complaint in each.complaints]
    for each in visits:
        each.close()
    assert not complaints


@pytest.fixture
def ana(visit: Open, cast: Cast) -> Visit:
    """Ana, a member, in the room at her desk."""
    return visit(cast.ana)


@pytest.fixture
def ben(visit: Open, cast: Cast) -> Visit:
    """Ben, a member, in the room on his phone."""
    return visit(cast.ben, phone=True)


@pytest.fixture
def fay(visit: Open, cast: Cast) -> Visit:
    """Fay, who facilitates the room."""
    return visit(cast.fay)
