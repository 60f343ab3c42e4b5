"""What happens at once, too slowly, or while somebody thinks."""

from __future__ import annotations

import asyncio
import random
import socket
import textwrap
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.cast import Cast, Person
from tests.live.browser import PATIENCE_SECONDS, Browser
from tests.running import Server, started

MANY_STORIES = 1000
SIGNS = [chr(sign) for sign in range(0x1F330, 0x1F3F0)]

SLOW_DETECTOR = '''
import time
from pathlib import Path

HERE = Path(__file__).parent

class Thinker:
    """Thinks over every draft that asks for it, until it is told that this is enough."""

    name = "thinker"
    stage = "gate"

    def detect(self, draft):
        if "ponder" in draft.text:
            (HERE / "thinking").touch()
            while not (HERE / "enough").exists():
                time.sleep(0.01)
        return ()

detector = Thinker()
'''

LATE_DETECTOR = '''
import time

from moderation import Category, Signal, Span

class Reader:
    """Reads slowly, after the message is in the room, and worries about one word."""

    name = "reader"
    stage = "review"

    def detect(self, draft):
        time.sleep(1)
        if "harbour" in draft.text:
            yield Signal(Category.CRISIS, "high", 0.9, Span(0, 1), "A word to worry about.", "suicide")
            yield Signal(Category.THREAT, "high", 0.9, Span(0, 1), "A word to look at.")

detector = Reader()
'''


def server_with(detector: str, data: Path, tmp_path: Path) -> Server:
    """A server beside which somebody has installed a detector of their own."""
    package = tmp_path / "installed"
    info = package / "outsider-1.0.dist-info"
    info.mkdir(parents=True)
    (package / "outsider.py").write_text(textwrap.dedent(detector))
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: outsider\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[porchlight.detectors]\noutsider = outsider:detector\n")
    return Server(data, python_path=str(package))


@pytest.fixture
def thoughtful(data: Path, cast: Cast, tmp_path: Path) -> Iterator[Server]:
    """A running server whose gate has a slow detector."""
    with started(server_with(SLOW_DETECTOR, data, tmp_path)) as running:
        yield running


async def thinks(server: Server) -> None:
    """Waits until the slow detector has begun to think."""
    await asyncio.wait_for(asyncio.to_thread(wait_for, Path(server.python_path, "thinking")), PATIENCE_SECONDS)


def wait_for(file: Path) -> None:
    while not file.exists():
        time.sleep(0.01)


def has_thought(server: Server) -> None:
    """Tells the slow detector that it has thought enough."""
    Path(server.python_path, "enough").touch()


@pytest.fixture
def reviewed(data: Path, cast: Cast, tmp_path: Path) -> Iterator[Server]:
    """A running server with a detector that looks later."""
    with started(server_with(LATE_DETECTOR, data, tmp_path)) as running:
        yield running


async def test_a_mute_that_lands_while_a_message_is_examined_stops_it(thoughtful: Server, cast: Cast) -> None:
    async with (
        Browser(thoughtful, cast.ana) as ana,
        Browser(thoughtful, cast.ben) as ben,
        Browser(thoughtful, cast.fay) as fay,
    ):
        await ben.enter()
        await ana.send({"do": "say", "ref": "m-1", "room": "tuesday", "text": "let me ponder this"})
        await thinks(thoughtful)

        assert (await fay.ask("mute", member=cast.ana.id, minutes=5, reason="a breather"))["ok"]
        has_thought(thoughtful)
        answer = await ana.reply("m-1")
        await ben.hears_nothing_more()

        assert answer["error"]["code"] == "muted"
        assert ben.messages() == []
        assert (await ben.enter())["messages"] == []


async def test_what_a_later_review_finds_brings_care_and_delays_nobody(reviewed: Server, cast: Cast) -> None:
    async with Browser(reviewed, cast.ana) as ana, Browser(reviewed, cast.fay) as fay:
        await ana.enter()
        await fay.enter()

        said = await ana.say("a quiet sentence with the word harbour in it")
        assert said["state"] == "shown"
        assert not [frame for frame in ana.heard if frame["on"] == "card"]

        assert (await ana.hears("card"))["card"]["level"] == "high"
        assert (await fay.hears("alert"))["alert"]["message"] == said["id"]
        assert (await fay.hears("reported"))["report"]["reporter"] is None


async def test_one_members_drafts_keep_their_order_however_long_each_is_examined(
    thoughtful: Server, cast: Cast
) -> None:
    async with Browser(thoughtful, cast.ana) as slow, Browser(thoughtful, cast.ana) as quick:
        await quick.enter()
        await slow.send({"do": "say", "ref": "m-1", "room": "tuesday", "text": "first I ponder"})
        await thinks(thoughtful)
        await quick.send({"do": "say", "ref": "m-2", "room": "tuesday", "text": "then I speak"})
        await asyncio.sleep(0.2)
        has_thought(thoughtful)
        await quick.hears("message", text="then I speak")

        assert [message["text"] for message in quick.messages()] == ["first I ponder", "then I speak"]


async def test_a_reader_who_stopped_is_let_go_and_eleven_others_miss_nothing(server: Server, cast: Cast) -> None:
    server.stop()
    server.settings["pace"] = "off"
    server.start()
    async with AsyncExitStack() as open_browsers:
        healthy = [await open_browsers.enter_async_context(Browser(server, cast.ben)) for _ in range(11)]
        for browser in healthy:
            await browser.enter()
        ana = await open_browsers.enter_async_context(Browser(server, cast.ana))
        await ana.enter()
        stopped = await stop_reading(server, cast)
        await ana.until(lambda: is_here(cast.fay, ana))

        rev = 0
        while is_here(cast.fay, ana):
            rev = (await ana.say(a_long_story(rev)))["rev"]
            assert rev < MANY_STORIES
        for browser in healthy:
            await browser.hears_so_many("message", rev)
            assert browser.revs() == list(range(1, rev + 1))

        assert await farewell(stopped) == 4002


def is_here(person: Person, browser: Browser) -> bool:
    """Whether somebody is in the room, as far as a browser was told."""
    presences = [each for frame in browser.heard if frame["on"] == "presence" for each in frame["people"]]
    told = [each["here"] for each in presences if each["id"] == person.id]
    return told[-1:] == [True]


def a_long_story(seed: int) -> str:
    """Four thousand signs of four bytes each, so that a stopped reader's buffers fill soon; no two stories are alike."""
    chance = random.Random(seed)
    return "".join(chance.choices(SIGNS, k=4000))


async def stop_reading(server: Server, cast: Cast) -> socket.socket:
    """Fay's browser enters the room and then reads no more: a bare socket with a small buffer."""
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.connect(("127.0.0.1", server.port))
    reader.sendall(
        (
            f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            f"Cookie: {cast.fay.cookie}\r\n\r\n"
        ).encode()
    )
    assert (await asyncio.to_thread(reader.recv, 12)) == b"HTTP/1.1 101"
    reader.sendall(masked(b'{"do":"enter","ref":"1","room":"tuesday","since":0}'))
    return reader


def masked(text: bytes) -> bytes:
    """A short text frame as browsers send it, with a mask of zeros."""
    return bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text


async def farewell(reader: socket.socket) -> int:
    """Reads everything that still comes, and finds the code of the close frame at its end."""
    reader.settimeout(PATIENCE_SECONDS)
    received = b""
    try:
        while chunk := await asyncio.to_thread(reader.recv, 1 << 20):
            received += chunk
    except ConnectionResetError:
        pass
    reader.close()
    return int.from_bytes(received[-2:], "big")
