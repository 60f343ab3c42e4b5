"""What the gate stopped or held is searched for in every byte that leaves the server: nobody reads it who may not.

Each text carries a mark of its own. What is shown, held, released, hidden, retracted and told in private is mixed, the
server is killed in the middle, and everybody reads all there is: sockets, pages, their own data, logs and figures.
"""

from __future__ import annotations

import asyncio
import re
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.cast import ELSEWHERE, ROOM, Cast, Person
from tests.promises.seats import Seat
from tests.running import Server, started

ROUNDS = 3
MANY_ROUNDS = 300
FACILITATORS = frozenset({"Fay", "Femi", "Sol"})
THE_ROOM = FACILITATORS | {"Ana", "Ben"}
MARK = re.compile(rb"[a-z]+zq\d+x|Take \d+ of them")
METRICS_TOKEN = "figures"
PAGES = ("/", "/rooms/tuesday", "/rooms/elsewhere", "/rules", "/me", "/help", "/desk", "/desk/waiting", "/desk/record")
OPEN_PAGES = ("/", "/health", "/ready", "/help", "/rooms/tuesday")


class Marks:
    """Every marked text that was sent, and who may read it: it is wrong when anybody else does."""

    def __init__(self) -> None:
        self.readers: dict[bytes, frozenset[str]] = {}

    def new(self, sort: str, readers: Iterable[str] = ()) -> str:
        mark = f"{sort}zq{len(self.readers)}x"
        self.readers[mark.encode()] = frozenset(readers)
        return mark

    def allow(self, mark: str, readers: Iterable[str]) -> None:
        self.readers[mark.encode()] = frozenset(readers)

    def in_wrong_hands(self, reader: str, text: bytes) -> list[str]:
        found = dict.fromkeys(MARK.findall(text))
        return [mark.decode() for mark in found if mark in self.readers and reader not in self.readers[mark]]


class House:
    """The server with everybody in it, and all that each of them has read."""

    def __init__(self, server: Server, cast: Cast) -> None:
        self.server = server
        self.people = {name: cast.named(name) for name in ("Ana", "Ben", "Fay", "Femi", "Sol", "Oz")}
        self.marks = Marks()
        self.seats: dict[str, Seat] = {}
        self.taken: dict[str, frozenset[str]] = {}
        self.searched = 0

    async def come(self) -> None:
        for name, person in self.people.items():
            seat = self.seats[name] = Seat(ROOM if name != "Oz" else ELSEWHERE, person.id, person.cookie)
            await seat.sit_down(self.server.port)

    async def go(self) -> None:
        """Everybody asks once more for all there is, and leaves; what they read is searched."""
        for seat in self.seats.values():
            await seat.ask("enter", since=0)
            await seat.ask("enter", since=1)
            await seat.ask("history", before=1_000_000)
            seat.get_up()
        await asyncio.sleep(0.1)  # for the sockets to close
        self.search_the_sockets()

    def search_the_sockets(self) -> None:
        """What has arrived since the last time."""
        for name, seat in self.seats.items():
            self.search(name, bytes(seat.read), f"the socket of {name}")
            seat.read.clear()

    def search(self, reader: str, text: bytes, where: str) -> None:
        self.searched += len(text)
        assert self.marks.in_wrong_hands(reader, text) == [], where

    async def round(self, number: int) -> None:
        author, other = ("Ana", "Ben") if number % 2 else ("Ben", "Ana")
        await self.stopped(author, number)
        await self.held(author)
        await self.taken_back(author)
        await self.in_private(author, other)
        self.search_the_sockets()

    async def stopped(self, author: str, number: int) -> None:
        """Refused, nudged, masked: it is kept nowhere, and nobody reads it again, not even its author."""
        seat, new = self.seats[author], self.marks.new
        nudged = await seat.ask("say", text=f"My email is {new('mail')}@mail.example, write to me")
        assert nudged["error"]["code"] == "nudge", nudged
        refused = await seat.ask("say", text=f"Is there a way that doesn't hurt, {new('refused')}?")
        assert refused["error"]["code"] == "refused", refused
        dose = f"Take {30 + number % 60} of them"
        self.marks.allow(dose, ())
        masked = await seat.ask("say", text=f"I want to die. {dose}, that works")
        assert masked.get("state") == "shown", masked
        note = self.marks.new("note", FACILITATORS | {author})
        noted = await seat.ask("say", text="It was a long day.", note=f"My email is {note}@mail.example")
        assert not noted["ok"] or noted["state"] == "held", noted

    async def held(self, author: str) -> None:
        """Its author and the facilitators; once released, the room. An edit that is held as well."""
        seat, fay, may = self.seats[author], self.seats["Fay"], FACILITATORS | {author}
        kept, declined, released, edited = (self.marks.new("held", may) for _ in range(4))
        waiting = {}
        for mark in (kept, declined, released):
            said = waiting[mark] = await seat.ask("say", text=f"I will find you and hurt you, {mark}.")
            assert said["state"] == "held", said
        shown = await seat.ask("say", text="The kettle is on.")
        held = await seat.ask("edit", id=shown["id"], text=f"I will find you and hurt you, {edited}.")
        assert held["state"] == "held", held
        assert (await fay.ask("decline", id=waiting[declined]["id"], reason="Not here."))["ok"]
        self.search_the_sockets()
        self.marks.allow(released, THE_ROOM)
        assert (await fay.ask("release", id=waiting[released]["id"]))["ok"]

    async def taken_back(self, author: str) -> None:
        """What everybody could read once is not sent again when it is hidden, held or retracted."""
        seat, fay = self.seats[author], self.seats["Fay"]
        for verb, by in (("hide", fay), ("hold", fay), ("retract", seat)):
            mark = self.marks.new(verb, THE_ROOM)
            said = await seat.ask("say", text=f"Good evening from {mark}.")
            assert said["ok"], said
            reason = {"reason": "It hurt."} if verb == "hide" else {}
            assert (await by.ask(verb, id=said["id"], **reason))["ok"]
            self.taken[mark] = FACILITATORS | {author} if by is fay else frozenset()

    async def in_private(self, author: str, other: str) -> None:
        """Asides and reports are for the facilitators."""
        seat, may = self.seats[author], FACILITATORS | {author}
        assert (await seat.ask("aside", text=f"May I ask you something? {self.marks.new('aside', may)}"))["ok"]
        said = await self.seats[other].ask("say", text="I had soup today.")
        assert (await seat.ask("report", id=said["id"], text=f"This bothers me, {self.marks.new('report', may)}."))[
            "ok"
        ]

    def read_the_pages(self) -> None:
        for name, person in self.people.items():
            for path in PAGES:
                self.search(name, self.fetch(path, person), f"{path} for {name}")
            self.search(name, self.fetch("/me/data", person, b""), f"the data of {name}")
        for path in OPEN_PAGES:
            self.search("nobody", self.fetch(path), f"{path} for who is not signed in")
        self.search("nobody", self.fetch("/metrics", token=METRICS_TOKEN), "the figures")

    def fetch(self, path: str, person: Person | None = None, form: bytes | None = None, token: str = "") -> bytes:
        request = urllib.request.Request(f"{self.server.url}{path}", form)
        request.add_header("Origin", self.server.url)
        if person is not None:
            request.add_header("Cookie", person.cookie)
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return bytes(answer.read())
        except HTTPError as refused:
            return refused.read()

    async def evening(self, rounds: int) -> None:
        await self.come()
        for number in range(1, rounds + 1):
            await self.round(number)
            if number == (rounds + 1) // 2:
                await self.go()
                self.server.kill()
                self.server.start()
                await self.come()
        await self.go()
        for mark, readers in self.taken.items():  # it was read while it was shown; from here on it is not sent again
            self.marks.allow(mark, readers)
        await self.come()
        await self.go()


def test_nothing_is_read_before_the_gate_has_let_it_through(data: Path, cast: Cast) -> None:
    search_everything(data, cast, ROUNDS)


@pytest.mark.long
def test_nothing_is_read_before_the_gate_in_a_long_evening(data: Path, cast: Cast) -> None:
    search_everything(data, cast, MANY_ROUNDS)


def search_everything(data: Path, cast: Cast, rounds: int) -> None:
    server = Server(data, pace="off", log_level="debug", metrics_token=METRICS_TOKEN)
    with started(server):
        house = House(server, cast)
        asyncio.run(house.evening(rounds))
        house.read_the_pages()
    house.search("nobody", server.log.read_bytes(), "the log")
    print(f"{len(house.marks.readers)} marks searched for in {house.searched} bytes")
