"""Ana joins from an invitation, on a phone, without scripts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
import pytest_asyncio
from sqlalchemy import Connection, update
from starlette.applications import Starlette

from server.accounts import DAY, hashed
from server.clock import now_ms
from server.house import House
from server.records import FOREVER, MemberId, RoomId
from server.storage import schema
from tests.accounts.browsing import Browser, Page
from tests.cast import ROOM, Cast

THE_ROOM = RoomId(f"room-{ROOM}")
NEWCOMER = {"nickname": "Rosa", "country": "GB", "confirms": "yes", "understands": "yes"}


@pytest.fixture
def house(app: Starlette) -> House:
    found = app.state.house
    assert isinstance(found, House)
    return found


@pytest_asyncio.fixture
async def link(house: House, cast: Cast) -> str:
    """An invitation to the room, for three people."""
    return f"/join/{await house.accounts.invite(THE_ROOM, MemberId(cast.sol.id), 3, 7)}"


async def joined(rosa: Browser, link: str) -> Page:
    return await rosa.send(await rosa.open(link), "", **NEWCOMER)


async def test_before_anything_is_asked_the_page_says_what_this_is(browser: Callable[..., Browser], link: str) -> None:
    page = await browser().open(link)
    before, _form, _after = page.words.partition("A nickname")
    for said in (
        "not a crisis service", "not a clinic", "not end-to-end encrypted", "Sol runs this server", "Fay",
        "deleted after 30 days", "Who is told in a crisis", "It never calls anybody", "the parish office",
    ):  # fmt: skip
        assert said.lower() in before.lower(), said
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


async def test_the_way_in_is_words_then_rules_then_the_room(browser: Callable[..., Browser], link: str) -> None:
    rosa = browser()
    page = await joined(rosa, link)
    assert page.path == "/words"
    assert (await rosa.open("/words")).html.count("<li>") == page.html.count("<li>"), "a reload shows them again"
    page = await rosa.send(page)
    assert page.path == "/rules"
    page = await rosa.send(page, "/rules", rule=["kind"])
    assert page.path == f"/rooms/{ROOM}"
    assert "They were shown once" in (await rosa.open("/words")).words


async def test_each_rule_is_acknowledged(browser: Callable[..., Browser], link: str, house: House) -> None:
    rosa = browser()
    await joined(rosa, link)
    page = await rosa.open("/rules")
    page = await rosa.send(page, "/rules", rule=[])
    assert "Please tick every rule" in page.mistakes[0]
    page = await rosa.send(page, "/rules", rule=["kind"], version="0")
    assert "changed while you read" in page.mistakes[0]
    who = next(each for each in await house.store.members.everybody() if each.name == "Rosa")
    assert who.acknowledged_version == 0


async def test_the_country_is_the_groups_until_somebody_chooses(
    browser: Callable[..., Browser], link: str, house: House
) -> None:
    rosa = browser()
    page = await rosa.open(link)
    assert ("country", "GB") in page.form("")
    await rosa.send(page, "", **{**NEWCOMER, "country": "all"})
    who = next(each for each in await house.store.members.everybody() if each.name == "Rosa")
    assert who.country is None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("nickname", "", "Please choose a nickname."),
        ("nickname", "An\u0430", "or one that looks like it"),
        ("nickname", "Moderator", "duty"),
        ("nickname", "kill yourself", "hurt somebody"),
        ("nickname", "call me 07911 123456", "must not hold a phone number"),
        ("country", "ZZ", "Please choose one of these."),
        ("confirms", [], "Please tick this if it is true for you."),
        ("understands", [], "once you have read"),
    ],
)
async def test_a_mistake_gets_a_sentence_and_loses_nothing(
    browser: Callable[..., Browser], link: str, house: House, field: str, value: str | list[str], sentence: str
) -> None:
    rosa = browser()
    fields: dict[str, str | list[str]] = {**NEWCOMER, field: value}
    page = await rosa.send(await rosa.open(link), "", **fields)
    assert page.status == 422
    assert any(sentence in mistake for mistake in page.mistakes), page.mistakes
    kept = dict(page.form(""))
    assert all(
        kept.get(name) == typed for name, typed in fields.items() if isinstance(typed, str) and name != "country"
    )
    invitation = await house.store.invitations.find(hashed(link.rpartition("/")[2]))
    assert invitation is not None
    assert invitation.used == 0


async def test_every_mistake_is_told_at_once(browser: Callable[..., Browser], link: str) -> None:
    rosa = browser()
    page = await rosa.send(await rosa.open(link), "", nickname="Ana", country="GB", confirms=[], understands=[])
    assert len(page.mistakes) == 3
    assert "looks like it" in page.mistakes[0]


async def test_a_used_up_an_old_a_revoked_and_a_guessed_invitation_look_the_same(
    browser: Callable[..., Browser], house: House, cast: Cast
) -> None:
    sol = MemberId(cast.sol.id)
    used, revoked = [await house.accounts.invite(THE_ROOM, sol, 1, 7) for _ in range(2)]
    await house.store.invitations.join(hashed(used), MemberId(cast.oz.id), now_ms())
    made = await house.store.invitations.find(hashed(revoked))
    assert made is not None
    await house.store.invitations.revoke(THE_ROOM, made.id, sol, now_ms())
    await house.store.invitations.make(THE_ROOM, sol, hashed("old"), 5, now_ms() - 9 * DAY, now_ms() - DAY)
    pages = [await browser().open(f"/join/{token}") for token in (used, revoked, "old", "guessed")]
    assert {page.status for page in pages} == {404}
    assert len({page.html for page in pages}) == 1
    assert "Ask whoever sent it" in pages[0].words
    assert (await browser().press(f"/join/{used}", **NEWCOMER)).status == 404


async def test_a_form_that_is_sent_twice_makes_one_member(
    browser: Callable[..., Browser], house: House, cast: Cast
) -> None:
    link = f"/join/{await house.accounts.invite(THE_ROOM, MemberId(cast.sol.id), 1, 7)}"
    one, other = browser(), browser()
    page = await one.open(link)
    answers = await asyncio.gather(one.send(page, "", **NEWCOMER), other.send(page, "", **NEWCOMER))
    late = await browser().send(page, "", **NEWCOMER)
    assert [answer.path for answer in (*answers, late)] == ["/words"] * 3
    assert [each.name for each in await house.store.members.everybody()].count("Rosa") == 1
    assert (await browser().press(link, **NEWCOMER, once="x" * 43)).status == 404


async def test_who_is_signed_in_just_joins_the_room(browser: Callable[..., Browser], link: str, cast: Cast) -> None:
    oz = browser(cast.oz)
    page = await oz.open(link)
    assert "You are here as Oz" in page.words
    page = await oz.send(page, "")
    assert (page.path, page.status) == ("/", 200)
    assert "Tuesday" in page.words


async def test_an_invitation_renews_a_membership_that_was_ended(
    browser: Callable[..., Browser], link: str, cast: Cast, house: House
) -> None:
    await house.store.members.leave(MemberId(cast.ben.id), THE_ROOM, now_ms())
    ben = browser(cast.ben)
    await ben.send(await ben.open(link), "")
    assert (await ben.open(f"/rooms/{ROOM}")).status == 200


async def test_who_is_banned_from_the_room_is_told_so_kindly(
    browser: Callable[..., Browser], link: str, cast: Cast, house: House
) -> None:
    await house.store.database.write(lambda connection: bar(connection, cast.ben.id))
    ben = browser(cast.ben)
    page = await ben.open(link)
    assert "asked you not to come back for now" in page.words
    assert "the parish office" in page.words
    assert "Join this room" not in page.words
    page = await ben.press(link)
    assert page.status == 422
    assert "asked you not to come back for now" in page.words
    assert "Join this room" in (await browser(cast.oz).open(link)).words


def bar(connection: Connection, member: str) -> None:
    connection.execute(
        update(schema.membership)
        .where(schema.membership.c.member_id == member)
        .values(banned_until=FOREVER, left_at=now_ms())
    )


async def test_the_room_hears_that_somebody_came(browser: Callable[..., Browser], link: str, house: House) -> None:
    before = (await house.store.rooms.crowd(THE_ROOM)).room.rev
    await joined(browser(), link)
    crowd = await house.store.rooms.crowd(THE_ROOM)
    assert crowd.room.rev == before + 1
    assert "Rosa" in {each.name for each in crowd.by_member.values()}


async def test_rosa_comes_back_on_another_phone(browser: Callable[..., Browser], link: str, house: House) -> None:
    await joined(browser(), link)
    who = next(each for each in await house.store.members.everybody() if each.name == "Rosa")
    words = " ".join(house.accounts.fresh_words(who.id))
    other = browser()
    page = await other.open("/return")
    wrong = await other.send(page, "", nickname="Rosa", words="one two three four five six")
    assert wrong.status == 422
    assert "do not fit together" in wrong.mistakes[0]
    assert "Hello Rosa" in (await other.send(page, "", nickname="rosa", words=words)).words


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    browser: Callable[..., Browser], link: str
) -> None:
    rosa = browser()
    page = await rosa.open(link)
    rosa.client.follow_redirects = False
    answer = await rosa.send(page, "", **NEWCOMER)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("session=")
    assert "HttpOnly; SameSite=Lax" in cookie
    assert "Max-Age=7776000" in cookie
