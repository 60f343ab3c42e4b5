"""Diagnoses that nobody asked for, thrown at somebody."""

from __future__ import annotations

import re

from moderation.context import affectionate, apologises, consoles, objects
from moderation.detectors.wordings import Wordings, said_by_others
from moderation.phrases import Found, Phrases
from moderation.signal import Category

__all__ = ["DIAGNOSIS"]

OF_KIN = re.compile(r"\b(?:mother|mum|mom|dad|father|ex|boss|husband|wife|he|she|they|i)(?: was| is|'s)?(?: a)? $")


def _quiet(text: str) -> bool:
    return objects(text) or consoles(text) or apologises(text) or affectionate(text)


def _innocent(text: str, found: Found) -> bool:
    of_kin = OF_KIN.search(text, max(0, found.start - 24), found.start) is not None
    asked = "?" in text[found.end : found.end + 40] and "much" not in text[found.start : found.end]
    return of_kin or asked or said_by_others(text, found)


DIAGNOSIS = Wordings("diagnosis", Category.HARASSMENT, Phrases("diagnosis"), _quiet, _innocent)
