"""Keep a group, its rooms and what is said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    deed()
    erasure()
    group()
    helpline_confirmation()
    member()
    room()
    rule()
    alert()
    aside_line()
    card()
    ignored()
    invitation()
    membership()
    message()
    notice()
    report()
    return_link()
    session()
    reaction()


def deed() -> None:
    op.create_table(
        "deed",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("room_id", sa.String(length=32)),
        sa.Column("actor_id", sa.String(length=32)),
        sa.Column("verb", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32)),
        sa.Column("message_id", sa.String(length=32)),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deed"),
    )
    op.create_index("ix_deed_room_id", "deed", ["room_id"])


def erasure() -> None:
    op.create_table(
        "erasure",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", name="pk_erasure"),
    )


def group() -> None:
    op.create_table(
        "group_",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("purpose", sa.Text(), server_default="", nullable=False),
        sa.Column("country", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="en", nullable=False),
        sa.Column("timezone", sa.Text(), server_default="UTC", nullable=False),
        sa.Column("second_contact", sa.Text(), server_default="", nullable=False),
        sa.Column("who_may_join", sa.Text(), server_default="", nullable=False),
        sa.Column("retention_days", sa.Integer(), server_default=sa.text("30"), nullable=False),
        sa.Column("url", sa.Text(), server_default="", nullable=False),
        sa.Column("rules_version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("epoch", sa.Text(), server_default="", nullable=False),
        sa.Column("setup_token_hash", sa.Text()),
        sa.Column("set_up_at", sa.BigInteger()),
        sa.Column("helplines_confirmed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_group_"),
    )


def helpline_confirmation() -> None:
    op.create_table(
        "helpline_confirmation",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("country", "entry", name="pk_helpline_confirmation"),
    )


def member() -> None:
    op.create_table(
        "member",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("skeleton", sa.Text()),
        sa.Column("country", sa.String(length=2)),
        sa.Column("is_steward", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("recovery_hash", sa.Text()),
        sa.Column("acknowledged_version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("banned_until", sa.BigInteger()),
        sa.Column("erased_at", sa.BigInteger()),
        sa.Column("shows_typing", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
        sa.UniqueConstraint("skeleton", name="uq_member_skeleton"),
    )


def room() -> None:
    op.create_table(
        "room",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("topic", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.String(length=8), server_default="open", nullable=False),
        sa.Column("policy", sa.String(length=32), server_default="standard", nullable=False),
        sa.Column("overrides", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("tells_concern", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("slow_seconds", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("paused_until", sa.BigInteger()),
        sa.Column("paused_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("is_open", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("seats", sa.Integer()),
        sa.Column("holder", sa.String(length=32)),
        sa.Column("hands", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("pinned", sa.String(length=32)),
        sa.Column("rev", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("forgotten_rev", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_room"),
        sa.UniqueConstraint("name", name="uq_room_name"),
    )


def rule() -> None:
    op.create_table(
        "rule",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("detects", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("changed_in", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("retired_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_rule"),
    )


def alert() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("room_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=32)),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("last_sign_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by", sa.String(length=32)),
        sa.Column("claimed_at", sa.BigInteger()),
        sa.Column("escalated_at", sa.BigInteger()),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_alert_member_id"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_alert_room_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
    )
    op.create_index("ix_alert_room_id", "alert", ["room_id"])


def aside_line() -> None:
    op.create_table(
        "aside_line",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("room_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name="fk_aside_line_author_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_aside_line_member_id"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_aside_line_room_id"),
        sa.PrimaryKeyConstraint("id", name="pk_aside_line"),
    )
    op.create_index("ix_aside_line_room_id", "aside_line", ["room_id", "member_id"])


def card() -> None:
    op.create_table(
        "card",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("room_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("told", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("alerted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("dismissed_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_card_member_id"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_card_room_id"),
        sa.PrimaryKeyConstraint("id", name="pk_card"),
    )
    op.create_index("ix_card_member_id", "card", ["member_id"])


def ignored() -> None:
    op.create_table(
        "ignored",
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("ignored_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["ignored_id"], ["member.id"], name="fk_ignored_ignored_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_ignored_member_id"),
        sa.PrimaryKeyConstraint("member_id", "ignored_id", name="pk_ignored"),
    )


def invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("room_id", sa.String(length=32), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_invitation_room_id"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
    )


def membership() -> None:
    op.create_table(
        "membership",
        sa.Column("room_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), server_default="member", nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("left_at", sa.BigInteger()),
        sa.Column("muted_until", sa.BigInteger()),
        sa.Column("mute_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("banned_until", sa.BigInteger()),
        sa.Column("ban_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("last_said_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_membership_member_id"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_membership_room_id"),
        sa.PrimaryKeyConstraint("room_id", "member_id", name="pk_membership"),
    )
    op.create_index("ix_membership_member_id", "membership", ["member_id"])


def message() -> None:
    op.create_table(
        "message",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("room_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("reply_to", sa.String(length=32)),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("shown_at", sa.BigInteger()),
        sa.Column("edited_at", sa.BigInteger()),
        sa.Column("place", sa.BigInteger()),
        sa.Column("rev", sa.BigInteger()),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("pinned", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("pending_text", sa.Text()),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("ref", sa.String(length=64)),
        sa.Column("ref_digest", sa.Text()),
        sa.Column("first_held", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name="fk_message_author_id"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_message_room_id"),
        sa.PrimaryKeyConstraint("number", name="pk_message"),
        sa.UniqueConstraint("id", name="uq_message_id"),
        sa.UniqueConstraint("room_id", "author_id", "ref", name="uq_message_room_id"),
    )
    op.create_index("ix_message_place", "message", ["room_id", "place"])
    op.create_index("ix_message_rev", "message", ["room_id", "rev"])
    op.create_index("ix_message_written_at", "message", ["written_at"])


def notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("room_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("until", sa.BigInteger()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("dismissed_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_notice_member_id"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_notice_room_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
    )
    op.create_index("ix_notice_member_id", "notice", ["member_id"])


def report() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("room_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32)),
        sa.Column("reporter_id", sa.String(length=32)),
        sa.Column("rule_id", sa.String(length=32)),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_report_room_id"),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
    )
    op.create_index("ix_report_room_id", "report", ["room_id"])


def return_link() -> None:
    op.create_table(
        "return_link",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("created_by", sa.String(length=32)),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_return_link_member_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_return_link"),
    )


def session() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("began_with", sa.String(length=16), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_session_member_id"),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("token_hash", name="uq_session_token_hash"),
    )
    op.create_index("ix_session_member_id", "session", ["member_id"])


def reaction() -> None:
    op.create_table(
        "reaction",
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_reaction_member_id"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_reaction_message_id"),
        sa.PrimaryKeyConstraint("message_id", "member_id", "kind", name="pk_reaction"),
    )
