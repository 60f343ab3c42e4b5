"""Who is in danger is met, not moderated: privately, and whatever state the room is in."""

from __future__ import annotations

from tests.cast import Cast
from tests.live.browser import Browser
from tests.postgres import on_both
from tests.running import Server

pytestmark = on_both

IN_DANGER = "I want to end my life tonight"
DESPAIR = "I want to die. I keep thinking about killing myself"


async def test_anas_message_is_shown_and_her_card_reaches_nobody_else(server: Server, cast: Cast) -> None:
    everybody = (cast.ana, cast.ben, cast.fay, cast.femi, cast.sol)
    browsers = {person.name: await Browser(server, person).__aenter__() for person in everybody}
    for browser in browsers.values():
        await browser.enter()

    said = await browsers["Ana"].say(DESPAIR)
    card = (await browsers["Ana"].hears("card"))["card"]
    await browsers["Ben"].hears("message", id=said["id"])
    await browsers["Ben"].hears_nothing_more()

    assert said["state"] == "shown"
    assert card["kind"] == "suicide"
    assert all(line["source_url"] for line in card["helplines"])
    for name in ("Ben", "Fay", "Femi", "Sol"):
        assert not [frame for frame in browsers[name].heard if frame["on"] == "card"]
        assert card["heading"] not in str(browsers[name].heard)
    for browser in browsers.values():
        await browser.__aexit__(None, None, None)


async def test_facilitators_who_are_here_are_alerted_without_the_text(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay, Browser(server, cast.ben) as ben:
        for browser in (ana, fay, ben):
            await browser.enter()

        said = await ana.say(DESPAIR)
        alert = (await fay.hears("alert"))["alert"]
        await ben.hears_nothing_more()

        assert (alert["member"], alert["level"], alert["message"]) == (cast.ana.id, "high", said["id"])
        assert "killing" not in str(alert)
        assert not [frame for frame in ben.heard if frame["on"] == "alert"]


async def test_the_card_waits_for_ana_until_she_puts_it_away(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana:
        await ana.enter()
        await ana.say(DESPAIR)
        await ana.hears("card")
    server.kill()
    server.start()
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay:
        mine = (await ana.enter())["mine"]
        assert len(mine["cards"]) == 1
        assert len((await fay.enter())["mine"]["alerts"]) == 1

        assert (await ana.ask("dismiss", card=mine["cards"][0]["id"]))["ok"]

        assert (await ana.enter())["mine"]["cards"] == []


async def test_a_muted_person_in_danger_is_refused_and_still_met(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay:
        await ana.enter()
        await fay.enter()
        await fay.ask("mute", member=cast.ana.id, minutes=5, reason="a breather")

        refused = await ana.say(IN_DANGER)
        alert = (await fay.hears("alert"))["alert"]

        assert refused["error"]["code"] == "muted"
        assert (await ana.hears("card"))["card"]["level"] in {"high", "immediate"}
        assert alert["message"] is None
        assert IN_DANGER not in server.log.read_text()
        page = (await fay.enter())["messages"]
        assert page == []


async def test_a_concern_brings_the_card_alone(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay:
        await ana.enter()
        await fay.enter()

        await ana.say("sometimes I wish I could just not wake up")
        card = (await ana.hears("card"))["card"]
        await fay.hears_nothing_more()

        assert card["level"] == "concern"
        assert card["told"] == []
        assert not [frame for frame in fay.heard if frame["on"] == "alert"]


async def test_an_alert_is_claimed_by_one_facilitator_and_closed_with_an_outcome(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay, Browser(server, cast.femi) as femi:
        for browser in (ana, fay, femi):
            await browser.enter()
        await ana.say(DESPAIR)
        alert = (await fay.hears("alert"))["alert"]

        assert (await fay.ask("claim", alert=alert["id"]))["ok"]
        claimed = await femi.hears("alert", claimed_name="Fay")
        second = await femi.ask("claim", alert=alert["id"])
        assert (await fay.ask("settle", alert=alert["id"], outcome="we talked; she is with her sister"))["ok"]

        assert claimed["alert"]["id"] == alert["id"]
        assert second["error"]["code"] == "conflict"
        assert "Fay" in second["error"]["text"]
        assert (await femi.enter())["mine"]["alerts"] == []


async def test_an_aside_is_between_ana_and_the_facilitators(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay, Browser(server, cast.ben) as ben:
        for browser in (ana, fay, ben):
            await browser.enter()

        await ana.ask("aside", text="could somebody talk with me?")
        await fay.hears("aside", text="could somebody talk with me?")
        await fay.ask("aside", text="of course, I am here", to=cast.ana.id)
        await ana.hears("aside", text="of course, I am here")
        to_ben = await ben.ask("aside", text="hello you", to=cast.ana.id)
        await ben.hears_nothing_more()

        assert not [frame for frame in ben.heard if frame["on"] == "aside"]
        assert to_ben["error"]["code"] == "forbidden"
        assert [line["text"] for line in (await ana.enter())["mine"]["asides"]] == [
            "could somebody talk with me?",
            "of course, I am here",
        ]
        assert (await ben.enter())["mine"]["asides"] == []


async def test_writing_on_does_not_put_off_that_somebody_else_is_called(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay:
        await ana.enter()
        await fay.enter()
        await ana.say(DESPAIR)
        first = (await fay.hears("alert"))["alert"]
        fay.heard.clear()

        await ana.say("I still want to kill myself")
        again = (await fay.hears("alert"))["alert"]

        assert (again["id"], again["at"]) == (first["id"], first["at"])


async def test_a_milder_line_takes_nothing_back_of_what_ana_was_told(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay:
        await ana.enter()
        await fay.enter()
        await ana.say(DESPAIR)
        await ana.hears("card", level="high")
        ana.heard.clear()

        await ana.say("sometimes I wish I could just not wake up")
        card = (await ana.hears("card"))["card"]

        assert (card["level"], card["told"]) == ("high", ["Fay"])


async def test_nobody_is_said_to_have_been_told_who_is_not_there(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana:
        await ana.enter()
        await ana.say(DESPAIR)

        card = (await ana.hears("card"))["card"]

        assert card["told"] == []
        assert "No facilitator is here right now" in card["told_text"]


async def test_a_content_note_does_not_stop_somebody_in_danger(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana:
        await ana.enter()

        said = await ana.say(IN_DANGER, note="call me on 07700 900123")

        assert said["state"] == "shown"
        assert (await ana.enter())["messages"][0]["note"] is None


async def test_who_reports_and_is_in_danger_themselves_is_met_too(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.ben) as ben:
        await ben.enter()
        said = await ana.say("we went through all this last week")

        assert (await ben.ask("report", id=said["id"], text="because of this I want to kill myself"))["ok"]

        assert (await ben.hears("card"))["card"]["level"] == "high"


async def test_a_facilitators_cruelty_does_not_reach_a_member_by_the_private_line(server: Server, cast: Cast) -> None:
    async with Browser(server, cast.ana) as ana, Browser(server, cast.fay) as fay:
        await ana.enter()

        answer = await fay.ask("aside", to=cast.ana.id, text="I will come to your house and kill you", anyway=True)
        await ana.hears_nothing_more()

        assert answer["error"]["code"] == "refused"
        assert not [frame for frame in ana.heard if frame["on"] == "aside"]
