"""Sol looks after the group; Fay after her room; for everybody else these pages are not there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.applications import Starlette

from server.house import House
from server.records import MemberId, RoomId
from tests.accounts.browsing import Browser
from tests.cast import ELSEWHERE, ROOM, Cast

STEWARDS = (
    "/group", "/group/facts", "/group/rules", "/group/helplines", "/group/members", "/group/new-room",
)  # fmt: skip
HELD = ("", "/invitation", "/poster", "/return")
POSTS = (
    "/group/facts", "/group/rules", "/group/helplines", "/group/new-room", "/group/members/member-ana/ban",
    f"/group/rooms/{ROOM}", f"/group/rooms/{ROOM}/people/member-ana",
)  # fmt: skip


@pytest.mark.parametrize("path", STEWARDS)
async def test_the_stewards_pages_are_the_stewards(path: str, browser: Callable[..., Browser], cast: Cast) -> None:
    assert (await browser(cast.sol).open(path)).status == 200
    for somebody in (cast.ana, cast.fay, cast.oz, None):
        assert (await browser(somebody).open(path)).status == 404


@pytest.mark.parametrize("path", POSTS)
async def test_nobody_else_changes_them(path: str, browser: Callable[..., Browser], cast: Cast) -> None:
    for somebody in (cast.ana, cast.fay, cast.oz, None):
        assert (await browser(somebody).press(path, do="save", confirm="yes", reason="x")).status == 404


@pytest.mark.parametrize("path", HELD)
async def test_a_rooms_ways_in_are_its_facilitators(path: str, browser: Callable[..., Browser], cast: Cast) -> None:
    for somebody in (cast.sol, cast.fay, cast.femi):
        assert (await browser(somebody).open(f"/group/rooms/{ROOM}{path}")).status == 200
    for somebody in (cast.ana, cast.oz):
        assert (await browser(somebody).open(f"/group/rooms/{ROOM}{path}")).status == 404
    assert (await browser(cast.fay).open(f"/group/rooms/{ELSEWHERE}{path}")).status == 404


async def test_fay_makes_an_invitation_sees_its_code_once_and_takes_it_back(
    browser: Callable[..., Browser], app: Starlette, cast: Cast
) -> None:
    fay = browser(cast.fay)
    page = await fay.press(f"/group/rooms/{ROOM}/invitations", uses="2", days="7")
    link = page.words.split("http://porch.test")[1].split()[0]
    assert link.startswith("/join/")
    assert "data:image/svg+xml" in page.html
    assert "Point your phone's camera here" in (await fay.open(f"/group/rooms/{ROOM}/poster")).words
    assert "shown once" in (await browser(cast.femi).open(f"/group/rooms/{ROOM}/invitation")).words
    (made,) = await app.state.house.store.invitations.to(RoomId(f"room-{ROOM}"), 0)
    await fay.press(f"/group/rooms/{ROOM}/invitations/{made.id}/revoke")
    assert (await browser().open(link)).status == 404


async def test_an_invitation_is_for_a_number_of_people_and_days(browser: Callable[..., Browser], cast: Cast) -> None:
    page = await browser(cast.fay).press(f"/group/rooms/{ROOM}/invitations", uses="0", days="ninety")
    assert page.mistakes == ["Please give a whole number from 1 to 500.", "Please give a whole number from 1 to 90."]


async def test_editing_a_rule_asks_everybody_again(browser: Callable[..., Browser], app: Starlette, cast: Cast) -> None:
    sol, ana = browser(cast.sol), browser(cast.ana)
    page = await sol.open("/group/rules")
    await sol.send(page, "/group/rules", do="save")
    assert "The ground rules were changed" not in (await ana.open("/")).words, "nothing was changed"
    page = await sol.send(page, "/group/rules", rule_text=["No insults, no slurs."], do="save")
    assert "Everybody goes through the rules once more" in page.words
    assert "The ground rules were changed" in (await ana.open("/")).words
    page = await ana.open("/rules")
    assert "No insults, no slurs." in page.words
    await ana.send(page, "/rules", rule=["kind"])
    assert "The ground rules were changed" not in (await ana.open("/")).words


async def test_sol_appoints_ana_and_withdraws_it(browser: Callable[..., Browser], app: Starlette, cast: Cast) -> None:
    sol, ana = browser(cast.sol), browser(cast.ana)
    page = await sol.press(f"/group/rooms/{ROOM}/people/{cast.ana.id}", do="appoint")
    assert page.status == 200
    assert (await ana.open(f"/group/rooms/{ROOM}")).status == 200
    await sol.press(f"/group/rooms/{ROOM}/people/{cast.ana.id}", do="withdraw")
    assert (await ana.open(f"/group/rooms/{ROOM}")).status == 404
    verbs = [deed.verb for deed in await app.state.house.store.deeds.of_rooms((RoomId(f"room-{ROOM}"),))]
    assert verbs[:2] == ["withdraw", "appoint"]
    assert (await sol.press(f"/group/rooms/{ROOM}/people/{cast.oz.id}", do="appoint")).status == 404


async def test_a_room_keeps_its_last_facilitator(browser: Callable[..., Browser], app: Starlette, cast: Cast) -> None:
    sol, people = browser(cast.sol), f"/group/rooms/{ROOM}/people"
    for somebody in (cast.femi, cast.fay):
        assert (await sol.press(f"{people}/{somebody.id}", do="withdraw")).status == 200
    page = await sol.press(f"{people}/{cast.sol.id}", do="withdraw")
    assert page.status == 422
    assert "Please make somebody else a facilitator first." in page.mistakes[0]
    held = await app.state.house.store.rooms.facilitators_of(RoomId(f"room-{ROOM}"))
    assert [each.name for each in held] == ["Sol"]
    await sol.press(f"{people}/{cast.ana.id}", do="appoint")
    assert (await sol.press(f"{people}/{cast.sol.id}", do="withdraw")).status == 200


async def test_the_steward_reads_that_nobody_looks_after_a_room(browser: Callable[..., Browser], cast: Cast) -> None:
    sol = browser(cast.sol)
    assert (await sol.open("/group")).words.count("Nobody looks after this room.") == 1, "the room of Oz"
    assert "come in with it" not in (await sol.open(f"/group/rooms/{ROOM}")).words
    for somebody in (cast.sol, cast.fay):
        await browser(somebody).press(f"/me/rooms/{ROOM}/leave")
    femi = browser(cast.femi)
    await femi.send(await femi.open("/me/erase"), "", sure="yes")
    assert (await sol.open("/group")).words.count("Nobody looks after this room.") == 2
    assert "Please make somebody here a facilitator." in (await sol.open(f"/group/rooms/{ROOM}")).words
    await sol.press(f"/group/rooms/{ROOM}/people/{cast.ana.id}", do="appoint")
    assert (await sol.open("/group")).words.count("Nobody looks after this room.") == 1


async def test_two_rooms_do_not_share_a_title(browser: Callable[..., Browser], cast: Cast) -> None:
    sol = browser(cast.sol)
    page = await sol.send(await sol.open("/group/new-room"), "/group/new-room", title=" tuesday ")
    assert "There is a room of that name already." in page.mistakes[0]
    page = await sol.open(f"/group/rooms/{ROOM}")
    assert "Saved." in (await sol.send(page, f"/group/rooms/{ROOM}", topic="Anything at all")).words
    page = await sol.send(page, f"/group/rooms/{ROOM}", title="Elsewhere")
    assert "There is a room of that name already." in page.mistakes[0]


async def test_a_ban_from_the_group_signs_out_and_can_be_taken_back(
    browser: Callable[..., Browser], cast: Cast
) -> None:
    sol, ben = browser(cast.sol), browser(cast.ben)
    page = await sol.press(f"/group/members/{cast.ben.id}/ban", reason="")
    assert "Please say why." in page.mistakes[0]
    await sol.press(f"/group/members/{cast.ben.id}/ban", reason="threats")
    assert "I have been here before" in (await ben.open("/")).words
    assert "Barred" in (await sol.open("/group/members")).words
    assert "Ben" not in (await browser(cast.ana).open(f"/rooms/{ROOM}")).words
    await sol.press(f"/group/members/{cast.ben.id}/ban", do="unban")
    assert "Barred" not in (await sol.open("/group/members")).words
    assert (await sol.press(f"/group/members/{cast.sol.id}/ban", reason="oops")).status == 404


async def test_a_return_link_signs_ana_in_once_and_gives_new_words(browser: Callable[..., Browser], cast: Cast) -> None:
    page = await browser(cast.fay).press(f"/group/rooms/{ROOM}/people/{cast.ana.id}/return")
    link = page.words.split("http://porch.test")[1].split()[0]
    phone = browser()
    page = await phone.open(link)
    assert "Welcome back, Ana" in page.words
    assert "Welcome back, Ana" in (await browser().open(link)).words, "looking at a link does not use it up"
    page = await phone.send(page, "")
    assert page.path == "/words"
    assert (await browser().open(link)).status == 404
    assert (await browser().press(link)).status == 404


async def test_no_facilitator_becomes_another_or_the_steward_by_a_return_link(
    browser: Callable[..., Browser], cast: Cast
) -> None:
    fay = browser(cast.fay)
    for somebody in (cast.femi, cast.sol, cast.oz):
        assert (await fay.press(f"/group/rooms/{ROOM}/people/{somebody.id}/return")).status == 404
    assert (await browser(cast.sol).press(f"/group/rooms/{ROOM}/people/{cast.femi.id}/return")).status == 200


async def test_sol_makes_rooms_and_two_of_one_name_have_two_addresses(
    browser: Callable[..., Browser], app: Starlette, cast: Cast
) -> None:
    sol = browser(cast.sol)
    page = await sol.open("/group/new-room")
    first = await sol.send(page, "/group/new-room", title="Night owls")
    second = await sol.send(page, "/group/new-room", title="Night Owls!", kind="circle", seats="8")
    assert (first.path, second.path) == ("/group/rooms/night-owls", "/group/rooms/night-owls-2")
    house: House = app.state.house
    rooms = {room.name: room for room in await house.store.rooms.all()}
    assert (rooms["night-owls-2"].seats, rooms["night-owls-2"].is_open) == (8, False)
    assert MemberId(cast.sol.id) in (await house.store.rooms.crowd(rooms["night-owls"].id)).by_member


async def test_a_room_may_be_stricter_about_single_things(
    browser: Callable[..., Browser], app: Starlette, cast: Cast
) -> None:
    sol = browser(cast.sol)
    page = await sol.open(f"/group/rooms/{ROOM}")
    await sol.send(page, f"/group/rooms/{ROOM}", policy="strict", spam="refuse", hate="explode", tells_concern="yes")
    (room,) = [each for each in await app.state.house.store.rooms.all() if each.name == ROOM]
    assert (room.policy, room.overrides, room.tells_concern) == ("strict", {"spam": "refuse"}, True)


async def test_another_country_closes_the_rooms_until_its_helplines_are_checked(
    browser: Callable[..., Browser], cast: Cast
) -> None:
    sol, ana = browser(cast.sol), browser(cast.ana)
    await sol.send(
        await sol.open("/group/facts"),
        "/group/facts",
        country="IE",
        timezone="Europe/Dublin",
        who_may_join="I am 18 or older.",
    )
    assert "The rooms are still closed" in (await ana.open("/")).words
    page = await sol.open("/group/helplines")
    page = await sol.send(page, "/group/helplines", entry=["IE/samaritans-ireland"])
    assert ("entry", "IE/samaritans-ireland") in page.form("/group/helplines"), "a tick is not lost"
    assert "Please tick this once you have looked at each of them." in page.mistakes
    await sol.send(page, "/group/helplines", confirm="yes")
    assert "The rooms are still closed" not in (await ana.open("/")).words
