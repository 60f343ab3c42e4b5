"""Facilitators hold the room, and everybody is told what concerns them, and no more."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from tests.cast import CIRCLE, Cast
from tests.live.browser import Browser
from tests.postgres import on_both
from tests.running import Server

pytestmark = on_both

HURTFUL = "you are a worthless piece of shit and everyone here hates you"


async def test_a_mute_is_private_ends_by_itself_and_survives_a_restart(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay, Browser(server, cast.ben) as ben:
        for browser in (ana, fay, ben):
            await browser.enter()
        rev = (await ana.say("before"))["rev"]

        muted = await fay.ask("mute", member=cast.ana.id, minutes=0.05, reason="let us all breathe")
        notice = (await ana.hears("notice"))["notice"]
        refused = await ana.say("during")
        people = (await ben.enter())["people"]

        assert muted["ok"]
        assert "let us all breathe" in notice["text"]
        assert refused["error"]["code"] == "muted"
        assert refused["error"]["until"] == muted["muted_until"]
        assert all("muted_until" not in person for person in people)
        assert (await ben.enter())["rev"] == rev
    server.kill()
    server.start()
    async with Browser(server, cast.ana) as ana:
        started = time.monotonic()
        while not (said := await ana.say("after"))["ok"]:
            assert said["error"]["code"] == "muted"
            assert time.monotonic() - started < 60
            await asyncio.sleep(0.5)


async def test_a_mute_ended_early_lets_ana_speak_again(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay:
        await fay.ask("mute", member=cast.ana.id, minutes=30, reason="calm")
        await fay.ask("unmute", member=cast.ana.id)

        assert (await ana.say("thank you"))["ok"]


async def test_a_muted_member_may_neither_edit_nor_react_but_may_take_back_and_ask_for_help(
    server: Server, cast: Cast
) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay:
        said = await ana.say("hm")
        await fay.ask("mute", member=cast.ana.id, minutes=30, reason="calm")

        assert (await ana.ask("edit", id=said["id"], text="hm!"))["error"]["code"] == "muted"
        assert (await ana.ask("react", id=said["id"], kind="hug", on=True))["error"]["code"] == "muted"
        assert (await ana.ask("aside", text="may I explain?"))["ok"]
        assert (await ana.ask("retract", id=said["id"]))["ok"]


async def test_a_removed_member_hears_no_more_and_cannot_speak(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.ben) as ben, Browser(server, cast.fay) as fay:
        for browser in (ana, ben, fay):
            await browser.enter()

        await fay.ask("remove", member=cast.ana.id, reason="this is not the right group")
        notice = await ana.hears("notice")
        await ben.say("goodbye Ana")
        await ana.hears_nothing_more()

        assert "this is not the right group" in notice["notice"]["text"]
        assert ana.messages() == []
        assert (await ana.say("but"))["error"]["code"] == "not_member"
        people = (await ben.hears("room"))["people"]
        assert cast.ana.id not in {person["id"] for person in people}


async def test_a_held_message_has_no_rev_until_a_facilitator_releases_it(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.ben) as ben, Browser(server, cast.fay) as fay:
        for browser in (ana, ben, fay):
            await browser.enter()

        held = await ana.say(HURTFUL, anyway=True)
        waiting = await fay.hears("queue", change="added")
        shown = await ben.say("meanwhile")
        released = await fay.ask("release", id=held["id"])
        message = (await ben.hears("message", id=held["id"]))["message"]

        assert (held["state"], held["rev"]) == ("held", None)
        assert waiting["message"]["text"] == HURTFUL
        assert "in trouble" not in waiting["message"]["why"]
        assert "in trouble" in (await ana.hears("held", change="held"))["reason"]
        assert shown["rev"] == 1
        assert released["rev"] == message["place"] == 2
        assert message["written_at"] < message["at"]
        assert (await ana.hears("held", change="released"))["message"]["id"] == held["id"]


async def test_a_declined_message_is_shown_to_nobody_and_its_author_is_told_why(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.ben) as ben, Browser(server, cast.fay) as fay:
        for browser in (ana, ben, fay):
            await browser.enter()
        held = await ana.say(HURTFUL, anyway=True)

        await fay.ask("decline", id=held["id"], reason="this would hurt Ben")
        notice = (await ana.hears("notice"))["notice"]
        await ben.hears_nothing_more()

        assert "this would hurt Ben" in notice["text"]
        assert HURTFUL not in str(ben.heard)
        assert (await fay.enter())["mine"]["queue"] == []


async def test_a_hidden_message_keeps_its_place_without_its_words(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.ben) as ben, Browser(server, cast.fay) as fay:
        await ben.enter()
        said = await ana.say("something for elsewhere")

        await fay.ask("hide", id=said["id"], reason="off topic")
        hidden = (await ben.hears("message", state="hidden"))["message"]
        page = (await ben.enter())["messages"]
        await fay.ask("unhide", id=said["id"])
        again = (await ben.hears("message", rev=hidden["rev"] + 1))["message"]

        assert (hidden["text"], hidden["place"]) == ("", said["rev"])
        assert [message["text"] for message in page] == [""]
        assert again["text"] == "something for elsewhere"


async def test_one_message_is_pinned_at_a_time(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay:
        first, second = await ana.say("first"), await ana.say("second")

        await fay.ask("pin", id=first["id"])
        await fay.ask("pin", id=second["id"])
        entered = await ana.enter()

        assert entered["room"]["pinned"]["id"] == second["id"]
        assert [message["pinned"] for message in entered["messages"]] == [False, True]


async def test_taking_back_the_pinned_message_takes_down_the_pin(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay:
        said = await ana.say("first")
        await fay.ask("pin", id=said["id"])

        await ana.ask("retract", id=said["id"])

        assert (await fay.enter())["room"]["pinned"] is None


async def test_slow_mode_says_when_one_may_speak_again_and_spares_facilitators(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay:
        await fay.ask("slow", seconds=60)
        await ana.say("one")

        slow = await ana.say("two")

        assert slow["error"]["code"] == "slow"
        assert slow["error"]["until"]
        assert (await fay.say("one"))["ok"]
        assert (await fay.say("two"))["ok"]


async def test_a_paused_room_can_be_read_and_resumed(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay:
        await ana.enter()
        await fay.ask("pause", minutes=10, reason="a breath")
        told = await ana.hears("room")
        paused = await ana.say("wait")
        await fay.ask("resume")

        assert told["about"]["paused_reason"] == "a breath"
        assert paused["error"]["code"] == "paused"
        assert (await ana.say("now"))["ok"]


async def test_a_circle_opens_and_closes_and_the_talking_piece_goes_round(server: Server, cast: Cast) -> None:
    async with (
        Browser(server, cast.ana, CIRCLE) as ana,
        Browser(server, cast.ben, CIRCLE) as ben,
        Browser(server, cast.fay, CIRCLE) as fay,
    ):
        assert (await ana.say("anyone?"))["error"]["code"] == "closed"
        await fay.ask("open")
        await fay.ask("give", member=cast.ana.id)
        await ben.ask("raise")

        assert (await ben.say("me too"))["error"]["code"] == "not_your_turn"
        assert (await ben.ask("pass"))["error"]["code"] == "not_your_turn"
        assert (await ana.say("I have it"))["ok"]
        await ana.ask("pass")
        assert (await ben.say("my turn"))["ok"]
        await fay.ask("close")
        assert (await ben.say("late"))["error"]["code"] == "closed"


async def test_a_report_reaches_facilitators_and_not_the_room(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.ben) as ben, Browser(server, cast.fay) as fay:
        for browser in (ana, ben, fay):
            await browser.enter()
        said = await ana.say("that was unkind of me to write")

        reported = await ben.ask("report", id=said["id"], rule="kind", text="it stung")
        heard = (await fay.hears("reported"))["report"]
        await ana.hears_nothing_more()

        assert heard["id"] == reported["id"]
        assert (heard["message"], heard["rule"]) == (said["id"], "kind")
        assert not [frame for frame in ana.heard if frame["on"] == "reported"]
        assert (await ben.ask("report", id=said["id"], rule="no-such-rule"))["error"]["code"] == "not_found"


@pytest.mark.parametrize("do", ["mute", "remove", "ban"])
async def test_facilitators_cannot_turn_these_on_one_another_but_the_steward_can(
    server: Server, cast: Cast, do: str
) -> None:
    fields: dict[str, Any] = {"member": cast.femi.id, "reason": "we quarrelled"} | (
        {"minutes": 5} if do == "mute" else {}
    )
    async with Browser(server, cast.fay) as fay, Browser(server, cast.sol) as sol:
        assert (await fay.ask(do, **fields))["error"]["code"] == "forbidden"
        assert (await sol.ask(do, **fields))["ok"]


async def test_a_facilitator_who_is_reported_does_not_learn_who_reported_them(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay, Browser(server, cast.femi) as femi:
        await femi.enter()
        said = await fay.say("you should all be over it by now")

        report = await ana.ask("report", id=said["id"], text="that hurt")
        await femi.hears("reported", id=report["id"])
        await fay.hears_nothing_more()

        assert not [frame for frame in fay.heard if frame["on"] == "reported"]
        assert (await fay.enter())["mine"]["reports"] == []
        assert (await fay.ask("settle", alert=report["id"], outcome="nothing to see"))["error"]["code"] == "not_found"
        assert (await femi.ask("settle", alert=report["id"], outcome="we talked"))["ok"]


async def test_a_held_message_cannot_be_pinned(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.ben) as ben, Browser(server, cast.fay) as fay:
        await ben.enter()
        held = await ana.say(HURTFUL, anyway=True)

        assert (await fay.ask("pin", id=held["id"]))["error"]["code"] == "conflict"
        assert (await ben.enter())["room"]["pinned"] is None


async def test_a_held_edit_falls_away_when_its_message_is_taken_down(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay:
        said = await ana.say("a kind word")
        assert (await ana.ask("edit", id=said["id"], text=HURTFUL, anyway=True))["state"] == "held"
        assert len((await fay.enter())["mine"]["queue"]) == 1

        await fay.ask("hide", id=said["id"], reason="let us wait")

        assert (await fay.enter())["mine"]["queue"] == []


async def test_a_clean_edit_takes_a_held_one_out_of_the_queue(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay:
        await fay.enter()
        said = await ana.say("a kind word")
        await ana.ask("edit", id=said["id"], text=HURTFUL, anyway=True)
        await fay.hears("queue", change="added")

        await ana.ask("edit", id=said["id"], text="a kinder word")

        assert (await fay.hears("queue", change="gone"))["message"]["id"] == said["id"]
        assert (await fay.enter())["mine"]["queue"] == []


async def test_a_removal_does_not_lift_a_ban(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.fay) as fay, Browser(server, cast.femi) as femi, Browser(server, cast.ben) as ben:
        await fay.ask("ban", member=cast.ben.id, reason="threats")

        assert (await femi.ask("remove", member=cast.ben.id, reason="threats"))["error"]["code"] == "conflict"
        assert (await ben.say("hello?"))["error"]["text"] == "You cannot take part in this room just now."


async def test_the_talking_piece_does_not_leave_with_who_holds_it(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay:
        await fay.ask("give", member=cast.ben.id)

        await fay.ask("remove", member=cast.ben.id, reason="not tonight")

        assert (await ana.say("can I speak?"))["ok"]


async def test_asking_for_what_is_so_already_takes_no_rev(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana:
        first = await ana.ask("raise")
        second = await ana.ask("raise")

        assert first["rev"] == second["rev"] == 1


async def test_fay_does_not_release_her_own_held_message(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.fay) as fay, Browser(server, cast.femi) as femi:
        held = await fay.say(HURTFUL, anyway=True)

        assert held["state"] == "held"
        assert (await fay.ask("release", id=held["id"]))["error"]["code"] == "forbidden"
        assert (await femi.ask("release", id=held["id"]))["ok"]
