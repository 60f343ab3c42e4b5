"""A sign of crisis brings a card to its author, a human to their side, and nothing to anybody else."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.visit import Visit

WORRYING = "I want to kill myself tonight."


def test_the_card_is_seen_by_its_author_alone_and_stays_until_put_away(ana: Visit, ben: Visit, fay: Visit) -> None:
    ben.is_connected()
    fay.is_connected()
    ana.say(WORRYING)
    card = ana.page.locator(".care")
    expect(card.get_by_text("Only you can see this. No one has been called.")).to_be_in_viewport()
    expect(card).to_contain_text("Fay has been told you might want support.")
    expect(card.locator('a[href="tel:116123"]')).to_be_visible()
    ben.sees(WORRYING)
    expect(ben.page.locator(".care")).to_have_count(0)
    expect(fay.page.locator(".care")).to_have_count(0)
    ana.page.reload()
    expect(card).to_be_visible()
    card.get_by_role("button", name="Hide").click()
    expect(card).to_have_count(0)
    ana.page.reload()
    ana.is_connected()
    expect(card).to_have_count(0)


def test_fay_takes_the_alert_and_writes_to_ana_alone(ana: Visit, ben: Visit, fay: Visit) -> None:
    fay.is_connected()
    ana.say(WORRYING)
    fay.page.click("#alerts summary")
    alert = fay.page.locator("#alerts .watch__item")
    expect(alert).to_contain_text("may need support")
    alert.get_by_role("button", name="I'm on it").click()
    expect(alert).to_contain_text("is on it")
    alert.get_by_role("button", name="Write to them alone").click()
    fay.page.fill("#aside-text", "I saw what you wrote and I'm glad you said it.")
    fay.page.click("#aside .composer__send")
    ana.is_told("Fay")
    ben.does_not_see("glad you said it")
    fay.page.keyboard.press("Escape")
    alert.get_by_role("button", name="Close").click()
    fay.answer("settle", outcome="We talked; she is with her sister.")
    expect(fay.page.locator("#alerts")).to_be_hidden()
