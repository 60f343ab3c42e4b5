"""Older messages, and where the reader was last time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.cast import Cast
from tests.live.browser import Browser
from tests.running import Server, started


@pytest.fixture
def server(data: Path, cast: Cast) -> Iterator[Server]:
    """A server without rate limits, where Ana has said 120 things."""
    with started(Server(data, pace="off")) as running:
        talk(running, cast)
        yield running


def talk(server: Server, cast: Cast) -> None:
    """Ana says 120 things; in another thread, since this one has the browser's event loop."""

    async def talking() -> None:
        async with Browser(server, cast.ana) as browser:
            await browser.ask("enter")
            for number in range(1, 121):
                await browser.ask("say", text=f"number {number}.")

    with ThreadPoolExecutor(1) as other:
        other.submit(asyncio.run, talking()).result()


def numbers(first: int) -> list[str]:
    return [f"number {number}." for number in range(first, 121)]


@pytest.mark.parametrize("phone", [False, True], ids=["at a desk", "on a phone"])
def test_older_messages_come_when_asked_for(visit: Open, cast: Cast, phone: bool) -> None:
    ben = visit(cast.ben, phone=phone)
    ben.sees("number 120.")
    expect(ben.message("number 120.")).to_be_in_viewport()
    ben.reads(*numbers(21))
    older = ben.page.get_by_role("button", name="Show older messages")
    older.click()
    ben.reads(*numbers(1))
    expect(ben.page.get_by_text("This is the beginning of")).to_be_visible()
    expect(older).to_be_hidden()
    expect(ben.message("number 21.")).to_be_in_viewport()


def test_older_messages_asked_for_without_a_connection_come_with_it(visit: Open, cast: Cast) -> None:
    ben = visit(cast.ben)
    ben.is_connected()
    ben.context.set_offline(True)
    expect(ben.page.locator("#connection")).to_be_visible()
    ben.page.get_by_role("button", name="Show older messages").click()
    ben.context.set_offline(False)
    ben.reads(*numbers(1))


def test_a_reader_further_up_is_left_there_and_told_of_new_messages(visit: Open, cast: Cast) -> None:
    ben, fay = visit(cast.ben), visit(cast.fay)
    ben.is_connected()
    ben.page.locator("#timeline").evaluate("box => { box.scrollTop = 200; }")
    expect(ben.page.get_by_role("button", name="Newest messages")).to_be_visible()
    before = ben.page.locator("#timeline").evaluate("box => box.scrollTop")
    fay.say("something new")
    latest = ben.page.get_by_role("button", name="1 new message")
    expect(latest).to_be_visible()
    assert ben.page.locator("#timeline").evaluate("box => box.scrollTop") == before
    latest.click()
    expect(ben.message("something new")).to_be_in_viewport()
    expect(latest).to_be_hidden()


def test_an_alert_opens_a_message_from_before_what_is_loaded(visit: Open, cast: Cast) -> None:
    ben = visit(cast.ben)
    ben.say("I want to kill myself tonight.")
    ben.sees("I want to kill myself tonight.")
    talk(ben.server, cast)
    fay = visit(cast.fay)
    fay.is_connected()
    expect(fay.message("I want to kill")).to_have_count(0)
    fay.page.click("#alerts summary")
    fay.page.locator("#alerts").get_by_role("link", name="Open message").click()
    expect(fay.message("I want to kill myself tonight.")).to_be_in_viewport()
    elsewhere = visit(cast.fay)
    elsewhere.page.goto(f"{elsewhere.url}#{fay.page.url.split('#')[1]}")
    elsewhere.page.reload()
    expect(elsewhere.message("I want to kill myself tonight.")).to_be_in_viewport()
