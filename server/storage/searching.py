"""Finding what was said, by its words: all of them, the last one as a beginning.

Capitals do not matter, nor do accents on Latin letters. What a word is, is the index's to say: a query goes through the
same folding as the texts.
"""

from __future__ import annotations

from sqlalchemy import Connection, TextClause, text

from server.records import MemberId, Message
from server.storage.database import Shelf, reads
from server.storage.finding import WITH_NAME
from server.storage.rows import messages_of
from server.storage.schema import message

__all__ = ["Searching"]

FOUND_AT_MOST = 50
LONGEST_QUERY = 200

FTS5 = text(
    "SELECT message.id FROM message_search JOIN message ON message.number = message_search.rowid "
    "JOIN membership ON membership.room_id = message.room_id AND membership.left_at IS NULL "
    "WHERE message_search MATCH :words AND message.state = 'shown' AND membership.member_id = :member "
    "ORDER BY message.number DESC LIMIT :most"
)
FOLDED = text(
    "SELECT trim(porchlight_folded(asked)) FROM unnest(CAST(:asked AS text[])) WITH ORDINALITY AS of(asked, position) "
    "ORDER BY position"
)
TSVECTOR = text(
    "SELECT message.id FROM message "
    "JOIN membership ON membership.room_id = message.room_id AND membership.left_at IS NULL "
    "WHERE porchlight_words(message.text, message.note) @@ to_tsquery('simple', :words) "
    "AND message.state = 'shown' AND membership.member_id = :member ORDER BY message.number DESC LIMIT :most"
)


class Searching(Shelf):
    """The search of what somebody may read now."""

    @reads
    def find(self, connection: Connection, member: MemberId, words: str) -> tuple[Message, ...]:
        """Shown messages of the member's own rooms in which all these words are, newest first, fifty at most."""
        asked = pieces_of(words)
        statement, query = in_its_words(connection, asked)
        if not query:
            return ()
        keys = list(connection.execute(statement, {"words": query, "member": member, "most": FOUND_AT_MOST}).scalars())
        rows = connection.execute(WITH_NAME.where(message.c.id.in_(keys)).order_by(message.c.number.desc())).mappings()
        return messages_of(connection, rows)


def pieces_of(words: str) -> list[str]:
    """What stands between spaces and has a letter or a digit in it. None of it has a meaning but its own."""
    plain = words[:LONGEST_QUERY].replace('"', " ").replace("\0", " ")
    return [piece for piece in plain.split() if any(map(str.isalnum, piece))]


def in_its_words(connection: Connection, pieces: list[str]) -> tuple[TextClause, str]:
    """The statement of this database, and the query as it writes one; empty where nothing is asked."""
    if connection.dialect.name == "sqlite":
        return FTS5, " ".join(f'"{piece}"' for piece in pieces) + "*" * bool(pieces)
    folded = [piece for piece in connection.execute(FOLDED, {"asked": pieces}).scalars() if piece]
    return TSVECTOR, " & ".join(" <-> ".join(piece.split()) for piece in folded) + ":*" * bool(folded)
