"""Over bad connections every message is kept and shown once, in one order, without a gap.

A proxy between everybody and the server delays, cuts or resets one piece in twenty of what passes. Whoever lost the
connection comes back with the last rev they have, and sends again, with the same ref, what was never answered.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from pathlib import Path

import pytest
import uvloop

from tests.promises.chance import chance
from tests.promises.houses import Seat, carried, seeded
from tests.promises.proxy import PERFECT, Faults, bad_connection
from tests.promises.witnesses import count_answers, hear_the_end, histories, judged, together, witnesses

ONE_PIECE_IN_TWENTY = Faults(delay=0.02, cut=0.015, reset=0.015)
PATIENCE_SECONDS = 60
SHORT = {"rooms": 3, "members": 3, "sends": 400}
LONG = {"rooms": 8, "members": 3, "sends": 100_000}


def test_over_bad_connections_everything_is_shown_once_and_in_order(tmp_path: Path) -> None:
    an_evening(tmp_path / "data", as_people_do=False, **SHORT)


@pytest.mark.long
def test_a_hundred_thousand_sendings_over_bad_connections(tmp_path: Path) -> None:
    an_evening(tmp_path / "data", as_people_do=True, **LONG)


def an_evening(data: Path, rooms: int, members: int, sends: int, *, as_people_do: bool) -> None:
    seats = seeded(data, rooms, members)
    with carried(data, as_people_do=as_people_do) as server:
        uvloop.run(asyncio.wait_for(talk(server.port, seats, sends), PATIENCE_SECONDS + sends / 20))


async def talk(port: int, seats: list[Seat], sends: int) -> None:
    luck = chance()
    found = histories(seats)
    people = witnesses(seats, found)
    begun = time.monotonic()
    async with (
        bad_connection(port, ONE_PIECE_IN_TWENTY, luck) as proxy,
        together(people, proxy.port, luck),
    ):
        for person in people:
            person.talk(-(-sends // len(people)))
        await asyncio.gather(*(person.until_answered() for person in people))
        talked = time.monotonic() - begun
        proxy.faults = PERFECT
        behind = await hear_the_end(port, seats, people)
        wrong = await judged(port, seats, found)
    refused = sum((person.refused for person in people), Counter[str]())
    print(f"{sum(person.said for person in people)} said by {len(people)} people in {len(found)} rooms, {talked:.0f} s")
    print(
        f"{count_answers(found)} answers, refused {dict(refused)}, sent again {sum(person.again for person in people)}"
    )
    print(f"befallen: {dict(proxy.befallen)}; wrong: {len(wrong)}")
    assert not refused
    assert (wrong, behind) == ([], [])
    assert proxy.befallen["cut"] > 0
