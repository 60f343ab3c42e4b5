"""Readers who stop reading are let go, and nobody else waits for them.

The same evening is spent twice, side by side: once everybody reads, once one in ten takes nothing any more, while still
asking for page after page. Then those who stopped read on, and find that they were let go with 4002.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
import uvloop

from bench import live
from bench.live import Figures, Person, figures
from bench.serving import Running
from bench.sockets import Client, connect
from tests.live.test_pressure import a_long_story
from tests.promises.houses import Seat, carried, seeded

TOO_SLOW = 4002
MEMBERS, STOPPED = 49, 5
"""With its facilitator fifty sit in each room; so many of them stop."""
ASKED_TIMES = 6
STORIES = 100
LET_GO_SECONDS = 20.0
HEARD_SECONDS = 30.0
SETTLING_SECONDS = 0.5
PROMISED_RATIO = 2.0
PROMISED_MEGABYTES_EACH = 4.0


class Size(NamedTuple):
    """How many rooms, messages a second, seconds of talk; and in which evenings some stop reading."""

    rooms: int
    rate: float
    seconds: float
    evenings: tuple[bool, ...]


SHORT = Size(rooms=1, rate=20.0, seconds=4.0, evenings=(True,))
LONG = Size(rooms=10, rate=40.0, seconds=30.0, evenings=(False, True) * 3)


class Evening(live.Evening):
    """One that knows who is in the room: what was said before is no news."""

    def hear(self, person: Person, frame: bytes) -> None:
        if frame.startswith(b'{"re":"enter"'):
            self.entered.add(person.cookie)
        super().hear(person, frame)

    async def arrive(self, port: int) -> None:
        self.entered: set[str] = set()
        await super().arrive(port)
        for _ in range(int(HEARD_SECONDS / SETTLING_SECONDS)):
            if len(self.entered) == len(self.people):
                return
            await asyncio.sleep(SETTLING_SECONDS)


class Spent(NamedTuple):
    """An evening: how the others fared, what became of those who stopped, by how much the server's memory grew."""

    figures: Figures
    codes: set[int | None]
    grown: float


def test_five_readers_who_stop_are_let_go_and_forty_five_others_miss_nothing(tmp_path: Path) -> None:
    _, stopping = side_by_side(tmp_path / "data", SHORT)
    assert {code for spent in stopping for code in spent.codes} == {TOO_SLOW}


@pytest.mark.long
def test_fifty_stopped_readers_at_most_double_what_the_others_wait(tmp_path: Path) -> None:
    reading, stopping = side_by_side(tmp_path / "data", LONG)
    assert p99(stopping) <= PROMISED_RATIO * p99(reading)
    each = max(spent.grown for spent in stopping) / (STOPPED * LONG.rooms)
    print(f"memory grew by {each:.2f} MB for each that stopped")
    assert each <= PROMISED_MEGABYTES_EACH


def side_by_side(data: Path, size: Size) -> tuple[list[Spent], list[Spent]]:
    """Evenings in which some stop reading, each after one in which everybody reads."""
    seats = seeded(data, size.rooms, MEMBERS)
    evenings: dict[bool, list[Spent]] = {False: [], True: []}
    with carried(data, as_people_do=True) as server:
        assert isinstance(server, Running)
        uvloop.run(tell_stories(server.port, seats))
        for stop in size.evenings:
            evenings[stop].append(uvloop.run(evening(server, seats, size, stop=stop)))
    for stop, spent in evenings.items():
        grown = max((each.grown for each in spent), default=0)
        print(f"{'some stopped' if stop else 'all read'}: p99 {p99(spent):.1f} ms, memory grew by {grown:.0f} MB")
    for there in (each.figures for spent in evenings.values() for each in spent):
        assert (there.lost, there.twice, there.unanswered, there.refused, there.closed) == (0, 0, 0, 0, 0)
    return evenings[False], evenings[True]


def p99(found: list[Spent]) -> float:
    milliseconds = sorted(each for spent in found for each in spent.figures.milliseconds)
    return milliseconds[int(0.99 * len(milliseconds))] if milliseconds else 0.0


async def tell_stories(port: int, seats: list[Seat]) -> None:
    """So many long messages in every room that a page of them fills more than a reader's buffers."""
    for seat in {seat["room"]: seat for seat in seats}.values():
        answers: asyncio.Queue[bytes] = asyncio.Queue()
        client = await connect(port, seat["cookie"], answers.put_nowait)
        for number in range(STORIES):
            said = {"do": "say", "ref": f"story-{number}", "room": seat["room"], "text": a_long_story(number)}
            client.send(said)
            assert b'"ok":true' in await answers.get()
        client.close()
        await client.gone


async def evening(server: Running, seats: list[Seat], size: Size, *, stop: bool) -> Spent:
    people = [Person(seat["room"], seat["cookie"], STORIES) for seat in seats]
    stopping = [person for number, person in enumerate(people) if number % (MEMBERS + 1) < STOPPED]
    spent = Evening(people, settling=SETTLING_SECONDS)
    try:
        await spent.arrive(server.port)
        before = server.megabytes()
        spent.people = [person for number, person in enumerate(people) if number % (MEMBERS + 1) >= STOPPED]
        if stop:
            for person in stopping:
                client_of(person).stop_reading()
        await asyncio.gather(spent.talk(size.rate, size.seconds), ask_again_and_again(stopping, size.seconds))
        grown = server.megabytes() - before
        codes = set(await asyncio.gather(*map(let_go, stopping))) if stop else set()
        return Spent(await everything_heard(spent), codes, grown)
    finally:
        await leave(people)


async def everything_heard(spent: Evening) -> Figures:
    """The figures, once everybody who reads has heard everything, or had time to."""
    found = figures(spent)
    for _ in range(int(HEARD_SECONDS / SETTLING_SECONDS)):
        if not found.lost and not found.unanswered:
            break
        await asyncio.sleep(SETTLING_SECONDS)
        found = figures(spent)
    return found


async def ask_again_and_again(people: list[Person], seconds: float) -> None:
    """Whoever still reads takes it; for whoever does not it piles up."""
    for number in range(ASKED_TIMES):
        for person in people:
            client_of(person).send({"do": "enter", "ref": f"again-{number}", "room": person.room, "since": 0})
        await asyncio.sleep(seconds / ASKED_TIMES)


async def let_go(person: Person) -> int | None:
    """Reads on; answers what the socket had been closed with."""
    client_of(person).read_on()
    await asyncio.wait([client_of(person).gone], timeout=LET_GO_SECONDS)
    return client_of(person).code


async def leave(people: Iterable[Person]) -> None:
    clients = [person.client for person in people if person.client is not None]
    for client in clients:
        client.close()
    await asyncio.wait([client.gone for client in clients], timeout=LET_GO_SECONDS)


def client_of(person: Person) -> Client:
    assert person.client is not None
    return person.client
