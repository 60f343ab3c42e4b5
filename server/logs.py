"""The log: one line each, and never a text, a nickname, a token or an address.

What our own modules log is written by us and read in review. What libraries log is not: of theirs only the fixed part
of the sentence is kept, never what was filled in, because uvicorn fills in addresses and paths, asyncio fills in the
text of errors, and SQLAlchemy's errors quote the row. Of an error, its kind and its place are logged, not its words.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from collections.abc import Callable
from types import TracebackType

__all__ = ["Line", "Once", "log_to"]

OURS = ("server", "moderation")
AGAIN_AFTER = 60.0


class Line(logging.Formatter):
    """`2026-11-22T21:03:04Z warning server.app The pace is off.`"""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ")
        line = f"{at} {record.levelname.lower()} {record.name} {sentence(record)}"
        if record.exc_info and record.exc_info[0]:
            line += f" [{record.exc_info[0].__name__} at {place(record.exc_info[2])}]"
        return line


class Once(logging.Filter):
    """Lets a library complain of one thing once a minute: who sends broken frames cannot fill the disk."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._last: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if is_ours(record):
            return True
        now, cause = self._clock(), (record.name, template(record))
        if now - self._last.get(cause, -AGAIN_AFTER) < AGAIN_AFTER:
            return False
        self._last[cause] = now
        return True


def log_to(level: str) -> None:
    """Log to standard error from now on, ours at `level` and the libraries' warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    handler.addFilter(Once())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())


def is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OURS


def template(record: logging.LogRecord) -> str:
    """The fixed part of what is logged. asyncio puts the whole story into it, line by line: the first is its title."""
    return str(record.msg).strip().partition("\n")[0].partition(":")[0][:120]


def sentence(record: logging.LogRecord) -> str:
    text = record.getMessage() if is_ours(record) else template(record)
    return "".join(character if character.isprintable() else " " for character in text)


def place(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    ours = [frame for frame in frames if any(f"/{name}/" in frame.filename for name in OURS)]
    last = (ours or frames)[-1:]
    return f"{last[0].filename.rpartition('/')[2]}:{last[0].lineno}" if last else "an unknown place"
