"""A mute or a ban and a message within five milliseconds: it is shown to all or to none, and never after the mute was
acknowledged."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bench.serving import seeded
from tests.promises.seats import Frame, Seat
from tests.running import Server, started

ROOMS = 4
MANY_ROOMS = 20
LISTENERS = 4
RACES = 100
MANY_RACES = 20_000
APART_SECONDS = 0.005
LEARNS_SECONDS = 0.001
BANS_EVERY = 10


class Race:
    """One room's races, one after another. `banned` are the members who are there to be banned."""

    def __init__(self, seats: list[Seat], chance: random.Random, outcomes: Counter[str]) -> None:
        self.facilitator, self.author, *others = seats
        self.listeners, self.to_be_banned = others[:LISTENERS], others[LISTENERS:]
        self.present = [self.facilitator, self.author, *self.listeners]
        self.chance = chance
        self.outcomes = outcomes
        self.lead = 0.0
        """How much sooner a message starts than the mute, so that the gate's time does not decide every race."""

    async def run(self, port: int, races: int) -> None:
        for seat in self.present:
            await seat.sit_down(port)
        try:
            await self.all(port, races)
        finally:
            for seat in self.present:
                seat.get_up()
            await asyncio.sleep(0.1)  # for the sockets to close

    async def all(self, port: int, races: int) -> None:
        for number in range(1, races + 1):
            if number % BANS_EVERY == 0 and self.to_be_banned:
                author = self.to_be_banned.pop()
                await author.sit_down(port)
                await self.race(author, number, "ban")
                author.get_up()
            else:
                await self.race(self.author, number, "mute")
                await self.facilitator.ask("unmute", member=self.author.member)

    async def race(self, author: Seat, number: int, how: str) -> None:
        for seat in (author, *self.present):
            seat.heard.clear()
        text = f"The kettle sings for the {number}th time."
        minutes = {"minutes": 60.0} if how == "mute" else {}
        apart = self.chance.uniform(-APART_SECONDS, APART_SECONDS) - self.lead
        said, stopped = await asyncio.gather(
            later(max(0.0, apart), author.ask("say", text=text)),
            later(max(0.0, -apart), self.facilitator.ask(how, member=author.member, reason="a breath", **minutes)),
        )
        assert stopped["ok"], stopped
        await self.everybody_has_heard()
        kept = bool(said["ok"])
        self.outcomes[f"{how}: {'shown' if kept else 'refused'}"] += 1
        self.lead += -LEARNS_SECONDS if kept else LEARNS_SECONDS
        assert kept or said["error"]["code"] in ("muted", "not_member"), said
        for seat in (self.facilitator, *self.listeners):
            assert (seat.place_of(text) is not None) == kept, f"{how}: {said}, and {seat.member} heard otherwise"
        shown = self.facilitator.place_of(text)
        if shown is not None:
            acknowledged = self.facilitator.heard.index(stopped)
            assert shown < acknowledged, f"the {how} was acknowledged, and then the message was shown"
        again = await author.ask("say", text="And the tea is ready.")
        assert not again["ok"], f"after an acknowledged {how}: {again}"

    async def everybody_has_heard(self) -> None:
        """What is told is in everybody's outbox before its author is answered; so an answer of one's own comes after."""
        await asyncio.gather(*(seat.ask("typing") for seat in (self.facilitator, *self.listeners)))


async def later(seconds: float, what: Any) -> Frame:
    await asyncio.sleep(seconds)
    answer: Frame = await what
    return answer


def test_who_is_muted_is_heard_by_all_or_by_none(tmp_path: Path) -> None:
    run_races(tmp_path, ROOMS, RACES)


@pytest.mark.long
def test_who_is_muted_is_heard_by_all_or_by_none_in_twenty_thousand_races(tmp_path: Path) -> None:
    run_races(tmp_path, MANY_ROOMS, MANY_RACES)


def run_races(folder: Path, rooms: int, races: int) -> None:
    seed = int(os.environ.get("PORCHLIGHT_SEED", "0")) or random.randrange(1, 1_000_000)
    chance, outcomes = random.Random(seed), Counter[str]()
    each = races // rooms
    seats = seeded(folder / "data", rooms, 1 + LISTENERS + each // BANS_EVERY)
    in_rooms: dict[str, list[Seat]] = {}
    for one in seats:
        sitting = in_rooms.setdefault(one["room"], [])
        seat = Seat(one["room"], one["member"], one["cookie"])
        sitting.insert(0, seat) if one["role"] == "facilitator" else sitting.append(seat)

    async def all_rooms() -> None:
        await asyncio.gather(
            *(Race(each_room, chance, outcomes).run(server.port, each) for each_room in in_rooms.values())
        )

    with started(Server(folder / "data", pace="off", log_level="error")) as server:
        try:
            asyncio.run(all_rooms())
        except AssertionError as broken:
            raise AssertionError(f"{broken}\nTo try it again: PORCHLIGHT_SEED={seed}") from None
    print(f"{sum(outcomes.values())} races: {dict(sorted(outcomes.items()))}")
    assert {"mute: shown", "mute: refused"} <= set(outcomes), f"these races were none: {dict(outcomes)}"
