"""Finds or wakes rooms, and reaches a member's browsers wherever they are connected."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import random
from collections import defaultdict
from collections.abc import Coroutine, Iterable
from typing import TYPE_CHECKING, Any

from server.clock import now_ms, now_s
from server.errors import Code, Refused
from server.events import AlertRaised, Event
from server.examiner import Examiner
from server.pacing import COMMANDS, MESSAGES, TYPING, Bucket, Pace
from server.protocol import Command, encode
from server.records import Alert, MemberId, RoomId
from server.room import Caller, Room
from server.settings import Settings
from server.storage import Store
from server.wire import alert_on_wire
from server.words import _

if TYPE_CHECKING:
    from server.connection import Connection

__all__ = ["Hub"]

GOODBYE_SECONDS = 3.0
BETWEEN_GOODBYES = 0.02

log = logging.getLogger(__name__)


class Hub:
    """The rooms that are awake and the connections that are open. `key` is this server's own secret."""

    def __init__(self, settings: Settings, store: Store, examiner: Examiner, key: bytes) -> None:
        self.settings = settings
        self.store = store
        self.examiner = examiner
        self.connections: defaultdict[MemberId, set[Connection]] = defaultdict(set)
        self.going_down = False
        self._key = key
        self._rooms: dict[RoomId, Room] = {}
        self._waking = asyncio.Lock()
        self._later: set[asyncio.Task[None]] = set()
        self._buckets: dict[tuple[MemberId, Pace], Bucket] = {}

    async def room_of(self, member: MemberId, name: str) -> Room:
        """The room of that name, reached through the member's own membership. Raises `Missing`."""
        return await self.room(await self.store.rooms.named(member, name))

    async def room(self, key: RoomId) -> Room:
        """The live room; woken where nobody has used it since the start."""
        if awake := self._rooms.get(key):
            return awake
        async with self._waking:
            if key not in self._rooms:
                self._rooms[key] = Room(self, await self.store.rooms.crowd(key))
            return self._rooms[key]

    async def ask(self, member: MemberId, command: Command) -> dict[str, Any]:
        """What a socket command does, for a page's form. Raises what the socket would answer as an error."""
        answers: list[dict[str, Any]] = []
        await (await self.room_of(member, command.room)).receive(command, Caller(member, answers.append))
        return answers[0]

    async def announce(self, key: RoomId) -> None:
        """Members, roles or rules of a room changed elsewhere: everybody in it is told."""
        await (await self.room(key)).refresh()

    async def announce_all(self) -> None:
        """The ground rules or the helplines changed: every room is told."""
        for room in await self.store.rooms.all():
            await self.announce(room.id)

    def here(self, key: RoomId) -> frozenset[MemberId]:
        """Who is connected to a room now."""
        room = self._rooms.get(key)
        return room.presence.here if room else frozenset()

    def light(self, key: RoomId) -> tuple[str, ...]:
        """Which facilitators watch a room now, by name. Empty: its light is dim."""
        room = self._rooms.get(key)
        return room.light() if room else ()

    def tell(self, member: MemberId, frame: str) -> None:
        """All of one member's browsers hear a frame."""
        for connection in tuple(self.connections.get(member, ())):
            connection.hear(frame)

    def tell_all(self, members: Iterable[MemberId], event: Event) -> None:
        """All browsers of some members hear an event."""
        frame = encode(event)
        for member in members:
            self.tell(member, frame)

    async def escalate(self, alert: Alert) -> None:
        """Nobody has claimed this alert: all the room's facilitators hear it again, and the steward does."""
        room = await self.room(alert.room)
        steward = await self.store.members.steward()
        told = {each.member for each in room.facilitators()} | ({steward.id} if steward else set())
        frame = AlertRaised(room=room.name, alert=alert_on_wire(alert, room.name))
        self.tell_all((member for member in told if member != alert.member), frame)

    def admit(self, connection: Connection) -> None:
        self.connections[connection.member].add(connection)

    def forget(self, connection: Connection) -> None:
        """The connection is gone: it hears nothing more, and is here no longer."""
        for room in self._rooms.values():
            room.forget(connection)
        self.connections[connection.member].discard(connection)
        if not self.connections[connection.member]:
            del self.connections[connection.member]

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Does something that nobody waits for, and sees it through."""
        task = asyncio.create_task(work)
        self._later.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._later.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("Work in the background ended with %s.", type(error).__name__)

    def count(self) -> int:
        """How many connections are open."""
        return sum(len(connections) for connections in self.connections.values())

    async def say_goodbye(self) -> None:
        """The server is going down: no socket is admitted any more, and those that are open close one after another.

        Spread over a little time, so that not everybody asks the server at once when it is back.
        """
        self.going_down = True
        leaving = [connection for connections in self.connections.values() for connection in connections]
        random.shuffle(leaving)
        apart = min(BETWEEN_GOODBYES, GOODBYE_SECONDS / max(1, len(leaving)))
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for number, connection in enumerate(leaving):
            wait = begun + number * apart - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
            connection.close(GOING_DOWN)

    def close_session(self, session: str) -> None:
        """A session has ended: its sockets close at once."""
        for connections in tuple(self.connections.values()):
            for connection in tuple(connections):
                if connection.session == session:
                    connection.close(ENDED_ELSEWHERE)

    def close_member(self, member: MemberId, code: int | None = None) -> None:
        """Every session of a member has ended; or, with a code, their browsers are to come back."""
        for connection in tuple(self.connections.get(member, ())):
            connection.close(ENDED_ELSEWHERE if code is None else code)

    def digest(self, text: str) -> str:
        """A keyed hash of a text: tells whether a resent draft is the same, and nobody who reads it what it said."""
        return hmac.new(self._key, text.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()

    def pace_message(self, member: MemberId) -> None:
        """Raises `Refused` for who sends faster than a person talks."""
        if not self._fits(member, MESSAGES):
            wait = now_ms() + int(1000 / MESSAGES.per_second)
            raise Refused(
                Code.RATE_LIMITED, _("That was a lot at once. Please wait a moment, then send it again."), wait
            )

    def pace_command(self, member: MemberId) -> None:
        """Raises `Refused` for who asks for more than any page does."""
        if not self._fits(member, COMMANDS):
            raise Refused(Code.RATE_LIMITED, _("That was a lot at once. Please wait a moment, then try again."))

    def pace_typing(self, member: MemberId) -> bool:
        return self._fits(member, TYPING)

    def _fits(self, member: MemberId, pace: Pace) -> bool:
        if not self.settings.pace:
            return True
        now = now_s()
        fits, after = self._buckets.get((member, pace), Bucket.full(pace, now)).take(now)
        self._buckets[member, pace] = after
        return fits


ENDED_ELSEWHERE = 4001
GOING_DOWN = 1012
