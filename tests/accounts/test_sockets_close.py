"""When a session ends, its sockets close at once, with 4001, on the real server."""

from __future__ import annotations

import httpx
import pytest

from tests.cast import Cast, Person
from tests.live.browser import Browser
from tests.running import Server

OURS = {"Sec-Fetch-Site": "same-origin"}


def press(server: Server, person: Person, path: str, **fields: str) -> int:
    """Presses a button on one of the pages."""
    url, headers = f"{server.url}{path}", {"Cookie": person.cookie, **OURS}
    return httpx.post(url, headers=headers, data=fields).status_code


@pytest.mark.parametrize("path", ["/me/sessions/session-ana/end", "/leave", "/me/erase"])
async def test_ana_ends_it_herself(path: str, server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.ben) as ben:
        await ana.enter()
        await ben.enter()
        assert press(server, cast.ana, path, sure="yes") < 400
        assert await ana.closes() == 4001
        assert ben.closed_with is None


async def test_a_ban_from_the_group_closes_every_socket(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ben) as one, Browser(server, cast.ben) as other:
        assert press(server, cast.sol, f"/group/members/{cast.ben.id}/ban", reason="threats") < 400
        assert [await one.closes(), await other.closes()] == [4001, 4001]
