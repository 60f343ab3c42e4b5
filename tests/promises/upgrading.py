"""Upgrades that are killed: one for each statement of an upgrade, just before it.

    python -m tests.promises.upgrading OLD FOLDER EVERY

copies the data folder OLD to FOLDER/1, FOLDER/2, ... and lets an upgrade of each die (kill -9) at that statement, or at
some of them, until one comes to its end.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
from itertools import count
from pathlib import Path
from typing import Any

from server.storage.migrate import upgrade

__all__ = ["main"]

connect = sqlite3.connect


class Fuse:
    """Kills this process at a statement of its number, over whichever connection it goes."""

    def __init__(self, statements: int) -> None:
        self.left = statements

    def connect(self, *words: Any, **names: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*words, **names)
        connection.set_trace_callback(self.burn)
        return connection

    def burn(self, _statement: str) -> None:
        self.left -= 1
        if self.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def dies_at(data: Path, statement: int) -> bool:
    """Whether an upgrade of `data` was killed before it was done."""
    child = os.fork()
    if child == 0:
        fuse = Fuse(statement)
        sqlite3.connect = sqlite3.dbapi2.connect = fuse.connect  # type: ignore[assignment]
        upgrade(data)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, f"The upgrade failed at {statement}."
    return os.WIFSIGNALED(status)


def main(old: Path, folder: Path, every: int) -> None:
    import alembic.command  # noqa: F401 - loaded once, for every fork

    for statement in count(1, every):
        data = folder / str(statement)
        shutil.copytree(old, data)
        if not dies_at(data, statement):
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
