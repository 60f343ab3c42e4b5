"""People who talk without a pause, come back when their connection goes, and send again what was never answered.

Everything they do and hear is written down in the history of their room.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any

from bench.sockets import Client, connect
from bench.texts import harmless
from tests.promises.history import Answered, Asked, Entered, Found, Heard, History, Log, Message, Refused, Sent, check

__all__ = [
    "Witness",
    "all_said",
    "as_the_page_does",
    "count_answers",
    "hear_the_end",
    "histories",
    "judged",
    "read_log",
    "together",
    "witnesses",
]

ENTER = "enter"
PATIENCE_SECONDS = 60.0
FIRST_WAIT, LONGEST_WAIT, RESTART = 0.5, 30.0, 5.0
GOING_DOWN = 1012

Seat = dict[str, str]
Frame = dict[str, Any]


Rest = Callable[[random.Random, int | None, int], float]
"""How many seconds to wait before coming back: by the closing code, and the failures in a row."""


def a_moment(chance: random.Random, _code: int | None, _failures: int) -> float:
    """Sooner than any page does."""
    return chance.uniform(0.01, 0.05)


def soon(chance: random.Random, _code: int | None, _failures: int) -> float:
    """Sooner than any page does, and no storm either."""
    return chance.uniform(0.1, 0.5)


def as_the_page_does(chance: random.Random, code: int | None, failures: int) -> float:
    """What web/static/js/connection.js waits."""
    grown = min(LONGEST_WAIT, FIRST_WAIT * 2**failures)
    return FIRST_WAIT + chance.random() * (RESTART if code == GOING_DOWN else grown)


def message(found: Frame) -> Message:
    """A message as the protocol carries it."""
    return Message(found["id"], found["rev"], found["place"], found["author"], found["text"], found["state"])


class Witness:
    """One person with one browser. `saying`: so many things are still to be said; `open`: refs not yet answered."""

    def __init__(self, seat: Seat, number: int, history: History, at_once: int = 2) -> None:
        self.room = seat["room"]
        self.cookie = seat["cookie"]
        self.number = number
        self.name = f"{seat['name']} {number}"
        self.history = history
        self.at_once = at_once
        self.saying = 0
        self.said = 0
        self.open: dict[str, str] = {}
        self.rev = 0
        self.epoch: str | None = None
        self.client: Client | None = None
        self.entered = False
        self.came_at = self.left_at = 0.0
        self.codes: Counter[int | None] = Counter()
        self.refused: Counter[str] = Counter()
        self.again = 0
        self.news = asyncio.Event()

    async def stay(self, port: int, chance: random.Random, rest: Rest = a_moment) -> None:
        """Comes, and comes back after a rest each time that the connection goes."""
        failures = 0
        while True:
            code = None
            with suppress(OSError):
                await self.come(port)
                assert self.client is not None
                failures = 0
                await self.client.gone
                self.left()
                code = self.client.code
            failures += 1
            await asyncio.sleep(rest(chance, code, failures))

    async def come(self, port: int) -> None:
        """Opens the socket and asks to enter; what follows happens as answers arrive."""
        self.client = await connect(port, self.cookie, self.hear)
        self.history.happened.append(Asked(self.name, self.rev))
        self.send({"do": "enter", "ref": ENTER, "since": self.rev, "epoch": self.epoch})

    def left(self) -> None:
        assert self.client is not None
        self.entered, self.left_at = False, time.monotonic()
        self.codes[self.client.code] += 1
        self.news.set()

    def go(self) -> None:
        """Closes the browser."""
        if self.client is not None:
            self.client.close()

    async def until_answered(self) -> None:
        """Waits until everything was said and answered."""
        await self._until(lambda: not self.saying and not self.open)

    async def until_rev(self, rev: int) -> None:
        """Waits until this browser is in the room and has heard so much."""
        await self._until(lambda: self.entered and self.rev >= rev)

    async def until_gone(self) -> None:
        """Waits until this browser is in the room no more."""
        await self._until(lambda: not self.entered)

    async def _until(self, happened: Callable[[], bool]) -> None:
        while not happened():
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), PATIENCE_SECONDS)

    def talk(self, times: int) -> None:
        """Says so many things more, a few at once, from now on or from the next time in the room."""
        self.saying += times
        while self.entered and self.saying and len(self.open) < self.at_once:
            self.say_something()

    def hear(self, frame: bytes) -> None:
        if frame.startswith((b'{"on":"presence"', b'{"on":"typing"')):
            return
        found = json.loads(frame)
        if "rev" in found and "on" in found:
            self._heard(found)
        elif found.get("re") == ENTER:
            self._entered(found)
        elif "re" in found:
            self._answered(found)
        self.news.set()

    def _heard(self, found: Frame) -> None:
        self.rev = found["rev"]
        carried = message(found["message"]) if found["on"] == "message" else None
        self.history.happened.append(Heard(self.name, self.rev, carried))

    def _entered(self, found: Frame) -> None:
        assert found["ok"], found
        self.rev, self.epoch = found["rev"], found["epoch"]
        page = tuple(message(each) for each in found["messages"])
        self.history.happened.append(Entered(self.name, self.rev, found["reset"], found["more"], page))
        self.entered, self.came_at = True, time.monotonic()
        for ref in tuple(self.open):
            self.again += 1
            self.say(ref)
        self.talk(0)

    def _answered(self, found: Frame) -> None:
        ref = found["re"]
        if found["ok"]:
            self.history.happened.append(Answered(self.name, ref, found["id"], found["rev"]))
        else:
            self.refused[found["error"]["code"]] += 1
            self.history.happened.append(Refused(self.name, ref))
        self.open.pop(ref, None)
        self.talk(0)

    def say_something(self) -> None:
        self.saying -= 1
        self.said += 1
        ref = f"{self.number}-{self.said}"
        self.open[ref] = harmless(self.number * 10_000 + self.said)
        self.say(ref)

    def say(self, ref: str) -> None:
        self.history.happened.append(Sent(self.name, ref, self.open[ref]))
        self.send({"do": "say", "ref": ref, "text": self.open[ref]})

    def send(self, command: Frame) -> None:
        assert self.client is not None
        self.client.send({**command, "room": self.room})


def histories(seats: Iterable[Seat]) -> dict[str, History]:
    """An empty history for every room."""
    return {room: History({}) for room in sorted({seat["room"] for seat in seats})}


def witnesses(seats: list[Seat], found: dict[str, History], at_once: int = 2) -> list[Witness]:
    """Everybody, each with one browser, known to their room's history."""
    people = [Witness(seat, number, found[seat["room"]], at_once) for number, seat in enumerate(seats)]
    for person, seat in zip(people, seats, strict=True):
        members = person.history.members
        assert isinstance(members, dict)
        members[person.name] = seat["member"]
    return people


async def read_log(port: int, seat: Seat) -> Log:
    """What the store kept of a room, page by page, through the door that everybody uses."""
    answers: asyncio.Queue[Frame] = asyncio.Queue()

    def hear(frame: bytes) -> None:
        if frame.startswith(b'{"re":'):
            answers.put_nowait(json.loads(frame))

    client = await connect(port, seat["cookie"], hear)
    client.send({"do": "enter", "ref": ENTER, "room": seat["room"], "since": 0})
    page = entered = await asyncio.wait_for(answers.get(), PATIENCE_SECONDS)
    pages = [page["messages"]]
    while page["more"]:
        before = page["messages"][0]["place"]
        client.send({"do": "history", "ref": "history", "room": seat["room"], "before": before})
        page = await asyncio.wait_for(answers.get(), PATIENCE_SECONDS)
        pages.append(page["messages"])
    client.close()
    await client.gone
    return Log(entered["rev"], tuple(message(each) for page in reversed(pages) for each in page))


async def judged(port: int, seats: list[Seat], found: dict[str, History]) -> list[Found]:
    """Everything that is wrong in any room, held against what its store kept."""
    wrong = []
    for room, history in found.items():
        seat = next(each for each in seats if each["room"] == room)
        wrong += check(history, await read_log(port, seat))
    return wrong


async def all_said(people: list[Witness]) -> None:
    """Nobody says anything new; waits for the answers to what was said."""
    for person in people:
        person.saying = 0
    await asyncio.gather(*(person.until_answered() for person in people))


async def hear_the_end(port: int, seats: list[Seat], people: list[Witness]) -> list[str]:
    """Waits until every browser has heard everything that was said in its room; answers who never did."""
    last = {room: (await read_log(port, seat)).rev for room, seat in {seat["room"]: seat for seat in seats}.items()}
    waiting = (person.until_rev(last[person.room]) for person in people)
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    return [person.name for person, outcome in zip(people, outcomes, strict=True) if outcome is not None]


@asynccontextmanager
async def together(
    people: list[Witness], port: int, chance: random.Random, rest: Rest = a_moment
) -> AsyncIterator[None]:
    """Everybody stays for as long as this lasts, and goes home then, whatever happened."""
    staying = [asyncio.create_task(person.stay(port, chance, rest)) for person in people]
    try:
        yield
    finally:
        for task in staying:
            task.cancel()
        await asyncio.gather(*staying, return_exceptions=True)
        for person in people:
            person.go()
        await asyncio.wait([person.client.gone for person in people if person.client], timeout=PATIENCE_SECONDS)


def count_answers(found: dict[str, History]) -> int:
    """How often anything was acknowledged."""
    return sum(isinstance(each, Answered) for history in found.values() for each in history.happened)
