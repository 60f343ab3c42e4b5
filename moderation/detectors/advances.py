"""Sexual advances, and pressing for pictures."""

from __future__ import annotations

from moderation.context import objects
from moderation.detectors.wordings import Wordings
from moderation.phrases import Phrases
from moderation.signal import Category

__all__ = ["ADVANCES"]

ADVANCES = Wordings("advances", Category.SEXUAL, Phrases("advances"), quiet=objects)
