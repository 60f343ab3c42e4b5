"""A bad connection: a TCP proxy on this machine that delays what passes, cuts it off in the middle, and resets."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

__all__ = ["PERFECT", "Faults", "Proxy", "bad_connection"]

AT_ONCE_RESET = struct.pack("ii", 1, 0)
"""Linger for no time: closing the socket sends a reset instead of a goodbye."""


@dataclass(frozen=True)
class Faults:
    """How often each befalls a piece of what passes, and how long the longest delay is."""

    delay: float = 0.0
    cut: float = 0.0
    reset: float = 0.0
    longest_delay: float = 0.05


PERFECT = Faults()


class Proxy:
    """What connects to `port` reaches the server at `to`, with these faults; `befallen` counts them."""

    def __init__(self, to: int, faults: Faults, chance: random.Random) -> None:
        self.to = to
        self.faults = faults
        self.chance = chance
        self.port = 0
        self.befallen: Counter[str] = Counter()
        self.halves: set[Half] = set()

    def fate(self) -> str:
        """What befalls the next piece."""
        dice = self.chance.random()
        for name in ("delay", "cut", "reset"):
            dice -= getattr(self.faults, name)
            if dice < 0:
                self.befallen[name] += 1
                return name
        return "passes"


class Half(asyncio.Protocol):
    """One direction of one connection: what arrives here goes out on the other half's transport."""

    def __init__(self, proxy: Proxy, other: Half | None = None) -> None:
        self.proxy = proxy
        self.other = other
        self.transport: asyncio.Transport | None = None
        self._delayed: deque[bytes] = deque()
        self._gone = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.transport = transport
        self.proxy.halves.add(self)
        if self.other is None:
            self._connecting = asyncio.ensure_future(self._connect())
        else:
            self.other.other = self
            self.other._catch_up()

    async def _connect(self) -> None:
        assert self.transport is not None
        try:
            loop = asyncio.get_running_loop()
            await loop.create_connection(lambda: Half(self.proxy, self), "127.0.0.1", self.proxy.to)
        except OSError:
            self.transport.abort()
        else:
            if self._gone:
                self.end()

    def data_received(self, data: bytes) -> None:
        fate = self.proxy.fate()
        if fate == "reset":
            self._reset()
        elif fate == "cut":
            self._pass_on(data[: self.proxy.chance.randrange(len(data))])
            self.end()
        elif fate == "delay" or self._delayed or self.other is None:
            self._delayed.append(data)
            if len(self._delayed) == 1:
                wait = self.proxy.chance.uniform(0, self.proxy.faults.longest_delay)
                asyncio.get_running_loop().call_later(wait, self._catch_up)
        else:
            self._pass_on(data)

    def _catch_up(self) -> None:
        while self._delayed and self.other is not None:
            self._pass_on(self._delayed.popleft())

    def _pass_on(self, data: bytes) -> None:
        if self.other is not None and self.other.transport is not None and not self.other._gone:
            self.other.transport.write(data)

    def connection_lost(self, _error: Exception | None) -> None:
        self._gone = True
        self.proxy.halves.discard(self)
        self._catch_up()
        if self.other is not None and self.other.transport is not None:
            self.other.transport.close()

    def end(self) -> None:
        """Both sides see the connection close."""
        for half in (self, self.other):
            if half is not None and half.transport is not None:
                half.transport.close()

    def _reset(self) -> None:
        for half in (self, self.other):
            if half is not None and half.transport is not None and not half._gone:
                own = half.transport.get_extra_info("socket")
                own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE_RESET)
                half.transport.abort()


@asynccontextmanager
async def bad_connection(to: int, faults: Faults, chance: random.Random) -> AsyncIterator[Proxy]:
    """A proxy before the server at this port, for as long as this lasts."""
    proxy = Proxy(to, faults, chance)
    door = await asyncio.get_running_loop().create_server(lambda: Half(proxy), "127.0.0.1", 0, backlog=1024)
    proxy.port = door.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        door.close()
        for half in tuple(proxy.halves):
            half.end()
        await door.wait_closed()
