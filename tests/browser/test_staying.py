"""Connections drop, servers restart, pages are reloaded; nothing is lost and nothing comes twice."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.visit import Visit
from tests.running import Server

COMES_BACK_MS = 45_000


def test_an_open_page_outlives_a_restart_of_the_server(ana: Visit, ben: Visit, server: Server) -> None:
    ana.say("before")
    ben.sees("before")
    server.stop()
    expect(ana.page.get_by_text("The connection dropped.")).to_be_visible(timeout=COMES_BACK_MS)
    ana.say("in between")
    expect(ana.on_its_way("in between")).to_contain_text("It will be sent by itself.")
    server.start()
    expect(ben.message("in between")).to_be_visible(timeout=COMES_BACK_MS)
    expect(ana.message("in between")).to_have_count(1)
    expect(ana.on_its_way("in between")).to_have_count(0)
    for page in (ana, ben):
        page.reads("before", "in between")


def test_who_was_away_catches_up_without_a_reload(ana: Visit, ben: Visit) -> None:
    ana.say("one")
    ben.sees("one")
    ben.context.set_offline(True)
    ana.say("two")
    ana.sees("two")
    ana.choose("one", "retract")
    ana.answer("retract")
    ben.context.set_offline(False)
    expect(ben.message("two")).to_be_visible(timeout=COMES_BACK_MS)
    ben.does_not_see("one")


def test_an_unsent_message_survives_a_reload(ana: Visit, ben: Visit, server: Server) -> None:
    ana.is_connected()
    server.stop()
    ana.say("kept in the browser")
    expect(ana.on_its_way("kept in the browser")).to_be_visible()
    server.start()
    ana.page.reload()
    expect(ben.message("kept in the browser")).to_be_visible(timeout=COMES_BACK_MS)
    expect(ana.message("kept in the browser")).to_have_count(1)


def test_a_draft_survives_a_reload(ana: Visit) -> None:
    ana.write("half a thou")
    ana.page.reload()
    expect(ana.page.locator("#draft")).to_have_value("half a thou")
