"""Who is shown which line: never a wrong number, never one that nobody can vouch for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from moderation.helplines import NEEDS, countries, country, emergency, found_wrong, international, lines_for, tel_link
from moderation.helplines.check import day_of, problems, stale
from moderation.helplines.reader import data


def ids(code: str | None, need: str, *confirmed: str, language: str = "en") -> list[str]:
    return [line.id for line in lines_for(code, need, frozenset(confirmed), language)]


def test_the_data_has_nothing_wrong() -> None:
    assert problems(data()) == []


def test_ana_in_britain_is_shown_somebody_who_answers_day_and_night_first() -> None:
    first = lines_for("GB", "suicide")[0]

    assert first.id == "GB/samaritans"
    assert first.is_24_7


@pytest.mark.parametrize("need", NEEDS)
@pytest.mark.parametrize("code", [None, "", "ZZ", "gb"])
def test_in_an_unknown_country_there_is_the_directory_and_no_number(code: str | None, need: str) -> None:
    (only,) = lines_for(code, need)

    assert only == international()
    assert (only.phone, only.sms, only.whatsapp) == (None, None, None)
    assert emergency(code) is None


@pytest.mark.parametrize("need", NEEDS)
def test_every_country_answers_every_need_with_lines_of_its_own_or_the_directory(need: str) -> None:
    for each in countries():
        lines = lines_for(each.code, need)

        assert lines
        assert {line.country for line in lines} <= {each.code, None}


def test_an_uncertain_line_is_shown_only_when_the_steward_checked_it() -> None:
    assert "GB/childline" not in ids("GB", "child")
    assert ids("GB", "child", "GB/childline")[0] == "GB/childline"


def test_an_uncertain_emergency_number_is_not_shown_until_the_steward_checked_it() -> None:
    assert emergency("NG") is None
    checked = emergency("NG", frozenset({"NG/emergency"}))
    assert checked is not None
    assert checked == country("NG").emergency  # type: ignore[union-attr]


def test_a_line_that_the_steward_found_wrong_is_not_shown_however_sure_its_source_was() -> None:
    assert "GB/samaritans" not in ids("GB", "suicide", found_wrong("GB/samaritans"))
    assert emergency("GB", frozenset({found_wrong("GB/emergency")})) is None


def test_somebody_in_france_who_is_abused_is_not_sent_to_the_ambulance_by_text() -> None:
    assert "FR/114" not in ids("FR", "abuse")
    known = emergency("FR")
    assert known is not None
    assert known.text is not None
    assert known.text.number == country("FR").lines[2].sms.number  # type: ignore[union-attr]


def test_a_line_for_some_people_does_not_stand_in_for_one_for_everybody() -> None:
    assert ids("GB", "abuse") == ["international/find-a-helpline", "GB/galop"]
    assert ids("CZ", "suicide")[0] == "international/find-a-helpline"
    assert ids("US", "suicide")[-1] == "US/veterans-crisis-line"


def test_a_line_that_speaks_ones_language_comes_first() -> None:
    assert ids("BE", "suicide", language="nl")[0] == "BE/zelfmoordlijn-1813"
    assert ids("BE", "suicide", language="fr")[0] == "BE/centre-de-prevention-du-suicide"


def test_a_need_without_a_line_of_its_own_gets_those_who_listen_to_everything() -> None:
    assert ids("AU", "eating")[0] == "AU/butterfly-national-helpline"
    assert ids("GB", "eating")[0] == "GB/samaritans"


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("(01) 234 567", "tel:01234567"),
        ("0-12-34", "tel:0-12-34"),
        ("12 then option 3", "tel:12"),
        ("+1 23", "tel:+123"),
    ],
)
def test_a_link_loses_spaces_and_brackets_and_gains_nothing(written: str, link: str) -> None:
    assert tel_link(written) == link


def test_no_link_of_the_data_has_a_digit_that_its_source_does_not_have() -> None:
    for each in countries():
        for line in each.lines:
            if line.phone and line.tel:
                assert digits(line.phone).startswith(digits(line.tel))


def test_whatsapp_is_linked_only_where_the_source_writes_the_country_code() -> None:
    line = lines_for("GB", "suicide")[0]
    assert replace(line, whatsapp="+00 11 22").whatsapp_link == "https://wa.me/001122"
    assert replace(line, whatsapp="011 22").whatsapp_link is None


def test_what_members_read_of_the_notes_never_says_what_not_to_show() -> None:
    told = [line.told for each in countries() for line in each.lines if line.told]
    assert told
    assert not any("do not show" in text or "source" in text.lower() for text in told)


def test_dates_may_be_a_year_a_month_or_a_day() -> None:
    assert day_of("2022") == date(2022, 1, 1)
    assert day_of("2022-09") == date(2022, 9, 1)
    assert day_of("2022-09-10") == date(2022, 9, 10)
    assert day_of("2022-13") is None
    assert day_of("last spring") is None


def test_an_entry_goes_stale_after_six_months() -> None:
    fresh = changed(source_seen_on="2026-10-01")
    assert stale(fresh, date(2026, 11, 22)) == []
    assert stale(fresh, date(2027, 5, 1)) == ["XX/line: the source was seen on 2026-10-01"]
    assert stale(changed(source_seen_on=None), date(2026, 11, 22)) == ["XX/line: the source has no date"]


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"source_url": ""}, "source_url is not a text"),
        ({"source_url": "somewhere"}, "'somewhere' is not a web address"),
        ({"phone": "call us"}, "'call us' cannot be dialled"),
        ({"phone": None}, "there is no way to reach it"),
        ({"source_seen_on": "soon"}, "'soon' is not a date"),
        ({"for": ["luck"]}, "'luck' is no need"),
        ({"for": "suicide"}, "for is not a list of texts"),
        ({"confidence": "guess"}, "confidence is none of high, medium"),
        ({"told": "Something else."}, "`told` is not a part of `notes`"),
        ({"fax": "1"}, "fax is not known here"),
    ],
)
def test_the_checker_says_what_is_wrong_with_a_line(fields: dict[str, Any], complaint: str) -> None:
    assert f"XX/line: {complaint}" in problems(changed(**fields))


def test_the_checker_says_what_is_wrong_with_a_country() -> None:
    broken = changed()
    broken["countries"][0]["emergency"] = {"number": "12a", "other": [], "confidence": "high", "sources": []}
    broken["countries"][0]["lines"] *= 2

    assert problems(broken) == [
        "XX: '12a' is no emergency number",
        "XX: the emergency number has no source",
        "XX/line: this id is there twice",
    ]


def test_a_line_is_certain_when_its_source_is() -> None:
    line = lines_for("GB", "suicide")[0]
    assert line.is_certain
    assert not replace(line, confidence="medium").is_certain


def changed(**fields: Any) -> dict[str, Any]:
    """A small file with one line, some of whose fields are different."""
    line = {
        "id": "XX/line", "name": "A line", "for": ["suicide"], "for_some": False, "phone": "12 34", "sms": None,
        "whatsapp": None, "chat_url": None, "url": None, "hours": None, "service_24_7": False, "languages": [],
        "languages_assumed": False, "told": None, "notes": None, "source_url": "https://example.org",
        "source_seen_on": "2026-10-01", "also_seen": [], "confidence": "high",
    }  # fmt: skip
    number = {"number": "12", "other": [], "confidence": "high", "sources": ["https://example.org"], "notes": None}
    return {
        "compiled_on": "2026-11-22",
        "international": data()["international"],
        "countries": [{"code": "XX", "name": "Somewhere", "emergency": number, "lines": [line | fields]}],
    }


def digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())
