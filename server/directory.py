"""The data directory: used by one server at a time, with the secrets that are made on the first start."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.storage.places import lock_file, secrets_folder

__all__ = ["InUse", "held", "in_use", "secret"]


class InUse(Exception):
    """Somebody else uses this directory."""


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Hold the directory, made if need be, for as long as this lasts; the lock goes when the process does."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with lock_file(data).open("a", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InUse(
                f"Another Porchlight is using the folder {data}. Stop it first, or name another folder with --data."
            ) from None
        yield


def in_use(data: Path) -> bool:
    """Whether a process holds the directory now. Nothing is made for looking."""
    try:
        lock = lock_file(data).open("rb")
    except FileNotFoundError:
        return False
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        return False


def secret(data: Path, name: str) -> str:
    """A secret of this server; made, for its owner's eyes alone, when it is first asked for."""
    folder = secrets_folder(data)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        file = os.open(folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return (folder / name).read_text(encoding="ascii").strip()
    with os.fdopen(file, "w", encoding="ascii") as written:
        made = secrets.token_urlsafe(32)
        written.write(made + "\n")
        written.flush()
        os.fsync(written.fileno())
    return made
