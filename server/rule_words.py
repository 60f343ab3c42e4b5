"""Ground rules as people read them: with the group's second contact in place of the braces. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from server.records import Rule

__all__ = ["SECOND_CONTACT", "as_read"]

SECOND_CONTACT = "{second_contact}"
BETWEEN_SENTENCES = re.compile(r"(?<=[.!?…])\s+")


def as_read(rules: Iterable[Rule], second_contact: str) -> tuple[Rule, ...]:
    """The rules with the contact's name in them; where there is none, without the sentences that would name it."""
    contact = second_contact.strip().rstrip(".")
    return tuple(
        replace(rule, title=filled(rule.title, contact) or rule.title, text=filled(rule.text, contact))
        for rule in rules
    )


def filled(text: str, contact: str) -> str:
    if SECOND_CONTACT not in text or contact:
        return text.replace(SECOND_CONTACT, contact)
    return " ".join(each for each in BETWEEN_SENTENCES.split(text) if SECOND_CONTACT not in each)
