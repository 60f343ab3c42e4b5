"""The last look at a simulated evening, when everybody is back and nothing goes wrong any more."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import select

from server.records import State
from server.storage import schema
from tests.cast import ROOM
from tests.promises.simulated_people import TOKEN, Browser
from tests.promises.simulated_record import Frame

if TYPE_CHECKING:
    from tests.promises.evening import Evening

__all__ = ["look"]


async def look(evening: Evening) -> None:
    """Raises `AssertionError` for the first promise that was broken."""
    import asyncio

    await asyncio.sleep(30)
    for browser in evening.browsers:
        if not browser.barred and browser.unanswered:
            browser.broken(f"was never answered {[op.command for op in browser.unanswered.values()]}")
    rows = stored(evening)
    nothing_is_lost_or_doubled(evening, rows)
    views_are_the_store(evening, rows)
    rooms_know_who_is_here(evening)
    for browser in evening.browsers:
        browser.lose()
    await asyncio.sleep(30)
    nobody_is_left_behind(evening)


def stored(evening: Evening) -> list[Frame]:
    return [dict(row) for row in evening.connection.execute(select(schema.message)).mappings()]


def nothing_is_lost_or_doubled(evening: Evening, rows: list[Frame]) -> None:
    by_ref = {(row["author_id"], row["ref"]): row for row in rows}
    marks = Counter(mark for row in rows for mark in set(TOKEN.findall(f"{row['text']} {row['pending_text']}")))
    for mark, times in marks.items():
        assert times == 1, f"{mark} is kept {times} times"
    for op in evening.record.ops:
        if op.do != "say":
            continue
        row = by_ref.get((op.by, op.ref))
        if op.ok:
            answer = next(answer for answer in op.answers if answer["ok"])
            assert row is not None, f"{op.command} was acknowledged and is lost"
            assert row["id"] == answer["id"], f"{op.command} was acknowledged under another id"
            place = None if row["first_held"] else row["place"]
            assert place == answer["rev"], f"{op.command} was acknowledged at {answer['rev']} and stands at {place}"
        elif op.answers:
            assert row is None, f"{op.command} was answered {op.answers} and is kept all the same"


def views_are_the_store(evening: Evening, rows: list[Frame]) -> None:
    assert sum(row["place"] is not None for row in rows) <= 100, "more than a page: the views do not hold it"
    wanted = {row["id"]: row for row in rows if row["place"] is not None and row["state"] != State.GONE}
    rev = evening.connection.execute(select(schema.room.c.rev).where(schema.room.c.name == ROOM)).scalar_one()
    for browser in evening.browsers:
        if browser.barred:
            continue
        assert browser.rev == rev, f"{browser.name} is at rev {browser.rev}, the room at {rev}"
        seen = {key: each for key, each in browser.view.items() if each["state"] != "gone"}
        assert set(seen) == set(wanted), f"{browser.name} sees {len(seen)} messages and {len(wanted)} are there"
        for key, each in seen.items():
            row = wanted[key]
            shown = row["state"] == State.SHOWN
            assert each["text"] == (row["text"] if shown else ""), f"{browser.name} reads {each} where {row} is kept"
            assert (each["rev"], each["place"]) == (row["rev"], row["place"]), f"{browser.name}: {each} is not {row}"
    same_for_all(evening.browsers)


def same_for_all(browsers: list[Browser]) -> None:
    """Everything that is for everybody is the same for everybody."""
    present = [browser for browser in browsers if not browser.barred]
    for browser in present[1:]:
        seen, first = ({k: m for k, m in each.view.items() if m["state"] != "gone"} for each in (browser, present[0]))
        assert seen == first, f"{browser.name} and {present[0].name} see different rooms"
        differ = [name for name, value in browser.about.items() if value != present[0].about[name]]
        assert not differ, f"{browser.name} and {present[0].name} see another {differ} of the room"


def rooms_know_who_is_here(evening: Evening) -> None:
    here = {browser.person.id for browser in evening.browsers if browser.entered and not browser.barred}
    for browser in evening.browsers:
        if browser.entered and not browser.barred:
            assert set(browser.here) == here, f"{browser.name} sees {browser.here} here, and {here} are"


def nobody_is_left_behind(evening: Evening) -> None:
    assert evening.life is not None
    hub = evening.life.hub
    assert not hub.connections, f"{len(hub.connections)} members are still taken for connected"
    for room in hub._rooms.values():
        assert not room.presence.here, f"{set(room.presence.here)} are still taken for present"
        assert not room.listeners, "somebody who has gone still listens"
