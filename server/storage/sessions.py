"""Browsers that are signed in. A session's token is kept as a hash alone."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from server.records import Began, Member, MemberId, Session
from server.storage import schema
from server.storage.database import Shelf, reads, writes
from server.storage.rows import Row, member_of, new_id

__all__ = ["Sessions"]

session = schema.session
SESSION = tuple(column.label(f"session_{column.name}") for column in session.c)


class Sessions(Shelf):
    """Who is signed in, and until when."""

    @writes
    def open(
        self,
        connection: Connection,
        member: MemberId,
        token_hash: str,
        now: int,
        until: int,
        replacing: str | None = None,
        began_with: Began = Began.UNKNOWN,
    ) -> str:
        """Signs somebody in, ending the session that the same browser had before; answers with the session's id."""
        if replacing is not None:
            connection.execute(delete(session).where(session.c.id == replacing))
        key = new_id()
        connection.execute(
            insert(session).values(
                id=key,
                token_hash=token_hash,
                member_id=member,
                created_at=now,
                seen_at=now,
                expires_at=until,
                began_with=began_with,
            )
        )
        return key

    @reads
    def signed_in(self, connection: Connection, token_hash: str, now: int) -> tuple[Member, Session] | None:
        """Whose token this is; None for one that is unknown, has run out, or belongs to somebody banned or erased."""
        member = schema.member
        query = (
            select(member, *SESSION)
            .join(session, session.c.member_id == member.c.id)
            .where(session.c.token_hash == token_hash, session.c.expires_at > now, member.c.erased_at.is_(None))
            .where(member.c.banned_until.is_(None) | (member.c.banned_until <= now))
        )
        row = connection.execute(query).mappings().first()
        return None if row is None else (member_of(row), session_of(row, "session_"))

    @writes
    def seen(self, connection: Connection, key: str, now: int, until: int) -> None:
        """The session was used, and lasts that much longer."""
        connection.execute(update(session).where(session.c.id == key).values(seen_at=now, expires_at=until))

    @reads
    def of(self, connection: Connection, member: MemberId, now: int) -> tuple[Session, ...]:
        """A member's sessions, the last used first."""
        query = (
            select(session)
            .where(session.c.member_id == member, session.c.expires_at > now)
            .order_by(session.c.seen_at.desc())
        )
        return tuple(session_of(row) for row in connection.execute(query).mappings())

    @writes
    def end(self, connection: Connection, member: MemberId, key: str) -> bool:
        """Ends one of a member's own sessions; False where they have none of that id."""
        ended = connection.execute(delete(session).where(session.c.id == key, session.c.member_id == member))
        return ended.rowcount > 0

    @writes
    def end_all(self, connection: Connection, member: MemberId) -> None:
        """Signs a member out everywhere."""
        connection.execute(delete(session).where(session.c.member_id == member))


def session_of(row: Row, prefix: str = "") -> Session:
    return Session(
        id=row[f"{prefix}id"],
        member=row[f"{prefix}member_id"],
        created_at=row[f"{prefix}created_at"],
        seen_at=row[f"{prefix}seen_at"],
        expires_at=row[f"{prefix}expires_at"],
        began_with=Began(row[f"{prefix}began_with"]),
    )
