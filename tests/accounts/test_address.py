"""A server with an address of its own, PORCHLIGHT_URL: cookies, forms, links and codes follow from it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from starlette.applications import Starlette

from server.app import create_app
from server.pages.origin import is_loopback
from server.settings import Settings
from tests.accounts.browsing import AT, Browser
from tests.cast import ROOM, Cast

HOME = "https://porch.example.org"


@pytest_asyncio.fixture
async def home(data: Path, cast: Cast) -> AsyncIterator[Starlette]:
    app = create_app(Settings(data=data, pace=False, url=HOME))
    async with app.router.lifespan_context(app):
        yield app


async def test_forms_come_from_that_address_alone(home: Starlette, cast: Cast) -> None:
    ana = Browser(home, cast.ana)
    for origin, status in (
        (HOME, 200),
        (AT, 403),
        ("https://porch.example.org:443", 403),
        ("http://porch.example.org", 403),
    ):
        answer = await ana.client.post("/me/typing", headers={"Origin": origin}, data={})
        assert answer.status_code == status, origin


async def test_its_cookie_and_its_visits_are_for_secure_connections(home: Starlette, cast: Cast) -> None:
    ana = Browser(home, cast.ana)
    answer = await ana.client.post("/leave")
    assert "; Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "wss://porch.example.org" in answer.headers["Content-Security-Policy"]


async def test_an_invitation_names_it(home: Starlette, cast: Cast) -> None:
    page = await Browser(home, cast.fay).press(f"/group/rooms/{ROOM}/invitations", uses="1", days="1")
    assert f"{HOME}/join/" in page.words
    assert "No phone can open" not in page.words


@pytest.mark.parametrize(
    ("address", "only_here"),
    [
        ("http://127.0.0.1:8000", True), ("http://localhost", True), ("http://[::1]:8000", True), ("http://0.0.0.0", True),
        ("http://192.168.1.5:8000", False), ("https://porch.example.org", False), ("http://[", False),
    ],
)  # fmt: skip
def test_which_addresses_no_phone_can_open(address: str, only_here: bool) -> None:
    assert is_loopback(address) is only_here
