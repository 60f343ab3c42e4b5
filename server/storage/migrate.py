"""Brings a data directory's database to the present schema: from nothing, or from an older one.

    python -m server.storage.migrate "Keep a topic"

drafts the next migration from what schema.py says and a fresh database lacks.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from server.storage.copying import copy_database
from server.storage.database import writing_engine
from server.storage.places import copy_before, database_file

__all__ = ["NewerSchema", "head", "schema_of", "upgrade"]


class NewerSchema(Exception):
    """The data was written by a newer Porchlight."""


def upgrade(data: Path) -> Path | None:
    """Bring the database in `data` to the newest schema. Answers with the copy that an older one is given first."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(Disposing(writing_engine(database_file(data)))) as held:
        found = schema_of(held.engine)
        if found == head():
            return None
        if found is not None and found not in {script.revision for script in _scripts().walk_revisions()}:
            raise NewerSchema(
                f"The data in {data} was written by a newer Porchlight (schema {found}; this one knows {head()}). "
                "Install that version again, or restore a backup that this version made."
            )
        copy = copy_before(data, head()) if found else None
        if copy:
            copy_database(database_file(data), copy)
        _migrate(held.engine)
        database_file(data).chmod(0o600)
        return copy


def head() -> str:
    """The newest schema that this version knows."""
    newest = _scripts().get_current_head()
    assert newest is not None  # noqa: S101 - the package carries its migrations
    return newest


def schema_of(engine: Engine) -> str | None:
    """The schema that a database has; None while it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


class Disposing:
    """An engine whose connections are closed at the end of a `with closing(...)`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def close(self) -> None:
        self.engine.dispose()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None  # noqa: S101 - it was opened in the line above
        # A table that is rebuilt is dropped for a moment; and inside a transaction this switch does nothing.
        driver.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            command.upgrade(_config(connection), "head")
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("The migration left rows that refer to nothing; nothing was changed.")


def draft(sentence: str) -> None:
    """Write the next migration, for a person to read and mend."""
    number = f"{len(list(_scripts().walk_revisions())) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        if number != "0001":
            upgrade(data)
        with closing(Disposing(writing_engine(database_file(data)))) as held, held.engine.connect() as connection:
            command.revision(_config(connection), sentence, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    draft(sys.argv[1])
