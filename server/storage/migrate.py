"""Brings a data directory's database to the present schema: from nothing, or from an older one.

    python -m server.storage.migrate "Keep a topic"

drafts the next migration from what schema.py says and a fresh database lacks.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect

from server.storage.backend import Backend, reached, transaction
from server.storage.copying import copy_database
from server.storage.places import backend_of, copy_before

if TYPE_CHECKING:  # it is much to load, and a start that finds the newest schema needs none of it
    from alembic.config import Config

__all__ = ["NewerSchema", "head", "schema_in", "upgrade"]

MIGRATIONS = Path(__file__).parent / "migrations"


class NewerSchema(Exception):
    """The data was written by a newer Porchlight."""


def upgrade(data: Path, url: str = "") -> Path | None:
    """Bring the group's database to the newest schema. Answers with the copy that an older file is given first."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    backend = backend_of(data, url)
    with reached(backend) as connection:
        found = schema_in(connection)
        if found == head():
            return None
        if found is not None and found not in _known():
            raise NewerSchema(
                f"The data in {data} was written by a newer Porchlight (schema {found}; this one knows {head()}). "
                "Install that version again, or restore a backup that this version made."
            )
        copy = copy_before(data, head()) if found and backend.file else None
        if copy and backend.file:
            copy_database(backend.file, copy)
        _migrate(connection, backend)
    if backend.file:
        backend.file.chmod(0o600)
    return copy


def head() -> str:
    """The newest schema that this version knows."""
    return _known()[-1]


def schema_in(connection: Connection) -> str | None:
    """The schema that a database has; None while it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


def _config(connection: Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _known() -> list[str]:
    """Every schema in its order, by the numbers that begin the names of the migrations."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _migrate(connection: Connection, backend: Backend) -> None:
    from alembic import command

    backend.before_migrating(connection)
    with transaction(connection, backend.begin_change):
        command.upgrade(_config(connection), "head")
        backend.check_references(connection)


def draft(sentence: str) -> None:
    """Write the next migration, for a person to read and mend."""
    from alembic import command

    number = f"{len(_known()) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        if number != "0001":
            upgrade(data)
        with backend_of(data).writing().connect() as connection:
            command.revision(_config(connection), sentence, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    draft(sys.argv[1])
