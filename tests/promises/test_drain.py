"""Told to stop, the server lets everybody go in time, keeps what it acknowledged, and has them all back afterwards.

Sockets are closed with 1012, one after another and not all at once, and the browsers come back after waits of chance, as
web/static/js/connection.js does. Until the last of them is told, /ready says that the server is going down.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvloop

from bench.serving import Running
from tests.promises.chance import chance
from tests.promises.houses import Seat, carried, seeded
from tests.promises.witnesses import (
    GOING_DOWN,
    Rest,
    Witness,
    all_said,
    as_the_page_does,
    count_answers,
    hear_the_end,
    histories,
    judged,
    soon,
    together,
    witnesses,
)
from tests.running import Server

MEMBERS = 19
"""And a facilitator: twenty in each room."""
TALKING = 32
SHORT = {"rooms": 5, "times": 1}
LONG = {"rooms": 100, "times": 20}
TALK_SECONDS = (0.2, 1.0)
PROMISED_EXIT_SECONDS = 10.0
BACK_SECONDS = 10.0
WITHOUT_END = 10**9


def test_told_to_stop_the_server_lets_everybody_go_and_loses_nothing(tmp_path: Path) -> None:
    going_down(tmp_path / "data", as_people_do=False, **SHORT)


@pytest.mark.long
def test_two_thousand_browsers_see_twenty_restarts_and_lose_nothing(tmp_path: Path) -> None:
    figures = going_down(tmp_path / "data", as_people_do=True, **LONG)
    assert max(figures.exits) <= PROMISED_EXIT_SECONDS


@dataclass
class Figures:
    """Of each time: how long the exit took; how many were back in time, and in the busiest second; how /ready answered."""

    exits: list[float] = field(default_factory=list)
    closes: list[float] = field(default_factory=list)
    back_in_time: list[float] = field(default_factory=list)
    busiest: list[float] = field(default_factory=list)
    ready: Counter[int | None] = field(default_factory=Counter)


def going_down(data: Path, rooms: int, times: int, *, as_people_do: bool) -> Figures:
    seats = seeded(data, rooms, MEMBERS)
    with carried(data, as_people_do=as_people_do) as server:
        return uvloop.run(evening(server, seats, times, as_the_page_does if as_people_do else soon))


async def evening(server: Running | Server, seats: list[Seat], times: int, rest: Rest) -> Figures:
    luck = chance()
    found = histories(seats)
    people = witnesses(seats, found, at_once=1)
    figures = Figures()
    async with together(people, server.port, luck, rest):
        await everybody_is_here(people)
        for person in people[:: len(people) // TALKING]:
            person.talk(WITHOUT_END)
        for _ in range(times):
            await asyncio.sleep(luck.uniform(*TALK_SECONDS))
            await restart(server, people, figures)
        await all_said(people)
        behind = await hear_the_end(server.port, seats, people)
        wrong = await judged(server.port, seats, found)
        codes = {code for person in people for code in person.codes}
        closed = {person.codes[GOING_DOWN] for person in people}
    print(f"{times} times under {len(people)} browsers, {count_answers(found)} acknowledged, wrong: {len(wrong)}")
    print(f"gone after {max(figures.exits):.1f} s at most; the closes took {max(figures.closes):.1f} s at most")
    print(f"back within {BACK_SECONDS:.0f} s: {min(figures.back_in_time):.0%} at least, ", end="")
    print(f"in the busiest second {max(figures.busiest):.0%}; /ready answered {dict(figures.ready)}")
    assert (codes, closed) == ({GOING_DOWN}, {times})
    assert (wrong, behind) == ([], [])
    return figures


async def restart(server: Running | Server, people: list[Witness], figures: Figures) -> None:
    """SIGTERM in the middle of talk; everybody is told; the server is started again and everybody comes back."""
    asking = asyncio.create_task(ask_whether_it_is_ready(server.port, figures.ready))
    begun = time.monotonic()
    status = await asyncio.to_thread(server.stop)
    figures.exits.append(time.monotonic() - begun)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await asyncio.gather(*(person.until_gone() for person in people))
    assert status == 0
    assert figures.ready[503] > 0
    left = sorted(person.left_at for person in people)
    figures.closes.append(left[-1] - left[0])
    await asyncio.to_thread(server.start)
    ready = time.monotonic()
    await everybody_is_here(people)
    waits = [person.came_at - ready for person in people]
    figures.back_in_time.append(sum(wait <= BACK_SECONDS for wait in waits) / len(waits))
    figures.busiest.append(max(Counter(int(wait) for wait in waits).values()) / len(waits))


async def everybody_is_here(people: list[Witness]) -> None:
    await asyncio.gather(*(person.until_rev(0) for person in people))


async def ask_whether_it_is_ready(port: int, answers: Counter[int | None]) -> None:
    """Asks again and again, as a balancer would; None: nobody answered."""
    while True:
        answers[await status_of(port)] += 1
        await asyncio.sleep(0.05)


async def status_of(port: int) -> int | None:
    with suppress(OSError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        with closing(writer):
            writer.write(b"GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            if answer := await reader.read():
                return int(answer[9:12])
    return None
