"""Who may do what: every command, by every role, in every state of the room, against a table written by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from server import protocol as ask
from server.errors import Code
from server.events import AlertRaised, CardGiven, MessageChanged
from server.permissions import FACILITATORS_ONLY, may_do, may_hear
from server.records import (
    Group,
    Kind,
    Member,
    MemberId,
    Membership,
    Message,
    MessageId,
    Role,
    Room,
    RoomId,
    Standing,
    State,
)

NOW = 1_000_000
LATER = NOW + 60_000

ANA, BEN, FAY, FEMI, SOL = (MemberId(name) for name in ("ana", "ben", "fay", "femi", "sol"))

GROUP = Group("Porch", "", "GB", "en", "UTC", "", "", 30, "", 2, "epoch", NOW, NOW)
ROOM = Room(
    RoomId("tuesday"), "tuesday", "Tuesday", "", Kind.OPEN, "standard", {}, False, 0, None, "", True, None, None, (), None, 0
)  # fmt: skip
MESSAGE = Message(
    MessageId("m"), ROOM.id, ANA, "Ana", "hello", None, None, NOW, NOW, None, 1, 1, State.SHOWN, False, {}
)  # fmt: skip

QUIET: dict[str, dict[str, Any]] = {}

FIELDS: dict[str, dict[str, Any]] = {
    "history": {"before": 9},
    "acknowledge": {"version": 2},
    "say": {"text": "hello"},
    "edit": {"id": "m", "text": "hello"},
    "retract": {"id": "m"},
    "react": {"id": "m", "kind": "hug", "on": True},
    "report": {"id": "m"},
    "ignore": {"member": BEN, "on": True},
    "aside": {"text": "hello"},
    "dismiss": {"card": "c"},
    "mute": {"member": BEN, "minutes": 5, "reason": ""},
    "unmute": {"member": BEN},
    "remove": {"member": BEN, "reason": ""},
    "ban": {"member": BEN, "reason": ""},
    "unban": {"member": BEN},
    "hide": {"id": "m", "reason": ""},
    "decline": {"id": "m", "reason": ""},
    "slow": {"seconds": 5},
    "give": {"member": BEN},
    "claim": {"alert": "a"},
    "settle": {"alert": "a", "outcome": "done"},
}
ON_MESSAGES = ("pin", "unpin", "unhide", "hold", "release")


def command(do: str) -> ask.Command:
    fields = FIELDS.get(do, {"id": "m"} if do in ON_MESSAGES else {})
    return ask.COMMANDS[do](ref="1", room="tuesday", **fields)


def standing(role: Role = Role.MEMBER, who: MemberId = ANA, changes: dict[str, dict[str, Any]] = QUIET) -> Standing:
    """Ana in the Tuesday room, unless said otherwise; changes name the record they are about."""
    member = Member(who, who.title(), "GB", who == SOL, 2, 0)
    membership = Membership(ROOM.id, who, who.title(), role, 0)
    return Standing(
        replace(member, **changes.get("member", {})),
        replace(membership, **changes.get("membership", {})),
        replace(ROOM, **changes.get("room", {})),
        replace(GROUP, **changes.get("group", {})),
    )


STATES: dict[str, dict[str, dict[str, Any]]] = {
    "quiet evening": {},
    "rules changed": {"member": {"acknowledged_version": 1}},
    "helplines unchecked": {"group": {"helplines_confirmed_at": None}},
    "muted": {"membership": {"muted_until": LATER}},
    "mute over": {"membership": {"muted_until": NOW}},
    "paused": {"room": {"paused_until": LATER}},
    "pause over": {"room": {"paused_until": NOW}},
    "slow": {"room": {"slow_seconds": 30}, "membership": {"last_said_at": NOW - 1000}},
    "slow, long enough ago": {"room": {"slow_seconds": 30}, "membership": {"last_said_at": NOW - 30_000}},
    "piece with Ben": {"room": {"holder": BEN}},
    "piece with me": {"room": {"holder": ANA}},
    "closed circle": {"room": {"kind": Kind.CIRCLE, "is_open": False}},
    "removed": {"membership": {"left_at": NOW}},
    "banned": {"membership": {"left_at": NOW, "banned_until": LATER}},
    "banned from the group": {"member": {"banned_until": LATER}},
}

EVERYTHING = tuple(ask.COMMANDS)
SEEN_BY_ALL = ("say", "edit", "typing", "react", "raise")

# state -> (commands a member is refused with the code, commands a facilitator is refused with it, the code)
REFUSED: dict[str, tuple[tuple[str, ...], tuple[str, ...], Code]] = {
    "rules changed": (SEEN_BY_ALL, SEEN_BY_ALL, Code.RULES),
    "helplines unchecked": (SEEN_BY_ALL, SEEN_BY_ALL, Code.CLOSED),
    "muted": (SEEN_BY_ALL, SEEN_BY_ALL, Code.MUTED),
    "paused": (("say", "edit", "typing"), (), Code.PAUSED),
    "slow": (("say",), (), Code.SLOW),
    "piece with Ben": (("say", "edit"), (), Code.NOT_YOUR_TURN),
    "closed circle": (SEEN_BY_ALL, (), Code.CLOSED),
    "removed": (EVERYTHING, EVERYTHING, Code.NOT_MEMBER),
    "banned": (EVERYTHING, EVERYTHING, Code.NOT_MEMBER),
    "banned from the group": (EVERYTHING, EVERYTHING, Code.NOT_MEMBER),
}

FOR_FACILITATORS = (
    "mute", "unmute", "remove", "ban", "unban", "pin", "unpin", "hide", "unhide", "hold", "release", "decline", "slow",
    "pause", "resume", "open", "close", "give", "claim", "settle",
)  # fmt: skip


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("do", EVERYTHING)
@pytest.mark.parametrize("role", Role)
def test_every_command_by_every_role_in_every_state(do: str, role: Role, state: str) -> None:
    for_members, for_facilitators, code = REFUSED.get(state, ((), (), Code.FORBIDDEN))
    expected = code if do in (for_members if role is Role.MEMBER else for_facilitators) else None
    if expected is None and role is Role.MEMBER and do in FOR_FACILITATORS:
        expected = Code.FORBIDDEN

    refusal = may_do(standing(role, changes=STATES[state]), command(do), NOW)

    assert (refusal.code if refusal else None) == expected
    assert refusal is None or refusal.text


def test_the_table_knows_every_facilitators_command() -> None:
    assert {kind.do for kind in FACILITATORS_ONLY} == set(FOR_FACILITATORS)


@pytest.mark.parametrize("do", ["edit", "retract"])
def test_nobody_changes_another_persons_words(do: str) -> None:
    assert may_do(standing(who=ANA), command(do), NOW, MESSAGE) is None
    for role, who in ((Role.MEMBER, BEN), (Role.FACILITATOR, FAY), (Role.FACILITATOR, SOL)):
        refusal = may_do(standing(role, who), command(do), NOW, MESSAGE)
        assert refusal is not None
        assert refusal.code is Code.FORBIDDEN


@pytest.mark.parametrize("do", ["mute", "remove", "ban"])
def test_fay_may_not_turn_these_on_femi_nor_on_herself_but_sol_may_on_both(do: str) -> None:
    femi = Membership(ROOM.id, FEMI, "Femi", Role.FACILITATOR, 0)
    fay = Membership(ROOM.id, FAY, "Fay", Role.FACILITATOR, 0)
    ana = Membership(ROOM.id, ANA, "Ana", Role.MEMBER, 0)

    assert may_do(standing(Role.FACILITATOR, FAY), command(do), NOW, ana) is None
    assert may_do(standing(Role.FACILITATOR, FAY), command(do), NOW, femi) is not None
    assert may_do(standing(Role.FACILITATOR, FAY), command(do), NOW, fay) is not None
    assert may_do(standing(Role.FACILITATOR, SOL), command(do), NOW, femi) is None


def test_refusals_that_end_by_themselves_say_when() -> None:
    for state, until in (("muted", LATER), ("paused", LATER), ("slow", NOW + 29_000), ("banned", LATER)):
        refusal = may_do(standing(changes=STATES[state]), command("say"), NOW)
        assert refusal is not None
        assert refusal.until == until


def test_a_card_is_heard_by_its_owner_alone_and_an_alert_by_facilitators_alone() -> None:
    ana = Membership(ROOM.id, ANA, "Ana", Role.MEMBER, 0)
    ben = Membership(ROOM.id, BEN, "Ben", Role.MEMBER, 0)
    fay = Membership(ROOM.id, FAY, "Fay", Role.FACILITATOR, 0)
    card = CardGiven(room="tuesday", to=ANA, card={})
    alert = AlertRaised(room="tuesday", alert={})
    message = MessageChanged(room="tuesday", rev=1, message={})

    assert [may_hear(each, card)[0] for each in (ana, ben, fay)] == [True, False, False]
    assert [may_hear(each, alert)[0] for each in (ana, ben, fay)] == [False, False, True]
    assert [may_hear(each, message)[0] for each in (ana, ben, fay)] == [True, True, True]
    assert all(may_hear(each, event)[1] for each in (ana, ben, fay) for event in (card, alert, message))
