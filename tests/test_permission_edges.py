"""The edges of the rules: one's own things, reports, asides, and the moment at which a ban ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server import protocol as ask
from server.errors import Code, Refused
from server.events import AlertRaised, CardGiven, Typed
from server.permissions import may_do, may_hear, require
from server.records import MemberId, Report, Role, Subject
from tests.test_permissions import ANA, BEN, FAY, FEMI, LATER, MESSAGE, NOW, ROOM, standing

RELEASE = ask.Release(ref="1", room="tuesday", id="m")
SETTLE = ask.Settle(ref="1", room="tuesday", alert="r", outcome="talked")
ASIDE = ask.Aside(ref="1", room="tuesday", text="hello", to=BEN)
REPORT = Report("r", ROOM.id, MESSAGE.id, FEMI, BEN, None, "", NOW)


def code(who: MemberId, command: ask.Command, subject: Subject = None, role: Role = Role.FACILITATOR) -> Code | None:
    refusal = may_do(standing(role, who), command, NOW, subject)
    return refusal.code if refusal else None


def test_what_may_not_be_done_is_raised() -> None:
    require(standing(Role.FACILITATOR, FAY), RELEASE, NOW, MESSAGE)
    with pytest.raises(Refused):
        require(standing(Role.MEMBER, BEN), RELEASE, NOW, MESSAGE)


def test_nobody_releases_a_message_of_their_own() -> None:
    assert code(FAY, RELEASE, MESSAGE) is None
    assert code(FAY, RELEASE, replace(MESSAGE, author=FAY)) is Code.FORBIDDEN


def test_a_report_is_settled_by_who_has_no_part_in_it_and_hidden_from_whom_it_is_about() -> None:
    assert code(FAY, SETTLE, REPORT) is None
    assert code(FEMI, SETTLE, REPORT) is Code.NOT_FOUND
    assert code(FAY, SETTLE, replace(REPORT, reporter=FAY)) is Code.FORBIDDEN


def test_only_a_facilitator_says_whom_an_aside_is_for() -> None:
    assert code(FAY, ASIDE) is None
    assert code(ANA, ASIDE, role=Role.MEMBER) is Code.FORBIDDEN
    assert code(ANA, ask.Aside(ref="1", room="tuesday", text="hello"), role=Role.MEMBER) is None


@pytest.mark.parametrize("record", ["member", "membership"])
def test_a_ban_is_over_at_its_last_moment(record: str) -> None:
    for until, expected in ((LATER, Code.NOT_MEMBER), (NOW + 1, Code.NOT_MEMBER), (NOW, None)):
        banned = standing(Role.MEMBER, ANA, {record: {"banned_until": until}})
        refusal = may_do(banned, ask.Dismiss(ref="1", room="tuesday", card="c"), NOW)
        assert (refusal.code if refusal else None) is expected


def test_who_hears_is_told_with_the_reason() -> None:
    ana = standing().membership
    assert may_hear(ana, Typed(room="tuesday", member=BEN)) == (True, "everybody in the room hears it")
    assert may_hear(ana, CardGiven(room="tuesday", to=ANA, card={})) == (True, "it is for one person alone")
    assert may_hear(ana, AlertRaised(room="tuesday", alert={})) == (False, "it is for the room's facilitators")
