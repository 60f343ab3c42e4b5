"""A person's browser, as far as the socket goes: sends commands, waits for replies, collects what it hears."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from itertools import count
from types import TracebackType
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.cast import ROOM, Person
from tests.running import Server

__all__ = ["PATIENCE_SECONDS", "Browser", "Frame"]

Frame = dict[str, Any]
PATIENCE_SECONDS = 30.0
refs = count(1)


class Browser:
    """One socket of one person. Used as `async with Browser(server, ana) as ana_browser`."""

    def __init__(self, server: Server, person: Person, room: str = ROOM, **options: Any) -> None:
        self.server = server
        self.person = person
        self.room = room
        self.heard: list[Frame] = []
        self.options = options
        self.closed_with: int | None = None
        self._replies: dict[str, Frame] = {}
        self._news = asyncio.Condition()

    async def __aenter__(self) -> Browser:
        self.socket: ClientConnection = await connect(
            self.server.live_url,
            additional_headers={"Cookie": self.person.cookie},
            compression=None,
            max_size=None,
            **self.options,
        )
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.socket.close()
        await self._reader

    async def _read(self) -> None:
        try:
            async for text in self.socket:
                frame = json.loads(text)
                async with self._news:
                    if "re" in frame:
                        self._replies[str(frame["re"])] = frame
                    else:
                        self.heard.append(frame)
                    self._news.notify_all()
        except ConnectionClosed:
            pass
        async with self._news:
            self.closed_with = self.socket.close_code
            self._news.notify_all()

    async def ask(self, do: str, *, ref: str | None = None, room: str | None = None, **fields: Any) -> Frame:
        """Sends a command and waits for its one reply."""
        ref = ref or f"{self.person.name}-{next(refs)}"
        await self.send({"do": do, "ref": ref, "room": room or self.room, **fields})
        return await self.reply(ref)

    async def send(self, frame: Frame | str) -> None:
        await self.socket.send(frame if isinstance(frame, str) else json.dumps(frame))

    async def reply(self, ref: str | None) -> Frame:
        await self.until(lambda: str(ref) in self._replies or self.closed_with is not None)
        return self._replies.pop(str(ref))

    async def enter(self, since: int = 0, **fields: Any) -> Frame:
        entered = await self.ask("enter", since=since, **fields)
        assert entered["ok"], entered
        return entered

    async def say(self, text: str, **fields: Any) -> Frame:
        return await self.ask("say", text=text, **fields)

    async def hears(self, on: str, **like: Any) -> Frame:
        """The first event heard of a kind that is like this, heard already or soon."""
        found: list[Frame] = []

        def arrived() -> bool:
            found[:] = [frame for frame in self.heard if frame["on"] == on and matches(frame, like)]
            return bool(found)

        await self.until(arrived)
        return found[0]

    async def hears_so_many(self, on: str, count: int) -> None:
        """Waits until so many events of a kind have been heard."""
        await self.until(lambda: len(self.heard) >= count and sum(frame["on"] == on for frame in self.heard) >= count)

    async def closes(self) -> int | None:
        """Waits for the server to close the socket; answers with the code."""
        await self.until(lambda: self.closed_with is not None)
        return self.closed_with

    async def hears_nothing_more(self, seconds: float = 0.3) -> None:
        """Waits a little, for what should not arrive to have had its chance."""
        await asyncio.sleep(seconds)

    def messages(self) -> list[Frame]:
        return [frame["message"] for frame in self.heard if frame["on"] == "message"]

    def revs(self) -> list[int]:
        return [frame["rev"] for frame in self.heard if "rev" in frame]

    async def until(self, happened: Callable[[], bool]) -> None:
        """Waits until something that was heard has made this true."""
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(happened), PATIENCE_SECONDS)


def matches(frame: Frame, like: dict[str, Any]) -> bool:
    """Whether a frame has these fields, in itself or in the record it carries."""
    carried = [frame, *(value for value in frame.values() if isinstance(value, dict))]
    return all(any(part.get(name) == value for part in carried) for name, value in like.items())
