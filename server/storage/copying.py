"""A whole and consistent copy of a database, also while a server writes to it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

__all__ = ["DamagedCopy", "NotKept", "check_database", "copy_database", "give_name"]


class NotKept(Exception):
    """There is no group to copy or to change, or no place for the copy."""


class DamagedCopy(Exception):
    """A database that does not pass its own check."""


def copy_database(source: Path, target: Path) -> None:
    """Copy `source` into the new file `target`, readable by its owner alone, and see that the copy is whole.

    The source is opened to read only and never checkpointed: that is its writer's alone (see sqlite.py). VACUUM INTO
    reads one moment of it, and writes neither its free pages nor its write-ahead log: what was deleted is not copied.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")  # who is killed while copying leaves nothing that looks like a copy
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)) as connection:
            connection.execute("PRAGMA wal_autocheckpoint=0")
            connection.execute("VACUUM INTO ?", (str(part),))
        check_database(part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        give_name(part, target)
    finally:
        part.unlink(missing_ok=True)


def give_name(part: Path, target: Path) -> None:
    """Call a finished file `target`, for good. Raises `FileExistsError` where something has come to be there."""
    try:
        os.link(part, target)  # unlike a rename, this never replaces another file
    except FileExistsError:
        raise
    except OSError:  # a memory stick: its file system knows one name for each file
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        part.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def check_database(path: Path) -> None:
    """Raises `DamagedCopy` unless every page, index and reference of the database is sound."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
            dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise DamagedCopy(f"The copy cannot be read as a database ({error}).") from None
    if found != "ok" or dangling:
        raise DamagedCopy("The copy does not pass SQLite's integrity check.")
