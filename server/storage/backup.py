"""A backup is one file: the database as it was at one moment, and a manifest that says what it is.

The secrets of the server are not in it; a restored server makes its own. Whoever holds a backup holds what was said.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from server.storage import schema
from server.storage.backend import Backend, looking, transaction
from server.storage.copying import NotKept, check_database, copy_database, give_name
from server.storage.deeds import record_deed
from server.storage.ledger import write_ledger
from server.storage.migrate import NewerSchema, schema_in, upgrade
from server.storage.moving import move
from server.storage.places import backend_of, copies, database_file, ledger_file
from server.storage.retention import Erasure, erase_again, erasures_in, expire_unseen, sweep_doors
from server.storage.rows import new_id
from server.storage.sqlite import SQLite

__all__ = ["Manifest", "NotRestored", "back_up", "forget_unfinished", "restore"]

FORMAT = "porchlight-backup-1"
RESTORING = "restoring-"
COUNTED = (schema.member, schema.room, schema.message, schema.aside_line)


class NotRestored(Exception):
    """The file is no backup of ours, or the directory is not empty."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    format: str
    made_at: int
    schema: str
    sha256: str
    counts: dict[str, int]


def back_up(data: Path, file: Path, now: int, url: str = "") -> Manifest:
    """Write a backup of the group to the new file `file`, also while a server is running."""
    backend = backend_of(data, url)
    if not backend.is_there():
        raise NotKept(f"There is no group in {backend.place} yet, so there is nothing to back up.")
    if file.exists():
        raise NotKept(f"{file} exists already; a backup never writes over another. Choose a new name.")
    if not file.absolute().parent.is_dir():
        raise NotKept(f"There is no folder {file.absolute().parent}.")
    with tempfile.TemporaryDirectory(prefix=".porchlight-", dir=file.absolute().parent) as folder:
        packed = Path(folder) / "backup"
        copy = copied(backend, Path(folder))
        manifest = described(copy, now)
        pack(packed, copy, manifest)
        give_name(packed, file)
    return manifest


def copied(backend: Backend, workshop: Path) -> Path:
    """A whole copy in a SQLite file of its own, whichever database the group is in."""
    copy = database_file(workshop)
    if backend.file is not None:
        copy_database(backend.file, copy)
        return copy
    upgrade(workshop)
    move(backend, SQLite(copy))
    SQLite(copy).gather()  # the file itself is all that is packed
    return copy


def described(copy: Path, now: int) -> Manifest:
    with looking(SQLite(copy)) as connection:
        counts = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in COUNTED
        }
        found = schema_in(connection)
    return Manifest(FORMAT, now, found or "", digest(copy), counts)


def pack(target: Path, copy: Path, manifest: Manifest) -> None:
    with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("manifest.json", json.dumps(asdict(manifest), indent=2))
            archive.write(copy, "porchlight.sqlite3")
        file.flush()
        os.fsync(file.fileno())


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore(file: Path, data: Path, now: int, erased_since: Iterable[Erasure] = (), url: str = "") -> Manifest:
    """Put a backup into an empty data directory, or an empty database beside it, without what has been erased or has
    run out since it was made."""
    backend = backend_of(data, url)
    if backend.is_there():
        raise NotRestored(
            f"There is a group in {backend.place} already. Restore into an empty folder (--data), or an empty database."
        )
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if backend.file is not None and (left := logs_beside(backend.file)):
        raise NotRestored(
            f"{left[0]} belongs to a database that is not there any more, and would spoil this one. Move it away first."
        )
    forget_unfinished(data)
    with tempfile.TemporaryDirectory(prefix=RESTORING, dir=data) as folder:
        workshop = Path(folder)
        manifest = unpack(file, database_file(workshop))
        try:
            upgrade(workshop)
        except NewerSchema:
            raise NotRestored(f"{file} was made by a newer Porchlight. Install that version to restore it.") from None
        for copy in copies(workshop):
            copy.unlink()
        bring_up_to_date(database_file(workshop), now, erased_since, ledger_file(workshop))
        if backend.file is None:
            upgrade(data, url)
            move(SQLite(database_file(workshop)), backend)
        ledger_file(workshop).replace(ledger_file(data))
        if backend.file is not None:
            database_file(workshop).replace(backend.file)
    return manifest


def logs_beside(file: Path) -> list[Path]:
    """What SQLite would take for the log of a file of this name."""
    return [log for log in (file.with_name(f"{file.name}{end}") for end in ("-wal", "-journal")) if log.exists()]


def forget_unfinished(data: Path) -> None:
    """A restore that was killed has left what people took back since. Nobody may find it."""
    for left in data.glob(f"{RESTORING}*"):
        shutil.rmtree(left)


def unpack(file: Path, target: Path) -> Manifest:
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = manifest_of(json.loads(archive.read("manifest.json")))
            opened = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with archive.open("porchlight.sqlite3") as packed, os.fdopen(opened, "wb") as written:
                shutil.copyfileobj(packed, written)
    except FileNotFoundError:
        raise NotRestored(f"There is no file {file}.") from None
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError):
        raise NotRestored(f"{file} is not a backup that Porchlight made, or it was damaged.") from None
    if digest(target) != manifest.sha256:
        raise NotRestored(f"{file} was damaged after it was made; try an earlier backup.")
    check_database(target)
    return manifest


def manifest_of(found: dict[str, Any]) -> Manifest:
    if found.get("format") != FORMAT:
        raise ValueError("another format")
    return Manifest(**found)


def bring_up_to_date(path: Path, now: int, erased_since: Iterable[Erasure], ledger: Path) -> None:
    backend = SQLite(path)
    with backend.writing().connect() as connection:
        with transaction(connection, backend.begin_change):
            renew(connection, now, erased_since)
            write_ledger(ledger, erasures_in(connection))
        backend.tidy(connection)


def renew(connection: Connection, now: int, erased_since: Iterable[Erasure]) -> None:
    """DANGER: until all of this is done, the database has what people took back. It is moved into place after it."""
    erase_again(connection, erased_since)
    expire_unseen(connection, now)
    sweep_doors(connection, now)
    # A one-time link that was used since would work once more.
    connection.execute(delete(schema.return_link))
    # Browsers know the revs of another life of this database, and begin anew.
    connection.execute(update(schema.group).values(epoch=new_id()))
    record_deed(connection, now, None, "restore")
