"""Sol sets the group up in the browser, without scripts."""

from __future__ import annotations

from starlette.applications import Starlette

from server.house import House
from tests.accounts.browsing import AT, Browser, Page
from tests.accounts.conftest import SETUP

BASE = f"/setup/{SETUP}"
FACTS = {
    "name": "Tuesday Porch",
    "purpose": "Company on long evenings.",
    "country": "GB",
    "timezone": "Europe/London",
    "second_contact": "Mo at the library",
}


async def as_far_as(sol: Browser, last: str) -> Page:
    """Goes through the steps with plain answers, up to one of them."""
    answers: dict[str, dict[str, str]] = {
        "address": {"url": AT},
        "group": FACTS,
        "rules": {},
        "helplines": {"confirm": "yes"},
        "begin": {"nickname": "Sol", "title": "Evening room"},
    }
    page = await sol.open(BASE)
    for step, fields in answers.items():
        assert page.path == f"{BASE}/{step}", page.mistakes
        if step == last:
            break
        page = await sol.send(page, f"{BASE}/{step}", do="save", **fields)
    return page


async def test_the_whole_way_ends_with_words_an_invitation_and_its_code(empty: Starlette) -> None:
    sol = Browser(empty)
    page = await as_far_as(sol, "begin")
    page = await sol.send(page, f"{BASE}/begin", nickname="Sol", title="Evening room", topic="How was the day?")
    assert page.path == "/words"
    assert "Your six words" in page.words
    page = await sol.send(page)
    assert f"{AT}/join/" in page.words
    assert "data:image/svg+xml" in page.html
    house: House = empty.state.house
    (room,) = await house.store.rooms.all()
    assert [each.name for each in (await house.store.rooms.facilitators_of(room.id))] == ["Sol"]
    assert "The rooms are still closed" not in (await sol.open("/")).words


async def test_the_link_opens_nothing_any_more_once_the_group_is_set_up(empty: Starlette) -> None:
    sol = Browser(empty)
    page = await as_far_as(sol, "begin")
    await sol.send(page, f"{BASE}/begin", nickname="Sol", title="Evening room")
    for step in ("", "/address", "/echo", "/begin"):
        assert (await sol.open(BASE + step)).status == 404
    assert (await sol.press(f"{BASE}/begin", nickname="Oz", title="Another", policy="gentle")).status == 404


async def test_another_link_opens_nothing(empty: Starlette) -> None:
    oz = Browser(empty)
    for step in ("", "/address", "/group", "/rules", "/helplines", "/begin", "/echo"):
        assert (await oz.open(f"/setup/guessed{step}")).status == 404


async def test_what_was_saved_is_there_again_after_a_reload(empty: Starlette) -> None:
    await as_far_as(Browser(empty), "rules")
    page = await Browser(empty).open(f"{BASE}/group")
    assert dict(page.form(f"{BASE}/group")) == FACTS | {
        "language": "en",
        "who_may_join": "I am 18 or older.",
        "retention_days": "30",
    }


async def test_each_mistake_has_a_sentence_and_nothing_typed_is_lost(empty: Starlette) -> None:
    sol = Browser(empty)
    page = await as_far_as(sol, "group")
    page = await sol.send(page, f"{BASE}/group", name="", purpose="We talk.", retention_days="900", country="XX")
    assert page.status == 422
    assert {"Please give your group a name.", "Please choose one of these."} <= set(page.mistakes)
    assert "Please give a whole number from 1 to 365." in page.mistakes
    assert dict(page.form(f"{BASE}/group"))["purpose"] == "We talk."
    assert (await sol.open(f"{BASE}/group")).form(f"{BASE}/group")[0] == ("name", "")


async def test_an_address_is_an_origin(empty: Starlette) -> None:
    sol = Browser(empty)
    page = await sol.open(f"{BASE}/address")
    for typed in (
        "",
        "ftp://porch.test",
        "https://porch.test/rooms",
        "https://a@b",
        "http://[::1",
        "javascript:alert(1)",
    ):
        assert (await sol.send(page, f"{BASE}/address", url=typed, do="save")).mistakes, typed
    page = await sol.send(page, f"{BASE}/address", url="Porch.Example.org/", do="test")
    assert "https://porch.example.org/setup/" in page.html


async def test_who_types_another_address_is_told_to_finish_the_set_up_there(empty: Starlette) -> None:
    sol = Browser(empty, at="http://192.168.1.20:8000")
    await as_far_as(sol, "begin")
    page = await sol.send(await sol.open(f"{BASE}/address"), f"{BASE}/address", url="porch.example.org", do="save")
    page = await sol.open(f"{BASE}/begin")
    assert "From here on, Porchlight works at https://porch.example.org." in page.words
    assert f"https://porch.example.org{BASE}/begin" in page.links
    there = Browser(empty, at="https://porch.example.org")
    page = await there.open(f"{BASE}/begin")
    assert "From here on" not in page.words
    page = await there.send(page, f"{BASE}/begin", nickname="Sol", title="Evening room")
    assert "https://porch.example.org/join/" in (await there.send(page)).words


async def test_the_test_of_an_address_reaches_this_server(empty: Starlette) -> None:
    page = await Browser(empty).open(f"{BASE}/echo")
    assert "This address works" in page.words
    assert AT in page.words


async def test_an_address_that_no_phone_can_open_is_called_that(empty: Starlette) -> None:
    sol = Browser(empty)
    page = await sol.open(f"{BASE}/address")
    await sol.send(page, f"{BASE}/address", url="http://127.0.0.1:8000", do="save")
    assert "No phone can open this address" in (await sol.open(f"{BASE}/address")).words


async def test_an_address_in_the_own_network_says_how_the_server_is_started_for_it(empty: Starlette) -> None:
    sol = Browser(empty)
    page = await sol.open(f"{BASE}/address")
    page = await sol.send(page, f"{BASE}/address", url="http://192.168.1.20:8000", do="test")
    assert "make serve HOST=0.0.0.0" in page.words
    assert "The way to this address is not encrypted." in page.words
    assert "/reaching" in page.links
    page = await sol.send(page, f"{BASE}/address", url="https://porch.example.org", do="test")
    assert "not encrypted" not in page.words, "a proxy stands in front"


async def test_the_ways_to_be_reached_are_there_to_be_read(empty: Starlette) -> None:
    page = await Browser(empty).open("/reaching")
    assert page.status == 200
    for said in ("Your own network", "A domain of your own", "A tunnel", "not encrypted on the way"):
        assert said in page.words


async def test_who_chooses_no_time_zone_gets_the_one_of_their_country_or_is_asked(empty: Starlette) -> None:
    sol = Browser(empty)
    page = await as_far_as(sol, "group")
    page = await sol.send(page, f"{BASE}/group", **{**FACTS, "timezone": "", "country": "US"})
    assert page.mistakes == ["Please choose the time zone of your clocks."]
    await sol.send(page, f"{BASE}/group", country="GB")
    assert (await empty.state.house.store.group.read()).timezone == "Europe/London"


async def test_rules_are_moved_removed_added_and_started_anew_by_buttons_alone(empty: Starlette) -> None:
    sol = Browser(empty)
    page = await as_far_as(sol, "rules")
    where = f"{BASE}/rules"

    def titles(found: Page) -> list[str]:
        return [value for name, value in found.form(where) if name == "rule_title"]

    before = titles(page)
    page = await sol.send(page, where, do="down:0")
    assert titles(page)[:2] == [before[1], before[0]]
    page = await sol.send(page, where, do="drop:0")
    assert titles(page) == [before[0], *before[2:]]
    page = await sol.send(page, where, do="add")
    assert titles(page)[-1] == ""
    page = await sol.send(page, where, do="template:grief")
    assert titles(page)[0] == "Their name is welcome here."
    for nonsense in ("up:99", "drop:-1", "down:x", "template:none", "burn"):
        page = await sol.send(page, where, do=nonsense)
        assert titles(page)[0] == "Their name is welcome here."
    page = await sol.send(page, where, do="save")
    assert page.path == f"{BASE}/helplines"


async def test_a_group_has_at_least_one_rule(empty: Starlette) -> None:
    sol = Browser(empty)
    page = await as_far_as(sol, "rules")
    page = await sol.send(page, f"{BASE}/rules", rule_id=[], rule_title=[], rule_text=[], do="save")
    assert page.mistakes == ["A group needs at least one ground rule. You can start from a template."]


async def test_helplines_are_shown_with_their_source_and_the_rooms_stay_closed_until_they_are_checked(
    empty: Starlette,
) -> None:
    sol = Browser(empty)
    page = await as_far_as(sol, "helplines")
    assert "Samaritans" in page.words
    assert "Where we read it" in page.words
    page = await sol.send(page, f"{BASE}/helplines", do="save")
    assert "The helplines are not checked yet" in page.words
    page = await sol.send(page, f"{BASE}/begin", nickname="Sol", title="Evening room")
    assert "The rooms are still closed" in (await sol.open("/")).words


async def test_no_helpline_counts_as_checked_before_somebody_says_so(empty: Starlette) -> None:
    sol = Browser(empty)
    page = await as_far_as(sol, "helplines")
    assert page.form(f"{BASE}/helplines") == []
    await sol.send(page, f"{BASE}/helplines", do="save", confirm="yes")
    house: House = empty.state.house
    assert await house.store.group.confirmed("GB") == {}
    assert "Somebody of this group checked" not in (await sol.open("/help?country=GB")).words
    assert "Samaritans" in (await sol.open("/help?country=GB")).words, "its source is sure of it"
    page = await sol.open(f"{BASE}/helplines")
    await sol.send(page, f"{BASE}/helplines", entry=["GB/samaritans"], wrong=["GB/shout"], confirm="yes")
    assert set(await house.store.group.confirmed("GB")) == {"GB/samaritans", "-GB/shout"}
    again = (await sol.open(f"{BASE}/helplines")).form(f"{BASE}/helplines")
    assert sorted(again) == [("entry", "GB/samaritans"), ("wrong", "GB/shout")]
    assert "Shout" not in (await sol.open("/help?country=GB")).words


async def test_another_country_needs_another_look(empty: Starlette) -> None:
    sol = Browser(empty)
    await as_far_as(sol, "begin")
    await sol.send(await sol.open(f"{BASE}/group"), f"{BASE}/group", country="IE")
    group = await empty.state.house.store.group.read()
    assert group.country == "IE"
    assert group.helplines_confirmed_at is None


async def test_a_duty_is_no_nickname_for_the_steward_either(empty: Starlette) -> None:
    sol = Browser(empty)
    page = await as_far_as(sol, "begin")
    page = await sol.send(page, f"{BASE}/begin", nickname="Porch Admin", title="Evening room")
    assert "duty" in page.mistakes[0]
    assert ("nickname", "Porch Admin") in page.form(f"{BASE}/begin")


async def test_before_the_set_up_every_other_page_is_closed(empty: Starlette) -> None:
    oz = Browser(empty)
    assert "Nobody has moved in yet" in (await oz.open("/")).words
    assert (await oz.open("/return")).status == 404
    assert (await oz.open("/group")).status == 404
    assert (await oz.open("/help")).status == 200
