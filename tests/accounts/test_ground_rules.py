"""The ground rules as members read them: with a name in place of the braces, and with what is new marked."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, update
from starlette.applications import Starlette

from server.clock import now_ms
from server.house import House
from server.records import MemberId, Rule
from server.storage import schema
from tests.accounts.browsing import Browser
from tests.accounts.conftest import SETUP
from tests.accounts.test_setting_up import as_far_as
from tests.cast import ROOM, Cast

KIND = Rule("kind", 0, "Different is fine, unkind is not.", "No insults.")
WRONG = Rule(
    "wrong", 1, "Say if something feels wrong.", "Tell a facilitator. If it is about one, tell {second_contact}."
)


@pytest.fixture
def house(app: Starlette) -> House:
    found = app.state.house
    assert isinstance(found, House)
    return found


async def decide(house: House, cast: Cast, *rules: Rule) -> None:
    await house.store.group.replace_rules(rules, MemberId(cast.sol.id), now_ms())


async def test_members_read_who_to_turn_to_and_never_the_braces(
    browser: Callable[..., Browser], house: House, cast: Cast
) -> None:
    await decide(house, cast, KIND, WRONG)
    page = await browser(cast.ana).open("/rules")
    assert "If it is about one, tell the parish office." in page.words
    for path in ("/rules", f"/rooms/{ROOM}", "/desk"):
        assert "second_contact}" not in (await browser(cast.fay).open(path)).html


async def test_a_contact_that_ends_with_a_full_stop_gets_no_second_one(
    browser: Callable[..., Browser], house: House, cast: Cast
) -> None:
    await decide(house, cast, KIND, WRONG)
    await house.store.group.update(second_contact="Mo, mo@example.org.")
    assert "tell Mo, mo@example.org. " in (await browser(cast.ana).open("/rules")).words


async def test_where_there_is_nobody_else_the_sentence_is_left_out(
    browser: Callable[..., Browser], house: House, cast: Cast
) -> None:
    await decide(house, cast, KIND, WRONG)
    await house.store.group.update(second_contact="")
    page = await browser(cast.ana).open("/rules")
    assert "Tell a facilitator." in page.words
    assert "If it is about one" not in page.words


async def test_the_steward_edits_the_braces_and_reads_what_they_mean(
    browser: Callable[..., Browser], house: House, cast: Cast, empty: Starlette
) -> None:
    await decide(house, cast, KIND, WRONG)
    page = await browser(cast.sol).open("/group/rules")
    assert "tell {second_contact}." in page.words
    assert "members read “the parish office” in its place" in page.words


async def test_the_set_up_says_what_the_braces_mean(empty: Starlette) -> None:
    page = await as_far_as(Browser(empty), "rules")
    assert page.path == f"/setup/{SETUP}/rules"
    assert "members read “Mo at the library” in its place" in page.words


async def test_what_is_new_since_ana_read_them_is_marked(
    browser: Callable[..., Browser], house: House, cast: Cast
) -> None:
    await decide(house, cast, KIND, WRONG)
    page = await browser(cast.ana).open("/rules")
    assert "They were changed." in page.words
    assert page.words.count("New or changed") == 1
    assert page.words.index("unkind is not") < page.words.index("New or changed") < page.words.index("feels wrong")
    assert "The ground rules were changed." in (await browser(cast.ana).open("/")).words


async def test_who_never_read_them_is_asked_to_and_hears_of_no_change(
    browser: Callable[..., Browser], house: House, cast: Cast
) -> None:
    await decide(house, cast, KIND, WRONG)
    await house.store.database.write(lambda connection: forget(connection, cast.ben.id))
    ben = browser(cast.ben)
    for path in ("/", "/rules", f"/rooms/{ROOM}"):
        page = await ben.open(path)
        assert "New or changed" not in page.words
        assert not re.search("rules (have|were) changed|They were changed", page.words)
    assert "Please read the ground rules first." in (await ben.open("/")).words


def forget(connection: Connection, member: str) -> None:
    connection.execute(update(schema.member).where(schema.member.c.id == member).values(acknowledged_version=0))


async def test_moving_a_rule_makes_none_of_them_new(browser: Callable[..., Browser], house: House, cast: Cast) -> None:
    await decide(house, cast, KIND, WRONG)
    await decide(house, cast, WRONG, KIND)
    rules = await house.store.group.rules()
    assert [(rule.id, rule.changed_in) for rule in rules] == [("wrong", 2), ("kind", 0)]
