"""Word lists as plain files, and their reader.

A file holds one entry a line, lower case and without accents, as the normal form writes; `#` begins a comment.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

__all__ = ["LexiconError", "entries", "headed", "rows"]


_COMMENT = re.compile(r"(?:^|\s)#")


class LexiconError(ValueError):
    """A word list that cannot be used, and why."""


@cache
def entries(name: str) -> tuple[str, ...]:
    """The entries of `name`.txt, in their order."""
    text = resources.files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    lines = (_COMMENT.split(line)[0].strip() for line in text.splitlines())
    found = tuple(line for line in lines if line)
    for entry in found:
        if entry != entry.lower() or not entry.isascii():
            raise LexiconError(f"{name}.txt: {entry!r} is not in lower case without accents")
    return found


@cache
def headed(name: str) -> tuple[tuple[str, str], ...]:
    """The entries of `name`.txt, each with the `## heading` that stands above it."""
    text = resources.files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    heading, found = "", []
    for line in map(str.strip, text.splitlines()):
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        elif line and not line.startswith("#"):
            found.append((heading, _COMMENT.split(line)[0].strip()))
    return tuple(found)


@cache
def rows(name: str, columns: int) -> tuple[tuple[str, ...], ...]:
    """The entries of `name`.txt, split at `|` into that many columns."""
    found = tuple(tuple(cell.strip() for cell in entry.split("|")) for entry in entries(name))
    for row in found:
        if len(row) != columns:
            raise LexiconError(f"{name}.txt: {' | '.join(row)!r} has not {columns} columns")
    return found
