"""What Fay does in the room, and how it reaches the others."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.visit import Visit
from tests.cast import CIRCLE, Cast

THREATENING = "I will find you and hurt you."


def test_a_mute_is_told_to_ben_alone_and_ends_early(ana: Visit, ben: Visit, fay: Visit, cast: Cast) -> None:
    ben.is_connected()
    fay.choose_person(cast.ben, "mute")
    fay.answer("mute", reason="A breath for everybody.")
    ben.is_told("A breath for everybody.")
    ben.is_told("You can read but not post here until")
    ana.does_not_see("breath")
    ben.say("hello?")
    expect(ben.on_its_way("hello?")).to_contain_text("Not sent.")
    fay.choose_person(cast.ben, "unmute")
    expect(ben.page.locator("#standing")).to_be_hidden()
    ben.on_its_way("hello?").get_by_role("button", name="Try again").click()
    ana.sees("hello?")


def test_a_held_message_waits_with_its_author_and_the_facilitators(ana: Visit, ben: Visit, fay: Visit) -> None:
    ben.say("I am not sure about this.")
    fay.sees("I am not sure about this.")
    fay.choose("I am not sure about this.", "hold")
    expect(ben.on_its_way("I am not sure about this.")).to_contain_text("It is not lost, and you are not in trouble.")
    expect(ana.page.get_by_text("A facilitator took this message down.")).to_be_visible()
    ana.does_not_see("not sure about this")
    fay.page.click("#queue summary")
    fay.page.click("#queue [data-act=release]")
    ana.sees("I am not sure about this.")
    expect(ben.on_its_way("I am not sure about this.")).to_have_count(0)


def test_a_message_that_is_not_shown_goes_back_to_its_author_with_a_reason(ana: Visit, ben: Visit, fay: Visit) -> None:
    ben.say("My neighbour is called Smith.")
    fay.sees("My neighbour")
    fay.choose("My neighbour", "hold")
    fay.page.click("#queue summary")
    fay.page.click("#queue [data-act=decline]")
    fay.answer("decline", reason="Please leave the name out.")
    ben.is_told("Please leave the name out.")
    ben.on_its_way("My neighbour").get_by_role("button", name="Change it").click()
    expect(ben.page.locator("#draft")).to_have_value("My neighbour is called Smith.")
    ana.does_not_see("Smith")


def test_what_fay_pins_stands_at_the_top_until_it_is_taken_down(ana: Visit, fay: Visit) -> None:
    fay.say("Tonight: what helped this week?")
    fay.sees("Tonight")
    fay.choose("Tonight", "pin")
    expect(ana.page.locator("#pinned")).to_contain_text("Tonight: what helped this week?")
    fay.choose("Tonight", "hide")
    fay.answer("hide", reason="Wrong week.")
    expect(ana.page.locator("#pinned")).to_be_hidden()


def test_a_pause_is_told_to_the_room(ana: Visit, fay: Visit) -> None:
    fay.page.click("#controls summary")
    fay.page.click('[data-ask-for="pause"]')
    fay.answer("pause", reason="Let us breathe.")
    ana.is_told("This room is taking a short break.")
    ana.is_told("Let us breathe.")
    fay.page.click('[data-do="resume"]')
    expect(ana.page.locator("#standing")).to_be_hidden()


def test_ana_and_fay_talk_where_nobody_else_hears(ana: Visit, ben: Visit, fay: Visit) -> None:
    fay.is_connected()
    ana.page.click("#open-aside")
    ana.page.fill("#aside-text", "Could I talk with you?")
    ana.page.click("#aside .composer__send")
    fay.is_told("Ana")
    fay.page.click("#open-aside")
    expect(fay.page.locator("#aside")).to_contain_text("Could I talk with you?")
    fay.page.fill("#aside-text", "Of course.")
    fay.page.click("#aside .composer__send")
    expect(ana.page.locator("#aside")).to_contain_text("Of course.")
    ben.does_not_see("Of course.")


def test_the_talking_piece_goes_round(ana: Visit, fay: Visit, cast: Cast) -> None:
    ana.is_connected()
    fay.choose_person(cast.ana, "give")
    ana.is_told("You have the talking piece.")
    ana.page.click('#turn [data-do="pass"]')
    expect(ana.page.locator("#standing")).to_be_hidden()


def test_a_report_names_a_rule_and_reaches_the_facilitators(ana: Visit, ben: Visit, fay: Visit) -> None:
    ana.say("Something that hurts.")
    ben.sees("Something that hurts.")
    ben.choose("Something that hurts.", "report")
    ben.page.get_by_label("Different is fine, unkind is not.").check()
    ben.answer("report", text="It hurt me.")
    expect(fay.page.locator("#reports")).to_contain_text("1 report")
    fay.page.click("#reports summary")
    expect(fay.page.locator("#reports")).to_contain_text("Different is fine, unkind is not.")
    ana.does_not_see("It hurt me.")


def test_the_light_says_who_watches(ana: Visit, fay: Visit) -> None:
    light = ana.page.locator(".room__head [data-light]")
    expect(light).to_have_text("⁨Fay⁩ is here")
    fay.close()
    expect(light).to_have_text("Nobody is watching just now")


def test_a_closed_circle_shows_the_way_to_the_other_rooms(visit: Open, cast: Cast) -> None:
    ana = visit(cast.ana, room=CIRCLE)
    expect(ana.page.locator("#standing").get_by_role("link", name="Other rooms")).to_be_visible()


def test_a_held_change_that_ben_changes_again_waits_no_more(ana: Visit, ben: Visit, fay: Visit) -> None:
    fay.is_connected()
    ben.say("We met in the park.")
    ben.sees("We met in the park.")
    ben.choose("We met in the park.", "edit")
    ben.say(THREATENING)
    expect(ben.on_its_way(THREATENING)).to_contain_text("Your change is waiting for a facilitator.")
    expect(fay.page.locator("#queue")).to_be_visible()
    ben.choose("We met in the park.", "edit")
    ben.say("We met by the river.")
    ana.sees("We met by the river.")
    expect(ben.page.locator("#waiting .message")).to_have_count(0)
    expect(fay.page.locator("#queue")).to_be_hidden()
