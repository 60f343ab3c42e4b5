"""Sexual advances, and pressing for pictures."""

from __future__ import annotations

from moderation.context import objects, quoted, reported
from moderation.detectors.wordings import Wordings
from moderation.phrases import Found, Phrases
from moderation.signal import Category

__all__ = ["ADVANCES"]


def _innocent(text: str, found: Found) -> bool:
    return quoted(text, found.start, found.end) or reported(text, found.start) or objects(text)


ADVANCES = Wordings("advances", Category.SEXUAL, Phrases("advances"), _innocent)
