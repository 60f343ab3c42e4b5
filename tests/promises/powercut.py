"""Disks as a power cut would leave them: what was synced is there, of everything else as little or as much as chance has it.

A file's name is its folder's to keep and its bytes are its own: each is only safe once it was synced. Of what was not, a
write may be missing, or arrive in part (sectors of 512 bytes), whatever was written after it.
"""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.promises.trace import FOLDER, Event

__all__ = ["Cut", "Disk", "cuts", "troubles"]

SECTOR = 512
DATABASE = "porchlight.sqlite3"


@dataclass
class File:
    """A file's bytes as they are on the disk, and what was done to it since it was last synced."""

    safe: bytearray = field(default_factory=bytearray)
    unsafe: list[Event] = field(default_factory=list)

    def sync(self) -> None:
        for event in self.unsafe:
            change(self.safe, event)
        self.unsafe.clear()


class Disk:
    """A data folder: the names that are safe, the names as programs see them, and the files behind both."""

    def __init__(self, before: dict[str, bytes]) -> None:
        self.safe = {name: File(bytearray(content)) for name, content in before.items()}
        self.seen = dict(self.safe)
        self.unsafe: list[tuple[str, File | None]] = []

    def do(self, event: Event) -> None:
        """What a program did."""
        if event.kind == "unlink" and event.name in self.seen:
            self.rename(event.name, None)
        elif event.kind in ("write", "truncate"):
            if event.name not in self.seen:
                self.rename(event.name, File())
            self.seen[event.name].unsafe.append(event)
        elif event.kind == "sync" and event.name == FOLDER:
            for name, file in self.unsafe:
                point(self.safe, name, file)
            self.unsafe.clear()
        elif event.kind == "sync" and event.name in self.seen:
            self.seen[event.name].sync()

    def rename(self, name: str, file: File | None) -> None:
        point(self.seen, name, file)
        self.unsafe.append((name, file))

    def after_a_cut(self, chance: random.Random | None = None) -> dict[str, bytes]:
        """The files when the power comes back: with nothing that was not synced, or with as much as chance has it."""
        names, likely = dict(self.safe), chance.choice((0.1, 0.5, 0.9, 1.0)) if chance else 0.0
        for name, file in self.unsafe:
            if chance and chance.random() < likely:
                point(names, name, file)
        return {name: left_of(file, likely, chance) for name, file in names.items()}


def point(names: dict[str, File], name: str, file: File | None) -> None:
    if file is None:
        names.pop(name, None)
    else:
        names[name] = file


def left_of(file: File, likely: float, chance: random.Random | None) -> bytes:
    if chance is None or not file.unsafe:
        return bytes(file.safe)
    content = bytearray(file.safe)
    for event in file.unsafe:
        fate = chance.random()
        if fate < likely * 0.8:
            change(content, event)
        elif fate < likely:
            for part in torn(event, chance):
                change(content, part)
    return bytes(content)


def torn(event: Event, chance: random.Random) -> Iterator[Event]:
    """Some of the sectors of a write."""
    start, end = event.offset, event.offset + len(event.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        if chance.random() < 0.5:
            yield Event("write", event.name, start, event.data[start - event.offset : stop - event.offset])
        start = stop


def change(content: bytearray, event: Event) -> None:
    if event.kind == "truncate":
        del content[event.offset :]
    missing = event.offset + len(event.data) - len(content)
    if missing > 0:
        content.extend(bytes(missing))
    content[event.offset : event.offset + len(event.data)] = event.data


@dataclass
class Cut:
    """A moment at which the power may fail: the disk, and the answers that people have by then."""

    disk: Disk
    answers: dict[str, Event]
    boundary: int


def cuts(before: dict[str, bytes], events: Iterable[Event]) -> Iterator[Cut]:
    """Every boundary between two events, in their order. The same disk goes from one to the next."""
    cut = Cut(Disk(before), {}, 0)
    for event in events:
        yield cut
        if event.kind == "answer":
            cut.answers[event.name] = event
        else:
            cut.disk.do(event)
        cut.boundary += 1
    yield cut


def troubles(files: dict[str, bytes], answers: dict[str, Event], folder: Path) -> list[str]:
    """What is wrong with these files, opened as the server would: damaged, lost, doubled, or a number left out."""
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as connection:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")  # the file that processes share is not needed
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
            said = connection.execute("SELECT id, ref, room_id, place FROM message").fetchall()
            revs = dict(connection.execute("SELECT id, rev FROM room"))
    except sqlite3.DatabaseError as error:
        return [f"damaged: {error}"]
    return [*([] if sound == "ok" else [f"damaged: {sound}"]), *lost(said, answers), *out_of_order(said, revs)]


def lost(said: list[tuple[str, str, str, int]], answers: dict[str, Event]) -> Iterator[str]:
    there = {ref: (key, place) for key, ref, _room, place in said}
    for ref, answer in answers.items():
        if there.get(ref) != (answer.id, answer.offset):
            yield f"lost: {ref} was answered as rev {answer.offset}"


def out_of_order(said: list[tuple[str, str, str, int]], revs: dict[str, int]) -> Iterator[str]:
    yield from (f"twice: {ref}" for ref, times in Counter(ref for _, ref, _, _ in said).items() if times > 1)
    for room, rev in revs.items():
        places = sorted(place for _, _, where, place in said if where == room)
        if places != list(range(1, rev + 1)):
            yield f"out of order: {room} is at rev {rev} and has {len(places)} messages"
