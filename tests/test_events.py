"""How far each event reaches, and what it looks like on the wire."""

from __future__ import annotations

from typing import Any

import pytest

from server import events
from server.events import Event, Reach
from server.permissions import may_hear
from server.protocol import encode
from server.records import MemberId, Membership, Role, RoomId

ANA, FAY = MemberId("ana"), MemberId("fay")
THING = {"id": "1"}
FRAMES: dict[type[Event], tuple[Reach, dict[str, Any], str]] = {
    events.MessageChanged: (Reach.ROOM, {"rev": 4, "message": THING}, '{"on":"message","room":"tuesday","rev":4,"message":{"id":"1"}}'),
    events.RoomChanged: (Reach.ROOM, {"rev": 4, "about": THING, "people": []}, '{"on":"room","room":"tuesday","rev":4,"about":{"id":"1"},"people":[]}'),
    events.PresenceChanged: (Reach.ROOM, {"people": [], "light": ["Fay"]}, '{"on":"presence","room":"tuesday","people":[],"light":["Fay"]}'),
    events.Typed: (Reach.ROOM, {"member": ANA}, '{"on":"typing","room":"tuesday","member":"ana"}'),
    events.CardGiven: (Reach.ONE, {"to": ANA, "card": THING}, '{"on":"card","room":"tuesday","to":"ana","card":{"id":"1"}}'),
    events.HeldMoved: (Reach.ONE, {"to": ANA, "message": THING, "change": "held"}, '{"on":"held","room":"tuesday","to":"ana","message":{"id":"1"},"change":"held"}'),
    events.NoticeGiven: (Reach.ONE, {"to": ANA, "notice": THING}, '{"on":"notice","room":"tuesday","to":"ana","notice":{"id":"1"}}'),
    events.AsideSaid: (Reach.ONE, {"to": ANA, "aside": THING}, '{"on":"aside","room":"tuesday","to":"ana","aside":{"id":"1"}}'),
    events.AsideHeard: (Reach.FACILITATORS, {"aside": THING}, '{"on":"aside","room":"tuesday","aside":{"id":"1"}}'),
    events.AlertRaised: (Reach.FACILITATORS, {"alert": THING}, '{"on":"alert","room":"tuesday","alert":{"id":"1"}}'),
    events.QueueMoved: (Reach.FACILITATORS, {"change": "muted", "member": ANA}, '{"on":"queue","room":"tuesday","change":"muted","member":"ana"}'),
    events.Reported: (Reach.FACILITATORS, {"report": THING}, '{"on":"reported","room":"tuesday","report":{"id":"1"}}'),
}  # fmt: skip


@pytest.mark.parametrize("kind", FRAMES, ids=lambda kind: str(kind.__name__))
def test_an_event_has_its_reach_and_its_frame(kind: type[Event]) -> None:
    reach, fields, frame = FRAMES[kind]
    event = kind(room="tuesday", **fields)
    assert kind.reach is reach
    assert encode(event) == frame
    with pytest.raises(AttributeError):
        event.room = "elsewhere"  # type: ignore[misc]


@pytest.mark.parametrize("kind", FRAMES, ids=lambda kind: str(kind.__name__))
def test_an_event_is_made_by_naming_what_is_in_it(kind: Any) -> None:
    with pytest.raises(TypeError):
        kind("tuesday", *FRAMES[kind][1].values())


@pytest.mark.parametrize("kind", FRAMES, ids=lambda kind: str(kind.__name__))
def test_who_hears_it_is_who_it_reaches(kind: type[Event]) -> None:
    reach, fields, _ = FRAMES[kind]
    event = kind(room="tuesday", **fields)
    ana = Membership(RoomId("tuesday"), ANA, "Ana", Role.MEMBER, 0)
    fay = Membership(RoomId("tuesday"), FAY, "Fay", Role.FACILITATOR, 0)
    heard = {Reach.ROOM: (True, True), Reach.ONE: (True, False), Reach.FACILITATORS: (False, True)}
    assert (may_hear(ana, event)[0], may_hear(fay, event)[0]) == heard[reach]
    assert may_hear(ana, event)[1]


def test_reaches_are_called_what_the_rules_call_them() -> None:
    assert [reach.value for reach in Reach] == ["room", "facilitators", "one"]


def test_the_kinds_that_others_are_made_of_are_values_too() -> None:
    kinds: tuple[tuple[Any, dict[str, Any]], ...] = (
        (Event, {}),
        (events.Private, {"to": ANA}),
        (events.ForFacilitators, {}),
    )
    for kind, fields in kinds:
        event = kind(room="tuesday", **fields)
        with pytest.raises(AttributeError):
            event.room = "elsewhere"
        with pytest.raises(TypeError):
            kind("tuesday", *fields.values())


def test_what_is_held_without_a_reason_says_none() -> None:
    assert events.HeldMoved(room="tuesday", to=ANA, message=THING, change="held").reason == ""
