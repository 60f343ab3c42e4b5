"""Advice that may harm: stop your medicine, miracle cures, keep it quiet."""

from __future__ import annotations

import re

from moderation.context import negated, objects
from moderation.detectors.wordings import Wordings, said_by_others
from moderation.phrases import Found, Phrases
from moderation.signal import Category

__all__ = ["ADVICE"]

OWN_STORY = re.compile(
    r"\b(?:i (?:was|am|had|have|stopped|quit|came|went|want|wanted|wish|think|feel|tried|keep|keep wanting|almost"
    r"|nearly|can't"
    r"|could|should|don't|didn't|forgot|missed|skipped)|i'm|i've|my (?:doctor|gp|psychiatrist|nurse|consultant"
    r"|team|therapist"
    r"|pharmacist)|suddenly|without (?:talking|speaking|asking|telling)|ask your|ring your|talk to your|speak to your"
    r"|check with|pharmacist|slowly|tapering|taper|should i|can i|anyone else|is it ok|not a cure)\b"
)
URGES = re.compile(
    r"\b(?:you too|so can you|you can too|you should|and so should|try it|you don't need|you won't need|cured|hate)\b"
)


def _quiet(text: str) -> bool:
    return objects(text) or (OWN_STORY.search(text) is not None and URGES.search(text) is None)


def _innocent(text: str, found: Found) -> bool:
    return said_by_others(text, found) or negated(text, found.start)


ADVICE = Wordings("advice", Category.DANGEROUS_ADVICE, Phrases("advice"), _quiet, _innocent)
