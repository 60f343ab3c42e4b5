"""A data directory comes to the present schema from nothing or from an older one, and never from a newer one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from server.storage.migrate import NewerSchema, head, upgrade
from server.storage.places import copies, database_file
from server.storage.schema import metadata


def asked(data: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database_file(data))) as connection, connection:
        return connection.execute(statement, values).fetchall()


def made_older(data: Path) -> None:
    """As the first version of the schema left it, with something said."""
    asked(data, "UPDATE alembic_version SET version_num = '0001'")
    for kind, name in asked(data, "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')"):
        asked(data, f"DROP {kind} {name}")
    asked(data, "DROP TABLE message_search")
    asked(data, "INSERT INTO group_ (id, name, epoch) VALUES (1, 'Lantern Street', 'e')")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    upgrade(tmp_path)
    return tmp_path


def test_an_empty_directory_gets_every_table_that_the_schema_names(data: Path) -> None:
    engine = create_engine(f"sqlite:///{database_file(data)}")
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda _o, name, kind, *_: not (kind == "table" and name.startswith("message_s"))},
        )
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == head()
    engine.dispose()


def test_coming_again_changes_nothing(data: Path) -> None:
    before = asked(data, "SELECT sql FROM sqlite_master ORDER BY name")

    assert upgrade(data) is None

    assert asked(data, "SELECT sql FROM sqlite_master ORDER BY name") == before
    assert copies(data) == []


def test_an_older_database_is_copied_before_it_is_changed(data: Path) -> None:
    made_older(data)

    copy = upgrade(data)

    assert copy is not None
    assert copy.stat().st_mode & 0o777 == 0o600
    assert asked(data, "SELECT version_num FROM alembic_version") == [(head(),)]
    assert asked(data, "SELECT name FROM group_") == [("Lantern Street",)]
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        assert connection.execute("SELECT name FROM group_").fetchall() == [("Lantern Street",)]


def test_an_upgrade_that_was_interrupted_after_its_copy_begins_again(data: Path) -> None:
    made_older(data)
    first = upgrade(data)
    made_older_again = asked(data, "UPDATE alembic_version SET version_num = '0001'")
    for kind, name in asked(data, "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')"):
        asked(data, f"DROP {kind} {name}")
    asked(data, "DROP TABLE message_search")

    second = upgrade(data)

    assert made_older_again == []
    assert first is not None
    assert second is not None
    assert first != second
    assert asked(data, "SELECT version_num FROM alembic_version") == [(head(),)]


def test_a_migration_that_fails_leaves_the_old_schema_whole(data: Path) -> None:
    made_older(data)
    asked(data, "CREATE TABLE message_search (in_the_way)")
    before = asked(data, "SELECT name, sql FROM sqlite_master ORDER BY name")

    with pytest.raises(Exception, match="message_search"):
        upgrade(data)

    assert asked(data, "SELECT name, sql FROM sqlite_master ORDER BY name") == before
    assert asked(data, "SELECT version_num FROM alembic_version") == [("0001",)]


def test_data_of_a_newer_version_is_left_alone_and_the_operator_told(data: Path) -> None:
    asked(data, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(NewerSchema, match="written by a newer Porchlight"):
        upgrade(data)

    assert asked(data, "SELECT version_num FROM alembic_version") == [("9999",)]


def test_the_data_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    data = tmp_path / "fresh"
    upgrade(data)
    assert data.stat().st_mode & 0o777 == 0o700
    assert database_file(data).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("change", ["UPDATE deed SET reason = 'another'", "DELETE FROM deed"])
def test_the_record_of_actions_is_only_ever_added_to(data: Path, change: str) -> None:
    asked(data, "INSERT INTO deed (at, verb, reason) VALUES (1, 'mute', 'a reason')")

    with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
        asked(data, change)

    assert asked(data, "SELECT reason FROM deed") == [("a reason",)]


class TestTheSearchIndex:
    """It knows what the room sees, and nothing else."""

    @pytest.fixture(autouse=True)
    def _said(self, data: Path) -> None:
        asked(data, "INSERT INTO room (id, name, created_at) VALUES ('r', 'porch', 1)")
        asked(data, "INSERT INTO member (id, name, joined_at) VALUES ('ana', 'Ana', 1)")
        self.say(data, "m1", "the kettle is on", "shown")
        self.say(data, "m2", "a held kettle", "held")

    def say(self, data: Path, key: str, text: str, state: str) -> None:
        asked(
            data,
            "INSERT INTO message (id, room_id, author_id, text, written_at, state) VALUES (?, 'r', 'ana', ?, 1, ?)",
            key,
            text,
            state,
        )

    def found(self, data: Path, word: str) -> list[object]:
        rows = asked(
            data,
            "SELECT id FROM message JOIN message_search ON message_search.rowid = number"
            " WHERE message_search MATCH ? ORDER BY number",
            word,
        )
        return [row[0] for row in rows]

    def test_what_is_shown_is_found_and_what_is_held_is_not(self, data: Path) -> None:
        assert self.found(data, "kettle") == ["m1"]

    def test_a_released_message_is_found(self, data: Path) -> None:
        asked(data, "UPDATE message SET state = 'shown' WHERE id = 'm2'")
        assert self.found(data, "kettle") == ["m1", "m2"]

    def test_an_edited_message_is_found_by_its_new_words_alone(self, data: Path) -> None:
        asked(data, "UPDATE message SET text = 'the lamp is on' WHERE id = 'm1'")
        assert self.found(data, "kettle") == []
        assert self.found(data, "lamp") == ["m1"]

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE message SET state = 'hidden' WHERE id = 'm1'",
            "UPDATE message SET state = 'gone', text = '' WHERE id = 'm1'",
            "DELETE FROM message WHERE id = 'm1'",
        ],
    )
    def test_what_is_taken_away_is_no_longer_found(self, data: Path, change: str) -> None:
        asked(data, change)
        assert self.found(data, "kettle") == []
        asked(data, "INSERT INTO message_search(message_search) VALUES ('integrity-check')")

    def test_rebuilding_it_does_not_bring_in_what_is_held(self, data: Path) -> None:
        asked(data, "INSERT INTO message_search(message_search) VALUES ('rebuild')")
        assert self.found(data, "kettle") == ["m1"]
