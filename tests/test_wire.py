"""What browsers read of each record, word for word: what is not for them is not in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from server.records import (
    FOREVER,
    Alert,
    AsideLine,
    Group,
    Kind,
    MemberId,
    Membership,
    Message,
    MessageId,
    Notice,
    Report,
    Role,
    Room,
    RoomId,
    State,
)
from server.storage.rooms import Crowd
from server.wire import (
    about_on_wire,
    alert_on_wire,
    aside_on_wire,
    message_on_wire,
    notice_on_wire,
    people_on_wire,
    report_on_wire,
    stamp,
    waiting_on_wire,
)

AT = 1_795_374_003_007
AS_READ = "2026-11-22T19:00:03.007Z"
ANA, BEN, FAY = (MemberId(name) for name in ("ana", "ben", "fay"))
TUESDAY = RoomId("tuesday")
MESSAGE = Message(
    MessageId("m"), TUESDAY, ANA, "Ana", "hello", "about food", MessageId("k"), AT, AT + 1, AT, 4, 6, State.SHOWN, True,
    {"hug": (BEN, FAY)}, "waits", "because",
)  # fmt: skip
SEEN = {
    "id": "m", "rev": 6, "author": "ana", "name": "Ana", "text": "hello", "at": "2026-11-22T19:00:03.008Z",
    "written_at": AS_READ, "place": 4, "state": "shown", "note": "about food", "reply_to": "k",
    "reactions": {"hug": ["ben", "fay"]}, "edited": True, "pinned": True,
}  # fmt: skip
GROUP = Group("Porch", "", "GB", "en", "UTC", "", "", 30, "", 2, "first", AT, AT)
ROOM = Room(
    TUESDAY, "tuesday", "Tuesday", "Soup", Kind.CIRCLE, "strict", {}, False, 5, AT + 1, "a break", True, 12, BEN,
    (ANA,), MESSAGE.id, 6,
)  # fmt: skip
CROWD = Crowd(ROOM, GROUP, {}, MESSAGE)
ABOUT = {
    "name": "tuesday", "title": "Tuesday", "topic": "Soup", "kind": "circle", "open": True, "slow": 5, "paused": True,
    "paused_until": "2026-11-22T19:00:03.008Z", "paused_reason": "a break", "pinned": SEEN, "rules_version": 2,
    "helplines_confirmed": True, "light": ["Fay"], "holder": "ben", "hands": ["ana"],
}  # fmt: skip
MEMBERSHIPS = (
    Membership(TUESDAY, ANA, "Ana", Role.MEMBER, 0, muted_until=AT + 60_000),
    Membership(TUESDAY, BEN, "Ben", Role.MEMBER, 0, muted_until=AT),
    Membership(TUESDAY, FAY, "Fay", Role.FACILITATOR, 0),
)


def test_a_moment_is_read_in_utc_to_the_millisecond() -> None:
    assert stamp(AT) == AS_READ
    assert stamp(FOREVER - 1) == "9999-12-31T23:59:58.999Z"


@pytest.mark.parametrize("never", [None, FOREVER, FOREVER + 1])
def test_what_does_not_end_by_itself_has_no_moment(never: int | None) -> None:
    assert stamp(never) is None


def test_a_shown_message_is_read_whole() -> None:
    assert message_on_wire(MESSAGE) == SEEN
    assert message_on_wire(replace(MESSAGE, edited_at=None))["edited"] is False


@pytest.mark.parametrize("state", [state for state in State if state is not State.SHOWN])
def test_a_message_that_is_not_shown_keeps_its_fields_and_loses_its_words(state: State) -> None:
    seen = message_on_wire(replace(MESSAGE, state=state))
    as_what = "gone" if state is State.GONE else "hidden"
    assert seen == SEEN | {"text": "", "note": None, "state": as_what, "edited": state is not State.HELD}


def test_who_may_see_what_waits_reads_its_words_and_why() -> None:
    waiting = waiting_on_wire(replace(MESSAGE, state=State.HELD))
    assert waiting == SEEN | {"state": "held", "why": "because", "pending": "waits"}
    assert waiting_on_wire(replace(MESSAGE, state=State.HELD, edited_at=None))["edited"] is False


def test_a_room_is_told_with_its_pause_and_its_light() -> None:
    assert about_on_wire(CROWD, iter(["Fay"]), AT) == ABOUT


def test_a_pause_that_is_over_and_a_pin_that_is_gone_are_not_told() -> None:
    over = {"paused": False, "paused_until": None, "paused_reason": ""}
    assert about_on_wire(CROWD, ["Fay"], AT + 1) == ABOUT | over
    never = Crowd(replace(ROOM, paused_until=None), replace(GROUP, helplines_confirmed_at=None), {}, None)
    assert about_on_wire(never, [], AT) == ABOUT | over | {"pinned": None, "helplines_confirmed": False, "light": []}


def people(viewer: Membership | None) -> list[dict[str, Any]]:
    return people_on_wire(MEMBERSHIPS, frozenset({ANA, FAY}), viewer, AT)


def test_a_mute_is_told_to_who_is_muted_and_to_facilitators_alone() -> None:
    plain = [
        {"id": "ana", "name": "Ana", "role": "member", "here": True},
        {"id": "ben", "name": "Ben", "role": "member", "here": False},
        {"id": "fay", "name": "Fay", "role": "facilitator", "here": True},
    ]
    told = [plain[0] | {"muted_until": "2026-11-22T19:01:03.007Z"}, *plain[1:]]
    assert people(None) == people(MEMBERSHIPS[1]) == plain
    assert people(MEMBERSHIPS[0]) == people(MEMBERSHIPS[2]) == told


def test_an_alert_has_everything_but_the_text() -> None:
    alert = Alert("a", TUESDAY, ANA, "Ana", "GB", MESSAGE.id, "suicide", "high", AT)
    seen = {
        "id": "a", "room": "tuesday-evening", "member": "ana", "name": "Ana", "level": "high", "kind": "suicide",
        "at": AS_READ, "message": "m", "country": "GB", "claimed_by": None, "claimed_name": None, "escalated": False,
        "closed": False, "outcome": "",
    }  # fmt: skip
    assert alert_on_wire(alert, "tuesday-evening") == seen
    after = replace(alert, claimed_by=FAY, claimed_name="Fay", escalated_at=AT, closed_at=AT, outcome="rang")
    done = {"claimed_by": "fay", "claimed_name": "Fay", "escalated": True, "closed": True, "outcome": "rang"}
    assert alert_on_wire(after, "tuesday-evening") == seen | done


def test_a_report_does_not_say_whose_message_it_is_about() -> None:
    report = Report("r", TUESDAY, MESSAGE.id, ANA, BEN, "kind", "unkind", AT)
    seen = {
        "id": "r", "message": "m", "reporter": "ben", "rule": "kind", "text": "unkind", "at": AS_READ, "closed": False,
        "outcome": "",
    }  # fmt: skip
    assert report_on_wire(report) == seen
    assert report_on_wire(replace(report, closed_at=AT, outcome="talked")) == seen | {
        "closed": True,
        "outcome": "talked",
    }


def test_a_notice_and_a_line_of_an_aside_are_read_whole() -> None:
    assert notice_on_wire(Notice("n", TUESDAY, ANA, "mute", "A breath.", AT, FOREVER)) == {
        "id": "n", "kind": "mute", "text": "A breath.", "at": AS_READ, "until": None,
    }  # fmt: skip
    assert notice_on_wire(Notice("n", TUESDAY, ANA, "mute", "A breath.", AT, AT))["until"] == AS_READ
    assert aside_on_wire(AsideLine("x", TUESDAY, ANA, FAY, "Fay", "Are you well?", AT)) == {
        "id": "x", "member": "ana", "author": "fay", "name": "Fay", "text": "Are you well?", "at": AS_READ,
    }  # fmt: skip
