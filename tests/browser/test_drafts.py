"""What somebody writes is theirs until they send it or let it go."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.visit import Visit

HARSH = "you are a worthless idiot"
HARSH_TOO = "you are a stupid idiot"


def test_changing_an_older_message_leaves_the_draft_alone(ana: Visit, ben: Visit) -> None:
    ben.say("How was the walk?")
    ana.sees("How was the walk?")
    ana.say("first words")
    ana.sees("first words")
    ana.choose("How was the walk?", "reply")
    ana.page.click('#composer [data-act="note"]')
    ana.page.fill("#note", "about food")
    ana.write("half a thought")
    ana.choose("first words", "edit")
    expect(ana.page.locator("#draft")).to_have_value("first words")
    expect(ana.page.locator("#note")).to_be_hidden()
    ana.page.press("#draft", "Escape")
    still_there(ana)
    ana.choose("first words", "edit")
    ana.say("better words")
    ben.sees("better words")
    still_there(ana)
    ana.choose("better words", "edit")
    ana.page.reload()
    still_there(ana)
    ana.page.click("#composer .composer__send")
    answer = ben.message("half a thought")
    expect(answer.locator('[data-slot="reply"]')).to_contain_text("How was the walk?")


def still_there(ana: Visit) -> None:
    expect(ana.page.locator("#draft")).to_have_value("half a thought")
    expect(ana.page.locator("#note")).to_have_value("about food")
    expect(ana.page.locator('#composer [data-slot="reply-text"]')).to_have_text("How was the walk?")


def test_two_stopped_messages_are_looked_at_one_after_another_even_after_a_reload(ana: Visit, ben: Visit) -> None:
    nudge = ben.page.locator("#nudge")
    ben.say(HARSH)
    expect(nudge).to_contain_text(HARSH)
    ben.say(HARSH_TOO)
    ben.page.wait_for_function("() => Object.values(localStorage).join().split('stopped').length > 2")
    ben.page.reload()
    ben.is_connected()
    expect(nudge).to_contain_text(HARSH)
    expect(nudge.locator("mark")).to_contain_text("worthless idiot")
    nudge.get_by_role("button", name="Change it").click()
    expect(ben.page.locator("#draft")).to_have_value(HARSH)
    expect(nudge).to_contain_text(HARSH_TOO)
    nudge.get_by_role("button", name="Delete it").click()
    expect(nudge).to_be_hidden()
    ben.page.reload()
    ben.is_connected()
    expect(nudge).to_be_hidden()
    expect(ben.page.locator("#draft")).to_have_value(HARSH)
    ana.does_not_see("idiot")
