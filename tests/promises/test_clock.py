"""The clock jumps by an hour, either way, and summer time begins and ends: the order stays, and what is timed is right."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.storage.places import database_file
from tests.cast import Cast
from tests.live.browser import Browser
from tests.promises.talkers import Talker, same_in_the_room, whole_room
from tests.promises.under import Under, needs
from tests.running import started

HOUR = 3600
DAY = 24 * HOUR
LONDON = ZoneInfo("Europe/London")
LOOKS_AGAIN_SECONDS = 20.0
SEED = int(os.environ.get("PORCHLIGHT_SEED") or random.randrange(10**6))
jumps = pytest.mark.parametrize(
    "jumps", [pytest.param(4, id="short"), pytest.param(60, id="long", marks=pytest.mark.long)]
)


class Clock:
    """The server's clock: the machine's, so many seconds off."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.off = 0
        self.set(0)

    def set(self, off: int) -> None:
        self.off = off
        part = self.file.with_suffix(".part")
        part.write_text(f"{off:+d}\n")
        part.replace(self.file)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.off)


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    return Clock(tmp_path / "off")


@pytest.fixture
def server(data: Path, cast: Cast, clock: Clock) -> Iterator[Under]:
    """A server that goes by that clock."""
    needs("faketime")
    library = next(Path("/usr/lib").rglob("libfaketimeMT.so.1"))
    own = (f"LD_PRELOAD={library}", f"FAKETIME_TIMESTAMP_FILE={clock.file}", "FAKETIME_DONT_FAKE_MONOTONIC=1")
    running = Under(data, "env", *own, "FAKETIME_NO_CACHE=1", pace="off")
    with started(running):
        yield running


@jumps
async def test_the_order_stays_whatever_the_clock_does(server: Under, cast: Cast, clock: Clock, jumps: int) -> None:
    chance = random.Random(SEED)
    over = asyncio.Event()
    talkers = [Talker(server, person, number) for number, person in enumerate((cast.ana, cast.ben, cast.fay))]
    async with Browser(server, cast.femi) as femi:
        await femi.enter()
        talking = [asyncio.create_task(talker.talk(until=over.is_set)) for talker in talkers]
        for number in range(jumps):
            clock.set((HOUR, -HOUR)[number] if number < 2 else chance.choice((-HOUR, 0, HOUR)))
            before = answers(talkers)
            while answers(talkers) < before + len(talkers):  # noqa: ASYNC110 - they tell nobody
                await asyncio.sleep(0.01)
        over.set()
        await asyncio.gather(*talking)
        messages = await whole_room(femi)
    same_in_the_room(talkers, messages)
    heard = [message["id"] for message in femi.messages()]
    assert heard == [message["id"] for message in messages], f"PORCHLIGHT_SEED={SEED}"
    for talker in talkers:
        mine = [message["id"] for message in messages if message["author"] == talker.person.id]
        assert mine == [key for key, _ in talker.answered.values()]
        await talker.leave()
    at = [message["at"] for message in messages]
    assert at != sorted(at)  # the clock did jump
    print(f"{len(messages)} messages over {jumps} jumps of the clock, all in one order")


def answers(talkers: list[Talker]) -> int:
    return sum(len(talker.answered) for talker in talkers)


async def test_a_mute_and_a_pause_end_when_they_were_said_to_end(server: Under, cast: Cast, clock: Clock) -> None:
    async with Browser(server, cast.fay) as fay, Browser(server, cast.ana) as ana, Browser(server, cast.ben) as ben:
        for browser in (fay, ana, ben):
            await browser.enter()
        for jump in (0, HOUR, -HOUR):
            clock.set(clock.off + jump)
            assert (await fay.ask("resume"))["ok"]  # a clock that went back is before the end of the last one
            assert (await fay.ask("mute", member=cast.ana.id, minutes=30, reason="a rest"))["ok"]
            await ends_after(clock, ana, "muted", 30 * 60)
            assert (await fay.ask("pause", minutes=45, reason="tea"))["ok"]
            await ends_after(clock, ben, "paused", 45 * 60)


async def ends_after(clock: Clock, browser: Browser, code: str, seconds: int) -> None:
    """It says until when; it holds to within half a minute of that, and no longer."""
    began = clock.now()
    refused = await browser.say("Is it over?")
    assert refused["error"]["code"] == code
    until = datetime.fromisoformat(refused["error"]["until"])
    assert abs((until - began).total_seconds() - seconds) < 30
    clock.set(clock.off + seconds - 60)
    assert (await browser.say("Is it over?"))["error"]["code"] == code
    clock.set(clock.off + 90)
    assert (await browser.say("It is over."))["ok"]


async def test_a_clock_set_back_keeps_nobody_waiting_in_a_slow_room(server: Under, cast: Cast, clock: Clock) -> None:
    async with Browser(server, cast.fay) as fay, Browser(server, cast.ana) as ana:
        await fay.enter()
        await ana.enter()
        assert (await fay.ask("slow", seconds=60))["ok"]
        assert (await ana.say("One thing."))["ok"]
        assert (await ana.say("Another."))["error"]["code"] == "slow"
        clock.set(-HOUR)
        assert (await ana.say("Another."))["ok"]
        assert (await ana.say("And one more."))["error"]["code"] == "slow"


@pytest.mark.parametrize("summer_time", ["begins", "ends"])
async def test_a_mute_over_the_change_of_summer_time_is_as_long_as_it_was_said_to_be(
    server: Under, cast: Cast, clock: Clock, summer_time: str
) -> None:
    change = next_change(begins=summer_time == "begins")
    clock.set(round((change - datetime.now(UTC)).total_seconds()) - 30 * 60)
    assert clock.now().astimezone(LONDON).utcoffset() != (change + timedelta(hours=1)).astimezone(LONDON).utcoffset()
    async with Browser(server, cast.fay) as fay, Browser(server, cast.ana) as ana:
        await fay.enter()
        await ana.enter()
        assert (await fay.say("The clocks change tonight."))["ok"]
        assert (await fay.ask("mute", member=cast.ana.id, minutes=60, reason="a rest"))["ok"]
        until = datetime.fromisoformat((await ana.hears("notice"))["notice"]["until"]).astimezone(LONDON)
        assert abs((until - change).total_seconds() - 30 * 60) < 30
        await ends_after(clock, ana, "muted", 60 * 60)
        messages = await whole_room(ana)
    assert [message["place"] for message in messages] == [1, 2]


def next_change(begins: bool) -> datetime:
    """When summer time next begins or ends in London, in UTC."""
    hours = (datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=n) for n in range(9000))
    for hour in hours:
        before, after = (moment.astimezone(LONDON).dst() for moment in (hour - timedelta(minutes=1), hour))
        if bool(before) != bool(after) and bool(after) == begins:
            return hour
    raise AssertionError("London has no summer time any more.")


async def test_after_its_days_a_message_goes_and_a_younger_one_stays(server: Under, cast: Cast, clock: Clock) -> None:
    async with Browser(server, cast.ana) as ana:
        await ana.enter()
        old = await ana.say("This is thirty days old soon.")
        clock.set(2 * HOUR)
        young = await ana.say("This is a little younger.")
        clock.set(30 * DAY + HOUR)
        for _ in range(int(LOOKS_AGAIN_SECONDS * 10)):
            if [message for message in ana.messages() if message["state"] == "gone"]:
                break
            await asyncio.sleep(0.1)
        assert states(server.data) == {old["id"]: "gone", young["id"]: "shown"}


def states(data: Path) -> dict[str, Any]:
    with closing(sqlite3.connect(f"file:{database_file(data)}?mode=ro", uri=True)) as file:
        return dict(file.execute("SELECT id, state FROM message"))
