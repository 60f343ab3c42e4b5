"""Diagnoses that nobody asked for, thrown at somebody."""

from __future__ import annotations

from moderation.context import affectionate, apologises, objects, quoted, reported
from moderation.detectors.wordings import Wordings
from moderation.phrases import Found, Phrases
from moderation.signal import Category

__all__ = ["DIAGNOSIS"]


def _innocent(text: str, found: Found) -> bool:
    return (
        quoted(text, found.start, found.end)
        or reported(text, found.start)
        or objects(text)
        or apologises(text)
        or affectionate(text)
        or "?" in text[found.end : found.end + 40]
    )


DIAGNOSIS = Wordings("diagnosis", Category.HARASSMENT, Phrases("diagnosis"), _innocent)
