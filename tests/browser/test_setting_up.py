"""From an empty directory to two people in a room, in real browsers: Sol at a desk, Ana on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.running import Server, started

DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def empty(data: Path) -> Iterator[Server]:
    """A server that was just started for the first time."""
    with started(Server(data)) as running:
        yield running


def setup_link(server: Server) -> str:
    found = re.search(r"http://\S+/setup/\S+", server.log.read_text())
    assert found
    return found[0]


def fits(page: Page) -> None:
    """Nothing sticks out at the side."""
    page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and go on").click()


def set_up(page: Page, link: str) -> str:
    """Sol's way through the set-up; answers with the invitation."""
    page.goto(link)
    page.get_by_role("button", name="Save and test it").click()
    with page.context.expect_page() as tested:
        page.locator("#test a").click()
    expect(tested.value.get_by_role("heading", name="This address works")).to_be_visible()
    tested.value.close()
    save(page)
    page.get_by_label("Name of the group").fill("Tuesday Porch")
    page.get_by_label("What it is for").fill("Company on long evenings.")
    page.get_by_label("Country").select_option("GB")
    page.get_by_label("Somebody else to turn to").fill("Mo at the library")
    save(page)
    page.get_by_label("Rule 1", exact=True).press("End")
    page.keyboard.type(" Always.")
    page.get_by_label("Rule 1", exact=True).press("Enter")
    page.get_by_label("I have looked at each of these.").check()
    save(page)
    page.get_by_label("Your nickname").fill("Sol")
    page.get_by_role("button", name="Open the door").click()
    expect(page.locator(".words-six li")).to_have_count(6)
    page.get_by_role("button", name="I have them").click()
    expect(page.get_by_alt_text("QR code of the invitation link")).to_be_visible()
    expect(page.get_by_text("No phone can open this invitation yet.")).to_be_visible()
    return page.locator(".secret").inner_text()


def test_sol_sets_up_and_ana_joins_and_they_talk(chromium: Browser, empty: Server) -> None:
    sol = chromium.new_page(viewport=DESK)
    invitation = set_up(sol, setup_link(empty))
    ana = chromium.new_page(viewport=PHONE)
    ana.goto(invitation)
    fits(ana)
    ana.get_by_label("A nickname").fill("S0l")
    ana.get_by_label("I am 18 or older.").check()
    ana.get_by_label("I have read what this place is").check()
    ana.get_by_role("button", name="Join").click()
    expect(ana.get_by_text("or one that looks like it")).to_be_in_viewport()
    ana.get_by_label("A nickname").fill("Ana")
    ana.get_by_role("button", name="Join").click()
    expect(ana.locator(".words-six li")).to_have_count(6)
    ana.get_by_role("button", name="I have them").click()
    expect(ana.get_by_text("What's said here stays here. Always.")).to_be_visible()
    for box in ana.get_by_role("checkbox").all():
        box.check()
    ana.get_by_role("button", name="I can live with these").click()
    ana.wait_for_url("**/rooms/*")
    fits(ana)
    sol.get_by_role("link", name="Into the room").click()
    sol.get_by_role("textbox").first.fill("Welcome, Ana.")
    sol.keyboard.press("Enter")
    expect(ana.get_by_text("Welcome, Ana.")).to_be_visible()
    ana.context.close()
    sol.context.close()


def test_the_pages_work_without_scripts(chromium: Browser, empty: Server) -> None:
    plain = chromium.new_context(java_script_enabled=False)
    page = plain.new_page()
    invitation = set_up(page, setup_link(empty))
    assert "/join/" in invitation
    page.get_by_role("link", name="A poster to print").click()
    expect(page.get_by_role("heading", name="Tuesday Porch")).to_be_visible()
    plain.close()
