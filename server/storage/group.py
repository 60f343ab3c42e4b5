"""The group itself: what it decided, its ground rules, and the helplines its steward confirmed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, insert, select, update

from server.records import Group, MemberId, RoomId, Rule
from server.storage import schema
from server.storage.database import Shelf, reads, writes
from server.storage.deeds import record_deed
from server.storage.rows import Row, group_of, new_id
from server.storage.setting_up import Beginning, RoomPlan, begin, new_room

__all__ = ["GroupShelf"]

group, rule, confirmation = schema.group, schema.rule, schema.helpline_confirmation
THE_GROUP = 1


class GroupShelf(Shelf):
    """One server keeps one group."""

    @reads
    def read(self, connection: Connection) -> Group | None:
        """The group; None before the first start has made a place for it."""
        row = connection.execute(select(group)).mappings().first()
        return None if row is None else group_of(row)

    @writes
    def expect_setup(self, connection: Connection, token_hash: str) -> bool:
        """Makes a place for the group, to be set up by who has this token; False where it has been set up."""
        row = connection.execute(select(group.c.set_up_at)).first()
        if row is None:
            connection.execute(insert(group).values(id=THE_GROUP, epoch=new_id()))
        elif row.set_up_at is not None:
            return False
        connection.execute(update(group).values(setup_token_hash=token_hash))
        return True

    @reads
    def awaits(self, connection: Connection, token_hash: str) -> bool:
        """Whether this token still opens the set-up."""
        kept = connection.execute(select(group.c.setup_token_hash)).scalar_one_or_none()
        return kept is not None and secrets.compare_digest(kept, token_hash)

    @writes
    def begin(self, connection: Connection, setup_hash: str, decided: Beginning, now: int) -> tuple[MemberId, RoomId]:
        """Ends the set-up: makes the steward, the first room and its invitation; answers with the first two."""
        return begin(connection, setup_hash, decided, now)

    @writes
    def make_room(self, connection: Connection, plan: RoomPlan, by: MemberId, now: int) -> str:
        """A new room with its first facilitator; answers with its name."""
        key = new_room(connection, plan, by, now)
        name: str = connection.execute(select(schema.room.c.name).where(schema.room.c.id == key)).scalar_one()
        return name

    @writes
    def change_room(self, connection: Connection, room: RoomId, by: MemberId, now: int, /, **fields: object) -> None:
        """Changes what the steward decides about a room."""
        connection.execute(update(schema.room).where(schema.room.c.id == room).values(**fields))
        record_deed(connection, now, by, "room", room=room)

    @writes
    def update(self, connection: Connection, /, **fields: object) -> None:
        """Changes what the group decided."""
        connection.execute(update(group).values(**fields))

    @reads
    def rules(self, connection: Connection) -> tuple[Rule, ...]:
        """The ground rules, in their order."""
        return rules_now(connection)

    @writes
    def replace_rules(self, connection: Connection, rules: Sequence[Rule], by: MemberId | None, now: int) -> int:
        """Makes these the ground rules; answers with their version, one more where a member would see a change."""
        before = rules_now(connection)
        after = tuple(replace(each, id=each.id or new_id(), position=place) for place, each in enumerate(rules))
        version: int = connection.execute(select(group.c.rules_version)).scalar_one()
        if after == before:
            return version
        connection.execute(update(rule).where(rule.c.retired_at.is_(None)).values(retired_at=now))
        for each in after:
            put_rule(connection, each, changed_in(each, before, version + 1))
        connection.execute(update(group).values(rules_version=version + 1))
        record_deed(connection, now, by, "rules", reason=f"version {version + 1}")
        return version + 1

    @writes
    def confirm_helplines(
        self, connection: Connection, country: str, entries: Sequence[str], by: MemberId | None, now: int
    ) -> None:
        """Somebody has checked these helplines of a country; those of the group's own country open the rooms."""
        connection.execute(delete(confirmation).where(confirmation.c.country == country))
        for entry in entries:
            connection.execute(insert(confirmation).values(country=country, entry=entry, member_id=by or "", at=now))
        connection.execute(update(group).where(group.c.country == country).values(helplines_confirmed_at=now))
        record_deed(connection, now, by, "helplines", reason=country)

    @reads
    def confirmed(self, connection: Connection, country: str) -> dict[str, int]:
        """The entries of a country that somebody checked, and when."""
        query = select(confirmation.c.entry, confirmation.c.at).where(confirmation.c.country == country)
        return {row.entry: row.at for row in connection.execute(query)}


def rules_now(connection: Connection) -> tuple[Rule, ...]:
    rows = connection.execute(select(rule).where(rule.c.retired_at.is_(None)).order_by(rule.c.position)).mappings()
    return tuple(rule_of(row) for row in rows)


def changed_in(each: Rule, before: Sequence[Rule], version: int) -> int:
    """A rule that was only moved is not a new one."""
    same = (old.changed_in for old in before if (old.id, old.title, old.text) == (each.id, each.title, each.text))
    return next(same, version)


def put_rule(connection: Connection, each: Rule, version: int) -> None:
    fields = {
        "position": each.position,
        "title": each.title,
        "text": each.text,
        "detects": list(each.detects),
        "changed_in": version,
    }
    changed = connection.execute(update(rule).where(rule.c.id == each.id).values(**fields, retired_at=None))
    if not changed.rowcount:
        connection.execute(insert(rule).values(id=each.id, **fields))


def rule_of(row: Row) -> Rule:
    return Rule(
        id=row["id"],
        position=row["position"],
        title=row["title"],
        text=row["text"],
        detects=tuple(row["detects"]),
        changed_in=row["changed_in"],
    )
