"""One live room: `receive` is the road that every command takes, `tell` the way back out to everybody entitled.

The room's turn orders what happens in it. A change is kept in the store and told to everybody within one turn, so the
order in which it was kept is the order in which it is heard, and who enters within a turn of their own misses nothing.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from moderation import POLICIES, Action, Category, Line, Policy
from server.arms import ARMS
from server.clock import now_ms
from server.errors import Missing, Refused
from server.events import Event, PresenceChanged, Private, Reach, RoomChanged
from server.permissions import may_hear, require
from server.presence import Presence
from server.protocol import Command, encode
from server.records import MemberId, Membership, Message, RoomId, Standing, State, Subject
from server.storage.rooms import Crowd
from server.storage.standing import Permit
from server.wire import about_on_wire, people_on_wire

if TYPE_CHECKING:
    from server.hub import Hub

__all__ = ["BROKEN", "Caller", "Listener", "Room"]

BROKEN = 1011
PRESENCE_SECONDS = 1.0
"""Comings and goings are told at most this often."""
REMEMBERED = 20
"""So many messages back the gate may look for what a draft answers."""
OWN_REMEMBERED_SECONDS = 300
"""So long the flooding detector remembers an author's own messages."""


class Listener(Protocol):
    """A connection that hears a room."""

    member: MemberId

    def hear(self, frame: str) -> None: ...


@dataclass(frozen=True)
class Caller:
    """Who asks, where the one reply goes, and the connection it came by, if it came by one."""

    member: MemberId
    answer: Callable[[dict[str, Any]], None]
    listener: Listener | None = None


class Room:
    """A room that somebody is using."""

    def __init__(self, hub: Hub, crowd: Crowd) -> None:
        self.hub = hub
        self.store = hub.store
        self.crowd = crowd
        self.turn = asyncio.Lock()
        self.presence = Presence()
        self.listeners: dict[Listener, None] = {}
        self.speaking: defaultdict[MemberId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._said: deque[Message] = deque(maxlen=REMEMBERED)
        self._presence_due: asyncio.TimerHandle | None = None

    @property
    def id(self) -> RoomId:
        return self.crowd.room.id

    @property
    def name(self) -> str:
        return self.crowd.room.name

    async def receive(self, command: Command, caller: Caller) -> None:
        """Does what `command` asks, and answers once through `caller`; or raises `Refused` or `Missing`."""
        answers: list[dict[str, Any]] = []

        def answer(reply: dict[str, Any]) -> None:
            answers.append(reply)
            caller.answer(reply)

        try:
            await ARMS[type(command)](self, command, replace(caller, answer=answer))
        except Exception as trouble:
            sentence = isinstance(trouble, Refused | Missing)
            if answers or not sentence:
                self.start_again()
            if not (answers and sentence):  # nobody is answered twice
                raise

    def start_again(self) -> None:
        """Something was kept, or may have been, that not everybody was told: all come back, and read what is true."""
        for member in (*self.memberships, *(listener.member for listener in list(self.listeners))):
            self.hub.close_member(member, BROKEN)

    def permit(self, command: Command) -> Permit:
        """The permission that the store asks for inside the transaction of a change."""

        def asked(standing: Standing, subject: Subject) -> None:
            require(standing, command, now_ms(), subject)

        return asked

    def tell(self, event: Event) -> None:
        """Everybody entitled hears it: those present in the room, or one person's or the facilitators' browsers."""
        frame = encode(event)
        if event.reach is Reach.ROOM:
            for listener in list(self.listeners):
                if self.entitles(listener.member, event):
                    listener.hear(frame)
            return
        for member in self.memberships if event.reach is Reach.FACILITATORS else recipients(event):
            if event.reach is Reach.ONE or self.entitles(member, event):
                self.hub.tell(member, frame)

    def entitles(self, member: MemberId, event: Event) -> bool:
        membership = self.memberships.get(member)
        return membership is not None and may_hear(membership, event)[0]

    @property
    def memberships(self) -> dict[MemberId, Membership]:
        return self.crowd.by_member

    def facilitators(self) -> tuple[Membership, ...]:
        return tuple(membership for membership in self.memberships.values() if membership.facilitates)

    def light(self) -> tuple[str, ...]:
        """Who watches the room now, by name. Empty: the light is dim."""
        return tuple(each.name for each in self.facilitators() if each.member in self.presence.here)

    def changed(self, crowd: Crowd) -> None:
        """Takes over the room's new state and tells it; within the turn. Who is no longer a member stops hearing."""
        self.crowd = crowd
        for listener in list(self.listeners):
            if listener.member not in self.memberships:
                self.forget(listener)
        now, here = now_ms(), self.presence.here
        members = crowd.by_member.values()
        about = about_on_wire(crowd, self.light(), now)
        plain = self.room_event(about, people_on_wire(members, here, None, now))
        for listener in list(self.listeners):
            viewer = self.memberships[listener.member]
            if viewer.facilitates or viewer.muted_until is not None:
                listener.hear(self.room_event(about, people_on_wire(members, here, viewer, now)))
            else:
                listener.hear(plain)

    def room_event(self, about: dict[str, Any], people: list[dict[str, Any]]) -> str:
        return encode(RoomChanged(room=self.name, rev=self.crowd.room.rev, about=about, people=people))

    async def refresh(self) -> None:
        """Members, roles or rules changed elsewhere: takes a rev for it, and tells the room."""
        async with self.own_turn():
            self.changed(await self.store.rooms.renumber(self.id))

    @asynccontextmanager
    async def own_turn(self) -> AsyncIterator[None]:
        """A turn for a change that no command asks for. Where nobody knows what came of it, all come back."""
        async with self.turn:
            try:
                yield
            except (Refused, Missing):
                raise
            except Exception:
                self.start_again()
                raise

    def join(self, listener: Listener) -> None:
        """This connection hears the room from now on; one that has gone while it was entering does not."""
        if listener not in self.listeners and listener in self.hub.connections.get(listener.member, ()):
            self.listeners[listener] = None
            self.move(self.presence.join(listener.member))

    def forget(self, listener: Listener) -> None:
        """This connection hears the room no more."""
        if listener in self.listeners:
            del self.listeners[listener]
            self.move(self.presence.leave(listener.member))

    def move(self, presence: Presence) -> None:
        """Takes over who is here; the room is told a little later, many comings and goings at once."""
        changed = presence.here != self.presence.here
        self.presence = presence
        if changed and self._presence_due is None:
            self._presence_due = asyncio.get_running_loop().call_later(PRESENCE_SECONDS, self._tell_presence)

    def _tell_presence(self) -> None:
        self._presence_due = None
        people = people_on_wire(self.memberships.values(), self.presence.here, None, now_ms())
        self.tell(PresenceChanged(room=self.name, people=people, light=list(self.light())))

    def remember(self, message: Message) -> None:
        """Keeps a few messages in memory, for the gate to see what a draft answers; as they are now, or not at all."""
        others = [said for said in self._said if said.id != message.id]
        changed = len(others) < len(self._said)
        self._said = deque(others, REMEMBERED)
        if message.state in (State.SHOWN, State.HELD):
            self._said.append(message)
        if changed:
            self._said = deque(sorted(self._said, key=lambda said: said.written_at), REMEMBERED)

    def context_for(self, author: MemberId) -> tuple[Line, ...]:
        """What the author could see of the talk: the room's messages, and their own that wait."""
        return tuple(
            Line("self" if said.author == author else "other", said.text)
            for said in self._said
            if said.state is State.SHOWN or said.author == author
        )

    def own_recent(self, author: MemberId) -> tuple[str, ...]:
        """The author's own last texts, for the flooding detector; none where pacing is off."""
        if not self.hub.settings.pace:
            return ()
        since = now_ms() - OWN_REMEMBERED_SECONDS * 1000
        return tuple(said.text for said in self._said if said.author == author and said.written_at >= since)

    def policy(self) -> Policy:
        """The room's policy, with what the room decided otherwise."""
        room = self.crowd.room
        chosen = POLICIES.get(room.policy, POLICIES["standard"])
        return chosen.override({Category(name): Action(action) for name, action in room.overrides.items()})


def recipients(event: Event) -> tuple[MemberId, ...]:
    return (event.to,) if isinstance(event, Private) else ()
