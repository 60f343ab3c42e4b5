"""Somebody may need support: whoever is to be told is told, whatever page they have open."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Open
from tests.browser.visit import Visit
from tests.cast import CIRCLE, ROOM, Cast

WORRYING = "I want to kill myself tonight."


def bell(visit: Visit) -> Locator:
    return visit.page.get_by_role("alert").filter(has_text="⁨Ana⁩ may need support, in ⁨Tuesday⁩.")


def listens(visit: Visit, path: str) -> None:
    """Opens a page, and waits until its socket is there."""
    with visit.page.expect_response("**/desk/waiting"):
        visit.page.goto(f"{visit.server.url}{path}")


@pytest.mark.parametrize("path", ["/", "/me", f"/group/rooms/{ROOM}", f"/rooms/{CIRCLE}"])
def test_fay_is_told_on_whatever_page_she_is(visit: Open, cast: Cast, ana: Visit, path: str) -> None:
    fay = visit(cast.fay)
    listens(fay, path)
    ana.say(WORRYING)
    expect(bell(fay)).to_be_in_viewport()
    fay.page.reload()
    expect(bell(fay)).to_be_in_viewport()
    expect(ana.page.locator(".room__head [data-light]")).to_have_text("Nobody is watching just now")
    femi = visit(cast.femi)
    femi.page.click("#alerts summary")
    femi.page.locator("#alerts").get_by_role("button", name="I'm on it").click()
    expect(bell(fay)).to_be_hidden()


def test_the_line_leads_to_the_desk_of_that_room(visit: Open, cast: Cast, ana: Visit) -> None:
    fay = visit(cast.fay)
    listens(fay, "/")
    ana.say(WORRYING)
    bell(fay).get_by_role("link", name="Open the desk").click()
    expect(fay.page).to_have_url(f"{fay.server.url}/desk#room-{ROOM}")
    expect(fay.page.get_by_text("Ana may need support.")).to_be_visible()
    expect(bell(fay)).to_be_hidden()


def test_the_desk_looks_again_by_itself_unless_something_is_being_written(
    visit: Open, cast: Cast, ana: Visit, ben: Visit
) -> None:
    ben.say("hello all")
    fay = visit(cast.fay)
    fay.sees("hello all")
    fay.choose("hello all", "hold")
    expect(fay.page.locator("#queue")).to_be_visible()
    listens(fay, "/desk")
    busy = visit(cast.femi)
    listens(busy, "/desk")
    busy.page.get_by_text("Don't show it").first.click()
    busy.page.locator("input[name=reason]").first.fill("half a reason")
    ana.say(WORRYING)
    expect(fay.page.get_by_text("Ana may need support.")).to_be_visible()
    expect(bell(fay)).to_be_hidden()
    expect(bell(busy).get_by_role("link", name="Look again")).to_be_visible()
    expect(busy.page.locator("input[name=reason]").first).to_have_value("half a reason")


def test_members_pages_open_no_socket(visit: Open, cast: Cast) -> None:
    ana = visit(cast.ana)
    ana.page.goto(f"{ana.server.url}/me")
    expect(ana.page.locator("#elsewhere")).to_have_count(0)
