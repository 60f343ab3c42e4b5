"""Values at the edge of what a command may bring are answered, on either database; none of them closes the connection."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.conftest import Settle
from tests.live.browser import Browser
from tests.postgres import BOTH
from tests.running import Server, started

LARGEST = 2**53
LONGEST = "é🙂" * 16
ZERO = "\0"


@pytest.fixture(scope="module", params=BOTH)
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, founded: tuple[Path, Cast], settle: Settle
) -> Iterator[tuple[Server, Cast]]:
    """One server for the whole table."""
    data = tmp_path_factory.mktemp("odd") / "data"
    with settle(request.param, data) as url, started(Server(data, pace="off", database_url=url)) as server:
        yield server, founded[1]


# command, its fields -> "ok", or the code of the refusal
ODD: list[tuple[str, dict[str, Any], str]] = [
    ("enter", {"since": LARGEST, "epoch": LONGEST}, "ok"),
    ("history", {"before": LARGEST}, "ok"),
    ("history", {"before": 0}, "ok"),
    ("acknowledge", {"version": LARGEST}, "conflict"),
    ("say", {"text": "here", "ref": LONGEST * 2}, "ok"),
    ("say", {"text": "here", "reply_to": LONGEST}, "not_found"),
    ("say", {"text": "here", "note": "a café, a naïve façade, and other accents"}, "ok"),
    ("say", {"text": f"one{ZERO}word", "note": ZERO}, "ok"),
    ("say", {"text": ZERO}, "bad_frame"),
    ("edit", {"id": ZERO + "x", "text": "there"}, "not_found"),
    ("react", {"id": LONGEST, "kind": "hug", "on": True}, "not_found"),
    ("report", {"id": LONGEST, "rule": LONGEST, "text": "é" * 1000}, "not_found"),
    ("ignore", {"member": LONGEST, "on": True}, "not_found"),
    ("aside", {"text": f"to you{ZERO}", "to": LONGEST}, "not_found"),
    ("dismiss", {"card": LONGEST}, "not_found"),
    ("mute", {"member": LONGEST, "minutes": 525_600, "reason": "é" * 500}, "not_found"),
    ("slow", {"seconds": 3600}, "ok"),
    ("slow", {"seconds": 0}, "ok"),
    ("pause", {"minutes": 0.0001, "reason": "🙂" * 500}, "ok"),
    ("resume", {}, "ok"),
    ("give", {"member": LONGEST}, "not_found"),
    ("claim", {"alert": LONGEST}, "not_found"),
    ("settle", {"alert": LONGEST, "outcome": "é" * 500}, "not_found"),
]


async def test_each_is_answered_and_the_connection_stays(shared: tuple[Server, Cast]) -> None:
    server, cast = shared
    async with Browser(server, cast.fay) as fay:
        answers = []
        for number, (do, fields, _expected) in enumerate(ODD):
            sent = {"do": do, "ref": f"odd-{number}", "room": "tuesday", **fields}
            await fay.send(sent)
            answers.append(await answer_to(fay, sent["ref"]))
        entered = await fay.enter()

    wrong = [(*odd, answer) for odd, answer in zip(ODD, answers, strict=True) if odd[2] != answer]
    assert wrong == []
    assert "oneword" in [message["text"] for message in entered["messages"]]


async def answer_to(browser: Browser, ref: str) -> str:
    """The code of the answer; what was not understood is answered without a ref."""
    await browser.until(lambda: bool(browser._replies.keys() & {ref, "None"}))
    frame = browser._replies.pop(ref, None) or browser._replies.pop("None")
    return "ok" if frame["ok"] else str(frame["error"]["code"])


@pytest.mark.parametrize("path", ["/rooms/%00", "/rooms/tuesday%00", "/help?country=%00", "/join/%00", "/return/a%00b"])
async def test_an_address_with_the_character_zero_leads_nowhere(shared: tuple[Server, Cast], path: str) -> None:
    server, cast = shared
    assert await asyncio.to_thread(fetched, server, path, cast.ana.cookie) == 404


def fetched(server: Server, path: str, cookie: str) -> int:
    try:
        asked = urllib.request.Request(f"{server.url}{path}", headers={"Cookie": cookie})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
