"""From rows to records."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from sqlalchemy import Connection, RowMapping, bindparam, select

from server.records import (
    Alert,
    AsideLine,
    Card,
    Group,
    Kind,
    Member,
    MemberId,
    Membership,
    Message,
    MessageId,
    Notice,
    Report,
    Role,
    Room,
    State,
)
from server.storage import schema

__all__ = [
    "alert_of",
    "aside_of",
    "card_of",
    "group_of",
    "member_of",
    "membership_of",
    "message_of",
    "messages_of",
    "new_id",
    "notice_of",
]

Row: TypeAlias = RowMapping | Mapping[str, Any]

GROUP_FIELDS = (
    "name", "purpose", "country", "language", "timezone", "second_contact", "who_may_join", "retention_days", "url",
    "rules_version", "epoch", "set_up_at", "helplines_confirmed_at",
)  # fmt: skip

LEFT = "someone who left"

REACTIONS = (
    select(schema.reaction)
    .where(schema.reaction.c.message_id.in_(bindparam("ids", expanding=True)))
    .order_by(schema.reaction.c.member_id)
)


def new_id() -> str:
    """A name for a new record: 96 random bits, so that none can be guessed."""
    return secrets.token_urlsafe(12)


def group_of(row: Row) -> Group:
    return Group(**{field: row[field] for field in GROUP_FIELDS})


def member_of(row: Row) -> Member:
    return Member(
        id=row["id"],
        name=row["name"],
        country=row["country"],
        is_steward=bool(row["is_steward"]),
        acknowledged_version=row["acknowledged_version"],
        joined_at=row["joined_at"],
        banned_until=row["banned_until"],
        erased_at=row["erased_at"],
        shows_typing=bool(row["shows_typing"]),
    )


def room_of(row: Row) -> Room:
    return Room(
        id=row["id"],
        name=row["name"],
        title=row["title"],
        topic=row["topic"],
        kind=Kind(row["kind"]),
        policy=row["policy"],
        overrides=dict(row["overrides"]),
        tells_concern=bool(row["tells_concern"]),
        slow_seconds=row["slow_seconds"],
        paused_until=row["paused_until"],
        paused_reason=row["paused_reason"],
        is_open=bool(row["is_open"]),
        seats=row["seats"],
        holder=row["holder"],
        hands=tuple(row["hands"]),
        pinned=row["pinned"],
        rev=row["rev"],
        forgotten_rev=row["forgotten_rev"],
    )


def membership_of(row: Row) -> Membership:
    return Membership(
        room=row["room_id"],
        member=row["member_id"],
        name=row["name"],
        role=Role(row["role"]),
        joined_at=row["joined_at"],
        left_at=row["left_at"],
        muted_until=row["muted_until"],
        mute_reason=row["mute_reason"],
        banned_until=row["banned_until"],
        ban_reason=row["ban_reason"],
        last_said_at=row["last_said_at"],
    )


def messages_of(connection: Connection, rows: Iterable[Row]) -> tuple[Message, ...]:
    """Messages with their reactions; the rows have the author's `name` joined to them."""
    found = list(rows)
    reactions: dict[str, dict[str, tuple[MemberId, ...]]] = {row["id"]: {} for row in found}
    if found:
        for reaction in connection.execute(REACTIONS, {"ids": list(reactions)}).mappings():
            kinds = reactions[reaction["message_id"]]
            kinds[reaction["kind"]] = (*kinds.get(reaction["kind"], ()), reaction["member_id"])
    return tuple(message_of(row, reactions[row["id"]]) for row in found)


def message_of(row: Row, reactions: dict[str, tuple[MemberId, ...]]) -> Message:
    return Message(
        id=MessageId(row["id"]),
        room=row["room_id"],
        author=row["author_id"],
        name=row["name"],
        text=row["text"],
        note=row["note"],
        reply_to=row["reply_to"],
        written_at=row["written_at"],
        shown_at=row["shown_at"],
        edited_at=row["edited_at"],
        place=row["place"],
        rev=row["rev"],
        state=State(row["state"]),
        pinned=bool(row["pinned"]),
        reactions=reactions,
        pending_text=row["pending_text"],
        reason=row["reason"],
    )


def card_of(row: Row) -> Card:
    return Card(
        id=row["id"],
        room=row["room_id"],
        member=row["member_id"],
        kind=row["kind"],
        level=row["level"],
        at=row["at"],
        told=tuple(row["told"]),
        alerted=bool(row["alerted"]),
    )


def alert_of(row: Row) -> Alert:
    return Alert(
        id=row["id"],
        room=row["room_id"],
        member=row["member_id"],
        name=row["name"],
        country=row["country"],
        message=row["message_id"],
        kind=row["kind"],
        level=row["level"],
        at=row["at"],
        claimed_by=row["claimed_by"],
        claimed_name=row["claimed_name"],
        claimed_at=row["claimed_at"],
        escalated_at=row["escalated_at"],
        closed_at=row["closed_at"],
        outcome=row["outcome"],
    )


def notice_of(row: Row) -> Notice:
    return Notice(
        id=row["id"],
        room=row["room_id"],
        member=row["member_id"],
        kind=row["kind"],
        text=row["text"],
        at=row["at"],
        until=row["until"],
    )


def report_of(row: Row) -> Report:
    return Report(
        id=row["id"],
        room=row["room_id"],
        message=row["message_id"],
        author=row["author_id"],
        reporter=row["reporter_id"],
        rule=row["rule_id"],
        text=row["text"],
        at=row["at"],
        closed_at=row["closed_at"],
        outcome=row["outcome"],
    )


def aside_of(row: Row) -> AsideLine:
    return AsideLine(
        id=row["id"],
        room=row["room_id"],
        member=row["member_id"],
        author=row["author_id"],
        name=row["name"],
        text=row["text"],
        at=row["at"],
    )
