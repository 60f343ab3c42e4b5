"""Bad input gets a clear error, changes nothing, and hurts nobody else."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.cast import ROOM, Cast
from tests.live.browser import Browser
from tests.running import Server


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "hello",
        "[]",
        "null",
        '{"do":"say"}',
        '{"do":"say","ref":"","room":"tuesday","text":"x"}',
        json.dumps({"do": "say", "ref": "r" * 65, "room": "tuesday", "text": "x"}),
        '{"do":"say","ref":1,"room":"tuesday","text":"x"}',
        '{"do":"say","ref":"1","room":"tuesday"}',
        '{"do":"say","ref":"1","room":"tuesday","text":""}',
        '{"do":"say","ref":"1","room":"tuesday","text":7}',
        '{"do":"say","ref":"1","room":"tuesday","text":"\\ud800"}',
        '{"do":"enter","ref":"1","room":"tuesday","since":-1}',
        '{"do":"slow","ref":"1","room":"tuesday","seconds":"soon"}',
        "[" * 10_000,
    ],
)
async def test_a_malformed_frame_is_answered_and_the_connection_stays(server: Server, cast: Cast, frame: str) -> None:
    async with Browser(server, cast.ana) as ana:
        await ana.send(frame)
        answer = await ana.reply(None)

        assert answer == {"re": None, "ok": False, "error": {"code": "bad_frame", "text": answer["error"]["text"]}}
        assert (await ana.enter())["rev"] == 0


async def test_an_unknown_command_is_named_as_such(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana:
        answer = await ana.ask("sing")

        assert answer["error"]["code"] == "unknown_command"


async def test_four_thousand_characters_fit_and_one_more_does_not(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana:
        assert (await ana.say("ä" * 4000))["ok"]
        assert (await ana.say("ä" * 4001))["error"]["code"] == "too_long"


async def test_a_flood_of_bad_frames_closes_the_connection(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana:
        with suppress(ConnectionClosed):
            for _ in range(40):
                await ana.send("nonsense")

        assert await ana.closes() == 1008


async def test_a_frame_that_is_too_large_closes_the_connection(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana:
        await ana.send("x" * 65_537)

        assert await ana.closes() == 1009


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({}, "nobody is signed in"),
        ({"Cookie": "session=made-up"}, "the session is not ours"),
        ({"Cookie": "ANA", "Origin": "https://evil.example"}, "another site asks"),
        ({"Cookie": "ANA", "Origin": "null"}, "a page without an address asks"),
    ],
)
async def test_who_does_not_belong_is_refused_before_the_upgrade(
    server: Server, cast: Cast, headers: dict[str, str], why: str
) -> None:
    sent = {name: value.replace("ANA", cast.ana.cookie) for name, value in headers.items()}
    with pytest.raises(InvalidStatus) as refused:
        await connect(server.live_url, additional_headers=sent)

    assert refused.value.response.status_code == 403, why


async def test_the_sites_own_pages_may_open_the_socket(server: Server, cast: Cast) -> None:
    async with connect(server.live_url, additional_headers={"Cookie": cast.ana.cookie, "Origin": server.url}):
        pass


async def test_a_machine_that_talks_too_fast_is_asked_to_wait(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana:
        for number in range(60):
            await ana.send({"do": "say", "ref": f"m-{number}", "room": ROOM, "text": f"line {number} of very many"})
        answers = [await ana.reply(f"m-{number}") for number in range(60)]

        assert answers[0]["ok"]
        assert "rate_limited" in {answer["error"]["code"] for answer in answers if not answer["ok"]}


async def test_one_member_may_open_only_so_many_sockets(server: Server, cast: Cast) -> None:
    sockets = [await connect(server.live_url, additional_headers={"Cookie": cast.ana.cookie}) for _ in range(10)]

    with pytest.raises(InvalidStatus):
        await connect(server.live_url, additional_headers={"Cookie": cast.ana.cookie})

    for socket in sockets:
        await socket.close()
