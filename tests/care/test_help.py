"""Help now: for everybody, also who is signed out, in every country and in none."""

from __future__ import annotations

import re

import pytest

from moderation.helplines import countries
from server.clock import now_ms
from server.records import MemberId
from tests.care.porch import Porch, words
from tests.cast import Cast

LINK = re.compile(r'href="(?:tel|sms):([^"]+)"')


async def test_who_is_signed_out_gets_the_lines_of_the_groups_country(porch: Porch) -> None:
    page = await porch.get("/help")

    assert page.status_code == 200
    assert "Samaritans" in page.text
    assert 'href="tel:' in page.text


async def test_ana_gets_the_lines_of_the_country_she_chose(porch: Porch, cast: Cast) -> None:
    await porch.house.store.members.change(MemberId(cast.ana.id), country="IE")

    assert "Samaritans Ireland" in (await porch.get("/help", cast.ana)).text


async def test_who_would_rather_not_say_gets_the_directory_and_no_number(porch: Porch, cast: Cast) -> None:
    await porch.house.store.members.change(MemberId(cast.ana.id), country=None)

    for page in (
        await porch.get("/help", cast.ana),
        await porch.get("/help?country="),
        await porch.get("/help?country=ZZ"),
    ):
        assert page.status_code == 200
        assert LINK.findall(page.text) == []
        assert "findahelpline.com" in page.text
        assert "Call the emergency number of the country you are in." in words(page)


@pytest.mark.parametrize("code", [country.code for country in countries()])
async def test_every_country_shows_only_numbers_of_its_own(porch: Porch, code: str) -> None:
    page = await porch.get(f"/help?country={code}")
    own = next(country for country in countries() if country.code == code)
    links = {own.emergency.tel, *(other.tel for other in own.emergency.other)}
    links |= {line.tel for line in own.lines if line.tel} | {line.sms.link for line in own.lines if line.sms}

    assert page.status_code == 200
    assert {f"tel:{number}" for number in re.findall(r'href="tel:([^"]+)"', page.text)} <= links
    assert {f"sms:{number}" for number in re.findall(r'href="sms:([^"]+)"', page.text)} <= links


async def test_a_line_says_who_checked_it_or_that_nobody_did(porch: Porch, cast: Cast) -> None:
    assert "Childline" not in (await porch.get("/help?country=GB")).text

    await porch.house.store.group.confirm_helplines("GB", ["GB/childline"], MemberId(cast.sol.id), now_ms())

    page = words(await porch.get("/help?country=GB"))
    assert "Childline" in page
    assert "Somebody of this group checked this on" in page
    assert "Nobody of this group has checked this yet" in page


async def test_nigeria_shows_no_emergency_number_until_it_was_checked(porch: Porch, cast: Cast) -> None:
    assert LINK.findall((await porch.get("/help?country=NG")).text) == []

    await porch.house.store.group.confirm_helplines("NG", ["NG/emergency"], MemberId(cast.sol.id), now_ms())

    assert LINK.findall((await porch.get("/help?country=NG")).text) != []


async def test_the_page_says_that_this_is_no_crisis_service(porch: Porch) -> None:
    assert "It is not a crisis service" in words(await porch.get("/help"))


async def test_a_country_in_small_letters_is_understood(porch: Porch) -> None:
    assert "3114" in (await porch.get("/help?country=fr")).text
