"""Every command by every role through the real server, against a table written by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from server.protocol import COMMANDS
from server.storage import schema
from server.storage.backend import changing
from server.storage.places import backend_of
from tests.cast import ROOM, Cast
from tests.conftest import Settle
from tests.live.browser import Browser
from tests.postgres import BOTH
from tests.running import Server, started

OK = "ok"
FORBIDDEN = "forbidden"
NOT_FOUND = "not_found"

# command -> what Ana (member), Fay (facilitator), Sol (steward and facilitator) and Oz (in another room) are answered
EXPECTED: dict[str, tuple[str, str, str, str]] = {
    "enter": (OK, OK, OK, NOT_FOUND),
    "history": (OK, OK, OK, NOT_FOUND),
    "leave": (OK, OK, OK, NOT_FOUND),
    "acknowledge": (OK, OK, OK, NOT_FOUND),
    "say": (OK, OK, OK, NOT_FOUND),
    "edit": (FORBIDDEN, FORBIDDEN, FORBIDDEN, NOT_FOUND),
    "retract": (FORBIDDEN, FORBIDDEN, FORBIDDEN, NOT_FOUND),
    "react": (OK, OK, OK, NOT_FOUND),
    "typing": (OK, OK, OK, NOT_FOUND),
    "report": (OK, OK, OK, NOT_FOUND),
    "ignore": (OK, OK, OK, NOT_FOUND),
    "aside": (OK, OK, OK, NOT_FOUND),
    "dismiss": (NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "raise": (OK, OK, OK, NOT_FOUND),
    "lower": (OK, OK, OK, NOT_FOUND),
    "pass": ("not_your_turn", "not_your_turn", "not_your_turn", NOT_FOUND),
    "mute": (FORBIDDEN, OK, OK, NOT_FOUND),
    "unmute": (FORBIDDEN, OK, OK, NOT_FOUND),
    "pin": (FORBIDDEN, OK, OK, NOT_FOUND),
    "unpin": (FORBIDDEN, OK, OK, NOT_FOUND),
    "hide": (FORBIDDEN, OK, OK, NOT_FOUND),
    "unhide": (FORBIDDEN, OK, OK, NOT_FOUND),
    "hold": (FORBIDDEN, OK, OK, NOT_FOUND),
    "release": (FORBIDDEN, OK, OK, NOT_FOUND),
    "decline": (FORBIDDEN, OK, OK, NOT_FOUND),
    "slow": (FORBIDDEN, OK, OK, NOT_FOUND),
    "pause": (FORBIDDEN, OK, OK, NOT_FOUND),
    "resume": (FORBIDDEN, OK, OK, NOT_FOUND),
    "open": (FORBIDDEN, "conflict", "conflict", NOT_FOUND),
    "close": (FORBIDDEN, "conflict", "conflict", NOT_FOUND),
    "give": (FORBIDDEN, OK, OK, NOT_FOUND),
    "claim": (FORBIDDEN, NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "settle": (FORBIDDEN, NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "remove": (FORBIDDEN, OK, OK, NOT_FOUND),
    "ban": (FORBIDDEN, OK, OK, NOT_FOUND),
    "unban": (FORBIDDEN, OK, OK, NOT_FOUND),
}


@pytest.fixture(scope="module", params=BOTH)
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, founded: tuple[Path, Cast], settle: Settle
) -> Iterator[tuple[Server, Cast]]:
    """One server for the whole table: each row begins with a message of Ben's own."""
    data = tmp_path_factory.mktemp("roles") / "data"
    with settle(request.param, data) as url, started(Server(data, pace="off", database_url=url)) as server:
        yield server, founded[1]


@pytest.fixture
async def ben(shared: tuple[Server, Cast]) -> AsyncIterator[Browser]:
    server, cast = shared
    async with Browser(server, cast.ben) as browser:
        yield browser


def fields_of(do: str, cast: Cast, message: str) -> dict[str, Any]:
    """What a command needs, about Ben or about his message."""
    about_ben = {"member": cast.ben.id}
    about_message = {"id": message}
    particular: dict[str, dict[str, Any]] = {
        "history": {"before": 1},
        "acknowledge": {"version": 1},
        "say": {"text": f"hello from {message}"},
        "edit": about_message | {"text": "not my words"},
        "react": about_message | {"kind": "hug", "on": True},
        "ignore": about_ben | {"on": False},
        "aside": {"text": f"may I ask {message}?"},
        "dismiss": {"card": "no-such-card"},
        "mute": about_ben | {"minutes": 0.001, "reason": "calm"},
        "remove": about_ben | {"reason": "calm"},
        "ban": about_ben | {"reason": "calm"},
        "hide": about_message | {"reason": "calm"},
        "decline": about_message | {"reason": "calm"},
        "slow": {"seconds": 0},
        "give": {"member": None},
        "claim": {"alert": "no-such-alert"},
        "settle": {"alert": "no-such-alert", "outcome": "done"},
        "unmute": about_ben,
        "unban": about_ben,
    }
    for plain in ("retract", "report", "pin", "unpin", "unhide", "hold", "release"):
        particular[plain] = about_message
    return particular.get(do, {})


async def prepare(do: str, server: Server, cast: Cast, message: str) -> None:
    """Brings the room to where the command makes sense: what is to be unhidden is hidden first."""
    before = {"unhide": ("hide", {"reason": "for now"}), "release": ("hold", {}), "decline": ("hold", {})}
    if do in before:
        async with Browser(server, cast.femi) as femi:
            first, fields = before[do]
            assert (await femi.ask(first, id=message, **fields))["ok"]


def test_the_table_knows_every_command() -> None:
    assert set(EXPECTED) == set(COMMANDS)


@pytest.mark.parametrize("do", EXPECTED)
async def test_who_may_do_what(shared: tuple[Server, Cast], ben: Browser, do: str) -> None:
    server, cast = shared
    for name, expected in zip(("Oz", "Ana", "Fay", "Sol"), (EXPECTED[do][3], *EXPECTED[do][:3]), strict=True):
        said = await come_back_and_speak(ben, f"{name} and {do}", server, cast)
        await prepare(do, server, cast, said)
        async with Browser(server, cast.named(name)) as browser:
            answer = await browser.ask(do, room=ROOM, **fields_of(do, cast, said))

        assert answer.get("error", {}).get("code", OK) == expected, (name, answer)


async def come_back_and_speak(ben: Browser, about: str, server: Server, cast: Cast) -> str:
    """A fresh message of Ben's, whatever the row before did to him or to the room."""
    said = await ben.say(f"a word about {about}")
    if not said["ok"]:
        as_before(server, cast.ben.id)
        said = await ben.say(f"a word about {about}")
    assert said["ok"], said
    return str(said["id"])


def as_before(server: Server, member: str) -> None:
    """Renews the membership as an invitation would, and ends the pause."""
    membership = schema.membership
    with changing(backend_of(server.data, server.settings["database_url"])) as connection:
        connection.execute(
            update(membership)
            .where(membership.c.member_id == member)
            .values(left_at=None, banned_until=None, muted_until=None)
        )
        connection.execute(update(schema.room).values(paused_until=None))
