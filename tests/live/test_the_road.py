"""The road: from one person's keyboard to everybody's eyes, kept on the way."""

from __future__ import annotations

import asyncio

from tests.cast import Cast
from tests.live.browser import Browser
from tests.postgres import on_both
from tests.running import Server

pytestmark = on_both


async def test_ben_hears_what_ana_says_and_finds_it_again_later(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.ben) as ben:
        await ana.enter()
        await ben.enter()

        said = await ana.say("hello all")
        heard = await ben.hears("message", text="hello all")

        assert said["ok"] is True
        assert said["state"] == "shown"
        assert heard["message"]["id"] == said["id"]
        assert heard["message"]["author"] == cast.ana.id
        assert heard["message"]["name"] == "Ana"
        assert heard["rev"] == said["rev"] == heard["message"]["place"]
    async with Browser(server, cast.ben) as ben:
        assert [message["text"] for message in (await ben.enter())["messages"]] == ["hello all"]


async def test_anas_own_browser_hears_the_reply_before_the_event(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana:
        await ana.enter()
        order: list[str] = []
        await ana.send({"do": "say", "ref": "first", "room": "tuesday", "text": "hello"})
        while len(order) < 2:
            await asyncio.sleep(0.01)
            order = ["reply"] * ("first" in ana._replies) + ["event"] * bool(ana.messages())
            assert order != ["event"]


async def test_the_same_ref_sent_five_times_at_once_is_one_message_with_one_answer(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ben) as ben:
        await ben.enter()
        browsers = [Browser(server, cast.ana) for _ in range(5)]
        for browser in browsers:
            await browser.__aenter__()

        answers = await asyncio.gather(*(browser.say("only once", ref="m-1") for browser in browsers))
        await ben.hears_nothing_more()

        assert len({(answer["id"], answer["rev"], answer["state"]) for answer in answers}) == 1
        assert [message["text"] for message in ben.messages()] == ["only once"]
        for browser in browsers:
            await browser.__aexit__(None, None, None)


async def test_the_same_ref_with_other_words_is_a_conflict(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana:
        await ana.say("first words", ref="m-1")

        again = await ana.say("other words", ref="m-1")

        assert again["error"]["code"] == "conflict"


async def test_everybody_hears_every_rev_once_in_order_without_a_gap(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.ben) as ben, Browser(server, cast.fay) as fay:
        for browser in (ana, ben, fay):
            await browser.enter()

        said = await ana.say("one")
        await ben.ask("react", id=said["id"], kind="heart", on=True)
        await fay.ask("pin", id=said["id"])
        await asyncio.gather(*(browser.say(f"{browser.person.name} {n}") for n in range(4) for browser in (ana, ben)))
        await ana.ask("edit", id=said["id"], text="one, mended")
        await fay.ask("unpin", id=said["id"])
        await fay.ask("slow", seconds=0)
        last = await ana.ask("retract", id=said["id"])

        for browser in (ana, ben, fay):
            await browser.hears("message", rev=last["rev"])
            assert browser.revs() == list(range(1, last["rev"] + 1))


async def test_a_message_survives_a_killed_server(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana:
        said = await ana.say("keep this")
    server.kill()
    server.start()

    async with Browser(server, cast.ben) as ben:
        entered = await ben.enter()

    assert [(message["id"], message["text"]) for message in entered["messages"]] == [(said["id"], "keep this")]


async def test_who_comes_back_sees_exactly_what_who_stayed_sees(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.ben) as ben:
        first = await ana.say("first")
        entered = await ben.enter()
        await ben.socket.close()
        await ana.ask("edit", id=first["id"], text="first, mended")
        second = await ana.say("second")
        gone = await ana.say("never mind")
        await ana.ask("retract", id=gone["id"])
        server.stop()
        server.start()

    async with Browser(server, cast.ben) as ben:
        resumed = await ben.enter(since=entered["rev"], epoch=entered["epoch"])

    assert resumed["reset"] is False
    assert {(m["id"], m["text"], m["state"]) for m in resumed["messages"]} == {
        (first["id"], "first, mended", "shown"),
        (second["id"], "second", "shown"),
        (gone["id"], "", "gone"),
    }


async def test_a_browser_from_another_life_of_the_database_starts_afresh(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana:
        await ana.say("hello")

        entered = await ana.enter(since=1, epoch="another-life")

        assert entered["reset"] is True
        assert [message["text"] for message in entered["messages"]] == ["hello"]


async def test_more_than_five_hundred_changes_are_answered_with_a_fresh_page(
    data: object, server: Server, cast: Cast
) -> None:
    server.stop()
    server.settings["pace"] = "off"
    server.start()
    async with Browser(server, cast.ana) as ana:
        for number in range(502):
            await ana.say(f"line {number}")

        entered = await ana.enter(since=1)
        older = await ana.ask("history", before=entered["messages"][0]["place"])

        assert entered["reset"] is True
        assert [m["text"] for m in entered["messages"]] == [f"line {number}" for number in range(402, 502)]
        assert entered["more"] is True
        assert [m["text"] for m in older["messages"]] == [f"line {number}" for number in range(302, 402)]


async def test_oz_cannot_learn_that_the_room_exists(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.oz) as oz:
        real = await oz.ask("enter", room="tuesday", ref="a")
        imagined = await oz.ask("enter", room="no-such-room", ref="a")

        assert real == imagined
        assert real["error"]["code"] == "not_found"
