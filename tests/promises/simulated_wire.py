"""The network of a simulated evening."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, MutableMapping
from contextvars import Context
from typing import Any

from tests.promises.simulation import Faults, Loop

__all__ = ["Wire"]


class Wire:
    """One browser's connection, as the server's web library sees it: frames arrive in order, late, or not at all."""

    def __init__(self, loop: Loop, faults: Faults, hear: Callable[[dict[str, Any]], None]) -> None:
        self._loop = loop
        self._faults = faults
        self._hear = hear
        self._arriving: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._due = {"there": 0.0, "back": 0.0}
        self._under_way: dict[str, deque[dict[str, Any]]] = {"there": deque(), "back": deque()}
        self.cut = False
        self.closed = False
        self._deliver("there", self._arriving.put_nowait, {"type": "websocket.connect"})

    def say(self, text: str) -> None:
        """The browser sends a frame."""
        if not self.cut:
            self._deliver("there", self._arriving.put_nowait, {"type": "websocket.receive", "text": text})
            self._perhaps_cut()

    async def receive(self) -> dict[str, Any]:
        return await self._arriving.get()

    async def send(self, message: MutableMapping[str, Any]) -> None:
        await self._loop.rest()
        if self.cut:
            raise OSError("The connection is gone.")
        self.closed = self.closed or message["type"] == "websocket.close"
        self._deliver("back", self._arrive, dict(message))
        self._perhaps_cut()

    def part(self) -> None:
        """The connection is gone, in both directions; what is on its way is lost."""
        if not self.cut:
            self.cut = True
            gone, closed = {"type": "websocket.disconnect"}, {"type": "websocket.close", "code": 1006}
            self._loop.call_later(self._loop.moment(), self._arriving.put_nowait, gone, context=Context())
            self._loop.call_later(self._loop.moment(), self._hear, closed, context=Context())

    def _perhaps_cut(self) -> None:
        if self._loop.chance.random() < self._faults.cuts:
            self.part()

    def _arrive(self, message: dict[str, Any]) -> None:
        if not self.cut:
            self._hear(message)

    def _deliver(self, way: str, to: Callable[[dict[str, Any]], None], message: dict[str, Any]) -> None:
        self._under_way[way].append(message)
        self._due[way] = max(self._due[way], self._loop.now) + self._loop.moment() / 4
        # Whichever of two that are due at once is picked first: what was sent first arrives first.
        self._loop.call_at(self._due[way], lambda: to(self._under_way[way].popleft()), context=Context())
