"""What has run out leaves open pages and pages that come back, and nothing and nobody is remembered too long."""

from __future__ import annotations

import json
import secrets
from typing import Any

from sqlalchemy import select, update

from server import protocol as ask
from server.clock import now_ms
from server.house import House
from server.records import MemberId, RoomId
from server.storage import schema
from server.storage.care import Worry
from server.storage.retention import DAY, GONE_IS_TOLD
from server.upkeep import Upkeep
from tests.cast import ROOM, Cast, Person

KEY = RoomId(f"room-{ROOM}")


class Ear:
    """A page that somebody has open."""

    def __init__(self, person: Person) -> None:
        self.member = MemberId(person.id)
        self.heard: list[dict[str, Any]] = []

    def hear(self, frame: str) -> None:
        self.heard.append(json.loads(frame))

    def like(self, on: str) -> list[dict[str, Any]]:
        return [frame for frame in self.heard if frame["on"] == on]


async def opened(house: House, person: Person) -> Ear:
    ear = Ear(person)
    house.hub.connections[ear.member].add(ear)  # type: ignore[arg-type]
    (await house.hub.room(KEY)).join(ear)
    return ear


async def does(house: House, person: Person, command: type[ask.Command], /, **fields: Any) -> dict[str, Any]:
    return await house.hub.ask(MemberId(person.id), command(ref=secrets.token_hex(8), room=ROOM, **fields))


async def says(house: House, person: Person, text: str) -> str:
    return str((await does(house, person, ask.Say, text=text))["id"])


async def grows_old(house: House, key: str, age: int = 31 * DAY) -> None:
    row = schema.message.c.id == key
    await house.store.database.write(
        lambda c: c.execute(update(schema.message).where(row).values(written_at=now_ms() - age))
    )


async def comes_back(house: House, person: Person, since: int) -> dict[str, Any]:
    return await does(house, person, ask.Enter, since=since, epoch="first-life")


async def test_an_open_page_sees_a_message_go_when_its_days_are_over(house: House, cast: Cast) -> None:
    old = await says(house, cast.ana, "a long time ago")
    await does(house, cast.ben, ask.React, id=old, kind="heart", on=True)
    await does(house, cast.fay, ask.Pin, id=old)
    await grows_old(house, old)
    ben = await opened(house, cast.ben)
    before = (await comes_back(house, cast.ben, 0))["rev"]

    await Upkeep(house).expire()

    gone = ben.like("message")[0]["message"]
    assert (gone["id"], gone["state"], gone["text"], gone["reactions"]) == (old, "gone", "", {})
    assert [frame["rev"] for frame in ben.heard if "rev" in frame] == [before + 1, before + 2]
    assert ben.like("room")[0]["about"]["pinned"] is None


async def test_a_page_that_comes_back_is_told_what_has_gone_meanwhile(house: House, cast: Cast) -> None:
    old = await says(house, cast.ana, "a long time ago")
    seen = (await comes_back(house, cast.ben, 0))["rev"]
    await grows_old(house, old)

    await Upkeep(house).expire()

    back = await comes_back(house, cast.ben, seen)
    assert not back["reset"]
    assert [(each["id"], each["state"]) for each in back["messages"]] == [(old, "gone")]


async def test_a_page_from_before_what_is_forgotten_begins_anew(house: House, cast: Cast) -> None:
    old = await says(house, cast.ana, "a very long time ago")
    seen = (await comes_back(house, cast.ben, 0))["rev"]
    young = await says(house, cast.ana, "just now")
    await grows_old(house, old, 31 * DAY + GONE_IS_TOLD)

    await Upkeep(house).expire()

    back = await comes_back(house, cast.ben, seen)
    assert back["reset"]
    assert [each["id"] for each in back["messages"]] == [young]
    assert not (await comes_back(house, cast.ben, back["rev"]))["reset"]
    assert await house.store.database.read(lambda c: list(c.execute(select(schema.message.c.id)).scalars())) == [young]


async def test_a_message_still_held_leaves_the_queue_and_the_room_hears_nothing(house: House, cast: Cast) -> None:
    held = await says(house, cast.ana, "wait for me")
    await does(house, cast.fay, ask.Hold, id=held)
    never = {"place": None, "rev": None, "shown_at": None}
    await house.store.database.write(lambda c: c.execute(update(schema.message).values(**never)))
    await grows_old(house, held)
    ben, fay, ana = [await opened(house, person) for person in (cast.ben, cast.fay, cast.ana)]

    await Upkeep(house).expire()

    assert ben.heard == []
    assert [(each["change"], each["message"]["id"]) for each in fay.like("queue")] == [("gone", held)]
    assert [each["change"] for each in ana.like("held")] == ["retracted"]
    assert (await comes_back(house, cast.fay, 0))["mine"]["queue"] == []


async def reasons(house: House) -> set[str]:
    members = await house.store.rooms.memberships(KEY)
    return {each.ban_reason for each in members} | {each.mute_reason for each in members}


async def test_why_somebody_was_removed_or_banned_is_forgotten_in_time(house: House, cast: Cast) -> None:
    await does(house, cast.fay, ask.Remove, member=cast.ana.id, reason="needed a rest")
    await does(house, cast.fay, ask.Ban, member=cast.ben.id, reason="again and again")

    await house.store.retention.expire(now_ms() + 29 * DAY)
    assert await reasons(house) == {"", "needed a rest", "again and again"}
    await house.store.retention.expire(now_ms() + 31 * DAY)

    assert await reasons(house) == {""}
    barred = {each.member: each.banned_until for each in await house.store.rooms.memberships(KEY)}
    assert barred[MemberId(cast.ben.id)] is not None


async def test_what_came_of_an_alert_is_in_the_record_until_the_alert_is_forgotten(house: House, cast: Cast) -> None:
    worry = Worry(kind="suicide", level="high", alerts=True, told=(), at=now_ms())
    alert = (await house.store.care.keep_worry(KEY, MemberId(cast.ana.id), worry)).alert
    assert alert is not None
    await does(house, cast.fay, ask.Settle, alert=alert.id, outcome="Her sister is with her.")
    assert (await house.store.deeds.of_rooms((KEY,)))[0].reason == "Her sister is with her."

    await house.store.retention.expire(now_ms() + 31 * DAY)

    assert [(deed.verb, deed.reason) for deed in await house.store.deeds.of_rooms((KEY,))] == [("settle", "")]


async def test_an_erasure_that_was_interrupted_is_finished(house: House, cast: Cast) -> None:
    await says(house, cast.ana, "something of mine")
    await house.store.members.erase(MemberId(cast.ana.id), now_ms())

    await Upkeep(house).finish()

    assert await house.store.database.read(lambda c: list(c.execute(select(schema.message.c.text)).scalars())) == [""]
    assert await house.store.retention.half_erased() == ()
