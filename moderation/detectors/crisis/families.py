"""What the crisis lexicon is made of: families of patterns, and the rules that put phrases together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = ["Family", "Lexicon", "LexiconError", "Rule", "family_from"]

LEVELS = frozenset({"none", "concern", "high", "immediate", "sign", "follow", "ask", "mark"})
KINDS = frozenset({"suicide", "abuse", "emergency", "eating", "child", "any"})
_MANNERS = frozenset({"keep", "loose", "soft", "self", "raise", "plain", "other", "firm", "past"})
FLAGS = _MANNERS | {"vague", "you", "taken", "bare", "advice"}

_HEAD = re.compile(r"\[([\w-]+) (\w+) (\w+) ([01]\.\d+)((?: [\w=]+)*)\] *(.*)")


class LexiconError(ValueError):
    """A line of the lexicon that cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Family:
    """Patterns that say the same thing, and how they answer to what stands around them.

    Flags: `keep` counts even when denied; `loose` gives way to games and other topics; `soft` gives way to a joke;
    `self` is about the author whatever the subject; `raise` becomes immediate beside a time; `plain` ignores its
    surroundings; `other` is about somebody else; `firm` counts inside reports and titles too; `past` is about what is
    over; `vague` may mean something else, and gives way when the talk was of other things; `you` asks the reader
    themselves; `taken` gives way where something is carried somewhere, or taken as prescribed; `bare` says "them" or
    "the lot", and gives way to that, or to things that anybody carries, anywhere in the text or the talk; `advice` is
    advice where somebody else has just spoken of danger. The fields `past` and `other` are the levels left when it is
    over or said of somebody else.
    """

    name: str
    level: str
    kind: str
    score: float
    why: str
    flags: frozenset[str] = frozenset()
    past: str = "none"
    other: str = "concern"


@dataclass(frozen=True, slots=True)
class Rule:
    """Slots that must follow one another in one sentence; `near` says which of them directly."""

    family: int
    slots: tuple[int, ...]
    near: tuple[bool, ...]


@dataclass(slots=True)
class Lexicon:
    """Families; for every phrase the families it is enough for; for every slot the phrases that fill it; the rules."""

    families: list[Family] = field(default_factory=list)
    whole: dict[str, list[int]] = field(default_factory=dict)
    slots: list[tuple[str, ...]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)


def family_from(line: str) -> Family:
    """Read the head of a family."""
    head = _HEAD.fullmatch(line)
    if head is None:
        raise LexiconError("a family's head is [name level kind score ...] and a sentence")
    name, level, kind, score, rest, why = head.groups()
    options = dict(option.split("=", 1) for option in rest.split() if "=" in option)
    flags = frozenset(option for option in rest.split() if "=" not in option)
    if level not in LEVELS or kind not in KINDS or not flags <= FLAGS or not options.keys() <= {"past", "other"}:
        raise LexiconError(f"an unknown word in the head of {name}")
    if level not in {"mark", "ask"} and not why.endswith("."):
        raise LexiconError(f"{name} has no sentence for facilitators")
    past, other = options.get("past", "none"), options.get("other", "concern")
    return Family(name, level, kind, float(score), why, flags, past, other)
