"""The ledger: what was erased, by id alone, in a file that outlives the database and its backups.

A backup is older than what was erased since. The ledger lies beside the database, is worth copying elsewhere now and
then, and is handed to `porchlight restore` so that nothing comes back that somebody took away.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from server.storage.retention import Erasure

__all__ = ["BadLedger", "read_ledger", "write_ledger"]


class BadLedger(Exception):
    """A ledger that cannot be read; says which line."""


def write_ledger(path: Path, erasures: Iterable[Erasure]) -> None:
    """Put these into the ledger, whole or not at all."""
    text = "".join(json.dumps(asdict(each)) + "\n" for each in erasures)
    draft = path.with_name(f"{path.name}.part")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read_ledger(path: Path) -> tuple[Erasure, ...]:
    """What a ledger says was erased."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise BadLedger(f"The ledger {path} cannot be read.") from None
    return tuple(_erasure(line, number, path) for number, line in enumerate(lines, 1) if line.strip())


def _erasure(line: str, number: int, path: Path) -> Erasure:
    try:
        found = json.loads(line)
        return Erasure(str(found["kind"]), str(found["subject"]), int(found["at"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadLedger(f"Line {number} of the ledger {path} is not an erasure.") from None
