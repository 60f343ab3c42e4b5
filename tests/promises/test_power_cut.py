"""The power fails, at any moment: what was answered is there when it comes back, once, in its order, and undamaged.

The real server talks with six people while strace writes down every write and sync of its database and every answer.
From that the disk is built again as it was at each boundary between two of them.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from bench.texts import harmless
from tests.cast import ELSEWHERE, ROOM, Cast, Person
from tests.live.browser import Browser
from tests.promises.powercut import DATABASE, Cut, cuts, troubles
from tests.promises.trace import Event, ended, events_of, traced
from tests.promises.under import needs
from tests.running import Server, started

LOG = f"{DATABASE}-wal"
SAID_AGAIN = """
    INSERT INTO message (id, room_id, author_id, written_at, state, ref, place)
    SELECT 'copy', room_id, 'member-' || iif(author_id = 'member-ana', 'ben', 'ana'), written_at, state, ref, place
    FROM message WHERE ref = 'say-7'
"""
SEED = int(os.environ.get("PORCHLIGHT_SEED") or random.randrange(10**6))


@dataclass(frozen=True)
class Form:
    """How much is said, and how many cuts are looked at where chance decides what was written."""

    messages: int
    subsets: int


SHORT = Form(messages=60, subsets=40)
LONG = Form(messages=3000, subsets=2000)


@dataclass(frozen=True)
class Evening:
    """What was said: the files before it, and every event of the disk and of the answers."""

    form: Form
    before: dict[str, bytes]
    events: tuple[Event, ...]

    def answers(self) -> int:
        return sum(event.kind == "answer" for event in self.events)


@pytest.fixture(
    scope="module", params=[pytest.param(SHORT, id="short"), pytest.param(LONG, id="long", marks=pytest.mark.long)]
)
def evening(
    request: pytest.FixtureRequest, founded: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory
) -> Evening:
    """One evening of talk, written down."""
    needs("strace")
    form: Form = request.param
    folder = tmp_path_factory.mktemp("traced")
    data, trace = folder / "data", folder / "trace"
    shutil.copytree(founded[0], data)
    before = {DATABASE: (data / DATABASE).read_bytes()}
    with started(traced(data, trace, pace="off")) as server:
        asyncio.run(talk(server, founded[1], form.messages))
    ended(trace)
    events = tuple(events_of(trace, data))
    trace.unlink()
    return Evening(form, before, events)


async def talk(server: Server, cast: Cast, messages: int) -> None:
    """Six people talk at once, in two rooms; each says the next thing when the last was answered."""
    places = [(person, ROOM) for person in (cast.ana, cast.ben, cast.fay, cast.femi, cast.sol)] + [(cast.oz, ELSEWHERE)]

    async def talks(person: Person, room: str, numbers: Iterable[int]) -> None:
        async with Browser(server, person, room) as browser:
            await browser.enter()
            for number in numbers:
                assert (await browser.say(harmless(number), ref=f"say-{number}"))["ok"]

    await asyncio.gather(*(talks(*place, range(start, messages, len(places))) for start, place in enumerate(places)))


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where disks are built again: in memory, where the system has room for it there."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as made:
        yield Path(made)


def with_nothing_unsynced(evening: Evening, events: tuple[Event, ...]) -> Iterator[Cut]:
    """The cuts just before each sync: until then the disk stays the same, while more and more is answered."""
    last = {number for number, event in enumerate(events) if event.kind == "sync"} | {len(events)}
    return (cut for cut in cuts(evening.before, events) if cut.boundary in last)


def losses(evening: Evening, events: tuple[Event, ...], folder: Path) -> list[str]:
    """What the first cut costs that costs something."""
    for cut in with_nothing_unsynced(evening, events):
        if found := troubles(cut.disk.after_a_cut(), cut.answers, folder):
            return found
    return []


def test_nothing_answered_is_lost_when_nothing_unsynced_was_written(evening: Evening, folder: Path) -> None:
    looked_at = 0
    for cut in with_nothing_unsynced(evening, evening.events):
        looked_at += 1
        assert troubles(cut.disk.after_a_cut(), cut.answers, folder) == [], f"PORCHLIGHT_SEED={SEED}, {cut.boundary}"

    assert evening.answers() == evening.form.messages
    print(f"{len(evening.events)} boundaries, {looked_at} different disks, {evening.answers()} answers: 0 lost")


def test_nothing_answered_is_lost_when_chance_decides_what_was_written(evening: Evening, folder: Path) -> None:
    dice = random.Random(SEED)
    at = dice.choices(range(len(evening.events) + 1), k=evening.form.subsets)
    times = {boundary: at.count(boundary) for boundary in at}
    for cut in cuts(evening.before, evening.events):
        for _ in range(times.get(cut.boundary, 0)):
            files = cut.disk.after_a_cut(dice)
            assert troubles(files, cut.answers, folder) == [], f"PORCHLIGHT_SEED={SEED}, {cut.boundary}"

    print(f"{evening.form.subsets} cuts with parts of what was not synced: 0 lost, 0 damaged")


class TestTheTest:
    """The same evening with a fault in it: the checks above would see it."""

    def test_commits_that_are_not_synced_would_be_found(self, evening: Evening, folder: Path) -> None:
        """As with synchronous=NORMAL, where the log is synced before a checkpoint and at no other time."""
        less = tuple(event for event, then in pairwise(evening.events) if not (is_sync(event, LOG) and is_answer(then)))
        assert any(trouble.startswith("lost") for trouble in losses(evening, less, folder))

    def test_answers_before_the_sync_would_be_found(self, evening: Evening, folder: Path) -> None:
        early: list[Event] = []
        for event in evening.events:
            at = len(early) - 1 if is_answer(event) and is_sync(early[-1], LOG) else len(early)
            early.insert(at, event)
        assert any(trouble.startswith("lost") for trouble in losses(evening, tuple(early), folder))

    def test_a_checkpoint_before_the_log_is_safe_would_be_found(self, evening: Evening, folder: Path) -> None:
        less = tuple(event for event in evening.events if not is_sync(event, LOG))
        assert losses(evening, less, folder)

    @pytest.mark.parametrize(
        ("fault", "found"),
        [
            ("DELETE FROM message WHERE ref = 'say-7'", "lost"),
            ("UPDATE message SET id = 'other' WHERE ref = 'say-7'", "lost"),
            ("UPDATE message SET place = place + 1 WHERE ref = 'say-7'", "out of order"),
            ("UPDATE room SET rev = rev + 1", "out of order"),
            (SAID_AGAIN, "twice"),
        ],
    )
    def test_a_fault_in_what_was_kept_would_be_found(
        self, evening: Evening, folder: Path, fault: str, found: str
    ) -> None:
        *_, last = cuts(evening.before, evening.events)
        files = last.disk.after_a_cut()
        assert troubles(files, last.answers, folder) == []
        with closing(sqlite3.connect(folder / DATABASE)) as connection, connection:
            connection.execute(fault)
        files = {DATABASE: (folder / DATABASE).read_bytes()}
        assert any(each.startswith(found) for each in troubles(files, last.answers, folder))


def is_sync(event: Event, name: str) -> bool:
    return event.kind == "sync" and event.name == name


def is_answer(event: Event) -> bool:
    return event.kind == "answer"
