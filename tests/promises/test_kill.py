"""The server dies in the middle of talk, again and again, and nothing that was acknowledged is lost or doubled.

Thirty-two people talk without a pause. At a random moment, also while they are still coming back from the last time,
the process is ended with no chance to tidy up, and started again.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
import uvloop

from bench.serving import Running
from tests.promises.chance import chance
from tests.promises.houses import Seat, carried, seeded
from tests.promises.witnesses import all_said, count_answers, hear_the_end, histories, judged, together, witnesses
from tests.running import Server

ROOMS, MEMBERS = 4, 7
SHORT_KILLS = 3
LONG_KILLS = 500
LIVES_SECONDS = (0.0, 0.8)
PROMISED_READY_SECONDS = 3.0
WITHOUT_END = 10**9
WORTH_LOSING = 10
"""Every life of the server sees so many messages at least in the first room."""


def test_a_killed_server_loses_and_doubles_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    talk_and_kill(tmp_path / "data", SHORT_KILLS, as_people_do=False)


@pytest.mark.long
def test_five_hundred_kills_lose_nothing_and_each_is_over_in_three_seconds(tmp_path: Path) -> None:
    slowest = talk_and_kill(tmp_path / "data", LONG_KILLS, as_people_do=True)
    assert slowest <= PROMISED_READY_SECONDS


def talk_and_kill(data: Path, kills: int, *, as_people_do: bool) -> float:
    """Ends and starts it so often; answers how many seconds the slowest start took."""
    seats = seeded(data, ROOMS, MEMBERS)
    with carried(data, as_people_do=as_people_do) as server:
        return uvloop.run(evening(server, seats, kills))


async def evening(server: Running | Server, seats: list[Seat], kills: int) -> float:
    luck = chance()
    found = histories(seats)
    people = witnesses(seats, found)
    starts = []
    async with together(people, server.port, luck):
        for person in people:
            person.talk(WITHOUT_END)
        for _ in range(kills):
            await people[0].until_rev(people[0].rev + WORTH_LOSING)
            await asyncio.sleep(luck.uniform(*LIVES_SECONDS))
            server.kill()
            begun = time.monotonic()
            await asyncio.to_thread(server.start)
            starts.append(time.monotonic() - begun)
        await people[0].until_rev(people[0].rev + WORTH_LOSING)
        await all_said(people)
        behind = await hear_the_end(server.port, seats, people)
        wrong = await judged(server.port, seats, found)
    print(f"{kills} kills, {count_answers(found)} acknowledged, {sum(person.again for person in people)} sent again")
    print(f"ready again after {max(starts):.2f} s at most, {sum(starts) / kills:.2f} s as a rule; wrong: {len(wrong)}")
    assert not any(person.refused for person in people)
    assert (wrong, behind) == ([], [])
    return max(starts)
