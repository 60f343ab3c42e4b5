"""The room can be used by everybody: with a keyboard, a screen reader, a small window, in the dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.visit import Visit
from tests.cast import Cast


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["at a desk", "on a phone"])
def test_axe_finds_nothing_wrong_with_the_room(visit: Open, cast: Cast, scheme: str, phone: bool) -> None:
    fay = visit(cast.fay, phone=phone, color_scheme=scheme, reduced_motion="reduce")
    fay.say("Welcome. Take the seat that suits you.")
    fay.sees("Welcome.")
    found = Axe().run(fay.page).response["violations"]
    assert [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found] == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_scrolls_sideways(visit: Open, cast: Cast, width: int) -> None:
    ana = visit(cast.ana, viewport={"width": width, "height": 700})
    ana.say("https://example.org/" + "a" * 300, note="n" * 150)
    ana.sees("nnnn")
    ana.page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_message_is_answered_with_the_keyboard_alone(ana: Visit, ben: Visit) -> None:
    ben.say("Anyone up?")
    ana.sees("Anyone up?")
    ana.message("Anyone up?").locator('[data-act="more"]').focus()
    ana.page.keyboard.press("Enter")
    expect(ana.page.locator("#message-menu")).to_be_visible()
    reply = ana.page.get_by_role("button", name="Reply", exact=True)
    for _ in range(12):
        ana.page.keyboard.press("Tab")
        if reply.evaluate("button => button === document.activeElement"):
            break
    ana.page.keyboard.press("Enter")
    ana.page.keyboard.type("I am.")
    ana.page.keyboard.press("Enter")
    expect(ben.message("I am.").locator('[data-slot="reply"]')).to_contain_text("Anyone up?")


def test_the_messages_are_one_stop_of_the_tab_key(ana: Visit, ben: Visit) -> None:
    for words in ("one", "two", "three"):
        ben.say(words)
        ana.sees(words)
    expect(ana.page.locator('#messages .message[tabindex="0"]')).to_have_count(1)
    ana.message("three").focus()
    ana.page.keyboard.press("ArrowUp")
    expect(ana.message("two")).to_be_focused()
    ana.page.keyboard.press("Home")
    expect(ana.message("one")).to_be_focused()
    ana.page.keyboard.press("End")
    ana.page.keyboard.press("ArrowUp")
    ana.page.keyboard.press("Enter")
    expect(ana.page.locator("#message-menu")).to_contain_text("two")


def test_a_second_skip_link_leads_to_where_one_writes(ana: Visit) -> None:
    ana.is_connected()
    ana.page.get_by_role("link", name="Skip to where you write").focus()
    ana.page.keyboard.press("Enter")
    expect(ana.page.locator("#draft")).to_be_focused()


def test_new_messages_are_read_aloud_but_not_ones_own(ana: Visit, ben: Visit) -> None:
    ben.is_connected()
    ana.say("Good evening.")
    expect(ben.page.locator("#announcer")).to_contain_text("Good evening.")
    expect(ana.page.locator("#announcer")).to_be_empty()
