"""Somebody's socket at the real server, at the lowest cost, with everything that arrives on it."""

from __future__ import annotations

import asyncio
import json
import secrets
from itertools import count
from typing import Any

from bench.sockets import Client, connect

__all__ = ["Frame", "Seat"]

Frame = dict[str, Any]
PATIENCE_SECONDS = 120.0


class Seat:
    """Somebody's open socket in one room: what arrived, in order, and the replies that are waited for."""

    def __init__(self, room: str, member: str, cookie: str) -> None:
        self.room, self.member, self.cookie = room, member, cookie
        self.heard: list[Frame] = []
        self.read = bytearray()
        """Every byte that was sent to this seat."""
        self.rev = 0
        self._waiting: dict[str, asyncio.Future[Frame]] = {}
        self._refs, self._mark = count(1), secrets.token_hex(8)

    async def sit_down(self, port: int) -> None:
        self._client: Client = await connect(port, self.cookie, self._hear)
        self.rev = (await self.ask("enter", since=0))["rev"]

    async def ask(self, do: str, **fields: Any) -> Frame:
        ref = f"{self._mark}-{next(self._refs)}"
        answered = self._waiting[ref] = asyncio.get_running_loop().create_future()
        self._client.send({"do": do, "ref": ref, "room": self.room, **fields})
        return await asyncio.wait_for(answered, PATIENCE_SECONDS)

    def get_up(self) -> None:
        self._client.close()

    def _hear(self, payload: bytes) -> None:
        self.read += payload
        frame = json.loads(payload)
        self.heard.append(frame)
        if "rev" in frame and "on" in frame:
            assert frame["rev"] == self.rev + 1, f"has rev {self.rev} and hears {frame['rev']}"
            self.rev = frame["rev"]
        if "re" in frame and frame["re"] in self._waiting:
            self._waiting.pop(frame["re"]).set_result(frame)

    def place_of(self, text: str) -> int | None:
        """Where in all that arrived this text did."""
        return next(
            (
                at
                for at, frame in enumerate(self.heard)
                if frame.get("on") == "message" and frame["message"]["text"] == text
            ),
            None,
        )
