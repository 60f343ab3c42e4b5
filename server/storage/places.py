"""Where things lie in a data directory."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from server.storage.backend import Backend
from server.storage.sqlite import SQLite

__all__ = [
    "backend_of",
    "copies",
    "copy_before",
    "database_file",
    "ledger_file",
    "lock_file",
    "moved_file",
    "secrets_folder",
]


def backend_of(data: Path, url: str = "") -> Backend:
    """The database that keeps the group of this data directory: its own file, or what the URL names."""
    if not url:
        return SQLite(database_file(data))
    from server.storage.postgresql import PostgreSQL  # its driver is much to load for the groups that have none

    return PostgreSQL(url)


def database_file(data: Path) -> Path:
    """The database; SQLite keeps its log beside it while it is open."""
    return data / "porchlight.sqlite3"


def secrets_folder(data: Path) -> Path:
    """What only this server may know, made on its first start."""
    return data / "secrets"


def lock_file(data: Path) -> Path:
    """Held by whoever uses the directory."""
    return data / "lock"


def moved_file(data: Path) -> Path:
    """There while the group of this folder is in PostgreSQL: a start without the address must not begin a new one."""
    return data / "moved-to-postgresql"


def ledger_file(data: Path) -> Path:
    """What was erased, by id alone: a backup that is older than an erasure must not bring it back."""
    return data / "erasures.jsonl"


def copy_before(data: Path, revision: str) -> Path:
    """Where the database is copied to before it is brought to `revision`; an earlier try's copy is left alone."""
    tries = (data / f"before-{revision}-{number}.sqlite3" for number in count(1))
    return next(place for place in tries if not place.exists())


def copies(data: Path) -> list[Path]:
    """The copies that upgrades took."""
    return sorted(data.glob("before-*.sqlite3"))
