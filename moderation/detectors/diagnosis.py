"""Diagnoses that nobody asked for, thrown at somebody."""

from __future__ import annotations

import re

from moderation.context import affectionate, apologises, objects, quoted, reported
from moderation.detectors.wordings import Wordings
from moderation.phrases import Found, Phrases
from moderation.signal import Category

__all__ = ["DIAGNOSIS"]

OF_KIN = re.compile(r"\b(?:mother|mum|mom|dad|father|ex|boss|husband|wife|he|she|they|i)(?: was| is|'s)?(?: a)? $")


def _innocent(text: str, found: Found) -> bool:
    return (
        quoted(text, found.start, found.end)
        or reported(text, found.start)
        or objects(text)
        or apologises(text)
        or affectionate(text)
        or OF_KIN.search(text, max(0, found.start - 24), found.start) is not None
        or "?" in text[found.end : found.end + 40]
    )


DIAGNOSIS = Wordings("diagnosis", Category.HARASSMENT, Phrases("diagnosis"), _innocent)
