"""Whether a database is sound, for who asks while no page is waiting: its library, its pages, its schema."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from server.storage.backend import Backend, looking
from server.storage.migrate import schema_in

__all__ = ["damage_in", "found_schema", "library", "resets_carelessly"]

Version = tuple[int, ...]

MENDED: Version = (3, 51, 3)
MENDED_BEFORE: tuple[Version, ...] = ((3, 44, 6), (3, 50, 7))
"""The versions of older lines that got the same mending."""
FIRST_WITH_A_LOG: Version = (3, 7, 0)


def library() -> Version:
    """The version of the SQLite that this Python has."""
    return sqlite3.sqlite_version_info


def resets_carelessly(version: Version) -> bool:
    """Whether this SQLite can lose commits when two connections reset the log at once (sqlite.org/wal.html)."""
    mended = any(version[:2] == line[:2] and version >= line for line in MENDED_BEFORE)
    return FIRST_WITH_A_LOG <= version < MENDED and not mended


def found_schema(backend: Backend) -> str | None:
    """The schema of a group's database; None while it is empty. Raises what `backend.troubles` names."""
    if backend.file is None:
        with looking(backend) as connection:
            return schema_in(connection)
    with closing(opened(backend.file)) as file:
        if not file.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
            return None
        found: str | None = file.execute("SELECT max(version_num) FROM alembic_version").fetchone()[0]
        return found


def damage_in(path: Path) -> str:
    """What is wrong with the pages, indexes and references of a SQLite file; empty where nothing is."""
    try:
        with closing(opened(path)) as file:
            found = str(file.execute("PRAGMA integrity_check").fetchone()[0])
            dangling = file.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    if found != "ok":
        return found
    return f"a row of {dangling[0]} refers to nothing" if dangling else ""


def opened(path: Path) -> sqlite3.Connection:
    """A file to look at, also while a server writes to it. Without a log beside it nobody does, and none is made: it
    would belong to whoever looks, and the server could not use it."""
    how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "mode=ro&immutable=1"
    connection = sqlite3.connect(f"file:{path}?{how}", uri=True, timeout=30)
    connection.execute("PRAGMA wal_autocheckpoint=0")
    return connection
