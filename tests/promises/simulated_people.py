"""The people of a simulated evening: what they do, what they see, and what they notice at once if it is broken."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING

from tests.cast import ROOM, Person
from tests.promises.simulated_record import Frame, Op, Said
from tests.promises.simulated_wire import Wire

if TYPE_CHECKING:
    from tests.promises.evening import Evening

__all__ = ["KINDS", "TOKEN", "Browser"]

TOKEN = re.compile(r"\bw\d+\.")
SECRET = re.compile(r"<s\d+>")
KINDS = ("plain",) * 12 + ("hold", "hold", "nudge", "refuse", "mask", "worry")
NEVER = ("nudge", "refuse")
FACILITATORS = ("Fay", "Femi", "Sol")
UNEXAMINED = "the automatic check did not answer"
CHANGES_BY_ITSELF = ("light", "pinned", "paused", "paused_until", "paused_reason")
"""What is told of a room without a rev of its own, or runs out without being told."""
LATEST_NEWS = 4.0
"""Within so many seconds a browser knows that its connection broke."""
THINKS = 0.8
"""Somebody does something twice in so many seconds."""


class Browser:
    """One browser of one person: keeps its view as the real one does, and checks every frame that it hears."""

    def __init__(self, evening: Evening, person: Person, number: int) -> None:
        self.evening = evening
        self.record = evening.record
        self.chance = evening.chance
        self.person = person
        self.number = number
        self.facilitates = person.name in FACILITATORS
        self.view: dict[str, Frame] = {}
        self.about: Frame = {}
        self.people: list[Frame] = []
        self.here: list[str] = []
        self.rev = 0
        self.epoch: str | None = None
        self.entered = False
        self.barred = False
        self.wire: Wire | None = None
        self.connection = 0
        self.unanswered: dict[str, Op] = {}
        self.queue: dict[str, Frame] = {}
        self.muted: dict[str, int] = {}
        self.known: set[str] = set()

    @property
    def name(self) -> str:
        return f"{self.person.name}/{self.number}"

    def broken(self, what: str) -> None:
        self.record.note(self.name, "SEES IT BROKEN:", what)
        self.evening.loop.trouble.append(f"{self.name}: {what}")
        raise AssertionError(f"{self.name}: {what}")

    async def stays(self) -> None:
        """Comes, does this and that, comes back, until the evening comes to rest; then once more, for good."""
        from tests.promises.simulated_deeds import does_something

        loop = self.evening.loop
        while not self.record.resting:
            if self.wire is None:
                await loop.rest()
                self.connect()
            await asyncio.sleep(self.chance.random() * THINKS)
            if self.entered and self.chance.random() < 0.9:
                does_something(self)
            elif self.wire is not None and self.chance.random() < 0.1:
                self.wire.part()
        await self.comes_to_rest()

    async def comes_to_rest(self) -> None:
        """Sends again whatever was never answered, until it is."""
        loop = self.evening.loop
        broken_off_by, until = loop.now + LATEST_NEWS, loop.now + 60.0
        while loop.now < until:
            if self.wire is None:
                self.connect()
            await loop.rest()
            await loop.rest()
            settled = self.entered and not any(op.do in ("say", "enter") for op in self.unanswered.values())
            if self.barred or (settled and loop.now > broken_off_by):
                return
        self.broken(f"does not come to rest; waits for {[op.command for op in self.unanswered.values()]}")

    def connect(self) -> None:
        if self.evening.life is None:
            return
        wire = Wire(self.evening.loop, self.evening.faults, lambda frame: self.arrives(wire, frame))
        self.wire = wire
        self.connection = next(self.record.numbers)
        self.entered = False
        self.muted.clear()
        self.evening.life.answer(wire, self.person.cookie)

    def lose(self) -> None:
        """The connection broke."""
        if self.wire is not None:
            self.wire.part()

    def arrives(self, wire: Wire, message: Frame) -> None:
        """What the web library would show of a connection: it opens, brings frames, closes."""
        if wire is not self.wire:
            return
        if message["type"] == "websocket.accept":
            self.ask({"do": "enter", "since": self.rev, "epoch": self.epoch})
            for op in list(self.unanswered.values()):
                if op.do == "say":
                    self.send(op)
                elif op.do != "enter":
                    del self.unanswered[op.ref]  # nobody will ever tell whether it happened
        elif message["type"] == "websocket.send":
            self.record.note(self.name, "hears", message["text"][:400])
            self.hears(json.loads(message["text"]), message["text"])
        elif message["type"] == "websocket.close":
            self.record.note(self.name, "is closed with", message.get("code"))
            self.wire = None
            self.entered = False
            for ref in [op.ref for op in self.unanswered.values() if op.do == "enter"]:
                del self.unanswered[ref]

    def ask(self, fields: Frame, said: Said | None = None) -> Op:
        op = Op(
            f"r{next(self.record.numbers)}", fields, self.person.id, self.record.step(), self.record.highest, said=said
        )
        self.record.ops.append(op)
        self.unanswered[op.ref] = op
        self.send(op)
        return op

    def send(self, op: Op) -> None:
        op.sent += 1
        op.on = self.connection
        self.record.note(self.name, "sends", op.ref, op.command)
        if self.wire is not None:
            self.wire.say(json.dumps({"room": ROOM, **op.command, "ref": op.ref}))

    def hears(self, frame: Frame, text: str) -> None:
        """Whatever arrives: first what it must not say, then what it does to the view."""
        if frame.get("on") in ("queue", "held") and frame.get("message"):
            self.learns(frame["message"])
        for waiting in frame.get("mine", {}).get("queue", ()):
            self.learns(waiting)
        self.may_read(text)
        if "re" in frame:
            self.is_answered(frame)
        elif not self.entered and "rev" in frame:
            self.broken(f"hears {text[:200]} of a room that it has not entered")
        elif frame["on"] == "message":
            self.follows(frame)
            self.sees(frame["message"])
        elif frame["on"] == "room":
            self.follows(frame)
            self.sees_room(frame["about"], frame["people"], frame["rev"])
        elif frame["on"] == "presence":
            self.here = [each["id"] for each in frame["people"] if each["here"]]
        elif frame["on"] == "queue":
            self.sees_queue(frame)
        elif frame["on"] == "notice" and frame["notice"]["kind"] in ("remove", "ban"):
            self.barred = True
        self.known.update(TOKEN.findall(text))

    def may_read(self, text: str) -> None:
        """Nobody reads what was stopped; only its author and the facilitators read what is held."""
        for mark in TOKEN.findall(text):
            said = self.record.said[mark]
            if said.author == self.person.id or said.released:
                continue
            if said.kind in NEVER and not (said.unexamined and self.facilitates):
                self.broken(f"reads what the gate stopped: {text[:200]}")
            if (said.kind == "hold" or said.held) and not self.facilitates:
                self.broken(f"reads what is held: {text[:200]}")
        for mark in SECRET.findall(text):
            said = self.record.said[f"w{mark[2:-1]}."]
            waits = said.held and said.author == self.person.id
            if not waits and not (said.unexamined and (self.facilitates or said.released)):
                self.broken(f"reads what was masked: {text[:200]}")

    def follows(self, frame: Frame) -> None:
        if frame["rev"] != self.rev + 1:
            self.broken(f"has rev {self.rev} and hears {frame['rev']}")
        self.rev = frame["rev"]
        gone = self.record.gone_since.get(self.person.id)
        if gone is not None and frame["rev"] >= gone:
            self.broken(f"was removed at rev {gone} and hears rev {frame['rev']}")

    def sees(self, message: Frame) -> None:
        for mark in TOKEN.findall(message["text"]):
            said = self.record.said[mark]
            if said.message is None:
                said.message = message["id"]
            if message["author"] in self.muted and mark not in self.known and not said.released:
                self.broken(f"hears {mark} of a member whose mute was acknowledged before")
            op = next((op for op in self.unanswered.values() if op.said is said), None)
            if op is not None and op.sent == 1 and op.on == self.connection and op.do == "say":
                self.broken(f"sees its own {mark} before it is answered")
        self.view[message["id"]] = message

    def sees_room(self, about: Frame, people: list[Frame], rev: int) -> None:
        before = {each["id"] for each in self.people}
        for member in before - {each["id"] for each in people}:
            self.record.gone_since.setdefault(member, rev)
        self.about = {name: value for name, value in about.items() if name not in CHANGES_BY_ITSELF}
        self.people = people
        self.here = [each["id"] for each in people if each["here"]]

    def sees_queue(self, frame: Frame) -> None:
        if frame["change"] == "added":
            self.queue[frame["message"]["id"]] = frame["message"]
        elif frame["change"] == "gone":
            self.queue.pop(frame["message"]["id"], None)
        elif "until" not in frame:
            self.muted.pop(frame["member"], None)

    def learns(self, waiting: Frame) -> None:
        """Which message a held text belongs to. One that was shown before and taken back is no secret any more."""
        for mark in TOKEN.findall(json.dumps(waiting)):
            self.record.said[mark].message = waiting["id"]
        never_shown = waiting["text"] if waiting["place"] is None else waiting["pending"] or ""
        for mark in TOKEN.findall(never_shown):
            self.record.said[mark].held = True
            self.record.said[mark].unexamined |= UNEXAMINED in waiting["why"]

    def is_answered(self, frame: Frame) -> None:
        op = self.unanswered.pop(frame["re"], None)
        if op is None:
            op = next(op for op in self.record.ops if op.ref == frame["re"])
            if op.sent == 1 and op.on == self.connection:
                self.broken(f"is answered twice: {frame}")
        op.answers.append(frame)
        op.ended = op.ended or self.record.step()
        if not frame["ok"]:
            self.is_refused(op, frame["error"]["code"])
        elif op.do == "enter":
            self.enters(op, frame)
        elif op.said is not None:
            self.is_kept(op, op.said, frame)
        elif (op.do == "mute" and not self.record.open("unmute", op.command["member"])) or op.do in ("remove", "ban"):
            self.muted[op.command["member"]] = op.ended
        if frame["ok"] and isinstance(frame.get("rev"), int):
            self.record.highest = max(self.record.highest, frame["rev"])

    def is_refused(self, op: Op, code: str) -> None:
        if op.do == "enter":
            if code in ("not_member", "not_found"):
                self.barred = True
            else:
                self.ask(op.command | {"since": self.rev})
        elif op.do == "say" and code == "unavailable":
            op.ended = None
            self.unanswered[op.ref] = op
            self.evening.loop.call_later(0.2, self.try_again, op)
        elif code == "not_member":
            self.barred = True

    def try_again(self, op: Op) -> None:
        if op.ref in self.unanswered and self.wire is not None:
            self.send(op)

    def is_kept(self, op: Op, said: Said, frame: Frame) -> None:
        said.message = frame["id"]
        said.held = said.held or frame["state"] == "held"
        first = next(answer for answer in op.answers if answer["ok"])
        if op.do == "say" and {**first, "re": ""} != {**frame, "re": ""}:
            self.broken(f"was first answered {first} and then {frame}")
        if op.do == "say" and frame["rev"] is not None and frame["rev"] <= op.floor:
            self.broken(f"said {said.mark} when rev {op.floor} was answered already, and it got {frame['rev']}")

    def enters(self, op: Op, frame: Frame) -> None:
        if frame["rev"] < op.floor:
            self.broken(f"enters at rev {frame['rev']} when {op.floor} was answered already")
        if op.command["since"] == 0 or frame["reset"]:
            self.view.clear()
        self.view.update({message["id"]: message for message in frame["messages"]})
        self.rev, self.epoch, self.entered = frame["rev"], frame["epoch"], True
        self.sees_room(frame["room"], frame["people"], frame["rev"])
        self.queue = {message["id"]: message for message in frame["mine"]["queue"]}
        for waiting in frame["mine"]["held"]:
            self.learns(waiting)
