"""The way out: at once, and without leaving anything behind in the browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Open
from tests.browser.visit import Visit
from tests.cast import Cast

ELSEWHERE = "https://www.bbc.co.uk/**"


def weather(route: Route) -> None:
    route.fulfill(body="<h1>Weather</h1>", content_type="text/html")


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
    ana.page.goto(ana.url)
    assert ana.page.url == f"{ana.server.url}/"
    assert ana.page.evaluate("() => localStorage.length") == 0


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
    assert ana.page.evaluate("() => localStorage.length") == 0
