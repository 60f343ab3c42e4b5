"""Help and the desk in a real browser that runs no scripts."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.cast import ROOM, Cast, Person
from tests.live.browser import Browser as Talker
from tests.running import Server

QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESPAIR = "I want to die. I keep thinking about killing myself"


@pytest_asyncio.fixture
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(QUIET))
        expect.set_options(timeout=30_000)
        yield browser
        await browser.close()


async def page_of(chromium: Browser, server: Server, person: Person | None = None) -> Page:
    context = await chromium.new_context(java_script_enabled=False)
    if person is not None:
        await context.add_cookies([{"name": "session", "value": person.token, "url": server.url}])
    return await context.new_page()


async def test_oz_who_is_signed_out_finds_help_in_another_country(server: Server, chromium: Browser) -> None:
    page = await page_of(chromium, server)
    await page.goto(f"{server.url}/help")
    await page.get_by_label("The country you are in").select_option("IE")
    await page.get_by_role("button", name="Show").click()

    await expect(page).to_have_url(f"{server.url}/help?country=IE")
    await expect(page.get_by_text("Samaritans Ireland")).to_be_visible()
    answer = page.get_by_text("A person picks up and listens.")
    await expect(answer).to_be_hidden()
    await page.get_by_text("What happens if I call?").click()
    await expect(answer).to_be_visible()


async def test_fay_meets_ana_from_alert_to_outcome(server: Server, cast: Cast, chromium: Browser) -> None:
    async with Talker(server, cast.ana) as ana:
        await ana.enter()
        await ana.say(DESPAIR)
        page = await page_of(chromium, server, cast.fay)
        await page.goto(f"{server.url}/desk")

        await page.get_by_role("button", name="I'm on it").click()
        await expect(page).to_have_url(f"{server.url}/desk/{ROOM}/people/{cast.ana.id}")
        await expect(page.get_by_text("You are on it.")).to_be_visible()

        await page.get_by_label("Write to Ana").fill("I'm glad you said it. I'd like to check on you.")
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_label("Write to Ana")).to_have_value("")
        assert (await ana.hears("aside"))["aside"]["text"] == "I'm glad you said it. I'd like to check on you."

        await page.get_by_label("We talked. Safe for now.").check()
        await page.get_by_label("A note for whoever comes next").fill("Her sister is with her.")
        await page.get_by_role("button", name="Close the alert").click()

    await expect(page).to_have_url(f"{server.url}/desk")
    await expect(page.get_by_text("Ana may need support.")).to_be_hidden()
    await page.get_by_role("link", name="Record of actions").click()
    await expect(page.get_by_text("Fay closed an alert about Ana: We talked. Safe for now.")).to_be_visible()
    assert DESPAIR not in await page.content()


async def test_a_held_message_is_declined_with_a_reason(server: Server, cast: Cast, chromium: Browser) -> None:
    async with Talker(server, cast.ana) as ana, Talker(server, cast.femi) as femi:
        await ana.enter()
        await femi.enter()
        said = await ana.say("My cat came home this morning")
        await femi.ask("hold", id=said["id"])
        page = await page_of(chromium, server, cast.fay)
        await page.goto(f"{server.url}/desk")

        await page.get_by_text("Don't show it").first.click()
        await page.get_by_label("Why, in a few words").fill("It names a street")
        await page.get_by_role("button", name="Don't show it").click()

        notice = await ana.hears("notice")

    await expect(page.get_by_text("Nothing waits here.")).to_have_count(2)
    assert "Why: It names a street." in notice["notice"]["text"]
