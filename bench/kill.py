"""Power cuts in the middle of talk: kill -9, again and again, and nothing that was acknowledged is lost or doubled.

    python -m bench.kill [--times 20]

After each cut everybody comes back, sends again, with the same ref, what was never answered, and reads the whole room.
Exits with 1 when an acknowledged message is not there once and with its own text, or when somebody's retry made two.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop

from bench.serving import Running, seeded
from bench.sockets import Client, connect
from bench.texts import harmless

PROMISED_READY_SECONDS = 3.0
ROOMS, MEMBERS, AT_ONCE = 4, 7, 2
TALK_SECONDS = (0.3, 1.5)
PATIENCE = 20.0


@dataclass
class Person:
    """Somebody who talks without a pause: `open` are the refs not yet answered, `kept` those answered, with the id."""

    room: str
    cookie: str
    number: int
    said: int = 0
    open: dict[str, str] = field(default_factory=dict)
    kept: dict[str, tuple[str, str]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    client: Client | None = None
    answers: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    talking: bool = False

    async def come(self, port: int) -> None:
        self.client = await connect(port, self.cookie, self.hear)
        await self.ask({"do": "enter", "ref": "enter", "since": 0})

    def hear(self, frame: bytes) -> None:
        if not frame.startswith(b'{"re":'):
            return
        reply = json.loads(frame)
        waiting = self.answers.pop(reply["re"], None)
        if waiting is not None and not waiting.done():
            waiting.set_result(reply)
        text = self.open.pop(reply["re"], None)
        if text is None:
            return
        if reply["ok"]:
            self.kept[reply["re"]] = reply["id"], text
        else:
            self.refused[reply["error"]["code"]] += 1
        if self.talking:
            self.say_something()

    def say_something(self) -> None:
        ref = f"{self.number}-{self.said}"
        self.open[ref] = harmless(self.number * 10_000 + self.said)
        self.said += 1
        self.say(ref)

    def say(self, ref: str) -> None:
        assert self.client is not None
        self.client.send({"do": "say", "ref": ref, "room": self.room, "text": self.open[ref]})

    async def ask(self, command: dict[str, Any]) -> dict[str, Any]:
        assert self.client is not None
        answer = self.answers[command["ref"]] = asyncio.get_running_loop().create_future()
        self.client.send({**command, "room": self.room})
        return await asyncio.wait_for(answer, PATIENCE)

    async def say_again(self) -> None:
        """What was never answered is sent once more, under the same ref."""
        waiting = []
        for ref in tuple(self.open):
            self.answers[ref] = asyncio.get_running_loop().create_future()
            waiting.append(self.answers[ref])
            self.say(ref)
        if waiting:
            await asyncio.wait(waiting, timeout=PATIENCE)

    async def read_everything(self) -> list[dict[str, Any]]:
        """The whole room, page by page."""
        answer = await self.ask({"do": "enter", "ref": "enter", "since": 0})
        pages = [answer["messages"]]
        while answer["more"]:
            answer = await self.ask({"do": "history", "ref": "history", "before": answer["messages"][0]["place"]})
            pages.append(answer["messages"])
        return [message for page in reversed(pages) for message in page]


@dataclass
class Count:
    """What went wrong, over all cuts."""

    cuts: int = 0
    kept: int = 0
    said_again: int = 0
    lost: int = 0
    twice: int = 0
    disordered: int = 0
    unanswered: int = 0
    slowest: float = 0.0

    @property
    def good(self) -> bool:
        broken = self.lost or self.twice or self.disordered or self.unanswered
        return not broken and self.slowest <= PROMISED_READY_SECONDS


async def cut(server: Running, people: list[Person], count: Count) -> None:
    """Everybody talks at once; the power fails; everybody comes back."""
    for person in people:
        person.talking = True
        for _ in range(AT_ONCE):
            person.say_something()
    await asyncio.sleep(random.uniform(*TALK_SECONDS))
    server.kill()
    for person in people:
        person.talking = False
        if person.client is not None:
            person.client.close()
    await asyncio.sleep(0.05)
    count.said_again += sum(len(person.open) for person in people)
    count.slowest = max(count.slowest, await asyncio.to_thread(server.start))
    await asyncio.gather(*(person.come(server.port) for person in people))
    await asyncio.gather(*(person.say_again() for person in people))
    count.cuts += 1
    count.unanswered += sum(len(person.open) for person in people)


async def compare(people: list[Person], count: Count) -> None:
    """Everything that was acknowledged is in its room once, with its own text, in one order."""
    for room in {person.room for person in people}:
        here = [person for person in people if person.room == room]
        messages = await here[0].read_everything()
        places = [message["place"] for message in messages]
        count.disordered += places != sorted(set(places))
        shown = Counter((message["id"], message["text"]) for message in messages)
        texts = Counter(message["text"] for message in messages)
        for person in here:
            for key, text in person.kept.values():
                count.kept += 1
                count.lost += shown[key, text] == 0
                count.twice += texts[text] > 1


async def evening(server: Running, people: list[Person], times: int) -> Count:
    count = Count()
    count.slowest = await asyncio.to_thread(server.start)
    await asyncio.gather(*(person.come(server.port) for person in people))
    for _ in range(times):
        await cut(server, people, count)
    await compare(people, count)
    return count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seats = seeded(Path(folder), ROOMS, MEMBERS)
        people = [Person(each["room"], each["cookie"], number) for number, each in enumerate(seats)]
        server = Running(Path(folder))
        try:
            count = uvloop.run(evening(server, people, asked.times))
        finally:
            server.stop()
    refused = sum((person.refused for person in people), Counter[str]())
    print(f"power cuts    {count.cuts}, in the middle of {len(people)} people talking")
    print(f"acknowledged  {count.kept} ({count.lost} lost, {count.twice} twice; refused: {dict(refused) or 'none'})")
    print(f"sent again    {count.said_again} that were never answered ({count.unanswered} still unanswered)")
    print(f"order         {'broken in a room' if count.disordered else 'kept in every room'}")
    print(f"ready again   after {count.slowest:.2f} s at most (promised: {PROMISED_READY_SECONDS:.0f} s)")
    return 0 if count.good else 1


if __name__ == "__main__":
    sys.exit(main())
