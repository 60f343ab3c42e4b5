"""A browser's live socket at the lowest cost: no library, and nothing parsed that is not asked for.

The load generator shares a small machine with the server that it measures.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import struct
from collections.abc import Callable
from typing import Any

__all__ = ["Client", "connect"]

TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A
MASK = b"\0\0\0\0"

Hear = Callable[[bytes], None]


class Client(asyncio.Protocol):
    """One open socket. `hear` is handed every text frame, as bytes; `gone` is done when it is closed.

    `code` is what the server closed it with, None where the connection just went away.
    """

    def __init__(self, hear: Hear) -> None:
        self.hear = hear
        self.closed = False
        self.code: int | None = None
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pending = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if not self.gone.done():
            self.gone.set_result(None)
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionResetError("The server closed the socket."))

    def data_received(self, data: bytes) -> None:
        self._pending = self._pending + data if self._pending else data
        if not self.opened.done():
            head, found, self._pending = self._pending.partition(b"\r\n\r\n")
            if not found:
                self._pending = head
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self.opened.set_exception(ConnectionError(head.partition(b"\r\n")[0].decode()))
                return
            self.opened.set_result(None)
        self._frames()

    def send(self, command: dict[str, Any]) -> None:
        """Say this to the server; nothing happens on a socket that is closed."""
        self._write(TEXT, json.dumps(command).encode())

    def close(self) -> None:
        assert self._transport is not None
        self._transport.close()

    def stop_reading(self) -> None:
        """Take nothing more from the server, and stay."""
        assert self._transport is not None
        self._transport.pause_reading()

    def read_on(self) -> None:
        """Take what has been waiting, and what comes."""
        assert self._transport is not None
        self._transport.resume_reading()

    def _frames(self) -> None:
        data, start = self._pending, 0
        while len(data) - start >= 2:
            size, at = data[start + 1], start + 2
            if size == 126:
                if len(data) < start + 4:
                    break
                size, at = int.from_bytes(data[start + 2 : start + 4], "big"), start + 4
            elif size == 127:
                if len(data) < start + 10:
                    break
                size, at = int.from_bytes(data[start + 2 : start + 10], "big"), start + 10
            if len(data) < at + size:
                break
            self._frame(data[start], data[at : at + size])
            start = at + size
        self._pending = data[start:]

    def _frame(self, kind: int, payload: bytes) -> None:
        if kind == TEXT:
            self.hear(payload)
        elif kind == PING:
            self._write(PONG, payload)
        elif kind == CLOSE:
            self.code = int.from_bytes(payload[:2], "big")
            self._write(CLOSE, payload)
            self.close()

    def _write(self, kind: int, payload: bytes) -> None:
        # A mask of zeros is allowed, and leaves the payload as it is.
        if self.closed or self._transport is None:
            return
        size = len(payload)
        head = struct.pack("!BB", kind, 0x80 | size) if size < 126 else struct.pack("!BBH", kind, 0x80 | 126, size)
        self._transport.write(head + MASK + payload)


async def connect(port: int, cookie: str, hear: Hear) -> Client:
    """Open a live socket for who has this cookie."""
    loop = asyncio.get_running_loop()
    transport, client = await loop.create_connection(lambda: Client(hear), "127.0.0.1", port)
    key = base64.b64encode(os.urandom(16)).decode()
    request = (
        f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
        f"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
    )
    transport.write(request.encode())
    try:
        await client.opened
    except BaseException:
        transport.close()
        raise
    return client
