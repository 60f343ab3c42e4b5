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


def upgrade() -> None:
    for statement in (SHOWN, SEARCH, SAID, CHANGED, DELETED):
        op.execute(statement)
    op.execute(DONE_IS_DONE.format(done="changed", event="UPDATE"))
    op.execute(DONE_IS_DONE.format(done="deleted", event="DELETE"))
