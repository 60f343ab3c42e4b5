"""Finding what was said, by its words: all of them, the last one as a beginning. Accents and capitals do not matter."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import Connection, TextClause, text

from server.records import MemberId, Message
from server.storage.database import Shelf, reads
from server.storage.finding import WITH_NAME
from server.storage.rows import messages_of
from server.storage.schema import message

__all__ = ["Searching"]

FOUND_AT_MOST = 50
WORD = re.compile(r"\w+")

FTS5 = text(
    "SELECT message.id FROM message_search JOIN message ON message.number = message_search.rowid "
    "JOIN membership ON membership.room_id = message.room_id AND membership.left_at IS NULL "
    "WHERE message_search MATCH :words AND message.state = 'shown' AND membership.member_id = :member "
    "ORDER BY message.number DESC LIMIT :most"
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
        asked = folded(words)
        if not asked:
            return ()
        statement, query = in_its_words(connection.dialect.name, asked)
        keys = list(connection.execute(statement, {"words": query, "member": member, "most": FOUND_AT_MOST}).scalars())
        rows = connection.execute(WITH_NAME.where(message.c.id.in_(keys)).order_by(message.c.number.desc())).mappings()
        return messages_of(connection, rows)


def folded(words: str) -> list[str]:
    """The words of a query without capitals and accents."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    return WORD.findall("".join(character for character in plain if not unicodedata.combining(character)))


def in_its_words(database: str, words: list[str]) -> tuple[TextClause, str]:
    """The statement of this database, and the query as it writes one. Only word characters are left in `words`."""
    if database == "sqlite":
        return FTS5, " ".join(f'"{word}"' for word in words) + "*"
    return TSVECTOR, " & ".join(words) + ":*"
