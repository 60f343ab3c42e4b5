"""Making somebody's pain small: comparing, dismissing, gatekeeping."""

from __future__ import annotations

import re

from moderation.context import affectionate, apologises, consoles, objects
from moderation.detectors.wordings import Wordings
from moderation.phrases import Phrases
from moderation.signal import Category

__all__ = ["INVALIDATION"]

ABOUT_SELF = re.compile(
    r"\b(?:i'm|i am|i feel|i keep|i know|i tell myself|i was|i've|i should|i need|i wish|i can't|me|myself|my"
    r"|i think|i just"
    r"|i had|i get|i told|i hate|you're not alone|you are not alone|not alone|we're here|it's okay|it's ok|no rush"
    r"|take your time|in your own time|no shame|no such thing as|allowed|valid)\b"
)


def _quiet(text: str) -> bool:
    """Most who say such things say them of themselves, or take them back."""
    return (
        ABOUT_SELF.search(text) is not None or objects(text) or consoles(text) or apologises(text) or affectionate(text)
    )


INVALIDATION = Wordings("invalidation", Category.INVALIDATION, Phrases("invalidation"), _quiet)
