"""What a facilitator can do with a message in each of its states; whatever it is, revs stay without a gap."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.conftest import Settle
from tests.live.browser import Browser
from tests.postgres import BOTH
from tests.running import Server, started

HURTFUL = "you are a worthless piece of shit and everyone here hates you"
OK, CONFLICT, NOT_FOUND = "ok", "conflict", "not_found"

COMMANDS = ("pin", "unpin", "hide", "unhide", "hold", "release", "decline")

# state of Ana's message -> what Fay is answered to each command
EXPECTED = {
    "shown": (OK, OK, OK, CONFLICT, OK, CONFLICT, CONFLICT),
    "pinned": (OK, OK, OK, CONFLICT, OK, CONFLICT, CONFLICT),
    "with a held edit": (OK, OK, OK, CONFLICT, OK, OK, OK),
    "hidden": (CONFLICT, OK, CONFLICT, OK, CONFLICT, CONFLICT, CONFLICT),
    "held": (CONFLICT, OK, CONFLICT, CONFLICT, CONFLICT, OK, OK),
    "held again": (CONFLICT, OK, CONFLICT, CONFLICT, CONFLICT, OK, OK),
    "declined": (CONFLICT, OK, CONFLICT, CONFLICT, CONFLICT, CONFLICT, CONFLICT),
    "taken back": (NOT_FOUND,) * 7,
}


@pytest.fixture(scope="module", params=BOTH)
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, founded: tuple[Path, Cast], settle: Settle
) -> Iterator[tuple[Server, Cast]]:
    """One server for the whole table."""
    data = tmp_path_factory.mktemp("message_states") / "data"
    with settle(request.param, data) as url, started(Server(data, pace="off", database_url=url)) as server:
        yield server, founded[1]


async def brought_to(state: str, ana: Browser, fay: Browser) -> str:
    """A message of Ana's in this state; its id."""
    said = await ana.say(HURTFUL, anyway=True) if state in ("held", "declined") else await ana.say("a kind word")
    key = str(said["id"])
    if state == "with a held edit":
        assert (await ana.ask("edit", id=key, text=HURTFUL, anyway=True))["state"] == "held"
    steps = {
        "pinned": ("pin", {}),
        "hidden": ("hide", {"reason": "for now"}),
        "held again": ("hold", {}),
        "declined": ("decline", {"reason": "for now"}),
    }
    if state in steps:
        do, fields = steps[state]
        assert (await fay.ask(do, id=key, **fields))["ok"]
    if state == "taken back":
        assert (await ana.ask("retract", id=key))["ok"]
    return key


@pytest.mark.parametrize("state", EXPECTED)
async def test_each_command_on_a_message_in_this_state(shared: tuple[Server, Cast], state: str) -> None:
    server, cast = shared
    async with Browser(server, cast.ana) as ana, Browser(server, cast.ben) as ben, Browser(server, cast.fay) as fay:
        before = (await ben.enter())["rev"]
        for do, expected in zip(COMMANDS, EXPECTED[state], strict=True):
            key = await brought_to(state, ana, fay)
            reason = {"reason": "for now"} if do in ("hide", "decline") else {}

            answer = await fay.ask(do, id=key, **reason)

            assert answer.get("error", {}).get("code", OK) == expected, do
            await ana.ask("retract", id=key)
        last = await ana.say("and that was all")
        await ben.hears("message", id=last["id"])

        assert ben.revs() == list(range(before + 1, last["rev"] + 1))
        assert HURTFUL not in str([frame for frame in ben.heard if frame["on"] == "room"])
        assert (await fay.enter())["mine"]["queue"] == []
