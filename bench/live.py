"""A busy evening: 100 rooms of 12, 150 messages a second, and how long each takes to every member's socket.

    python -m bench.live [--seconds 30] [--rate 150] [--rooms 100] [--members 12]

Exits with 1 when a message is lost or comes twice, or when the 99th percentile is 50 ms or more.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import uvloop

from bench.serving import Running, seeded
from bench.sockets import Client, connect
from bench.texts import harmless

PROMISED_MS = 50.0
AT_ONCE = 50
SETTLING_SECONDS = 3.0
PATIENCE = 60.0

MESSAGE = re.compile(rb'"message":\{"id":"([^"]+)"')


@dataclass
class Person:
    """One member's browser, and what it heard: message ids with the moment of arrival. `since`: the rev it has."""

    room: str
    cookie: str
    since: int = 0
    client: Client | None = None
    heard: list[tuple[bytes, float]] = field(default_factory=list)


@dataclass
class Evening:
    """Everything that was said: when each ref was sent, and which id it was given."""

    people: list[Person]
    sent: dict[str, tuple[float, str]] = field(default_factory=dict)
    ids: dict[str, bytes] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    settling: float = SETTLING_SECONDS

    def hear(self, person: Person, frame: bytes) -> None:
        if frame.startswith(b'{"on":"message"'):
            found = MESSAGE.search(frame)
            assert found is not None
            person.heard.append((found[1], time.perf_counter()))
        elif frame.startswith(b'{"re":"m'):
            reply = json.loads(frame)
            if reply["ok"]:
                self.ids[reply["re"]] = reply["id"].encode()
            else:
                self.refused.append(reply["error"]["code"])

    async def arrive(self, port: int) -> None:
        """Everybody opens their socket and enters their room."""
        for start in range(0, len(self.people), AT_ONCE):
            await asyncio.gather(*(self._enter(person, port) for person in self.people[start : start + AT_ONCE]))
        await asyncio.sleep(self.settling)

    async def _enter(self, person: Person, port: int) -> None:
        person.client = await connect(port, person.cookie, lambda frame: self.hear(person, frame))
        person.client.send({"do": "enter", "ref": "enter", "room": person.room, "since": person.since})

    async def talk(self, rate: float, seconds: float) -> None:
        """Somebody says something, at an even rate."""
        begun = time.perf_counter()
        for number in range(int(rate * seconds)):
            wait = begun + number / rate - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            person = random.choice(self.people)
            assert person.client is not None
            ref = f"m{number}"
            self.sent[ref] = time.perf_counter(), person.room
            person.client.send({"do": "say", "ref": ref, "room": person.room, "text": harmless(number)})
        await asyncio.sleep(self.settling)


@dataclass
class Figures:
    """What the evening was like."""

    said: int
    unanswered: int
    refused: int
    delivered: int
    lost: int
    twice: int
    closed: int
    milliseconds: list[float]

    def at(self, share: float) -> float:
        return self.milliseconds[min(len(self.milliseconds) - 1, int(share * len(self.milliseconds)))]

    @property
    def kept(self) -> bool:
        broken = self.unanswered or self.refused or self.lost or self.twice or self.closed
        return not broken and bool(self.milliseconds) and self.at(0.99) < PROMISED_MS


def figures(evening: Evening) -> Figures:
    """Compare what was said with what every socket of the room heard."""
    when = {key: evening.sent[ref] for ref, key in evening.ids.items()}
    wanted: defaultdict[str, set[bytes]] = defaultdict(set)
    for key, (_, room) in when.items():
        wanted[room].add(key)
    result = Figures(
        said=len(evening.sent),
        unanswered=len(evening.sent) - len(evening.ids) - len(evening.refused),
        refused=len(evening.refused),
        delivered=0,
        lost=0,
        twice=0,
        closed=sum(person.client is None or person.client.closed for person in evening.people),
        milliseconds=[],
    )
    for person in evening.people:
        heard = [key for key, _ in person.heard]
        result.delivered += len(heard)
        result.lost += len(wanted[person.room] - set(heard))
        result.twice += len(heard) - len(set(heard))
        result.milliseconds += [(at - when[key][0]) * 1000 for key, at in person.heard if key in when]
    result.milliseconds.sort()
    return result


async def spend(people: list[Person], server: Running, rate: float, seconds: float) -> Figures:
    evening = Evening(people)
    await evening.arrive(server.port)
    before = server.cpu_seconds()
    await evening.talk(rate, seconds)
    used = server.cpu_seconds() - before
    result = figures(evening)
    report(result, used, server.megabytes(), seconds + SETTLING_SECONDS, len(people))
    return result


def report(result: Figures, used: float, megabytes: float, seconds: float, people: int) -> None:
    print(f"sockets      {people}")
    print(f"said         {result.said} ({result.refused} refused, {result.unanswered} unanswered)")
    print(f"delivered    {result.delivered} ({result.lost} lost, {result.twice} twice, {result.closed} sockets closed)")
    if result.milliseconds:
        print(
            f"milliseconds p50 {result.at(0.5):.2f}  p90 {result.at(0.9):.2f}  p99 {result.at(0.99):.2f}  "
            f"max {result.milliseconds[-1]:.2f}  (promised: p99 below {PROMISED_MS:.0f})"
        )
    print(
        f"server       {100 * used / seconds:.0f}% of a core, {used / max(1, result.delivered) * 1e6:.0f} us a delivery"
    )
    print(f"memory       {megabytes:.0f} MB")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--rate", type=float, default=150)
    parser.add_argument("--rooms", type=int, default=100)
    parser.add_argument("--members", type=int, default=12)
    asked = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    with tempfile.TemporaryDirectory() as folder:
        # Twelve sit in each room; the facilitator is one of them.
        people = [Person(each["room"], each["cookie"]) for each in seeded(Path(folder), asked.rooms, asked.members - 1)]
        server = Running(Path(folder), cores[0] if len(cores) > 1 else None)
        server.start()
        if len(cores) > 1:
            os.sched_setaffinity(0, cores[1:])
        try:
            result = uvloop.run(
                asyncio.wait_for(spend(people, server, asked.rate, asked.seconds), asked.seconds + PATIENCE)
            )
        finally:
            server.stop()
    return 0 if result.kept else 1


if __name__ == "__main__":
    sys.exit(main())
