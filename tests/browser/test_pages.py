"""Every page outside of the room can be used by everybody: with a screen reader, a small window, in the dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Browser, Page, expect

from tests.cast import ROOM, Cast, Person
from tests.running import Server

STEWARDS = (
    "/", "/me", "/me/erase", "/rules", "/words", "/group", "/group/facts", "/group/rules", "/group/helplines",
    "/group/members", "/group/new-room", f"/group/rooms/{ROOM}", "/nowhere",
)  # fmt: skip
STRANGERS = ("/", "/return", "/return/old", "/join/old")


def opened(chromium: Browser, server: Server, person: Person | None, **look: object) -> Page:
    context = chromium.new_context(base_url=server.url, **look)  # type: ignore[arg-type]  # Playwright's own options
    if person:
        context.add_cookies([{"name": "session", "value": person.token, "url": server.url}])
    return context.new_page()


def wrong_with(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{page.url} {each['id']}: {each['nodes'][0]['html'][:120]}" for each in found] + (
        [f"{page.url} scrolls sideways"] if over > 0 else []
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_any_page(chromium: Browser, server: Server, cast: Cast, scheme: str) -> None:
    wrong = []
    for person, addresses in ((cast.sol, STEWARDS), (None, STRANGERS)):
        page = opened(chromium, server, person, color_scheme=scheme, viewport={"width": 320, "height": 640})
        for address in addresses:
            page.goto(address)
            wrong += wrong_with(page)
        page.context.close()
    assert wrong == []


def test_axe_finds_nothing_wrong_on_the_way_from_an_invitation_to_the_words(
    chromium: Browser, server: Server, cast: Cast
) -> None:
    fay = opened(chromium, server, cast.fay, viewport={"width": 1280, "height": 800})
    fay.goto(f"/group/rooms/{ROOM}")
    fay.get_by_role("button", name="Make an invitation").click()
    link = fay.locator(".secret").inner_text()
    wrong = wrong_with(fay)
    fay.get_by_role("link", name="A poster to print").click()
    expect(fay.get_by_role("heading", name="Porch", exact=True)).to_be_visible()
    wrong += wrong_with(fay)
    rosa = opened(chromium, server, None, viewport={"width": 320, "height": 640})
    rosa.goto(link)
    rosa.get_by_role("button", name="Join").click()
    expect(rosa.get_by_text("Please choose a nickname")).to_be_visible()
    wrong += wrong_with(rosa)
    rosa.get_by_label("A nickname").fill("Rosa")
    rosa.get_by_label("adults").check()
    rosa.get_by_label("I have read what this place is").check()
    rosa.get_by_role("button", name="Join").click()
    expect(rosa.locator(".words-six li")).to_have_count(6)
    wrong += wrong_with(rosa)
    rosa.get_by_role("button", name="I have them").click()
    expect(rosa.get_by_role("heading", name="Ground rules")).to_be_visible()
    wrong += wrong_with(rosa)
    assert wrong == []
    fay.context.close()
    rosa.context.close()
