"""People who go on talking whatever happens, and remember what they were answered."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

from websockets.exceptions import WebSocketException

from bench.texts import harmless
from tests.cast import Person
from tests.live.browser import PATIENCE_SECONDS, Browser, Frame
from tests.running import Server

__all__ = ["Talker", "same_in_the_room", "whole_room"]

REST_SECONDS = 0.05
TRIES = 200


class Talker:
    """Somebody with a page open. What was refused stays on it, unsent; what was never answered is sent again."""

    def __init__(self, server: Server, person: Person, number: int) -> None:
        self.server = server
        self.person = person
        self.number = number
        self.said = 0
        self.answered: dict[str, tuple[str, str]] = {}
        """By ref: the id that was answered, and the text."""
        self.unsent: dict[str, str] = {}
        self.refusals: Counter[str] = Counter()
        self.sentences: set[str] = set()
        self.reconnected = 0
        self._browser: Browser | None = None

    async def talk(self, times: int | None = None, until: Callable[[], bool] = lambda: False) -> None:
        """Says one thing after another, so often or until then."""
        while not until() and (times is None or times > 0):
            times = None if times is None else times - 1
            ref = f"{self.person.name}-says-{self.said}"
            await self.say(ref, harmless(self.number * 100_000 + self.said))
            self.said += 1

    async def say(self, ref: str, text: str) -> None:
        """Says it until there is an answer, whichever."""
        for _ in range(TRIES):
            try:
                reply = await (await self.browser()).say(text, ref=ref)
            except (WebSocketException, OSError, KeyError, AssertionError):  # whether it was kept is not known
                await self.leave()
                await asyncio.sleep(REST_SECONDS)
                continue
            return self.note(ref, text, reply)
        raise AssertionError(f"{ref} was never answered.")

    def note(self, ref: str, text: str, reply: Frame) -> None:
        if reply["ok"]:
            self.answered[ref] = reply["id"], text
            self.unsent.pop(ref, None)
        else:
            self.unsent[ref] = text
            self.refusals[reply["error"]["code"]] += 1
            self.sentences.add(reply["error"]["text"])

    async def say_again(self) -> None:
        """What stayed unsent, under its old ref."""
        for ref, text in tuple(self.unsent.items()):
            await self.say(ref, text)

    async def browser(self) -> Browser:
        if self._browser is None:
            opened = Browser(self.server, self.person)
            await opened.__aenter__()
            self._browser = opened
            await opened.enter()
            self.reconnected += 1
        return self._browser

    async def leave(self) -> None:
        if self._browser is not None:
            left, self._browser = self._browser, None
            await asyncio.wait_for(left.__aexit__(None, None, None), PATIENCE_SECONDS)


async def whole_room(browser: Browser) -> list[dict[str, Any]]:
    """Everything in the room, page by page, in its order."""
    answer = await browser.enter()
    pages = [answer["messages"]]
    while answer["more"]:
        answer = await browser.ask("history", before=pages[-1][0]["place"])
        assert answer["ok"], answer
        pages.append(answer["messages"])
    return [message for page in reversed(pages) for message in page]


def same_in_the_room(talkers: list[Talker], messages: list[dict[str, Any]]) -> None:
    """The room has what was answered, once and with its own words, and nothing that was refused."""
    there = Counter((message["id"], message["text"]) for message in messages)
    answered = [pair for talker in talkers for pair in talker.answered.values()]
    unsent = {text for talker in talkers for text in talker.unsent.values()}
    assert [pair for pair in answered if there[pair] != 1] == []
    assert [text for _, text in there if text in unsent] == []
    assert len(messages) == len(answered)
    assert [message["place"] for message in messages] == list(range(1, len(messages) + 1))
