"""An hour of people coming and going leaves the server as it was after ten minutes: no memory and no files pile up."""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path
from statistics import linear_regression

import pytest
import uvloop

from bench.serving import Running
from bench.sockets import connect
from bench.texts import harmless
from tests.promises.chance import chance
from tests.promises.houses import Seat, carried, seeded

MINUTES = float(os.environ.get("PORCHLIGHT_SOAK_MINUTES", "60"))
WARM_MINUTES = min(10.0, MINUTES / 2)
ROOMS, MEMBERS = 25, 19
"""Five hundred people, with the facilitators."""
STAYS_SECONDS = (5.0, 60.0)
AWAY_SECONDS = (0.0, 20.0)
BETWEEN_WORDS_SECONDS = (5.0, 30.0)
LOOKS_SECONDS = 5.0
MEGABYTES_AN_HOUR = 8.0
FILES_AN_HOUR = 20.0


@pytest.mark.long
def test_an_hour_of_coming_and_going_leaves_no_memory_and_no_files_behind(tmp_path: Path) -> None:
    seats = seeded(tmp_path / "data", ROOMS, MEMBERS)
    with carried(tmp_path / "data", as_people_do=True) as server:
        assert isinstance(server, Running)
        looks = uvloop.run(spend(server, seats, chance()))
    minutes, megabytes, files = zip(*(look for look in looks[:-1] if look[0] >= WARM_MINUTES), strict=True)
    memory, opened = (linear_regression(minutes, each).slope * 60 for each in (megabytes, files))
    print(f"{len(seats)} people for {MINUTES:.0f} minutes, of which {WARM_MINUTES:.0f} to get warm")
    print(f"memory {megabytes[0]:.0f} to {megabytes[-1]:.0f} MB, {memory:+.1f} MB an hour")
    print(
        f"files {files[0]} to {files[-1]}, {opened:+.1f} an hour; when all had left {looks[-1][2]}, before {looks[0][2]}"
    )
    assert memory <= MEGABYTES_AN_HOUR
    assert looks[-1][2] <= looks[0][2] + FILES_AN_HOUR


Look = tuple[float, float, int]


async def spend(server: Running, seats: list[Seat], luck: random.Random) -> list[Look]:
    """Looks at the server every few seconds: the minute, its memory in megabytes, its open files."""
    begun = asyncio.get_running_loop().time()

    def look() -> Look:
        minute = (asyncio.get_running_loop().time() - begun) / 60
        return minute, server.megabytes(), len(list(Path(f"/proc/{server.pid}/fd").iterdir()))

    looks = [look()]
    living = [asyncio.create_task(come_and_go(server.port, number, seat, luck)) for number, seat in enumerate(seats)]
    while looks[-1][0] < MINUTES:
        await asyncio.sleep(LOOKS_SECONDS)
        looks.append(look())
        assert not [task for task in living if task.done()], "Somebody could not go on."
    for task in living:
        task.cancel()
    await asyncio.gather(*living, return_exceptions=True)
    await asyncio.sleep(LOOKS_SECONDS)
    return [*looks, look()]


async def come_and_go(port: int, number: int, seat: Seat, luck: random.Random) -> None:
    """Comes into the room, says something now and then, goes; again and again."""
    said = 0
    while True:
        await asyncio.sleep(luck.uniform(*AWAY_SECONDS))
        client = await connect(port, seat["cookie"], lambda _frame: None)
        try:
            client.send({"do": "enter", "ref": "enter", "room": seat["room"], "since": 0})
            leaves = asyncio.get_running_loop().time() + luck.uniform(*STAYS_SECONDS)
            while asyncio.get_running_loop().time() < leaves:
                await asyncio.sleep(luck.uniform(*BETWEEN_WORDS_SECONDS))
                said += 1
                text = harmless(number * 1000 + said)
                client.send({"do": "say", "ref": f"{number}-{said}", "room": seat["room"], "text": text})
        finally:
            client.close()
