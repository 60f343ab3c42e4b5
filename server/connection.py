"""One browser's socket: admitted at the door, read and paced, written from a bounded outbox.

A slow reader is let go, never waited for: when the outbox overflows the socket closes with 4002, and the browser comes
back and resumes from its last rev.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from sys import getsizeof
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from server.clock import now_s
from server.errors import Code, Missing, Refused, Unreadable
from server.house import House, house
from server.hub import ENDED_ELSEWHERE, Hub
from server.pacing import BAD_FRAMES, Bucket
from server.pages.origin import same_origin
from server.protocol import Command, encode, parse
from server.records import MemberId
from server.room import BROKEN, Caller, Room
from server.wire import stamp
from server.words import _, use_language

__all__ = ["Connection", "live"]

OUTBOX_FRAMES = 1024
OUTBOX_BYTES = 1_048_576
PER_MEMBER = 10
AT_ALL = 5_000
CLOSE_SECONDS = 30.0
"""So long a reader that has stopped may take to collect its farewell."""

FLOOD = 1008
TOO_SLOW = 4002

log = logging.getLogger(__name__)


async def live(websocket: WebSocket) -> None:
    """The live socket: whoever has no session here, or comes from another site, is refused before the upgrade."""
    found = house(websocket)
    group = websocket.state.group = await found.store.group.read()
    signed_in = await found.accounts.who(websocket.cookies.get("session"))
    if signed_in is None or not from_here(websocket) or crowded(found, signed_in.member.id):
        await websocket.close()
        return
    connection = Connection(found.hub, websocket, signed_in.member.id, signed_in.session.id)
    found.hub.admit(connection)
    try:
        use_language(group.language if group else "en")
        # Asked again now that the hub knows of it: a session that ended meanwhile did not find this socket to close.
        if await found.accounts.who(websocket.cookies.get("session")) is None:
            connection.close(ENDED_ELSEWHERE)
        await websocket.accept()
    except BaseException:
        found.hub.forget(connection)
        raise
    await connection.run()


def from_here(websocket: WebSocket) -> bool:
    """Whether the socket was opened by a page of this site, exactly, or by a program, which names no origin."""
    origin = websocket.headers.get("origin")
    return origin is None or same_origin(websocket, origin)


def crowded(found: House, member: MemberId) -> bool:
    """Whether this member, or everybody together, has too many sockets open; a server that is going down takes none."""
    if found.hub.going_down:
        return True
    if not found.settings.pace:
        return False
    return len(found.hub.connections.get(member, ())) >= PER_MEMBER or found.hub.count() >= AT_ALL


class Connection:
    """One socket of one member; carries all of their rooms."""

    def __init__(self, hub: Hub, websocket: WebSocket, member: MemberId, session: str) -> None:
        self.hub = hub
        self.member = member
        self.session = session
        self._websocket = websocket
        self._rooms: dict[str, Room] = {}
        self._outbox: deque[str] = deque()
        self._outbox_size = 0
        self._wake = asyncio.Event()
        self._closing: int | None = None
        self._bad = Bucket.full(BAD_FRAMES, now_s())

    async def run(self) -> None:
        """Reads and writes until either ends, then is gone from every room."""
        reading = asyncio.create_task(self._read())
        writing = asyncio.create_task(self._write())
        try:
            await asyncio.wait((reading, writing), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.hub.forget(self)
            for task in (reading, writing):
                task.cancel()
            for outcome in await asyncio.gather(reading, writing, return_exceptions=True):
                if isinstance(outcome, Exception) and not isinstance(outcome, WebSocketDisconnect):
                    log.error("A connection ended with %s.", type(outcome).__name__)

    def hear(self, frame: str) -> None:
        """Puts a frame in the outbox. Never waits; a reader that is too slow for it is let go."""
        if self._closing is not None:
            return
        self._outbox.append(frame)
        self._outbox_size += getsizeof(frame)
        self._wake.set()
        # A single large reply always fits: it is one that this browser asked for.
        if len(self._outbox) > OUTBOX_FRAMES or (len(self._outbox) > 1 and self._outbox_size > OUTBOX_BYTES):
            self.close(TOO_SLOW)

    def close(self, code: int) -> None:
        """Ends the connection: nothing more is heard, what waits is dropped, the code says why."""
        if self._closing is None:
            self._closing = code
            self._outbox.clear()
            self._wake.set()
            self.hub.forget(self)

    async def _write(self) -> None:
        while self._closing is None:
            await self._wake.wait()
            self._wake.clear()
            while self._outbox:
                frame = self._outbox.popleft()
                self._outbox_size -= getsizeof(frame)
                await self._websocket.send_text(frame)
        if self._websocket.application_state is not WebSocketState.DISCONNECTED:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._websocket.close(self._closing)

    async def _read(self) -> None:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            if self._closing is not None:  # what still comes is let go, so that the farewell can be sent
                continue
            # Handled in a task of its own: when the socket goes, what was begun is still kept and told to its end.
            await asyncio.shield(asyncio.create_task(self._handle(message.get("text"))))

    async def _handle(self, frame: str | None) -> None:
        try:
            if frame is None:
                raise Unreadable(_("This was not understood: frames are text."))
            command = parse(frame)
        except Unreadable as trouble:
            return self._not_understood(trouble)
        try:
            self.hub.pace_command(self.member)
            room = await self._room(command)
            await room.receive(command, Caller(self.member, lambda reply: self._answer(command, reply), self))
        except Refused as refused:
            self._refuse(command.ref, refused)
        except Missing as missing:
            self._refuse(command.ref, Refused(Code.NOT_FOUND, missing.text))
        except Exception as error:
            # Whether it was kept is not known here. The browser reconnects and asks with the same ref.
            log.exception("The command %s failed with %s.", command.do, type(error).__name__)
            self.close(BROKEN)

    async def _room(self, command: Command) -> Room:
        if command.room not in self._rooms:
            self._rooms[command.room] = await self.hub.room_of(self.member, command.room)
        return self._rooms[command.room]

    def _not_understood(self, trouble: Unreadable) -> None:
        """The connection stays, unless this happens again and again."""
        self.hear(encode({"re": trouble.ref, "ok": False, "error": {"code": trouble.code, "text": trouble.text}}))
        fits, self._bad = self._bad.take(now_s())
        if not fits:
            self.close(FLOOD)

    def _answer(self, command: Command, reply: dict[str, Any]) -> None:
        self.hear(encode({"re": command.ref, "ok": True, **reply}))

    def _refuse(self, ref: str, refused: Refused) -> None:
        self.hear(encode({"re": ref, "ok": False, "error": error_on_wire(refused)}))


def error_on_wire(refused: Refused) -> dict[str, Any]:
    """A refusal as browsers read it."""
    error: dict[str, Any] = {"code": refused.code, "text": refused.text}
    if (until := stamp(refused.until)) is not None:
        error["until"] = until
    if refused.code in (Code.NUDGE, Code.REFUSED):
        error["spans"] = [[span.start, span.end] for span in refused.spans]
    return error
