"""Records in the shape that browsers read. The page's templates use the same shapes as the socket."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from server.records import FOREVER, Alert, AsideLine, Membership, Message, Notice, Report, State
from server.storage.rooms import Crowd

__all__ = [
    "about_on_wire",
    "alert_on_wire",
    "aside_on_wire",
    "message_on_wire",
    "notice_on_wire",
    "people_on_wire",
    "report_on_wire",
    "stamp",
    "waiting_on_wire",
]


def stamp(at: int | None) -> str | None:
    """A moment as browsers read it: ISO 8601, UTC, milliseconds. What does not end by itself has no moment."""
    if at is None or at >= FOREVER:
        return None
    moment = datetime.fromtimestamp(at / 1000, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at % 1000:03d}Z"


def message_on_wire(message: Message) -> dict[str, Any]:
    """A message as the whole room may see it: hidden, held back or gone, it keeps every field and loses its words."""
    shown = message.state is State.SHOWN
    return {
        "id": message.id,
        "rev": message.rev,
        "author": message.author,
        "name": message.name,
        "text": message.text if shown else "",
        "at": stamp(message.shown_at),
        "written_at": stamp(message.written_at),
        "place": message.place,
        "state": message.state if message.state in (State.SHOWN, State.GONE) else State.HIDDEN,
        "note": message.note if shown else None,
        "reply_to": message.reply_to,
        "reactions": {kind: list(members) for kind, members in message.reactions.items()},
        "edited": message.edited_at is not None and message.state is not State.HELD,  # edits of what waits take no rev
        "pinned": message.pinned,
    }


def waiting_on_wire(message: Message) -> dict[str, Any]:
    """A held message, or one with a held edit, as its author and the facilitators may see it: with its words."""
    return message_on_wire(message) | {
        "text": message.text,
        "note": message.note,
        "state": message.state,
        "edited": message.edited_at is not None,
        "why": message.reason,
        "pending": message.pending_text,
    }


def about_on_wire(crowd: Crowd, light: Iterable[str], now: int) -> dict[str, Any]:
    """The room itself. `light`: the names of the facilitators who are watching now."""
    room = crowd.room
    paused = room.paused_until is not None and room.paused_until > now
    return {
        "name": room.name,
        "title": room.title,
        "topic": room.topic,
        "kind": room.kind,
        "open": room.is_open,
        "slow": room.slow_seconds,
        "paused": paused,
        "paused_until": stamp(room.paused_until) if paused else None,
        "paused_reason": room.paused_reason if paused else "",
        "pinned": None if crowd.pinned is None else message_on_wire(crowd.pinned),
        "rules_version": crowd.group.rules_version,
        "helplines_confirmed": crowd.group.helplines_confirmed_at is not None,
        "light": list(light),
        "holder": room.holder,
        "hands": list(room.hands),
    }


def people_on_wire(
    memberships: Iterable[Membership], here: frozenset[str], viewer: Membership | None, now: int
) -> list[dict[str, Any]]:
    """Everybody in the room. A mute is private: `muted_until` is there only for its owner and for facilitators."""
    people = []
    for membership in memberships:
        person: dict[str, Any] = {
            "id": membership.member,
            "name": membership.name,
            "role": membership.role,
            "here": membership.member in here,
        }
        entitled = viewer is not None and (viewer.facilitates or viewer.member == membership.member)
        if entitled and membership.muted_until is not None and membership.muted_until > now:
            person["muted_until"] = stamp(membership.muted_until)
        people.append(person)
    return people


def alert_on_wire(alert: Alert, room_name: str) -> dict[str, Any]:
    """An alert as facilitators see it: never the text."""
    return {
        "id": alert.id,
        "room": room_name,
        "member": alert.member,
        "name": alert.name,
        "level": alert.level,
        "kind": alert.kind,
        "at": stamp(alert.at),
        "message": alert.message,
        "country": alert.country,
        "claimed_by": alert.claimed_by,
        "claimed_name": alert.claimed_name,
        "escalated": alert.escalated_at is not None,
        "closed": alert.closed_at is not None,
        "outcome": alert.outcome,
    }


def report_on_wire(report: Report) -> dict[str, Any]:
    """A report as facilitators see it."""
    return {
        "id": report.id,
        "message": report.message,
        "reporter": report.reporter,
        "rule": report.rule,
        "text": report.text,
        "at": stamp(report.at),
        "closed": report.closed_at is not None,
        "outcome": report.outcome,
    }


def notice_on_wire(notice: Notice) -> dict[str, Any]:
    """What one person is told."""
    return {
        "id": notice.id,
        "kind": notice.kind,
        "text": notice.text,
        "at": stamp(notice.at),
        "until": stamp(notice.until),
    }


def aside_on_wire(line: AsideLine) -> dict[str, Any]:
    """A line of an aside."""
    return {
        "id": line.id,
        "member": line.member,
        "author": line.author,
        "name": line.name,
        "text": line.text,
        "at": stamp(line.at),
    }
