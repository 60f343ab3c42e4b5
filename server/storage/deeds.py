"""The record of actions: append-only, who did what to whom or what, and why; never the text."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, insert, or_, select

from server.records import Deed, MemberId, MessageId, RoomId
from server.storage import schema
from server.storage.database import Shelf, reads

__all__ = ["Deeds", "record_deed"]

actor = schema.member.alias("actor")
subject = schema.member.alias("subject")
OUTCOME = (
    select(schema.alert.c.outcome)
    .where(
        schema.alert.c.room_id == schema.deed.c.room_id,
        schema.alert.c.member_id == schema.deed.c.member_id,
        schema.alert.c.closed_at == schema.deed.c.at,
        schema.deed.c.verb == "settle",
    )
    .limit(1)
    .scalar_subquery()
)
"""What came of an alert is read from the alert itself, as long as that is kept."""


def record_deed(
    connection: Connection,
    now: int,
    actor: MemberId | None,
    verb: str,
    *,
    room: RoomId | None = None,
    member: MemberId | None = None,
    message: MessageId | None = None,
    reason: str = "",
) -> None:
    """Writes a row inside the caller's transaction, so that nothing is done and not recorded."""
    connection.execute(
        insert(schema.deed).values(
            at=now, room_id=room, actor_id=actor, verb=verb, member_id=member, message_id=message, reason=reason
        )
    )


class Deeds(Shelf):
    """Reading the record."""

    @reads
    def of_rooms(
        self,
        connection: Connection,
        rooms: tuple[RoomId, ...],
        before: int | None = None,
        limit: int = 50,
        *,
        of_the_group: bool = False,
    ) -> tuple[Deed, ...]:
        """The newest rows about these rooms, newest first; `before` is the id of the last row of the page before.

        `of_the_group` adds what was done in no single room: rules, helplines, bans from the group.
        """
        deed = schema.deed
        concerned: ColumnElement[bool] = deed.c.room_id.in_(rooms)
        if of_the_group:
            concerned = or_(concerned, deed.c.room_id.is_(None))
        query = (
            select(
                deed, actor.c.name.label("actor_name"), subject.c.name.label("member_name"), OUTCOME.label("outcome")
            )
            .outerjoin(actor, actor.c.id == deed.c.actor_id)
            .outerjoin(subject, subject.c.id == deed.c.member_id)
            .where(concerned)
            .order_by(deed.c.id.desc())
            .limit(limit)
        )
        if before is not None:
            query = query.where(deed.c.id < before)
        return tuple(
            Deed(
                id=row["id"],
                at=row["at"],
                room=row["room_id"],
                actor=row["actor_id"],
                actor_name=row["actor_name"],
                verb=row["verb"],
                member=row["member_id"],
                member_name=row["member_name"],
                message=row["message_id"],
                reason=row["reason"] or row["outcome"] or "",
            )
            for row in connection.execute(query).mappings()
        )
