"""What was taken back, edited away, declined, erased or has run out is in no byte of the data directory any more."""

from __future__ import annotations

import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio

import server.clock
from server import protocol as ask
from server.app import open_house
from server.clock import now_ms
from server.erasing import erase
from server.errors import Refused
from server.house import House
from server.records import MemberId, RoomId
from server.settings import Settings
from server.storage.care import Worry
from server.storage.copying import copy_database
from server.storage.migrate import head
from server.storage.places import copy_before, database_file
from server.storage.retention import DAY
from server.upkeep import COPIES_LAST, Upkeep
from tests.cast import ROOM, Cast, Person

SEED = int(os.environ.get("PORCHLIGHT_SEED") or random.randrange(10**6))
sizes = pytest.mark.parametrize(
    "words", [pytest.param(80, id="short"), pytest.param(1000, id="long", marks=pytest.mark.long)]
)
Way = Callable[["Porch"], Awaitable[None]]


class Porch:
    """The house, its people, and the made-up words that each thing said has, one of its own."""

    def __init__(self, house: House, cast: Cast) -> None:
        self.house = house
        self.cast = cast
        self.words: list[str] = []
        self.said = 0
        self._chance = random.Random(SEED)

    def word(self) -> str:
        """A new word. They differ from their first letters on: the search index keeps only how neighbours differ."""
        made = "".join(self._chance.choice("bdfgklmnprtvz") + self._chance.choice("aeiou") for _ in range(7))
        self.words.append(made)
        return made

    async def does(self, person: Person, command: type[ask.Command], /, **fields: Any) -> dict[str, Any]:
        self.said += 1
        asked = command(ref=f"ref-{self.said}", room=ROOM, **fields)
        return await self.house.hub.ask(MemberId(person.id), asked)

    async def says(self, person: Person, **fields: Any) -> str:
        return str((await self.does(person, ask.Say, text=self.sentence(), anyway=True, **fields))["id"])

    def sentence(self) -> str:
        return f"I call my garden {self.word()} and sit in it."

    def left(self) -> set[str]:
        """The words of which something is in some file."""
        files = [path.read_bytes() for path in self.house.settings.data.rglob("*") if path.is_file()]
        return {word for word in self.words if any(word[4:].encode() in content for content in files)}


async def retracted(porch: Porch) -> None:
    await porch.does(porch.cast.ana, ask.Retract, id=await porch.says(porch.cast.ana))


async def edited(porch: Porch) -> None:
    key = await porch.says(porch.cast.ana)
    await porch.does(porch.cast.ana, ask.Edit, id=key, text=porch.sentence(), anyway=True)


async def with_a_note(porch: Porch) -> None:
    await porch.says(porch.cast.ben, note=f"about {porch.word()}")


async def held_and_declined(porch: Porch) -> None:
    key = await porch.says(porch.cast.ana)
    await porch.does(porch.cast.fay, ask.Hold, id=key)
    await porch.does(porch.cast.fay, ask.Decline, id=key, reason="not here")


async def held_and_never_looked_at(porch: Porch) -> None:
    await porch.does(porch.cast.fay, ask.Hold, id=await porch.says(porch.cast.ben))


async def an_aside(porch: Porch) -> None:
    await porch.does(porch.cast.ana, ask.Aside, text=porch.sentence(), anyway=True)


async def reported(porch: Porch) -> None:
    key = await porch.says(porch.cast.ben)
    await porch.does(porch.cast.ana, ask.MakeReport, id=key, text=porch.sentence())


async def an_alert_that_was_settled(porch: Porch) -> None:
    worry = Worry(kind="suicide", level="high", alerts=True, told=(), at=now_ms())
    alert = (await porch.house.store.care.keep_worry(RoomId(f"room-{ROOM}"), MemberId(porch.cast.ana.id), worry)).alert
    assert alert is not None
    await porch.does(porch.cast.fay, ask.Settle, alert=alert.id, outcome=porch.sentence())


async def said_by_somebody_who_erases_herself(porch: Porch) -> None:
    await porch.says(porch.cast.femi)


WAYS: tuple[Way, ...] = (
    retracted,
    edited,
    with_a_note,
    held_and_declined,
    held_and_never_looked_at,
    an_aside,
    reported,
    an_alert_that_was_settled,
    said_by_somebody_who_erases_herself,
)


@pytest_asyncio.fixture
async def porch(data: Path, cast: Cast) -> AsyncIterator[Porch]:
    house = open_house(Settings(data=data, pace=False))
    yield Porch(house, cast)
    house.hub.examiner.close()
    house.store.close()


async def everything_is_said(porch: Porch, words: int) -> None:
    """In every way, until there are so many words. The gate may find a made-up word unkind; another is made up then."""
    for way in cycle(WAYS):
        if len(porch.words) >= words:
            return
        before = len(porch.words)
        try:
            await way(porch)
        except Refused:
            del porch.words[before:]


def days_later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    clock = SimpleNamespace(time_ns=lambda: time.time_ns() + days * DAY * 1_000_000, monotonic=time.monotonic)
    monkeypatch.setattr(server.clock, "time", clock)


@sizes
async def test_nothing_that_is_gone_is_in_any_byte(porch: Porch, words: int, monkeypatch: pytest.MonkeyPatch) -> None:
    upkeep, data = Upkeep(porch.house), porch.house.settings.data
    await everything_is_said(porch, words)
    said = len(porch.words)
    assert len(porch.left()) > said / 2  # what was taken back may be gone already
    copy = copy_before(data, head())
    copy_database(database_file(data), copy)
    old = time.time() - COPIES_LAST / 1000 - 1
    os.utime(copy, (old, old))

    await erase(porch.house.hub, MemberId(porch.cast.femi.id))
    days_later(monkeypatch, 31)
    for chore in (upkeep.remember, upkeep.expire, upkeep.finish, upkeep.sweep, upkeep.tidy):
        await chore()

    assert porch.left() == set(), f"PORCHLIGHT_SEED={SEED}"
    assert data.joinpath("erasures.jsonl").stat().st_size > 0
    porch.house.store.close()
    assert porch.left() == set(), f"PORCHLIGHT_SEED={SEED}"
    print(f"{said} words in {len(WAYS)} ways, 0 in any byte of the data directory afterwards")


async def test_without_tidying_the_search_would_find_some(porch: Porch, monkeypatch: pytest.MonkeyPatch) -> None:
    await everything_is_said(porch, 80)
    days_later(monkeypatch, 31)
    await Upkeep(porch.house).expire()
    assert porch.left()
