"""What is said to one person alone stands beside the conversation and never buries it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.visit import Visit
from tests.cast import Cast

WORRYING = "I want to kill myself."
URGENT = "I took all the pills, an overdose."


@pytest.mark.parametrize("phone", [False, True], ids=["at a desk", "on a phone"])
def test_the_conversation_goes_on_above_the_card(visit: Open, cast: Cast, ben: Visit, phone: bool) -> None:
    ana = visit(cast.ana, phone=phone)
    for number in range(8):
        ben.say(f"line {number}.")
    ana.sees("line 7.")
    ana.say(WORRYING)
    expect(ana.page.locator(".care")).to_be_visible()
    expect(ana.message(WORRYING)).to_be_in_viewport()
    ben.say("I am glad you said it.")
    expect(ana.message("I am glad you said it.")).to_be_in_viewport()
    ana.say("Thank you.")
    expect(ana.message("Thank you.")).to_be_in_viewport()
    panel, window = ana.page.locator("#care").bounding_box(), ana.page.viewport_size
    assert panel is not None
    assert window is not None
    assert panel["height"] <= 0.56 * window["height"]


def test_a_folded_card_stays_a_strip_until_it_becomes_worse(ana: Visit) -> None:
    ana.say(WORRYING)
    strip = ana.page.get_by_role("button", name="Help for you is here")
    card = ana.page.locator("#care-cards")
    strip.click()
    expect(card).to_be_hidden()
    ana.page.reload()
    ana.is_connected()
    expect(strip).to_be_visible()
    expect(card).to_be_hidden()
    ana.say(URGENT)
    expect(card).to_be_visible()
    strip.click()
    expect(ana.page.locator('#care [data-slot="call"]')).to_have_attribute("href", "tel:999")


def test_in_an_emergency_its_number_comes_first_and_older_help_waits_behind(visit: Open, cast: Cast) -> None:
    ana = visit(cast.ana, phone=True)
    ana.say(WORRYING)
    calls = ana.page.locator('[data-slot="current"] .care__calls a:visible')
    expect(calls).to_have_count(2)
    expect(calls.first).to_have_attribute("href", "tel:116123")
    expect(calls.last).to_be_in_viewport(ratio=1)
    ana.say(URGENT)
    expect(calls.first).to_have_attribute("href", "tel:999")
    expect(calls.first).to_be_in_viewport(ratio=1)
    behind = ana.page.locator('[data-slot="behind"]')
    expect(behind.locator(".care")).to_be_hidden()
    behind.locator("summary").first.click()
    expect(behind.locator('[data-slot="told"]')).to_be_hidden()


def test_fays_private_word_is_read_at_once_and_answered(visit: Open, cast: Cast, fay: Visit) -> None:
    ana = visit(cast.ana, phone=True)
    ana.say(WORRYING)
    expect(ana.page.locator(".care")).to_be_visible()
    fay.choose_person(cast.ana, "aside")
    fay.page.fill("#aside-text", "I am here if you want to talk.")
    fay.page.click("#aside .composer__send")
    strip = ana.page.locator("#whisper")
    expect(strip).to_contain_text("Only you and the facilitators can read it:")
    expect(strip.get_by_text("I am here if you want to talk.")).to_be_in_viewport()
    expect(ana.page.locator("#show-people").get_by_text("new")).to_be_visible()
    ana.page.reload()
    strip.get_by_role("button", name="Answer").click()
    expect(ana.page.locator("#aside")).to_contain_text("Only you and the facilitators of this room can read this.")
    ana.page.keyboard.press("Escape")
    expect(strip).to_be_hidden()
    ana.page.reload()
    ana.is_connected()
    expect(strip).to_be_hidden()


def test_notices_are_one_line_each_and_two_at_most(ana: Visit, fay: Visit, cast: Cast) -> None:
    fay.is_connected()
    for _ in range(2):
        fay.choose_person(cast.ana, "mute")
        fay.answer("mute", reason="A breath for everybody, and then we go on together as before.")
        expect(ana.page.locator("#standing")).to_be_visible()
        fay.choose_person(cast.ana, "unmute")
        expect(ana.page.locator("#standing")).to_be_hidden()
    lines = ana.page.locator("#notices .told__one")
    expect(lines).to_have_count(2)
    ana.page.get_by_role("button", name="2 more notes for you").click()
    expect(lines).to_have_count(4)
    for left in (3, 2):
        lines.first.get_by_role("button", name="Put away").click()
        expect(lines).to_have_count(left)


def test_who_is_removed_reads_why_and_where_to_turn(ana: Visit, fay: Visit, cast: Cast) -> None:
    fay.is_connected()
    ana.is_connected()
    fay.choose_person(cast.ana, "remove")
    fay.answer("remove", reason="You wrote to somebody who asked you not to.")
    gone = ana.page.locator("#gone")
    expect(gone).to_contain_text("You wrote to somebody who asked you not to.")
    expect(gone).to_contain_text("the parish office")
    expect(gone.get_by_role("link", name="Help now")).to_be_visible()
    for what in ("#composer", "#people", "#show-people"):
        expect(ana.page.locator(what)).to_have_count(0)
    expect(ana.page.get_by_role("button", name="Talk to a facilitator")).to_have_count(0)


def test_a_new_role_reaches_the_open_page(ana: Visit, visit: Open, cast: Cast) -> None:
    ana.is_connected()
    ana.write("half a thou")
    steward = visit(cast.sol).page
    for way, tools in (("appoint", 1), ("withdraw", 0)):
        steward.evaluate(
            """([way, member]) => fetch(`/group/rooms/tuesday/people/${member}`,
            {method: "POST", body: new URLSearchParams({do: way})})""",
            [way, cast.ana.id],
        )
        expect(ana.page.locator("#watch")).to_have_count(tools)
        expect(ana.page.locator("#draft")).to_have_value("half a thou")
