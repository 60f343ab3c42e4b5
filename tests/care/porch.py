"""The real application over the cast's group, asked without a network."""

from __future__ import annotations

import re
import secrets
from typing import Any

import httpx
from starlette.applications import Starlette

from server import protocol as ask
from server.clock import now_ms
from server.house import House
from server.records import Alert, MemberId, RoomId
from server.storage.care import Worry
from tests.cast import ROOM, Person

__all__ = ["Porch"]


class Porch:
    """Pages as a person's browser gets them, and what they say in the room."""

    def __init__(self, app: Starlette) -> None:
        self.app = app
        self.house: House = app.state.house

    async def get(self, path: str, person: Person | None = None) -> httpx.Response:
        return await self._request("GET", path, person)

    async def post(self, path: str, by: Person | None = None, /, **fields: str) -> httpx.Response:
        return await self._request("POST", path, by, data=fields)

    async def _request(self, method: str, path: str, person: Person | None, **more: Any) -> httpx.Response:
        headers = {"Cookie": person.cookie} if person else {}
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://porch.test", headers=headers) as browser:
            return await browser.request(method, path, **more)

    async def says(self, person: Person, text: str) -> str:
        """Somebody says something in the room; the message's id."""
        command = ask.Say(ref=secrets.token_hex(8), room=ROOM, text=text)
        answer = await self.house.hub.ask(MemberId(person.id), command)
        return str(answer["id"])

    async def does(self, person: Person, kind: type[ask.Command], **fields: Any) -> dict[str, Any]:
        """Somebody gives a command."""
        command = kind(ref=secrets.token_hex(8), room=ROOM, **fields)
        return await self.house.hub.ask(MemberId(person.id), command)

    async def worries(self, person: Person, kind: str = "suicide", level: str = "high") -> Alert:
        """The gate worries about somebody whose draft is not kept."""
        worry = Worry(kind=kind, level=level, alerts=True, told=(), at=now_ms())
        worried = await self.house.store.care.keep_worry(RoomId(f"room-{ROOM}"), MemberId(person.id), worry)
        assert worried.alert is not None
        return worried.alert


def words(page: httpx.Response) -> str:
    """What a page says, without its tags and without what only its script may say."""
    return re.sub(r"\s+", " ", re.sub(r"<template.*?</template>|<[^>]+>", " ", page.text, flags=re.DOTALL))
