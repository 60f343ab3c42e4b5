"""Two processes on one PostgreSQL, as two stores here: one order, one answer to a ref, and one of them for the upkeep."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from server.clock import now_ms
from server.records import MemberId, RoomId
from server.storage import Store
from server.storage.messages import Judged, Kept, SaidBefore
from server.storage.standing import take_rev
from tests.cast import CIRCLE, ELSEWHERE, ROOM, Cast
from tests.live.browser import Browser
from tests.postgres import PostgreSQLServer
from tests.running import Server, started

HERE, THERE, CIRCLE_ROOM = (RoomId(f"room-{name}") for name in (ROOM, ELSEWHERE, CIRCLE))
TAKES_OVER_SECONDS = 30


@pytest.fixture
def kept_in() -> str:
    """A SQLite file is for one process: the lock of its folder sees to that."""
    return "PostgreSQL"


@pytest.fixture
async def both(data: Path, cast: Cast, url: str) -> AsyncIterator[tuple[Store, Store]]:
    """Two stores over one database."""
    one, other = Store(data, url), Store(data, url)
    yield one, other
    for store in (one, other):
        store.close()


def permit(_standing: object, _subject: object) -> None:
    """Everybody may."""


async def keep(store: Store, member: MemberId, ref: str, room: RoomId = HERE) -> Kept:
    draft = Judged(f"said as {ref}", None, None, ref, "digest", False, "", now_ms())
    return await store.messages.keep(room, member, draft, None, permit)


async def answered(store: Store, member: MemberId, ref: str) -> tuple[str, int | None, bool]:
    """What the sender of this ref is told: id and rev; and whether it was here that it was kept."""
    try:
        kept = await keep(store, member, ref)
    except SaidBefore as before:
        return before.answered.id, before.answered.rev, False
    return kept.message.id, kept.message.rev, True


async def test_a_ref_sent_to_both_at_once_is_kept_once_and_answered_alike(
    both: tuple[Store, Store], cast: Cast
) -> None:
    ana = MemberId(cast.ana.id)
    for number in range(40):
        answers = await asyncio.gather(*(answered(store, ana, f"r{number}") for store in both for _ in range(2)))

        assert len({answer[:2] for answer in answers}) == 1
        assert [answer[2] for answer in answers].count(True) == 1
        assert answers[0][1] == number + 1  # what came second took no rev


async def test_revs_of_a_room_have_no_gap_and_no_double_whoever_writes(both: tuple[Store, Store], cast: Cast) -> None:
    people = [MemberId(person.id) for person in (cast.ana, cast.ben, cast.fay)]

    kept = await asyncio.gather(
        *(keep(store, who, f"{at}-{n}") for at, store in enumerate(both) for who in people for n in range(40))
    )

    assert sorted(one.message.rev or 0 for one in kept) == list(range(1, 241))
    assert {one.message.rev for one in kept} == {one.message.place for one in kept}


def deadlocks(postgresql: PostgreSQLServer, url: str) -> int:
    """How many PostgreSQL has counted; it counts those of a connection when that is idle or closed."""
    asked = "SELECT deadlocks FROM pg_stat_database WHERE datname = %s"
    [(found,)] = postgresql.does(asked, url.rpartition("/")[2])
    return int(found)


async def test_batches_that_need_the_same_rooms_in_another_order_wait_and_are_never_in_a_ring(
    data: Path, cast: Cast, postgresql: PostgreSQLServer, url: str
) -> None:
    ana, rooms = MemberId(cast.ana.id), (HERE, CIRCLE_ROOM)
    before = deadlocks(postgresql, url)
    with closing(Store(data, url)) as one, closing(Store(data, url)) as other:
        kept = await asyncio.gather(*(in_one_batch(store, ana, rooms[::way]) for store, way in ((one, 1), (other, -1))))

    assert sorted(each.message.rev or 0 for batch in kept for each in batch) == [1, 1, 2, 2]
    assert deadlocks(postgresql, url) == before


def rests(connection: Connection) -> None:
    """Takes its time within a transaction."""
    connection.execute(text("SELECT pg_sleep(0.3)"))


async def in_one_batch(store: Store, member: MemberId, rooms: tuple[RoomId, ...]) -> list[Kept]:
    """Says something in each room, slowly and in this order: while the first rest lasts, everything else waits."""
    said: list[Awaitable[Any]] = [asyncio.ensure_future(store.database.write(rests))]
    await asyncio.sleep(0.1)
    for room in rooms:
        said += [keep(store, member, f"{id(store)}", room), store.database.write(rests)]
    return [found for found in await asyncio.gather(*said) if found is not None]


async def test_changes_that_stand_in_each_others_way_are_tried_again(
    both: tuple[Store, Store], cast: Cast, postgresql: PostgreSQLServer, url: str
) -> None:
    """Two changes that lock what they did not say, each what the other needs next: PostgreSQL ends one of them."""

    def crossing(first: RoomId, second: RoomId) -> Any:
        def change(connection: Connection) -> int:
            take_rev(connection, first)
            connection.execute(text("SELECT pg_sleep(0.3)"))
            return take_rev(connection, second)

        return change

    one, other = both
    before = deadlocks(postgresql, url)
    await asyncio.gather(
        one.database.write(crossing(HERE, THERE)),
        other.database.write(crossing(THERE, HERE)),
    )

    for _ in range(100):
        if deadlocks(postgresql, url) > before:
            break
        await asyncio.sleep(0.1)
    assert deadlocks(postgresql, url) > before
    database = url.rpartition("/")[2]
    revs = dict(postgresql.does("SELECT id, rev FROM room", database=database))
    assert (revs[HERE], revs[THERE]) == (2, 2)


async def test_one_does_the_upkeep_until_it_is_gone_and_then_the_other_does(
    both: tuple[Store, Store], postgresql: PostgreSQLServer, url: str
) -> None:
    one, other = both
    for _ in range(2):
        assert await one.database.leads()
        assert not await other.database.leads()

    postgresql.does("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
    for _ in range(100):
        if await other.database.leads():
            break
        await asyncio.sleep(0.1)

    assert await other.database.leads()
    assert not await one.database.leads()


async def test_when_a_server_is_killed_what_it_was_given_is_in_the_other_ones_order(
    data: Path, cast: Cast, url: str, tmp_path: Path
) -> None:
    two = tmp_path / "two"
    with started(Server(data, database_url=url)) as first, started(Server(two, database_url=url)) as second:
        async with Browser(first, cast.ana) as ana, Browser(second, cast.ben) as ben:
            said = [await ana.say("one"), await ben.say("two"), await ana.say("three")]
            first.kill()
            said.append(await ben.say("four"))
            entered = await ben.enter()

    assert [answer["rev"] for answer in said] == [1, 2, 3, 4]
    assert [message["id"] for message in entered["messages"]] == [answer["id"] for answer in said]
