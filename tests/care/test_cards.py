"""What the author of a worrying message reads, and nobody else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from moderation import CareKind
from moderation.helplines import countries
from server.care import card_on_wire
from server.records import Card, MemberId, RoomId

COUNTRIES = [None, *(country.code for country in countries())]


def card(kind: str = "suicide", level: str = "high") -> Card:
    return Card("card-1", RoomId("room"), MemberId("ana"), kind, level, 1_795_375_384_005, (), False)


def said(fields: dict[str, object]) -> str:
    """Every sentence on a card."""
    questions = fields["questions"]
    assert isinstance(questions, list)
    asked = [text for each in questions for text in (each["q"], each["a"])]
    lines = fields["lines"]
    assert isinstance(lines, list)
    return "\n".join([str(fields[each]) for each in ("heading", "private", "told_text", "small_print")] + lines + asked)


@pytest.mark.parametrize("kind", CareKind)
@pytest.mark.parametrize("country", COUNTRIES)
def test_no_card_in_any_country_has_a_gap_in_a_sentence(country: str | None, kind: CareKind) -> None:
    text = said(card_on_wire(card(kind), country, ()))

    assert "{" not in text
    assert "None" not in text
    assert not re.search(r" [,.]|\(\)|\.\.(?!\.)", text)


@pytest.mark.parametrize("kind", CareKind)
def test_ana_who_did_not_say_where_she_is_gets_no_number(kind: CareKind) -> None:
    fields = card_on_wire(card(kind), None, ())

    assert not re.search(r"\d{2}", said(fields).replace("under 18", ""))
    assert fields["emergency"]["number"] is None
    assert [line["name"] for line in fields["helplines"]] == ["Find A Helpline (ThroughLine)"]


@pytest.mark.parametrize("kind", CareKind)
def test_every_card_says_that_only_she_sees_it_and_that_no_one_was_called(kind: CareKind) -> None:
    text = said(card_on_wire(card(kind), "GB", ()))

    assert "Only you can see this. No one has been called." in text
    assert "No one in the room has been told." in text
    assert "A computer noticed some words. It can be wrong." in text


def test_she_is_told_by_name_who_was_alerted() -> None:
    one = card_on_wire(card(), "GB", ("Fay",))
    both = card_on_wire(card(), "GB", ("Fay", "Femi"))

    assert one["told_text"].startswith("Fay has been told you might want support.")
    assert both["told_text"].startswith("Fay and Femi have been told you might want support.")
    assert both["told"] == ["Fay", "Femi"]


def test_she_is_not_told_that_somebody_was_alerted_who_is_not_there() -> None:
    waiting = card_on_wire(replace(card(), alerted=True), "GB", ())

    assert waiting["told_text"].startswith("No facilitator is here right now.")


def test_the_card_has_a_line_to_call_one_to_write_to_and_another_when_it_is_busy() -> None:
    fields = card_on_wire(card(), "GB", ())

    assert [line["name"] for line in fields["helplines"]] == ["Samaritans", "Shout"]
    assert fields["second"]["name"] == "NHS 111 (mental health option)"


def test_a_country_with_one_line_offers_no_second() -> None:
    fields = card_on_wire(card(), "AT", ())

    assert fields["second"] is None
    assert "Try again in a few minutes. A busy line is not about you." in said(fields)


def test_when_hours_count_the_ambulance_comes_before_everything_else() -> None:
    immediate = card_on_wire(card(level="immediate"), "GB", ())["lines"]
    high = card_on_wire(card(level="high"), "GB", ())["lines"]

    assert "already hurt yourself, call" in immediate[0]
    assert "already hurt yourself, call" in high[2]


def test_who_cannot_speak_is_told_to_text_only_where_such_a_number_is_known() -> None:
    assert "If you can't speak, text" in said(card_on_wire(card("emergency"), "FR", ()))
    assert "If you can't speak" not in said(card_on_wire(card("emergency"), "GB", ()))


def test_a_line_that_is_not_there_day_and_night_does_not_promise_now() -> None:
    assert "You can talk to someone: Telefono Amico Italia" in said(card_on_wire(card(), "IT", ()))
    assert "You can talk to someone now: Samaritans" in said(card_on_wire(card(), "GB", ()))


def test_what_the_steward_checked_carries_the_day() -> None:
    fields = card_on_wire(card("child"), "GB", (), {"GB/childline": 1_795_375_384_005})

    assert fields["helplines"][0]["name"] == "Childline"
    assert fields["helplines"][0]["confirmed_on"] == "2026-11-22"


def test_every_helpline_names_its_source_and_its_languages() -> None:
    (first, _writing) = card_on_wire(card(), "GB", ())["helplines"]

    assert first["source_url"].startswith("https://")
    assert first["source_seen_on"] == "2024-09-10"
    assert first["languages"] == ["English"]
    assert first["tel"] == "tel:" + first["phone"].replace(" ", "")


def test_no_card_says_committed() -> None:
    for kind in CareKind:
        assert "commit" not in said(card_on_wire(card(kind), "GB", ()))
