"""Search what is shown, and keep the record of actions append-only."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

# The index reads the texts through a view, so that rebuilding it can never bring in what the room may not see.
SHOWN = (
    "CREATE VIEW message_shown AS SELECT number, text, coalesce(note, '') AS note FROM message WHERE state = 'shown'"
)

SEARCH = """
CREATE VIRTUAL TABLE message_search USING fts5(
    text, note, content='message_shown', content_rowid='number', tokenize='unicode61 remove_diacritics 2'
)
"""

SAID = """
CREATE TRIGGER message_search_said AFTER INSERT ON message WHEN new.state = 'shown' BEGIN
    INSERT INTO message_search(rowid, text, note) VALUES (new.number, new.text, coalesce(new.note, ''));
END
"""

CHANGED = """
CREATE TRIGGER message_search_changed AFTER UPDATE OF text, note, state ON message
WHEN old.state = 'shown' OR new.state = 'shown' BEGIN
    INSERT INTO message_search(message_search, rowid, text, note)
        SELECT 'delete', old.number, old.text, coalesce(old.note, '') WHERE old.state = 'shown';
    INSERT INTO message_search(rowid, text, note)
        SELECT new.number, new.text, coalesce(new.note, '') WHERE new.state = 'shown';
END
"""

DELETED = """
CREATE TRIGGER message_search_deleted AFTER DELETE ON message WHEN old.state = 'shown' BEGIN
    INSERT INTO message_search(message_search, rowid, text, note)
        VALUES ('delete', old.number, old.text, coalesce(old.note, ''));
END
"""

DONE_IS_DONE = """
CREATE TRIGGER deed_is_never_{done} BEFORE {event} ON deed BEGIN
    SELECT raise(ABORT, 'The record of actions is only ever added to.');
END
"""


# PostgreSQL has no index beside the table to keep in step: the index is of what a function makes of the row. What FTS5
# takes for words is made here, since PostgreSQL would keep an address or "and/or" in one piece; and with a collation of
# ICU's, since one of the database's own may not know capitals from small letters. Both strip accents from Latin alone.
FOLD = r"""
CREATE FUNCTION porchlight_folded(text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN regexp_replace(
        lower(
            normalize(regexp_replace(normalize($1, NFD), '([A-Za-z])[\u0300-\u036f]+', '\1', 'g'), NFC)
            COLLATE "und-x-icu"
        ),
        '(\W|_)+', ' ', 'g'
    )
"""

INDEXED = """
CREATE FUNCTION porchlight_words(text, text) RETURNS tsvector IMMUTABLE PARALLEL SAFE LANGUAGE sql
    RETURN to_tsvector('simple', porchlight_folded($1 || ' ' || coalesce($2, '')))
"""

INDEX = "CREATE INDEX ix_message_words ON message USING gin (porchlight_words(text, note)) WHERE state = 'shown'"

NEVER = """
CREATE FUNCTION porchlight_deed_is_done() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'The record of actions is only ever added to.';
END $$
"""

DONE_IS_DONE_THERE = """
CREATE TRIGGER deed_is_never_{done} BEFORE {event} ON deed FOR EACH ROW EXECUTE FUNCTION porchlight_deed_is_done()
"""


def upgrade() -> None:
    here = op.get_bind().dialect.name == "sqlite"
    for statement in (SHOWN, SEARCH, SAID, CHANGED, DELETED) if here else (FOLD, INDEXED, INDEX, NEVER):
        op.execute(statement)
    done_is_done = DONE_IS_DONE if here else DONE_IS_DONE_THERE
    op.execute(done_is_done.format(done="changed", event="UPDATE"))
    op.execute(done_is_done.format(done="deleted", event="DELETE"))
