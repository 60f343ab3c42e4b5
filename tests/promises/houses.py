"""A made-up group and the server that carries it, for as long as a test needs them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.serving import Running
from tests.forking import Fork
from tests.running import Server

__all__ = ["Seat", "carried", "seeded"]

SEEDING_SECONDS = 60

Seat = dict[str, str]


def seeded(data: Path, rooms: int, members: int) -> list[Seat]:
    """A made-up group in a new data directory: so many rooms, each with its own members and a facilitator."""
    printed = data.parent / f"{data.name}-seats.jsonl"
    words = ["seed", "--rooms", str(rooms), "--members", str(members), "--data", str(data)]
    assert Fork(words, {}, printed).wait(SEEDING_SECONDS) == 0, printed.read_text()
    return [json.loads(line) for line in printed.read_text().splitlines()]


@contextmanager
def carried(data: Path, *, as_people_do: bool) -> Iterator[Running | Server]:
    """The server of this directory, with the pace off: started as people start it, or as a fork, which takes no time."""
    server = Running(data) if as_people_do else Server(data, pace="off", log_level="error")
    server.start()
    try:
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.stop()
