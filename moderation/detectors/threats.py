"""Threats to somebody here: of violence, of exposure, and the veiled kind."""

from __future__ import annotations

import re

from moderation.context import affectionate, apologises, helps, negated, objects
from moderation.detectors.wordings import Wordings, said_by_others
from moderation.phrases import Found, Phrases
from moderation.signal import Category

__all__ = ["THREATS"]

GAMES = re.compile(
    r"\b(?:match|game|games|quiz|score|team|league|cup|saturday|sunday|rematch|scrabble|chess|fifa|mario|cards|poker"
    r"|tournament|goal|goals|fantasy|derby|final|bingo|uno|monopoly|cook|bake off)\b|😂"
)


def _quiet(text: str) -> bool:
    playing = GAMES.search(text) is not None or helps(text)
    return playing or objects(text) or apologises(text) or affectionate(text)


def _innocent(text: str, found: Found) -> bool:
    return said_by_others(text, found) or negated(text, found.start)


THREATS = Wordings("threats", Category.THREAT, Phrases("threats"), _quiet, _innocent)
