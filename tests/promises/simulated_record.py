"""What everybody did and was told in a simulated evening, in the order in which it happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.promises.simulation import Loop

__all__ = ["Frame", "Op", "Record", "Said"]

Frame = dict[str, Any]


@dataclass
class Said:
    """A text that somebody put before the gate, with the mark by which it is known wherever it turns up."""

    mark: str
    author: str
    kind: str
    message: str | None = None
    held: bool = False
    released: bool = False
    unexamined: bool = False


@dataclass
class Op:
    """One command, from when it was first sent until it was answered; `sent` counts how often, `on` where last."""

    ref: str
    command: Frame
    by: str
    begun: int
    floor: int
    sent: int = 0
    on: int = 0
    said: Said | None = None
    answers: list[Frame] = field(default_factory=list)
    ended: int | None = None

    @property
    def do(self) -> str:
        return str(self.command["do"])

    @property
    def ok(self) -> bool:
        return any(answer["ok"] for answer in self.answers)


class Record:
    """What everybody did and was told, in the order in which it happened."""

    def __init__(self, loop: Loop, told: bool) -> None:
        self.loop = loop
        self.told = told
        self.resting = False
        self.ops: list[Op] = []
        self.said: dict[str, Said] = {}
        self.highest = 0
        """The highest rev that anybody was answered."""
        self.gone_since: dict[str, int] = {}
        """At which rev the room lost a member."""
        self._steps = count(1)
        self.numbers = count(1)

    def step(self) -> int:
        return next(self._steps)

    def note(self, *words: object) -> None:
        if self.told:
            print(f"{self.loop.now:8.3f}", *words)

    def of_message(self, key: str) -> list[Said]:
        return [said for said in self.said.values() if said.message == key]

    def under_way(self) -> list[Op]:
        """What was sent and is not answered."""
        return [op for op in self.ops if op.ended is None]

    def open(self, do: str, member: str) -> bool:
        """Whether such a command about a member was sent, and is not answered: it may still happen."""
        return any(op.do == do and op.command.get("member") == member and op.ended is None for op in self.ops)
