"""The way out: at once, and without leaving anything behind in the browser."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Open
from tests.browser.visit import Visit
from tests.cast import Cast

PATIENCE_SECONDS = 30.0
ELSEWHERE = "https://www.bbc.co.uk/**"


def weather(route: Route) -> None:
    route.fulfill(body="<h1>Weather</h1>", content_type="text/html")


def is_signed_out(visit: Visit) -> None:
    """The neutral page is there at once; the session has ended a moment later."""
    until = time.monotonic() + PATIENCE_SECONDS
    while visit.context.request.get(f"{visit.server.url}/me", max_redirects=0).ok:
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize("way", ["the button", "three times Shift"])
def test_leaving_quickly_shows_another_page_and_ends_the_session(ana: Visit, way: str) -> None:
    ana.context.route(ELSEWHERE, weather)
    ana.is_connected()
    ana.write("nobody should find this")
    if way == "the button":
        ana.page.get_by_role("button", name="Leave quickly").click()
    else:
        for _ in range(3):
            ana.page.keyboard.press("Shift")
    ana.page.wait_for_url(ELSEWHERE)
    expect(ana.page.get_by_role("heading")).to_have_text("Weather")
    is_signed_out(ana)
    ana.page.goto(ana.url)
    assert ana.page.url == f"{ana.server.url}/"
    ana.page.wait_for_function("() => localStorage.length === 0")


def test_leaving_quickly_needs_no_script(visit: Open, cast: Cast) -> None:
    ben = visit(cast.ben, java_script_enabled=False)
    ben.context.route(ELSEWHERE, weather)
    ben.page.get_by_role("button", name="Leave quickly").click()
    ben.page.wait_for_url(ELSEWHERE)
    ben.page.goto(ben.url)
    assert ben.page.url == f"{ben.server.url}/"


def test_the_other_tabs_leave_too(ana: Visit) -> None:
    ana.context.route(ELSEWHERE, weather)
    other = ana.context.new_page()
    other.goto(f"{ana.server.url}/rules")
    ana.page.get_by_role("button", name="Leave quickly").click()
    other.wait_for_url(ELSEWHERE)


def test_signed_out_elsewhere_the_page_lets_go_of_the_conversation(ana: Visit) -> None:
    ana.say("Only for this room.")
    ana.sees("Only for this room.")
    ana.write("half a thought")
    other = ana.context.new_page()
    other.goto(f"{ana.server.url}/help")
    other.evaluate("() => { fetch('/leave', { method: 'POST', redirect: 'manual' }); }")
    expect(ana.page.get_by_text("You were signed out here.")).to_be_visible()
    ana.does_not_see("Only for this room.")
    ana.page.wait_for_function("() => localStorage.length === 0")


@pytest.mark.parametrize("phone", [False, True], ids=["at a desk", "on a phone"])
def test_help_and_the_way_out_are_one_press_away_whatever_is_open(visit: Open, cast: Cast, phone: bool) -> None:
    fay = visit(cast.fay, phone=phone)
    fay.context.route(ELSEWHERE, weather)
    fay.say("Good evening.")
    fay.sees("Good evening.")
    fay.page.click("#controls summary")
    fay.page.click('[data-ask-for="pause"]')
    within_reach(fay, 'dialog[data-ask="pause"]')
    fay.page.keyboard.press("Escape")
    fay.message("Good evening.").locator('[data-act="more"]').click()
    within_reach(fay, "#message-menu")
    fay.page.locator("#message-menu").get_by_role("button", name="Leave quickly").click()
    fay.page.wait_for_url(ELSEWHERE)
    is_signed_out(fay)
    fay.page.goto(fay.url)
    assert fay.page.url == f"{fay.server.url}/"


def within_reach(somebody: Visit, dialog: str) -> None:
    opened = somebody.page.locator(dialog)
    for way in (opened.get_by_role("link", name="Help now"), opened.get_by_role("button", name="Leave quickly")):
        expect(way).to_be_in_viewport()
        way.click(trial=True)
