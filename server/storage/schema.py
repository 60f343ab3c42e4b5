"""The tables. Times are milliseconds since 1970, UTC."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

__all__ = ["metadata"]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = String(32)


def moment(name: str, *, required: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=not required)


def words(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=false())


group = Table(
    "group_",
    metadata,
    Column("id", Integer, primary_key=True),
    words("name"),
    words("purpose"),
    words("country"),
    Column("language", Text, nullable=False, server_default="en"),
    Column("timezone", Text, nullable=False, server_default="UTC"),
    words("second_contact"),
    words("who_may_join"),
    Column("retention_days", Integer, nullable=False, server_default=text("30")),
    words("url"),
    Column("rules_version", Integer, nullable=False, server_default=text("0")),
    words("epoch"),
    Column("setup_token_hash", Text),
    moment("set_up_at"),
    moment("helplines_confirmed_at"),
)

helpline_confirmation = Table(
    "helpline_confirmation",
    metadata,
    Column("country", String(2), primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("member_id", Id, nullable=False),
    moment("at", required=True),
)

rule = Table(
    "rule",
    metadata,
    Column("id", Id, primary_key=True),
    Column("position", Integer, nullable=False),
    words("title"),
    words("text"),
    Column("detects", JSON, nullable=False, server_default="[]"),
    Column("changed_in", Integer, nullable=False, server_default=text("0")),
    moment("retired_at"),
)

member = Table(
    "member",
    metadata,
    Column("id", Id, primary_key=True),
    words("name"),
    Column("skeleton", Text, unique=True),
    Column("country", String(2)),
    flag("is_steward"),
    Column("recovery_hash", Text),
    Column("acknowledged_version", Integer, nullable=False, server_default=text("0")),
    moment("joined_at", required=True),
    moment("banned_until"),
    moment("erased_at"),
    flag("shows_typing"),
)

session = Table(
    "session",
    metadata,
    Column("id", Id, primary_key=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("member_id", Id, ForeignKey("member.id"), nullable=False, index=True),
    moment("created_at", required=True),
    moment("seen_at", required=True),
    moment("expires_at", required=True),
    Column("began_with", String(16), nullable=False, server_default=""),
)

room = Table(
    "room",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    words("title"),
    words("topic"),
    Column("kind", String(8), nullable=False, server_default="open"),
    Column("policy", String(32), nullable=False, server_default="standard"),
    Column("overrides", JSON, nullable=False, server_default="{}"),
    flag("tells_concern"),
    Column("slow_seconds", Integer, nullable=False, server_default=text("0")),
    moment("paused_until"),
    words("paused_reason"),
    Column("is_open", Boolean, nullable=False, server_default=true()),
    Column("seats", Integer),
    Column("holder", Id),
    Column("hands", JSON, nullable=False, server_default="[]"),
    Column("pinned", Id),
    Column("rev", BigInteger, nullable=False, server_default=text("0")),
    Column("forgotten_rev", BigInteger, nullable=False, server_default=text("0")),
    moment("created_at", required=True),
)

membership = Table(
    "membership",
    metadata,
    Column("room_id", Id, ForeignKey("room.id"), primary_key=True),
    Column("member_id", Id, ForeignKey("member.id"), primary_key=True),
    Column("role", String(16), nullable=False, server_default="member"),
    moment("joined_at", required=True),
    moment("left_at"),
    moment("muted_until"),
    words("mute_reason"),
    moment("banned_until"),
    words("ban_reason"),
    moment("last_said_at"),
    Index("ix_membership_member_id", "member_id"),
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("room_id", Id, ForeignKey("room.id"), nullable=False),
    Column("created_by", Id, nullable=False),
    moment("created_at", required=True),
    moment("expires_at", required=True),
    Column("uses_left", Integer, nullable=False),
    Column("used", Integer, nullable=False, server_default=text("0")),
    moment("revoked_at"),
)

return_link = Table(
    "return_link",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("member_id", Id, ForeignKey("member.id"), nullable=False),
    Column("created_by", Id),
    moment("created_at", required=True),
    moment("expires_at", required=True),
    moment("used_at"),
)

message = Table(
    "message",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", Id, nullable=False, unique=True),
    Column("room_id", Id, ForeignKey("room.id"), nullable=False),
    Column("author_id", Id, ForeignKey("member.id"), nullable=False),
    words("text"),
    Column("note", Text),
    Column("reply_to", Id),
    moment("written_at", required=True),
    moment("shown_at"),
    moment("edited_at"),
    Column("place", BigInteger),
    Column("rev", BigInteger),
    Column("state", String(16), nullable=False),
    flag("pinned"),
    Column("pending_text", Text),
    words("reason"),
    Column("ref", String(64)),
    Column("ref_digest", Text),
    flag("first_held"),
    UniqueConstraint("room_id", "author_id", "ref", name="uq_message_room_id"),
    Index("ix_message_place", "room_id", "place"),
    Index("ix_message_rev", "room_id", "rev"),
    Index("ix_message_written_at", "written_at"),
)

reaction = Table(
    "reaction",
    metadata,
    Column("message_id", Id, ForeignKey("message.id"), primary_key=True),
    Column("member_id", Id, ForeignKey("member.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
)

card = Table(
    "card",
    metadata,
    Column("id", Id, primary_key=True),
    Column("room_id", Id, ForeignKey("room.id"), nullable=False),
    Column("member_id", Id, ForeignKey("member.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("level", String(16), nullable=False),
    Column("told", JSON, nullable=False, server_default="[]"),
    flag("alerted"),
    moment("at", required=True),
    moment("dismissed_at"),
)

alert = Table(
    "alert",
    metadata,
    Column("id", Id, primary_key=True),
    Column("room_id", Id, ForeignKey("room.id"), nullable=False, index=True),
    Column("member_id", Id, ForeignKey("member.id"), nullable=False),
    Column("message_id", Id),
    Column("kind", String(16), nullable=False),
    Column("level", String(16), nullable=False),
    moment("at", required=True),
    moment("last_sign_at", required=True),
    Column("claimed_by", Id),
    moment("claimed_at"),
    moment("escalated_at"),
    moment("closed_at"),
    words("outcome"),
)

report = Table(
    "report",
    metadata,
    Column("id", Id, primary_key=True),
    Column("room_id", Id, ForeignKey("room.id"), nullable=False, index=True),
    Column("message_id", Id, nullable=False),
    Column("author_id", Id),
    Column("reporter_id", Id),
    Column("rule_id", Id),
    words("text"),
    moment("at", required=True),
    moment("closed_at"),
    words("outcome"),
)

notice = Table(
    "notice",
    metadata,
    Column("id", Id, primary_key=True),
    Column("room_id", Id, ForeignKey("room.id"), nullable=False),
    Column("member_id", Id, ForeignKey("member.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    words("text"),
    moment("until"),
    moment("at", required=True),
    moment("dismissed_at"),
)

aside_line = Table(
    "aside_line",
    metadata,
    Column("id", Id, primary_key=True),
    Column("room_id", Id, ForeignKey("room.id"), nullable=False),
    Column("member_id", Id, ForeignKey("member.id"), nullable=False),
    Column("author_id", Id, ForeignKey("member.id"), nullable=False),
    words("text"),
    moment("at", required=True),
    Index("ix_aside_line_room_id", "room_id", "member_id"),
)

deed = Table(
    "deed",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    moment("at", required=True),
    Column("room_id", Id),
    Column("actor_id", Id),
    Column("verb", String(32), nullable=False),
    Column("member_id", Id),
    Column("message_id", Id),
    words("reason"),
    Index("ix_deed_room_id", "room_id"),
)

ignored = Table(
    "ignored",
    metadata,
    Column("member_id", Id, ForeignKey("member.id"), primary_key=True),
    Column("ignored_id", Id, ForeignKey("member.id"), primary_key=True),
)

erasure = Table(
    "erasure",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("subject", Id, primary_key=True),
    moment("at", required=True),
)
