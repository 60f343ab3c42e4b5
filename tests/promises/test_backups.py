"""Backups made while everybody talks: each one restores, passes its checks, opens, and has all that was answered before."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from server.clock import now_ms
from server.storage.backup import back_up, restore
from server.storage.copying import check_database
from server.storage.places import database_file
from tests.cast import Cast
from tests.live.browser import Browser
from tests.promises.talkers import Talker, whole_room
from tests.running import Server, started

times = pytest.mark.parametrize(
    "times", [pytest.param(3, id="short"), pytest.param(50, id="long", marks=pytest.mark.long)]
)


@dataclass
class Kept:
    """A backup, and the messages that were answered before it was begun: their ids and texts."""

    file: Path
    answered: set[tuple[str, str]] = field(default_factory=set)


@times
async def test_every_backup_made_while_people_talk_has_what_was_answered_before(
    data: Path, cast: Cast, tmp_path: Path, times: int
) -> None:
    with started(Server(data, pace="off")) as server:
        backups = await talk_and_back_up(server, cast, tmp_path, times)

    counts = []
    for number, kept in enumerate(backups):
        restored = tmp_path / f"restored-{number}"
        restore(kept.file, restored, now_ms())
        check_database(database_file(restored))
        there = messages_in(restored)
        assert kept.answered <= there, f"backup {number}"
        assert len({key for key, _ in there}) == len(there)
        counts.append(len(there))
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]
    await opens(tmp_path / f"restored-{len(backups) - 1}", cast, backups[-1])
    print(f"{times} backups of {counts[0]} to {counts[-1]} messages while people talked: all restored, 0 lost")


async def talk_and_back_up(server: Server, cast: Cast, folder: Path, times: int) -> list[Kept]:
    over = asyncio.Event()
    talkers = [Talker(server, person, number) for number, person in enumerate((cast.ana, cast.ben, cast.fay))]
    talking = [asyncio.create_task(talker.talk(until=over.is_set)) for talker in talkers]
    backups: list[Kept] = []
    for number in range(times):
        before = len(backups[-1].answered) if backups else 0
        while sum(len(talker.answered) for talker in talkers) <= before:  # noqa: ASYNC110 - they tell nobody
            await asyncio.sleep(0.01)
        kept = Kept(folder / f"{number}.backup", {pair for talker in talkers for pair in talker.answered.values()})
        await asyncio.to_thread(back_up, server.data, kept.file, now_ms())
        backups.append(kept)
    over.set()
    await asyncio.gather(*talking)
    for talker in talkers:
        await talker.leave()
    return backups


def messages_in(data: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(database_file(data))) as file:
        return set(file.execute("SELECT id, text FROM message"))


async def opens(data: Path, cast: Cast, kept: Kept) -> None:
    """A server runs on what was restored; Ben reads the whole room, and somebody speaks in it."""
    with started(Server(data, pace="off")) as server:
        async with Browser(server, cast.ben) as ben:
            assert kept.answered <= {(message["id"], message["text"]) for message in await whole_room(ben)}
            said = await ben.say("We are back.")
            assert said["ok"], said
