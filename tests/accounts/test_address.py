"""A server with an address of its own, from PORCHLIGHT_URL or from its steward: cookies, forms, sockets, links follow."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from server.addresses import as_origin, is_loopback
from server.app import create_app
from server.settings import Settings, read_settings
from server.storage import Store
from tests.accounts.browsing import AT, Browser
from tests.cast import ROOM, Cast
from tests.running import Server

HOME = "https://porch.example.org"


@pytest_asyncio.fixture
async def home(data: Path, cast: Cast, url: str) -> AsyncIterator[Starlette]:
    app = create_app(Settings(data=data, database_url=url, pace=False, url=HOME))
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


async def settled(app: Starlette, address: str) -> None:
    """Sol gave this address in the set-up."""
    await app.state.house.store.group.update(url=address)


@pytest.mark.parametrize("typed", [HOME, "HTTPS://Porch.Example.ORG:443/"])
async def test_the_address_given_in_the_set_up_is_the_one_for_forms_and_cookies(
    app: Starlette, cast: Cast, typed: str
) -> None:
    await settled(app, typed)
    ana = Browser(app, cast.ana)
    for origin, status in ((HOME, 200), (AT, 403), ("http://porch.example.org", 403), ("https://evil.test", 403)):
        answer = await ana.client.post("/me/typing", headers={"Origin": origin}, data={})
        assert answer.status_code == status, origin
    answer = await ana.client.post("/leave", headers={"Origin": HOME})
    assert "; Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


async def test_who_comes_by_another_address_is_told_the_right_one(app: Starlette, cast: Cast) -> None:
    await settled(app, HOME)
    answer = await Browser(app, cast.ana).client.post("/me/typing", headers={"Origin": AT})
    assert "Please open https://porch.example.org and try again." in answer.text


@pytest.mark.parametrize("machine", ["http://127.0.0.1:8000", "http://localhost:8000"])
async def test_a_wrong_address_does_not_lock_sol_out_of_the_machine_itself(
    app: Starlette, cast: Cast, machine: str
) -> None:
    await settled(app, "https://wrong.example.org")
    sol = Browser(app, cast.sol, machine)
    page = await sol.send(
        await sol.open("/group/facts"), "/group/facts", url=HOME, timezone="Europe/London", who_may_join="Adults."
    )
    assert page.status == 200
    assert (await app.state.house.store.group.read()).url == HOME
    for origin in (AT, "https://evil.test", "http://127.0.0.1:9000"):
        assert (await sol.client.post("/me/typing", headers={"Origin": origin})).status_code == 403, origin


async def test_porchlight_url_goes_before_what_was_typed(home: Starlette, cast: Cast) -> None:
    await settled(home, "https://older.example.org")
    ana = Browser(home, cast.ana)
    for origin, status in ((HOME, 200), ("https://older.example.org", 403), ("http://127.0.0.1:8000", 403)):
        answer = await ana.client.post("/me/typing", headers={"Origin": origin, "Host": "127.0.0.1:8000"})
        assert answer.status_code == status, origin
    assert "it is changed there" in (await Browser(home, cast.sol).open("/group/facts")).words


async def test_an_address_for_looking_around_shuts_nobody_out_later(app: Starlette, cast: Cast) -> None:
    await settled(app, "http://127.0.0.1:8000")
    assert (await Browser(app, cast.ana).client.post("/me/typing", headers={"Origin": AT})).status_code == 200
    assert (await Browser(app, cast.ana).client.post("/me/typing", headers={"Origin": HOME})).status_code == 403


async def test_sol_changes_the_address_on_the_groups_page(app: Starlette, cast: Cast) -> None:
    sol = Browser(app, cast.sol)
    page = await sol.open("/group/facts")
    facts = {"timezone": "Europe/London", "who_may_join": "Adults."}
    assert ("url", AT) in page.form("/group/facts")
    page = await sol.send(page, "/group/facts", url="https://porch.example.org/rooms", **facts)
    assert page.mistakes == ["An address looks like https://porch.example.org, with nothing after the name."]
    page = await sol.send(page, "/group/facts", url="http://127.0.0.1:8000", retention_days="0", **facts)
    assert "No phone can open this address" in page.words
    await sol.send(page, "/group/facts", url="Porch.Example.org", retention_days="30", **facts)
    assert (await app.state.house.store.group.read()).url == HOME


async def test_the_socket_answers_to_the_groups_address_alone(server: Server, cast: Cast) -> None:
    with closing(Store(server.data, server.settings["database_url"])) as store:
        await store.group.update(url="https://porch.example.org:443")
    for origin in (HOME, server.url):
        async with connect(server.live_url, additional_headers={"Cookie": cast.ana.cookie, "Origin": origin}):
            pass
    for origin in (AT, "http://porch.example.org", "https://evil.test"):
        with pytest.raises(InvalidStatus):
            await connect(server.live_url, additional_headers={"Cookie": cast.ana.cookie, "Origin": origin})


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://Rooms.Example.org:443", "https://rooms.example.org"),
        ("HTTP://192.168.1.20:80/", "http://192.168.1.20"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_is_kept_as_browsers_spell_it(typed: str, origin: str) -> None:
    assert as_origin(typed) == origin
    assert read_settings({"PORCHLIGHT_URL": typed}, Path("no-such-file")).url == origin


@pytest.mark.parametrize(
    ("address", "only_here"),
    [
        ("http://127.0.0.1:8000", True), ("http://localhost", True), ("http://[::1]:8000", True), ("http://0.0.0.0", True),
        ("http://192.168.1.5:8000", False), ("https://porch.example.org", False), ("http://[", False),
    ],
)  # fmt: skip
def test_which_addresses_no_phone_can_open(address: str, only_here: bool) -> None:
    assert is_loopback(address) is only_here
