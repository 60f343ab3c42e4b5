"""The simulation is itself put to the test: faults are planted one by one, and each is found within a few evenings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from moderation import Action
from server.arms import ARMS, entering, holding, speaking
from server.connection import Connection
from server.errors import Unavailable
from server.events import MessageChanged, Reach
from server.hub import Hub
from server.protocol import Enter, Mute, React, Say, encode
from server.room import Room
from server.storage import database, messages, standing
from server.storage.messages import Messages
from server.wire import waiting_on_wire
from tests.promises.evening import evening


@contextmanager
def arm(command: type, planted: Callable[..., Any]) -> Iterator[None]:
    """The room does something else when it is asked for this."""
    with patch.dict(ARMS, {command: planted}):
        yield


class Forgetful:
    """A turn that everybody has at once."""

    async def __aenter__(self) -> None:
        await asyncio.sleep(0)

    async def __aexit__(self, *_: object) -> None:
        """There is nothing to give back."""


def told_before_it_is_kept() -> AbstractContextManager[Any]:
    """The room hears of a message before the store has it."""

    async def planted(room: Room, command: Any, caller: Any, verdict: Any, *others: Any) -> Any:
        if verdict.action is Action.PASS:
            rev = room.crowd.room.rev + 1
            early = {"id": "early", "rev": rev, "author": caller.member, "text": command.text, "state": "shown"}
            room.tell(MessageChanged(room=room.name, rev=rev, message=early))
        return await original(room, command, caller, verdict, *others)

    original = speaking.keep_and_tell
    return patch.object(speaking, "keep_and_tell", planted)


def no_turns() -> AbstractContextManager[Any]:
    """The room forgets that one thing happens after another."""
    before = Room.__init__

    def planted(self: Room, *given: Any) -> None:
        before(self, *given)
        self.turn = Forgetful()  # type: ignore[assignment]

    return patch.object(Room, "__init__", planted)


def reads_before_it_listens() -> AbstractContextManager[Any]:
    """Who enters reads the page first, and begins to listen a little later."""

    async def planted(room: Room, command: Enter, caller: Any) -> None:
        entered = await room.store.rooms.entering(
            room.id, caller.member, command.since, command.epoch, room.permit(command)
        )
        room.crowd = entered.crowd
        await asyncio.sleep(0)
        room.join(caller.listener)
        caller.answer(await entering.entered_on_wire(room, entered))

    return arm(Enter, planted)


def answers_before_it_keeps() -> AbstractContextManager[Any]:
    """The store answers when the change is made, before the commit."""

    def planted(self: database.Database, connection: Any, asked: Any) -> Any:
        found = original(self, connection, asked)
        if not isinstance(found, database.Failed):
            asked.answer(found)
        return found

    original = database.Database._attempt
    return patch.object(database.Database, "_attempt", planted)


def takes_the_rev_outside() -> AbstractContextManager[Any]:
    """The rev comes from the room in memory and not from the transaction."""

    def planted(connection: Any, room: Any) -> int:
        key = ("guess", room)
        guessed[key] = guessed.get(key, 0) + 1
        before(connection, room)
        return guessed[key]

    guessed: dict[Any, int] = {}
    before = standing.take_rev
    return patch.object(messages, "take_rev", planted)


def does_not_look_after_an_unknown_commit() -> AbstractContextManager[Any]:
    """A commit that failed counts as not kept."""

    async def planted(self: Messages, *asked: Any) -> Any:
        try:
            return await self._keep(*asked)
        except database.Unknown as unknown:
            raise Unavailable(database.cannot_write()) from unknown

    return patch.object(Messages, "keep", planted)


def stays_after_going() -> AbstractContextManager[Any]:
    """Who has gone while entering comes in all the same."""

    def planted(self: Room, listener: Any) -> None:
        if listener not in self.listeners:
            self.listeners[listener] = None
            self.move(self.presence.join(listener.member))

    return patch.object(Room, "join", planted)


def mutes_before_it_asks() -> AbstractContextManager[Any]:
    """Whether somebody is muted is asked before the gate, and not again inside the transaction."""

    async def planted(room: Room, command: Say, caller: Any) -> None:
        calm = patch.object(room, "permit", lambda _command: lambda _standing, _subject: None)
        with calm:
            await original(room, command, caller)

    original = speaking.say
    return arm(Say, planted)


def acknowledges_a_mute_too_soon() -> AbstractContextManager[Any]:
    """A facilitator hears that somebody is muted before it is so."""

    async def planted(room: Room, command: Mute, caller: Any) -> None:
        caller.answer({"muted_until": None})
        await original(room, command, replace(caller, answer=lambda _reply: None))

    original = holding.change_mute
    return arm(Mute, planted)


def shows_what_is_held() -> AbstractContextManager[Any]:
    """A held message is told to the room."""

    def planted(room: Room, kept: Any, *, held: bool) -> None:
        original(room, kept, held=held)
        if held:
            event = MessageChanged(room=room.name, rev=0, message=waiting_on_wire(kept.message))
            for listener in list(room.listeners):
                listener.hear(encode(event))

    original = speaking.tell_kept
    return patch.object(speaking, "tell_kept", planted)


def keeps_a_ref_twice() -> AbstractContextManager[Any]:
    """What was answered before is kept again, under another ref."""

    async def planted(room: Room, command: Say, caller: Any) -> None:
        number = next(numbers)
        await original(room, type(command)(**fields(command) | {"ref": f"{command.ref}-{number}"}), caller)

    def fields(command: Any) -> dict[str, Any]:
        return {name: getattr(command, name) for name in command.__struct_fields__}

    original, numbers = speaking.say, iter(range(1_000_000))
    return arm(Say, planted)


def forgets_who_reacted() -> AbstractContextManager[Any]:
    """A reaction is kept, and the room is not told."""

    async def planted(room: Room, command: React, caller: Any) -> None:
        with patch.object(room, "tell", lambda _event: None):
            await original(room, command, caller)

    original = speaking.react
    return arm(React, planted)


def lets_the_removed_listen() -> AbstractContextManager[Any]:
    """Who was removed goes on hearing the room."""

    def planted(self: Room, crowd: Any) -> None:
        kept = dict(self.listeners)
        listening = {each: None for each in kept if each.member in crowd.by_member}
        self.listeners = listening
        original(self, crowd)
        self.listeners = kept

    def entitles(self: Room, member: Any, event: Any) -> bool:
        return event.reach is Reach.ROOM or entitled(self, member, event)

    original, entitled = Room.changed, Room.entitles
    return patch.multiple(Room, changed=planted, entitles=entitles)


def forgets_to_start_again() -> AbstractContextManager[Any]:
    """After a commit of which nobody knows, the room goes on as if nothing had been."""
    return patch.object(Room, "start_again", lambda _self: None)


def leaves_somebody_behind() -> AbstractContextManager[Any]:
    """A connection that closes stays in its rooms."""

    def planted(self: Hub, connection: Connection) -> None:
        self.connections[connection.member].discard(connection)
        if not self.connections[connection.member]:
            del self.connections[connection.member]

    return patch.object(Hub, "forget", planted)


SOON = (
    told_before_it_is_kept,
    no_turns,
    reads_before_it_listens,
    takes_the_rev_outside,
    does_not_look_after_an_unknown_commit,
    mutes_before_it_asks,
    shows_what_is_held,
    keeps_a_ref_twice,
    forgets_who_reacted,
    lets_the_removed_listen,
    leaves_somebody_behind,
)
LATE = (
    answers_before_it_keeps,
    stays_after_going,
    acknowledges_a_mute_too_soon,
    forgets_to_start_again,
)
"""These show only where two rare things meet: they take dozens of evenings."""


@pytest.mark.parametrize("plant", SOON, ids=lambda plant: str(plant.__name__))
def test_a_planted_fault_is_found(plant: Callable[[], AbstractContextManager[Any]]) -> None:
    found_within(plant, 60)


@pytest.mark.long
@pytest.mark.parametrize("plant", LATE, ids=lambda plant: str(plant.__name__))
def test_a_fault_that_seldom_shows_is_found(plant: Callable[[], AbstractContextManager[Any]]) -> None:
    found_within(plant, 300)


def found_within(plant: Callable[[], AbstractContextManager[Any]], evenings: int) -> None:
    for seed in range(evenings):
        try:
            with plant():
                evening(seed)
        except AssertionError as found:
            print(f"{plant.__name__}, evening {seed}: {found}")
            return
    raise AssertionError(f"{plant.__doc__} That was not found in {evenings} evenings.")
