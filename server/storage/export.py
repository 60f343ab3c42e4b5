"""Everything of the group, or of one member, for reading elsewhere. Hashes and tokens stay here.

Each table's columns are named one by one, so that a column added later is private until somebody decides otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, or_, select, true

from server.records import MemberId
from server.storage import schema
from server.storage.backend import Backend, looking
from server.storage.database import Shelf, reads
from server.storage.migrate import head, schema_in

__all__ = ["Export", "NotExported", "as_lines", "everything", "exported", "member_called", "of_member"]

TIMES = ("at", "until", "_at", "_until")


class NotExported(Exception):
    """There is nothing to export; says why."""


@dataclass(frozen=True)
class Leaf:
    """What is exported of one table."""

    kind: str
    table: Table
    columns: tuple[str, ...]


GROUP = Leaf(
    "group",
    schema.group,
    (
        "name", "purpose", "country", "language", "timezone", "second_contact", "who_may_join", "retention_days", "url",
        "rules_version", "set_up_at", "helplines_confirmed_at",
    ),
)  # fmt: skip
HELPLINE = Leaf("helpline", schema.helpline_confirmation, ("country", "entry", "member_id", "at"))
RULE = Leaf("rule", schema.rule, ("id", "position", "title", "text", "detects", "retired_at"))
ROOM = Leaf(
    "room",
    schema.room,
    (
        "id", "name", "title", "topic", "kind", "policy", "overrides", "tells_concern", "slow_seconds", "paused_until",
        "paused_reason", "is_open", "seats", "pinned", "created_at",
    ),
)  # fmt: skip
MEMBER = Leaf(
    "member",
    schema.member,
    (
        "id", "name", "country", "is_steward", "acknowledged_version", "joined_at", "banned_until", "erased_at",
        "shows_typing",
    ),
)  # fmt: skip
MEMBERSHIP = Leaf(
    "membership",
    schema.membership,
    (
        "room_id", "member_id", "role", "joined_at", "left_at", "muted_until", "mute_reason", "banned_until",
        "ban_reason", "last_said_at",
    ),
)  # fmt: skip
INVITATION = Leaf(
    "invitation",
    schema.invitation,
    ("id", "room_id", "created_by", "created_at", "expires_at", "uses_left", "used", "revoked_at"),
)
SESSION = Leaf("session", schema.session, ("member_id", "created_at", "seen_at", "expires_at", "began_with"))
MESSAGE = Leaf(
    "message",
    schema.message,
    (
        "id", "room_id", "author_id", "text", "note", "reply_to", "written_at", "shown_at", "edited_at", "place",
        "state", "pinned", "pending_text", "reason",
    ),
)  # fmt: skip
REACTION = Leaf("reaction", schema.reaction, ("message_id", "member_id", "kind"))
CARD = Leaf("card", schema.card, ("id", "room_id", "member_id", "kind", "level", "at", "dismissed_at"))
ALERT = Leaf(
    "alert",
    schema.alert,
    (
        "id", "room_id", "member_id", "message_id", "kind", "level", "at", "claimed_by", "claimed_at", "escalated_at",
        "closed_at", "outcome",
    ),
)  # fmt: skip
OWN_ALERT = Leaf("alert", schema.alert, ("id", "room_id", "message_id", "kind", "level", "at", "closed_at"))
REPORT = Leaf(
    "report",
    schema.report,
    ("id", "room_id", "message_id", "reporter_id", "rule_id", "text", "at", "closed_at", "outcome"),
)
NOTICE = Leaf("notice", schema.notice, ("id", "room_id", "member_id", "kind", "text", "until", "at", "dismissed_at"))
ASIDE = Leaf("aside", schema.aside_line, ("id", "room_id", "member_id", "author_id", "text", "at"))
DEED = Leaf("deed", schema.deed, ("id", "at", "room_id", "actor_id", "verb", "member_id", "message_id", "reason"))
OWN_DEED = Leaf("deed", schema.deed, ("id", "at", "room_id", "verb", "message_id", "reason"))
IGNORED = Leaf("ignored", schema.ignored, ("member_id", "ignored_id"))

LEAVES = (
    GROUP, HELPLINE, RULE, ROOM, MEMBER, MEMBERSHIP, INVITATION, SESSION, MESSAGE, REACTION, CARD, ALERT, REPORT,
    NOTICE, ASIDE, DEED, IGNORED,
)  # fmt: skip


class Export(Shelf):
    """A member's own words and what is kept about them, for their page."""

    @reads
    def of_member(self, connection: Connection, member: MemberId) -> tuple[dict[str, Any], ...]:
        """One record each, as `porchlight export --member` writes them."""
        return tuple(of_member(connection, member))


def exported(backend: Backend, name: str | None) -> Iterator[dict[str, Any]]:
    """Everything of the group, or of the member of that name. Raises `NotExported`."""
    if not backend.is_there():
        raise NotExported(f"There is no group in {backend.place}.")
    with looking(backend) as connection:
        if schema_in(connection) != head():
            raise NotExported("The data is of another version of Porchlight. Run `porchlight serve` once first.")
        member = None if name is None else member_called(connection, name)
        if name is not None and member is None:
            raise NotExported("There is nobody in this group with that nickname.")
        yield from everything(connection) if member is None else of_member(connection, member)


def as_lines(found: Iterable[dict[str, Any]]) -> str:
    """Records as JSON lines."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in found)


def member_called(connection: Connection, name: str) -> MemberId | None:
    """Who has this nickname now."""
    member = schema.member
    key = connection.execute(select(member.c.id).where(member.c.name == name, member.c.erased_at.is_(None))).scalar()
    return None if key is None else MemberId(key)


def everything(connection: Connection) -> Iterator[dict[str, Any]]:
    """The whole group, table by table."""
    for leaf in LEAVES:
        yield from records(connection, leaf, true())


def of_member(connection: Connection, member: MemberId) -> Iterator[dict[str, Any]]:
    """What one member said, did and was told. Who reported them, or acted on them, is not theirs to take along."""
    theirs = (
        (MEMBER, schema.member.c.id == member),
        (MEMBERSHIP, schema.membership.c.member_id == member),
        (SESSION, schema.session.c.member_id == member),
        (MESSAGE, schema.message.c.author_id == member),
        (REACTION, schema.reaction.c.member_id == member),
        (CARD, schema.card.c.member_id == member),
        (OWN_ALERT, schema.alert.c.member_id == member),
        (REPORT, schema.report.c.reporter_id == member),
        (NOTICE, schema.notice.c.member_id == member),
        (ASIDE, or_(schema.aside_line.c.member_id == member, schema.aside_line.c.author_id == member)),
        (OWN_DEED, schema.deed.c.member_id == member),
        (IGNORED, schema.ignored.c.member_id == member),
    )
    yield from records(connection, GROUP, true())
    yield from records(connection, RULE, schema.rule.c.retired_at.is_(None))
    for leaf, mine in theirs:
        yield from records(connection, leaf, mine)


def records(connection: Connection, leaf: Leaf, which: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
    table = leaf.table
    query = select(*(table.c[name] for name in leaf.columns)).where(which).order_by(*table.primary_key)
    for row in connection.execute(query).mappings():
        told = {name: readable(name, value) for name, value in row.items()}
        yield {"what": leaf.kind, **told}


def readable(name: str, value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and name.endswith(TIMES):
        return datetime.fromtimestamp(value / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value
