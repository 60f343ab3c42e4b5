"""The checker of histories finds every fault that was planted, by its name, and nothing in a good history."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.promises.history import (
    Answered,
    Asked,
    Barred,
    Entered,
    Fault,
    Happening,
    Heard,
    History,
    Log,
    Message,
    Refused,
    Sent,
    check,
)

MEMBERS = {"ana-phone": "ana", "ana-laptop": "ana", "ben": "ben", "fay": "fay"}
NEWEST = 4


@dataclass
class MadeUpRoom:
    """A room that keeps every promise, under chance: sendings and answers get lost, and people come back."""

    chance: random.Random
    history: History = field(default_factory=lambda: History(MEMBERS))
    kept: list[Message] = field(default_factory=list)
    rev: int = 0
    others: int = 0
    on_the_way: dict[str, list[Happening]] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    open: dict[tuple[str, str], str] = field(default_factory=dict)

    def step(self) -> None:
        who = self.chance.choice(list(MEMBERS))
        if who in self.on_the_way:
            self.chance.choice((self.says, self.says_again, self.is_told, self.is_told, self.drops))(who)
        else:
            self.comes(who)

    def comes(self, who: str) -> None:
        since = self.last.get(who, 0)
        self.happens(Asked(who, since))
        fresh = since == 0 or self.chance.random() < 0.2
        page = self.kept[-NEWEST:] if fresh else [each for each in self.kept if each.rev > since]
        self.happens(Entered(who, self.rev, fresh and since > 0, fresh and len(self.kept) > NEWEST, tuple(page)))
        self.on_the_way[who] = []

    def drops(self, who: str) -> None:
        del self.on_the_way[who]

    def says(self, who: str) -> None:
        ref = f"m-{len(self.history.happened)}"
        self.open[who, ref] = f"{who} says {ref}"
        self.sends(who, ref)

    def says_again(self, who: str) -> None:
        for whose, ref in list(self.open):
            if whose == who:
                self.sends(who, ref)

    def sends(self, who: str, ref: str) -> None:
        """Some sendings never arrive, some are refused; what was kept before is answered as before."""
        text = self.open[who, ref]
        self.happens(Sent(who, ref, text))
        fate = self.chance.random()
        before = [each for each in self.kept if each.text == text]
        if fate < 0.2:
            return
        if not before and fate < 0.3:
            self.on_the_way[who].append(Refused(who, ref))
            return
        message = before[0] if before else self.keeps(MEMBERS[who], text)
        self.on_the_way[who].append(Answered(who, ref, message.id, message.rev))

    def keeps(self, author: str, text: str) -> Message:
        if self.chance.random() < 0.2:  # somebody changes the topic
            self.others += 1
            self.tells(None)
        self.kept.append(Message(f"id-{self.rev + 1}", self.rev + 1, self.rev + 1, author, text))
        self.tells(self.kept[-1])
        return self.kept[-1]

    def tells(self, message: Message | None) -> None:
        self.rev += 1
        for who, waiting in self.on_the_way.items():
            waiting.append(Heard(who, self.rev, message))

    def is_told(self, who: str) -> None:
        waiting = self.on_the_way[who]
        arrived = waiting[: self.chance.randint(0, len(waiting))]
        del waiting[: len(arrived)]
        for each in arrived:
            if isinstance(each, Answered | Refused):
                self.open.pop((who, each.ref), None)
            self.happens(each)

    def happens(self, what: Happening) -> None:
        self.history.happened.append(what)
        if isinstance(what, Entered | Heard):
            self.last[what.who] = what.rev

    def log(self) -> Log:
        return Log(self.rev, tuple(self.kept), self.others)


@settings(max_examples=100, deadline=None)
@given(st.integers(), st.integers(1, 120))
def test_nothing_is_found_in_a_history_that_keeps_every_promise(seed: int, steps: int) -> None:
    room = MadeUpRoom(random.Random(seed))
    for _ in range(steps):
        room.step()
    assert check(room.history, room.log()) == []


def said(number: int, author: str = "ana") -> Message:
    return Message(f"id-{number}", number, number, author, f"the {number}. thing")


def good() -> tuple[list[Happening], list[Message]]:
    """Ana says three things, the third twice since its answer was lost; Ben hears two of them, and comes back."""
    happened: list[Happening] = [Asked("ana-phone", 0), Entered("ana-phone", 0, False, False, ())]
    happened += [Asked("ben", 0), Entered("ben", 0, False, False, ())]
    for number in (1, 2, 3):
        happened.append(Sent("ana-phone", f"m-{number}", said(number).text))
        if number < 3:
            happened.append(Answered("ana-phone", f"m-{number}", f"id-{number}", number))
            happened += [Heard("ana-phone", number, said(number)), Heard("ben", number, said(number))]
    happened += [Asked("ana-phone", 2), Entered("ana-phone", 3, False, False, (said(3),))]
    happened += [Sent("ana-phone", "m-3", said(3).text), Answered("ana-phone", "m-3", "id-3", 3)]
    happened += [Asked("ben", 2), Entered("ben", 3, False, False, (said(3),))]
    return happened, [said(1), said(2), said(3)]


Plant = Callable[[list[Happening], list[Message]], None]


def replace(happened: list[Happening], old: Happening, new: Happening) -> None:
    happened[happened.index(old)] = new


def lost(_happened: list[Happening], kept: list[Message]) -> None:
    kept.remove(said(2))


def doubled(_happened: list[Happening], kept: list[Message]) -> None:
    kept.append(said(3)._replace(id="id-4", rev=4, place=4))


def a_hole_in_the_store(_happened: list[Happening], kept: list[Message]) -> None:
    kept[2] = said(3)._replace(rev=4, place=4)


def a_rev_unheard(happened: list[Happening], _kept: list[Message]) -> None:
    happened.remove(Heard("ben", 1, said(1)))


def heard_backwards(happened: list[Happening], _kept: list[Message]) -> None:
    first, second = (happened.index(Heard("ben", number, said(number))) for number in (1, 2))
    happened[first], happened[second] = happened[second], happened[first]


def heard_twice(happened: list[Happening], _kept: list[Message]) -> None:
    happened.insert(happened.index(Heard("ben", 2, said(2))), Heard("ben", 2, said(2)))


def shown_otherwise(happened: list[Happening], _kept: list[Message]) -> None:
    replace(happened, Heard("ben", 2, said(2)), Heard("ben", 2, said(2)._replace(text="something else")))


def missing_from_the_resume(happened: list[Happening], _kept: list[Message]) -> None:
    happened[-1] = Entered("ben", 3, False, False, ())


def overtaken(happened: list[Happening], kept: list[Message]) -> None:
    """Fay's message is acknowledged, in the first place, after three others had been acknowledged."""
    happened += [Sent("fay", "m-9", "good evening"), Answered("fay", "m-9", "id-9", 1)]
    kept.insert(0, Message("id-9", 1, 1, "fay", "good evening"))


def an_old_page(happened: list[Happening], _kept: list[Message]) -> None:
    happened += [Asked("fay", 0), Entered("fay", 2, False, False, (said(1), said(2)))]


def said_by_nobody(_happened: list[Happening], kept: list[Message]) -> None:
    kept.append(said(4, "fay"))


def said_by_another(_happened: list[Happening], kept: list[Message]) -> None:
    kept[1] = kept[1]._replace(author="ben")


def answered_twice(happened: list[Happening], _kept: list[Message]) -> None:
    happened.append(Answered("ana-phone", "m-2", "id-3", 3))


def changed(_happened: list[Happening], kept: list[Message]) -> None:
    kept[1] = kept[1]._replace(text="the 2nd thing")


def refused_and_kept(happened: list[Happening], kept: list[Message]) -> None:
    happened += [Sent("fay", "m-9", said(4, "fay").text), Refused("fay", "m-9")]
    kept.append(said(4, "fay"))


def heard_outside(happened: list[Happening], _kept: list[Message]) -> None:
    happened.append(Heard("oz", 2, said(2)))


def heard_after_a_ban(happened: list[Happening], _kept: list[Message]) -> None:
    happened.insert(happened.index(Heard("ben", 2, said(2))), Barred("ben", 1))


@pytest.mark.parametrize(
    ("plant", "fault"),
    [
        (lost, Fault.LOST),
        (doubled, Fault.DOUBLED),
        (a_hole_in_the_store, Fault.GAP),
        (a_rev_unheard, Fault.GAP),
        (heard_backwards, Fault.DISORDER),
        (heard_twice, Fault.DISORDER),
        (shown_otherwise, Fault.VIEW),
        (missing_from_the_resume, Fault.VIEW),
        (overtaken, Fault.OVERTAKEN),
        (an_old_page, Fault.STALE),
        (said_by_nobody, Fault.NOBODY),
        (said_by_another, Fault.NOBODY),
        (answered_twice, Fault.TWO_ANSWERS),
        (changed, Fault.CHANGED),
        (refused_and_kept, Fault.REFUSED),
        (heard_outside, Fault.LEAKED),
        (heard_after_a_ban, Fault.LEAKED),
    ],
    ids=lambda each: each.__name__ if callable(each) else each.name,
)
def test_a_planted_fault_is_found_by_its_name(plant: Plant, fault: Fault) -> None:
    happened, kept = good()
    assert check(History(MEMBERS, happened), Log(len(kept), tuple(kept))) == []

    plant(happened, kept)
    found = check(History(MEMBERS, happened), Log(max(message.rev for message in kept), tuple(kept)))

    assert fault in {each.fault for each in found}, found
