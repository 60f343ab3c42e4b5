"""What is judged: a text that is not yet in the room, with a little of what came before it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from moderation.normal import NormalForm, normalise

__all__ = ["Author", "Draft", "Kind", "Line"]

Author = Literal["self", "other"]
Kind = Literal["message", "note", "name", "aside", "title"]


@dataclass(frozen=True, slots=True)
class Line:
    """An earlier message of the conversation: by the draft's own author (`self`) or by somebody else."""

    author: Author
    text: str

    @property
    def normal(self) -> NormalForm:
        """The line's normal form, computed on each call: few detectors read context, and few lines of it."""
        return normalise(self.text)


@dataclass(frozen=True)
class Draft:
    """A text on its way to the room.

    `context` holds earlier messages, oldest first. `own_recent` holds the author's own texts of the last minutes,
    oldest first, for noticing floods; a room that does not want that hands in nothing. `insist` says that the author
    was nudged and sends the text again as it is.
    """

    text: str
    kind: Kind = "message"
    lang: str | None = None
    context: tuple[Line, ...] = ()
    own_recent: tuple[str, ...] = ()
    insist: bool = False

    @cached_property
    def normal(self) -> NormalForm:
        """The text with its disguises taken off, and the way back to the text as typed."""
        return normalise(self.text)

    @cached_property
    def preceding(self) -> Line | None:
        """What somebody else said last, which this draft probably answers."""
        return next((line for line in reversed(self.context) if line.author == "other"), None)
