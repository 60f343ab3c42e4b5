"""Two people talk in a room, each in a browser."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.visit import Visit
from tests.cast import Cast


def test_what_ana_says_ben_reads(ana: Visit, ben: Visit) -> None:
    ana.say("Long day. Glad to be here.")
    ben.sees("Glad to be here")
    ben.say("Glad you are.")
    ana.sees("Glad you are.")
    expect(ana.page.locator("#waiting .message")).to_have_count(0)
    for page in (ana, ben):
        page.reads("Long day. Glad to be here.", "Glad you are.")


def test_enter_sends_at_a_desk_and_shift_enter_begins_a_line(ana: Visit, ben: Visit) -> None:
    ana.write("one")
    ana.page.press("#draft", "Shift+Enter")
    ana.page.keyboard.type("two")
    ana.page.press("#draft", "Enter")
    ben.sees("one\ntwo")


def test_a_text_stays_a_text(ana: Visit, ben: Visit) -> None:
    hostile = "<img src=x onerror=alert(1)><b>bold</b> {{ 7 * 7 }} &amp;"
    ana.say(hostile)
    ben.sees(hostile)
    expect(ben.page.locator("#messages img, #messages b")).to_have_count(0)
    ben.page.reload()
    ben.sees(hostile)
    expect(ben.page.locator("#messages img, #messages b")).to_have_count(0)


def test_the_page_has_the_history_before_any_script_runs(ana: Visit, visit: Open, cast: Cast) -> None:
    ana.say("Here before you came.")
    ana.sees("Here before you came.")
    without = visit(cast.ben, java_script_enabled=False)
    without.sees("Here before you came.")
    expect(without.page.locator("noscript p")).to_contain_text("To talk, this page needs JavaScript")
    expect(without.page.get_by_role("link", name="Help now")).to_be_visible()


def test_a_phone_without_scripts_shows_who_is_here(visit: Open, cast: Cast) -> None:
    ben = visit(cast.ben, phone=True, java_script_enabled=False)
    expect(ben.page.get_by_role("heading", name="Who is here")).to_be_in_viewport()
    expect(ben.page.locator("#people-list")).to_contain_text("Fay")


def test_ben_answers_ana_and_sends_a_hug(ana: Visit, ben: Visit) -> None:
    ana.say("I slept six hours.")
    ben.sees("I slept six hours.")
    ben.choose("I slept six hours.", "reply")
    ben.say("That is good to hear.")
    answer = ana.message("That is good to hear.")
    expect(answer.locator('[data-slot="reply"]')).to_contain_text("I slept six hours.")
    ben.react("I slept six hours.", "hug")
    chip = ana.page.locator('.chip[aria-label="Hug, 1"]')
    expect(chip).to_be_visible()
    chip.click()
    expect(ben.page.locator('.chip[aria-label="Hug, 2"]')).to_be_visible()
    ana.message("I slept six hours.").locator('[data-act="more"]').click()
    expect(ana.page.locator('#message-menu [data-slot="reacted"]')).to_contain_text("⁨Ben⁩")


def test_ana_changes_her_words_and_takes_them_back(ana: Visit, ben: Visit) -> None:
    ana.say("firts words")
    ana.sees("firts words")
    ana.choose("firts words", "edit")
    ana.say("first words")
    ben.sees("first words")
    expect(ben.message("first words").get_by_text("edited")).to_be_visible()
    ana.choose("first words", "retract")
    ana.answer("retract")
    ben.does_not_see("first words")


def test_a_content_note_folds_the_message_for_others(ana: Visit, ben: Visit) -> None:
    ana.say("Dinner was hard.", note="about food")
    ben.sees("about food")
    words = ben.message("about food").get_by_text("Dinner was hard.")
    expect(words).to_be_hidden()
    ben.message("about food").locator("summary").click()
    expect(words).to_be_visible()


def test_ben_pauses_before_he_hurts_somebody(ana: Visit, ben: Visit) -> None:
    ben.say("you are a worthless idiot")
    nudge = ben.page.locator("#nudge")
    expect(nudge).to_contain_text("This might hurt the person reading it")
    expect(nudge.locator("mark")).to_contain_text("worthless idiot")
    nudge.get_by_role("button", name="Change it").click()
    expect(ben.page.locator("#draft")).to_have_value("you are a worthless idiot")
    ben.say("I felt hurt when I read that.")
    ana.sees("I felt hurt when I read that.")
    ana.does_not_see("worthless")


def test_ben_hides_ana_from_himself_alone(ana: Visit, ben: Visit, cast: Cast) -> None:
    ana.say("Ana was here.")
    ben.sees("Ana was here.")
    ben.page.click("#show-people")
    ben.choose_person(cast.ana, "ignore")
    expect(ben.message("Ana was here.")).to_be_hidden()
    ana.sees("Ana was here.")


def test_a_message_too_long_is_counted_and_not_sent(ana: Visit, ben: Visit) -> None:
    ana.say("y" * 4_003)
    expect(ana.page.locator("#counter")).to_have_text("3 characters too many. Please send it in parts.")
    expect(ana.page.locator("#draft")).to_have_value("y" * 4_003)
    ben.does_not_see("yyyy")


def test_typing_is_shown_only_for_who_chose_that(ana: Visit, ben: Visit, fay: Visit) -> None:
    fay.is_connected()
    ana.page.goto(f"{ana.server.url}/me")
    ana.page.get_by_label("Show others that I am typing").check()
    with ana.page.expect_navigation():
        ana.page.locator('form[action="/me/typing"] button').click()
    ana.page.goto(ana.url)
    ana.is_connected()
    ben.write("I am")
    ana.page.locator("#draft").press_sequentially("I am too")
    expect(fay.page.locator("#typing")).to_have_text("⁨Ana⁩ is writing…")
