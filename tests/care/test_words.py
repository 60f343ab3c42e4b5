"""What facilitators read beside an alert, and what a member is told privately."""

from __future__ import annotations

from server import care
from server.records import Alert, MemberId, RoomId


def test_an_alert_names_who_may_need_support_and_five_steps() -> None:
    alert = Alert("a", RoomId("r"), MemberId("ana"), "Ana", "GB", None, "suicide", "high", 0)

    assert care.alert_heading(alert) == "Ana may need support."
    steps = care.alert_steps("GB", "suicide")
    assert len(steps) == 5
    assert "Are you having thoughts of suicide?" in steps[1].say
    assert "Offer Samaritans" in steps[3].text
    assert "never by this program" in steps[3].text


def test_the_question_about_suicide_is_not_suggested_where_it_is_not_the_worry() -> None:
    assert "suicide" not in care.alert_steps("GB", "abuse")[1].say


def test_for_an_unknown_country_the_steps_name_no_number() -> None:
    text = " ".join(step.text for step in care.alert_steps(None, "suicide"))

    assert not any(each.isdigit() for each in text)
    assert "the emergency number of the country they are in" in text


def test_who_is_muted_reads_how_long_why_and_that_it_ends() -> None:
    text = care.mute_notice("Tuesday circle", "21:10", "Advice nobody asked for")

    assert text.startswith("You can read but not post in Tuesday circle until 21:10. Why: Advice nobody asked for.")
    assert "It ends by itself." in text


def test_a_mute_without_an_end_does_not_promise_one() -> None:
    assert "ends by itself" not in care.mute_notice("Tuesday circle", "", "")


def test_a_reason_that_nobody_gave_leaves_no_gap() -> None:
    for text in (
        care.mute_notice("Room", "", ""),
        care.removed_notice("", ""),
        care.declined_notice(""),
        care.removed_from_room_notice("Room", ""),
        care.ban_notice("Room", "", ""),
        care.paused_text(""),
    ):
        assert "Why:" not in text
        assert "  " not in text


def test_who_waits_is_told_whether_anybody_is_there_to_look() -> None:
    assert "Fay or Femi will look at it soon." in care.held_text(("Fay", "Femi"))
    assert "No facilitator is here right now" in care.held_text(())
