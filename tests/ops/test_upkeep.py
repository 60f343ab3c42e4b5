"""What happens by itself: what is past its days goes, and nothing of it stays in any file."""

from __future__ import annotations

import secrets
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, update

from server.clock import now_ms
from server.house import House
from server.storage import schema
from server.storage.places import copies, database_file, ledger_file
from server.storage.retention import DAY
from server.upkeep import COPIES_LAST, EVERY, HOUR, MINUTE, UNANSWERED_AFTER, Upkeep, due, outlived, rest_after
from tests.cast import Cast

only_sqlite = pytest.mark.parametrize("kept_in", ["SQLite"], indirect=True)
"""It looks into files. PostgreSQL writes over what is deleted in its own time; docs/operators.md says so."""
NOW = 1_800_000_000_000


class TestWhatIsDue:
    def test_everything_at_the_start(self) -> None:
        assert due({}, NOW) == tuple(EVERY)

    def test_nothing_twice_in_a_row(self) -> None:
        assert due(dict.fromkeys(EVERY, NOW), NOW + 1) == ()

    def test_each_in_its_own_time(self) -> None:
        assert due(dict.fromkeys(EVERY, NOW), NOW + MINUTE) == ("escalate", "remember")
        assert "sweep" in due(dict.fromkeys(EVERY, NOW), NOW + HOUR)

    def test_everything_after_the_clock_was_set_back(self) -> None:
        assert due(dict.fromkeys(EVERY, NOW), NOW - HOUR) == tuple(EVERY)

    def test_a_slow_tidying_is_followed_by_a_long_rest(self) -> None:
        assert rest_after(0.05) == 10 * MINUTE
        assert rest_after(3.0) == 50 * MINUTE

    def test_a_copy_from_before_an_upgrade_is_kept_for_two_days(self) -> None:
        young, old = Path("before-0002-1.sqlite3"), Path("before-0001-1.sqlite3")
        assert outlived({young: COPIES_LAST, old: COPIES_LAST + 1}) == (old,)


def said(cast: Cast, text: str, at: int, **more: object) -> dict[str, object]:
    return {
        "id": secrets.token_hex(8),
        "author_id": cast.ana.id,
        "text": text,
        "written_at": at,
        "state": "shown",
        **more,
    }


async def keep(house: House, rows: list[dict[str, object]]) -> None:
    def put(connection: Connection) -> None:
        room = connection.execute(select(schema.room.c.id).order_by(schema.room.c.name)).scalars().first()
        for row in rows:
            connection.execute(insert(schema.message).values(room_id=room, **row))

    await house.store.database.write(put)


async def texts(house: House) -> set[str]:
    return await house.store.database.read(lambda c: set(c.execute(select(schema.message.c.text)).scalars()))


async def test_a_message_goes_when_its_days_are_over_and_not_before(house: House, cast: Cast) -> None:
    now = now_ms()
    await keep(house, [said(cast, "old", now - 30 * DAY - 1000), said(cast, "young", now - 30 * DAY + MINUTE)])

    await Upkeep(house).expire()

    assert await texts(house) == {"", "young"}


async def test_thousands_that_are_due_at_once_all_go(house: House, cast: Cast) -> None:
    await keep(house, [said(cast, "old", 1) for _ in range(1200)])
    await Upkeep(house).expire()
    assert await texts(house) == set()


async def test_a_pinned_message_that_ran_out_leaves_the_room_without_a_pin(house: House, cast: Cast) -> None:
    old = said(cast, "our first rule", 1, place=1, rev=1, pinned=True)
    await keep(house, [old])
    await house.store.database.write(lambda c: c.execute(update(schema.room).values(pinned=old["id"])))
    revs = select(schema.room.c.rev).order_by(schema.room.c.name)
    before = await house.store.database.read(lambda c: c.execute(revs).scalars().first())

    await Upkeep(house).expire()

    pins = await house.store.database.read(lambda c: set(c.execute(select(schema.room.c.pinned)).scalars()))
    after = await house.store.database.read(lambda c: c.execute(revs).scalars().first())
    assert pins == {None}
    assert (before, after) == (0, 2)


async def test_asides_notices_cards_and_reports_go_too_and_an_open_alert_stays(house: House, cast: Cast) -> None:
    def put(connection: Connection) -> None:
        room = connection.execute(select(schema.room.c.id)).scalars().first()
        common = {"room_id": room, "member_id": cast.ana.id, "at": 1}
        connection.execute(insert(schema.notice).values(id="n", kind="muted", text="why", **common))
        connection.execute(insert(schema.card).values(id="c", kind="suicide", level="high", **common))
        connection.execute(insert(schema.aside_line).values(id="a", author_id=cast.fay.id, text="hello", **common))
        report = {"id": "r", "room_id": room, "message_id": "m", "reporter_id": cast.ben.id, "text": "t", "at": 1}
        connection.execute(insert(schema.report).values(**report))
        for key, closed in (("open", None), ("closed", 2)):
            connection.execute(
                insert(schema.alert).values(
                    id=key, kind="suicide", level="high", last_sign_at=1, closed_at=closed, **common
                )
            )

    await house.store.database.write(put)

    await Upkeep(house).expire()

    def left(connection: Connection) -> dict[str, int]:
        kinds = (schema.notice, schema.card, schema.aside_line, schema.report, schema.alert)
        return {table.name: len(connection.execute(select(table)).all()) for table in kinds}

    assert await house.store.database.read(left) == {
        "notice": 0,
        "card": 0,
        "aside_line": 0,
        "report": 0,
        "alert": 1,
    }


async def test_an_alert_that_nobody_claims_goes_further_after_five_minutes_once(house: House, cast: Cast) -> None:
    def put(connection: Connection) -> None:
        room = connection.execute(select(schema.room.c.id)).scalars().first()
        for key, age in (("waiting", UNANSWERED_AFTER + 1000), ("fresh", MINUTE)):
            row = {"id": key, "room_id": room, "member_id": cast.ana.id, "kind": "suicide", "level": "high"}
            then = now_ms() - age
            connection.execute(insert(schema.alert).values(at=then, last_sign_at=then, **row))

    await house.store.database.write(put)

    await Upkeep(house).escalate()

    further = select(schema.alert.c.id).where(schema.alert.c.escalated_at.is_not(None))
    assert await house.store.database.read(lambda c: list(c.execute(further).scalars())) == ["waiting"]
    assert await house.store.care.unanswered(now_ms() - UNANSWERED_AFTER) == ()


async def test_what_was_erased_is_in_the_ledger_by_its_id_alone(house: House, cast: Cast) -> None:
    erased = {"kind": "message", "subject": "m1", "at": now_ms()}
    await house.store.database.write(lambda c: c.execute(insert(schema.erasure).values(**erased)))

    await Upkeep(house).remember()

    ledger = ledger_file(house.settings.data)
    assert '"subject": "m1"' in ledger.read_text()
    assert ledger.stat().st_mode & 0o777 == 0o600


async def test_doors_that_are_shut_are_forgotten(house: House, cast: Cast) -> None:
    past = {"created_at": 1, "expires_at": 2}
    await house.store.database.write(
        lambda c: c.execute(insert(schema.return_link).values(token_hash="t", member_id=cast.ana.id, **past))
    )
    await house.store.database.write(lambda c: c.execute(update(schema.session).values(expires_at=1)))
    (house.settings.data / "before-0001-1.sqlite3").write_text("")

    await Upkeep(house).sweep()

    left = await house.store.database.read(
        lambda c: (c.execute(select(schema.session)).all(), c.execute(select(schema.return_link)).all())
    )
    assert left == ([], [])
    assert len(copies(house.settings.data)) == 1  # it is young


@only_sqlite
async def test_no_file_has_a_byte_of_what_ran_out_was_edited_or_taken_back(house: House, cast: Cast) -> None:
    marks = {kind: [f"zq{secrets.token_hex(8)}" for _ in range(400)] for kind in ("old", "edited", "retracted", "kept")}
    now = now_ms()
    filler = "and so it goes on for a while " * 12
    for number in range(400):
        await keep(
            house,
            [
                said(cast, f"{marks['old'][number]} {filler[: number % 300]}", now - 31 * DAY),
                said(cast, f"{marks['edited'][number]} {filler[: number % 200]}", now, note="edited"),
                said(cast, f"{marks['retracted'][number]} {filler}", now, note="retracted"),
                said(cast, marks["kept"][number], now),
            ],
        )

    def change(connection: Connection) -> None:
        note = schema.message.c.note
        connection.execute(update(schema.message).where(note == "edited").values(text=filler * 3))
        connection.execute(update(schema.message).where(note == "retracted").values(text="", state="gone"))

    await house.store.database.write(change)
    upkeep = Upkeep(house)
    await upkeep.expire()
    begun = time.process_time()
    await upkeep.tidy()

    bytes_kept = b"".join(file.read_bytes() for file in house.settings.data.rglob("*") if file.is_file())
    found = {kind: sum(mark.encode() in bytes_kept for mark in those) for kind, those in marks.items()}
    assert found == {"old": 0, "edited": 0, "retracted": 0, "kept": 400}
    assert time.process_time() - begun < 10


@only_sqlite
async def test_what_could_not_be_tidied_is_tidied_the_next_time(
    house: House, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = database_file(house.settings.data)
    log = file.with_name(f"{file.name}-wal")
    upkeep = Upkeep(house)
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("PRAGMA wal_autocheckpoint=0")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM message").fetchone()
        await keep(house, [said(cast, "Good evening", now_ms())])
        await upkeep.tidy()
        assert log.stat().st_size > 0

    monkeypatch.setattr("server.upkeep.now_ms", lambda: now_ms() + HOUR)
    await upkeep.tidy()
    assert log.stat().st_size == 0
