"""What happened in one room, as its people's browsers saw it, held against what the store kept.

No search is needed to judge such a history: the server gives every message its place, so a few passes over what
happened find everything that cannot be true. Pure, and linear in the length of what happened and of what was heard.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

__all__ = [
    "Answered",
    "Asked",
    "Barred",
    "Entered",
    "Fault",
    "Found",
    "Heard",
    "History",
    "Log",
    "Message",
    "Refused",
    "Sent",
    "check",
]


class Message(NamedTuple):
    """A message as a browser shows it, or as the store keeps it."""

    id: str
    rev: int
    place: int
    author: str
    text: str
    state: str = "shown"


class Sent(NamedTuple):
    """A browser sent a text, for the first time or again."""

    who: str
    ref: str
    text: str


class Answered(NamedTuple):
    """It was acknowledged. `rev` is None for what is held."""

    who: str
    ref: str
    id: str
    rev: int | None


class Refused(NamedTuple):
    """It was not taken."""

    who: str
    ref: str


class Asked(NamedTuple):
    """A browser asked to enter the room, with the last rev it has, or 0."""

    who: str
    since: int


class Entered(NamedTuple):
    """It was let in, on a page of messages."""

    who: str
    rev: int
    reset: bool
    more: bool
    messages: tuple[Message, ...]


class Heard(NamedTuple):
    """It heard an event of the room; some carry no message."""

    who: str
    rev: int
    message: Message | None = None


class Barred(NamedTuple):
    """From this rev on a browser's member is entitled to nothing more."""

    who: str
    rev: int


Happening = Sent | Answered | Refused | Asked | Entered | Heard | Barred


class Log(NamedTuple):
    """What the store kept, in order of place, and its rev. `others`: so many revs were taken by no message."""

    rev: int
    messages: tuple[Message, ...]
    others: int = 0


class Fault(StrEnum):
    """What must never be."""

    LOST = "acknowledged, and not kept"
    DOUBLED = "sent once, kept twice"
    GAP = "a rev is missing"
    DISORDER = "heard again, or out of order"
    VIEW = "a browser shows something else than the store"
    OVERTAKEN = "acknowledged before another was sent, and placed after it"
    STALE = "an answer older than what had been acknowledged before it was asked for"
    NOBODY = "kept, and never sent by anybody"
    REFUSED = "refused, and kept all the same"
    TWO_ANSWERS = "one ref, two answers"
    CHANGED = "kept with another text or in another place than was acknowledged"
    LEAKED = "heard by somebody not entitled to it"


class Found(NamedTuple):
    """A fault, and where it shows."""

    fault: Fault
    where: str


@dataclass
class History:
    """Everything that happened in a room, in the order in which it happened. `members` says whose browser is whose."""

    members: Mapping[str, str]
    happened: list[Happening] = field(default_factory=list)


def check(history: History, log: Log) -> list[Found]:
    """Everything that is wrong with this history; nothing, where all is well."""
    rules = wrong_answers, wrong_messages, wrong_numbers, wrong_times, wrong_views
    return [found for rule in rules for found in rule(history, log)]


def wrong_answers(history: History, log: Log) -> Iterator[Found]:
    """What was acknowledged is kept as it was sent, under one id for each ref; what was refused is not."""
    kept = {message.id: message for message in log.messages}
    texts: dict[tuple[str, str], str] = {}
    answers: dict[tuple[str, str], Answered] = {}
    unrefused: Counter[tuple[str, str]] = Counter()
    for each in history.happened:
        if not isinstance(each, Sent | Answered | Refused):
            continue
        key = history.members[each.who], each.ref
        if isinstance(each, Sent):
            texts[key] = each.text
            unrefused[key] += 1
        elif isinstance(each, Refused):
            unrefused[key] -= 1
        elif answers.setdefault(key, each)[2:] != each[2:]:
            yield Found(Fault.TWO_ANSWERS, f"{key}: {answers[key]} and {each}")
    for key, answer in answers.items():
        yield from wrong_keeping(answer, texts.get(key), kept.get(answer.id))
    written = {(message.author, message.text) for message in log.messages}
    for key, sendings in unrefused.items():
        if not sendings and key not in answers and (key[0], texts[key]) in written:
            yield Found(Fault.REFUSED, f"{key}")


def wrong_keeping(answer: Answered, text: str | None, kept: Message | None) -> Iterator[Found]:
    """What was held has no place, and is not in the log before it is released."""
    if kept is None:
        if answer.rev is not None:
            yield Found(Fault.LOST, f"{answer}")
    elif kept.state == "shown" and (kept.text != text or answer.rev not in (kept.place, None)):
        yield Found(Fault.CHANGED, f"{answer}, kept in place {kept.place}")


def wrong_messages(history: History, log: Log) -> Iterator[Found]:
    """Whatever was kept was sent by its author, and is there once."""
    sent = {(history.members[each.who], each.text) for each in history.happened if isinstance(each, Sent)}
    shown = Counter((each.author, each.text) for each in log.messages if each.state == "shown")
    for key, times in shown.items():
        if key not in sent:
            yield Found(Fault.NOBODY, f"{key}")
        elif times > 1:
            yield Found(Fault.DOUBLED, f"{key}: {times} times")


def wrong_numbers(_history: History, log: Log) -> Iterator[Found]:
    """In the store places rise, and every rev up to the last belongs to a change."""
    known = {0} | {message.rev for message in log.messages} | {message.place for message in log.messages}
    for before, message in pairwise(log.messages):
        if message.place <= before.place:
            yield Found(Fault.DISORDER, f"the store has place {message.place} after {before.place}")
    missing = [rev for rev in range(log.rev + 1) if rev not in known]
    if len(missing) > log.others:
        yield Found(Fault.GAP, f"nothing in the store has rev {missing[0]}, nor {len(missing) - 1} others")


def wrong_times(history: History, log: Log) -> Iterator[Found]:
    """Who sends or asks after something was acknowledged comes after it, or sees it."""
    places = {message.id: message.place for message in log.messages}
    acknowledged = 0
    earliest: dict[tuple[str, str], int] = {}
    asked: dict[str, int] = {}
    for each in history.happened:
        if isinstance(each, Sent):
            earliest.setdefault((history.members[each.who], each.ref), acknowledged)
        elif isinstance(each, Answered) and each.rev is not None:
            acknowledged = max(acknowledged, each.rev)
            place = places.get(each.id, each.rev)
            if place <= earliest.get((history.members[each.who], each.ref), 0):
                yield Found(Fault.OVERTAKEN, f"{each}")
        elif isinstance(each, Asked):
            asked[each.who] = acknowledged
        elif isinstance(each, Entered) and each.rev < asked.get(each.who, 0):
            yield Found(Fault.STALE, f"{each.who} was answered rev {each.rev}, after {asked[each.who]}")


@dataclass
class View:
    """What one browser shows. It has everything from place `floor` on."""

    who: str
    rev: int = 0
    since: int = 0
    floor: int = 0
    barred: int | None = None
    shown: dict[str, Message] = field(default_factory=dict)

    def entered(self, page: Entered) -> Iterator[Found]:
        if page.reset or self.since == 0:
            self.shown.clear()
            self.floor = page.messages[0].place if page.more and page.messages else 0
        elif page.rev < self.rev:
            yield Found(Fault.DISORDER, f"{self.who} came back to rev {page.rev} from {self.rev}")
        self.shown.update((message.id, message) for message in page.messages)
        self.rev = page.rev

    def heard(self, event: Heard) -> Iterator[Found]:
        if self.barred is not None and event.rev > self.barred:
            yield Found(Fault.LEAKED, f"{self.who} heard rev {event.rev}, barred at {self.barred}")
        if event.rev <= self.rev:
            yield Found(Fault.DISORDER, f"{self.who} heard rev {event.rev} after {self.rev}")
        elif event.rev > self.rev + 1:
            yield Found(Fault.GAP, f"{self.who} heard rev {event.rev} after {self.rev}")
        if event.message is not None:
            self.shown[event.message.id] = event.message
        self.rev = max(self.rev, event.rev)

    def differs(self, log: Log) -> Iterator[Found]:
        """What changed since this browser heard its last rev may differ; nothing else."""
        kept = {message.id for message in log.messages}
        for message in log.messages:
            if message.place >= self.floor and message.rev <= self.rev and self.shown.get(message.id) != message:
                yield Found(Fault.VIEW, f"{self.who} shows {self.shown.get(message.id)} for {message}")
        for message in self.shown.values():
            if message.id not in kept and message.state != "gone":
                yield Found(Fault.VIEW, f"{self.who} shows {message}, which is not kept")


def wrong_views(history: History, log: Log) -> Iterator[Found]:
    """Every browser heard every rev, in order, once, and shows what was kept; nobody else heard anything."""
    views = {who: View(who) for who in history.members}
    for each in history.happened:
        if not isinstance(each, Asked | Entered | Heard | Barred):
            continue
        view = views.get(each.who)
        if view is None:
            if not isinstance(each, Asked):
                yield Found(Fault.LEAKED, f"{each.who} is not of this room and got {each}")
        elif isinstance(each, Asked):
            view.since = each.since
        elif isinstance(each, Barred):
            view.barred = each.rev
        elif isinstance(each, Entered):
            yield from view.entered(each)
        else:
            yield from view.heard(each)
    for view in views.values():
        if view.rev:
            yield from view.differs(log)
