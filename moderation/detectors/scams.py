"""Money: schemes, pleas, stolen details."""

from __future__ import annotations

import re

from moderation.context import objects
from moderation.detectors.wordings import Wordings
from moderation.phrases import Phrases
from moderation.signal import Category

__all__ = ["SCAMS"]

WARNS = re.compile(
    r"\b(?:scam\w*|fraud|conned|phishing|careful|beware|watch out|never send|don't send|don't click|reported it|lost"
    r"|i (?:got|was|nearly|almost) (?:taken|tricked|fooled)|my (?:birthday|nan|mum|sister)|warning)\b"
)


def _warns(text: str) -> bool:
    """A warning about a scheme reads much like the scheme."""
    return objects(text) or WARNS.search(text) is not None


SCAMS = Wordings("scams", Category.SCAM, Phrases("scams"), quiet=_warns)
