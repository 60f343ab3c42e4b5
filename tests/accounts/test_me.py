"""What Ana can see, change and take away of what is kept about her."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from starlette.applications import Starlette

from server import protocol as ask
from server.clock import now_ms
from server.erasing import erase
from server.errors import Refused
from server.house import House
from server.records import MemberId, RoomId
from server.storage.retention import Erasure, erase_again
from server.storage.schema import message
from tests.accounts.browsing import Browser
from tests.cast import CIRCLE, ROOM, Cast


async def test_ana_signs_another_browser_out(browser: Callable[..., Browser], app: Starlette, cast: Cast) -> None:
    house: House = app.state.house
    here, there = browser(cast.ana), browser()
    there.client.cookies.set("session", await house.accounts.sign_in(MemberId(cast.ana.id)))
    page = await here.open("/me")
    assert page.words.count("Another browser") == 1
    other = next(
        each.id for each in await house.store.sessions.of(MemberId(cast.ana.id), 0) if each.id != "session-ana"
    )
    page = await here.press(f"/me/sessions/{other}/end")
    assert "That session has ended." in page.words
    assert "I have been here before" in (await there.open("/")).words


async def test_ana_reads_how_and_when_each_session_began(
    browser: Callable[..., Browser], app: Starlette, cast: Cast
) -> None:
    house: House = app.state.house
    ana, room = MemberId(cast.ana.id), RoomId(f"room-{ROOM}")
    assert "return link" not in (await browser(cast.ana).open("/me")).words
    phone = browser()
    link = f"/return/{await house.accounts.return_token(ana, MemberId(cast.fay.id), room)}"
    await phone.send(await phone.open(link), "")
    page = await browser(cast.ana).open("/me")
    assert re.search(r"since \w+ \d+, \d{4}, \d+:\d\d\s[AP]M \(with a return link\), last used", page.words)
    entered = await house.hub.ask(ana, ask.Enter(ref="x", room=ROOM))
    assert "signed in as you with a return link made by Fay" in entered["mine"]["notices"][0]["text"]


async def test_nobody_ends_somebody_elses_session(browser: Callable[..., Browser], cast: Cast) -> None:
    assert (await browser(cast.ben).press("/me/sessions/session-ana/end")).status == 404
    assert (await browser(cast.ana).open("/me")).status == 200


async def test_country_and_typing_are_ones_own_choice(
    browser: Callable[..., Browser], app: Starlette, cast: Cast
) -> None:
    ana, store = browser(cast.ana), app.state.house.store
    await ana.send(await ana.open("/me"), "/me/country", country="IE")
    await ana.press("/me/typing", shows_typing="yes")
    member = await store.members.get(MemberId(cast.ana.id))
    assert (member.country, member.shows_typing) == ("IE", True)
    await ana.press("/me/typing")
    await ana.send(await ana.open("/me"), "/me/country", country="all")
    member = await store.members.get(MemberId(cast.ana.id))
    assert (member.country, member.shows_typing) == (None, False)
    assert (await ana.press("/me/country", country="ZZ")).status == 422


async def test_new_words_are_shown_once(browser: Callable[..., Browser], cast: Cast) -> None:
    ana = browser(cast.ana)
    page = await ana.press("/me/words")
    assert page.path == "/words"
    assert page.html.count('class="words-six"') == 1
    await ana.send(page)
    assert "They were shown once" in (await ana.open("/words")).words


async def test_ana_takes_her_data_along(browser: Callable[..., Browser], app: Starlette, cast: Cast) -> None:
    await say(app, cast.ana.id, "a line of mine")
    await say(app, cast.ben.id, "a line of Ben's")
    answer = await browser(cast.ana).client.post("/me/data", headers={"Sec-Fetch-Site": "same-origin"})
    assert "attachment" in answer.headers["Content-Disposition"]
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert "a line of mine" in {line.get("text") for line in lines}
    assert "a line of Ben's" not in answer.text
    assert cast.ana.token not in answer.text


async def test_ana_leaves_a_room(browser: Callable[..., Browser], cast: Cast) -> None:
    ana = browser(cast.ana)
    page = await ana.press(f"/me/rooms/{ROOM}/leave")
    assert "You have left the room." in page.words
    assert f"/rooms/{ROOM}" not in (await ana.open("/")).links


async def test_erasing_takes_words_and_name_and_gives_the_name_to_nobody(
    browser: Callable[..., Browser], app: Starlette, cast: Cast
) -> None:
    house: House = app.state.house
    for number in range(3):
        await say(app, cast.ana.id, f"secret {number}")
    await say(app, cast.ben.id, "still here")
    ana = browser(cast.ana)
    page = await ana.send(await ana.open("/me/erase"), "")
    assert "Nothing has been erased yet" in page.mistakes[0]
    page = await ana.send(page, "", sure="yes")
    assert "I have been here before" in page.words
    room = (await browser(cast.ben).open(f"/rooms/{ROOM}")).html
    assert "secret" not in room
    assert "still here" in room
    left = await house.store.members.get(MemberId(cast.ana.id))
    assert (left.name, left.country) == ("", None)
    assert left.erased_at
    assert not await house.store.members.is_free("ana")
    gone = {each.subject for each in await house.store.retention.erasures()}
    assert cast.ana.id in gone
    assert len(gone) == 4


async def test_a_backup_from_before_does_not_bring_an_erased_person_back(app: Starlette, cast: Cast) -> None:
    store = app.state.house.store
    erased = Erasure("member", cast.ana.id, now_ms())
    await store.database.write(lambda connection: erase_again(connection, [erased]))
    assert (await store.members.get(MemberId(cast.ana.id))).name == ""
    assert await app.state.house.accounts.who(cast.ana.token) is None


async def test_everybody_present_sees_the_words_go_without_a_gap(app: Starlette, cast: Cast) -> None:
    house: House = app.state.house
    for number in range(3):
        await say(app, cast.ana.id, f"secret {number}")
    ben = Ear(MemberId(cast.ben.id))
    room = await house.hub.room(await house.store.rooms.named(ben.member, ROOM))
    before = (await house.store.rooms.crowd(room.id)).room.rev
    house.hub.connections[ben.member].add(ben)  # type: ignore[arg-type]
    room.join(ben)
    await erase(house.hub, MemberId(cast.ana.id))
    revs = [event["rev"] for event in ben.heard if "rev" in event]
    assert revs == list(range(before + 1, before + 1 + len(revs)))
    emptied = [event["message"] for event in ben.heard if event["on"] == "message"]
    assert [message["text"] for message in emptied] == ["", "", ""]


async def test_what_ana_says_while_she_is_being_erased_does_not_stay(app: Starlette, cast: Cast) -> None:
    house: House = app.state.house
    for number in range(150):
        await say(app, cast.ana.id, f"secret {number}")
    await house.hub.ask(MemberId(cast.fay.id), ask.Open(ref="open", room=CIRCLE))

    async def go_on() -> None:
        for number in range(1000):
            await say(app, cast.ana.id, f"circle {number}", CIRCLE)

    said, _erased = await asyncio.gather(go_on(), erase(house.hub, MemberId(cast.ana.id)), return_exceptions=True)

    assert isinstance(said, Refused)

    assert await house.store.database.read(lambda c: set(c.execute(select(message.c.text)).scalars())) == {""}


async def test_a_held_message_leaves_the_facilitators_queue_when_ana_erases_herself(app: Starlette, cast: Cast) -> None:
    house: House = app.state.house
    await say(app, cast.ana.id, "wait for me")
    key = await house.store.database.read(lambda c: str(c.execute(select(message.c.id)).scalar()))
    await house.hub.ask(MemberId(cast.fay.id), ask.Hold(ref="hold", room=ROOM, id=key))
    fay = Ear(MemberId(cast.fay.id))
    house.hub.connections[fay.member].add(fay)  # type: ignore[arg-type]

    await erase(house.hub, MemberId(cast.ana.id))

    assert [(each["change"], each["message"]["id"]) for each in fay.heard if each["on"] == "queue"] == [("gone", key)]


class Ear:
    """Somebody who listens in a room."""

    def __init__(self, member: MemberId) -> None:
        self.member = member
        self.heard: list[dict[str, Any]] = []

    def hear(self, frame: str) -> None:
        self.heard.append(json.loads(frame))


async def test_leaving_quickly_signs_out_and_shows_a_neutral_page(
    browser: Callable[..., Browser], app: Starlette, cast: Cast
) -> None:
    ana = browser(cast.ana)
    page = await ana.press("/leave")
    assert page.headers["Refresh"] == "0; url=https://www.bbc.co.uk/weather"
    assert "storage" in page.headers["Clear-Site-Data"]
    assert "Max-Age=0" in page.headers["Set-Cookie"]
    assert page.html == ""
    ana.client.cookies.set("session", cast.ana.token)
    assert "I have been here before" in (await ana.open("/")).words


async def say(app: Starlette, member: str, text: str, room: str = ROOM) -> None:
    house: House = app.state.house
    await house.hub.ask(MemberId(member), ask.Say(ref=text, room=room, text=text))
