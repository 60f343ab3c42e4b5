"""Reads a place with what stands around it: denied, over, said of somebody else, asked about, quoted, joked."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.detectors.crisis.families import Family
from moderation.detectors.crisis.marks import Marks

__all__ = ["Finding", "level_of"]

REACH = 36  # how far to the left a denial is felt, in characters
ASIDE = 70  # how far to the left a question or a report is felt


@dataclass(frozen=True, slots=True)
class Finding:
    """A family found at a place of the canonical text, with the level its surroundings leave it."""

    family: Family
    level: str
    start: int
    end: int


def level_of(family: Family, start: int, end: int, marks: Marks) -> str:
    """The level that a family keeps at this place; `none` where its surroundings take it away."""
    flags = family.flags
    if family.level == "ask":
        return _asked(family, start, marks)
    if family.level == "follow":
        return "none" if marks.bare("spoken-to", "parting") else family.level
    if "plain" in flags:
        return family.level
    if marks.overlaps("idiom", start, end):
        return "none"
    left, right = marks.sentence(start + 1)
    if ("keep" not in flags and _denied(start, left, marks)) or _only_mentioned(family, start, left, right, marks):
        return "none"
    level = family.level if "self" in flags else _about_whom(family, start, end, left, marks)
    if "past" not in flags and level != "none" and _over(start, end, left, right, marks):
        level = family.past
    if "raise" in flags and level == "high" and marks.within("soon", left, right):
        return "immediate"
    return level


def _asked(family: Family, start: int, marks: Marks) -> str:
    """A question is one only where it is put, or what is said to somebody leads to one; and put to who may answer."""
    left, right = marks.sentence(start + 1)
    to_you = marks.within("you", left, right)
    put = marks.within("question", left, right + 2) or (to_you and marks.after("question", right))
    return "ask" if put and (to_you or "you" not in family.flags or marks.within("anyone", left, right)) else "none"


def _over(start: int, end: int, left: int, right: int, marks: Marks) -> bool:
    """Whether the clause, or else the sentence, puts it in the past and nothing brings it back."""
    before, after = marks.last("break", left, start + 1), marks.first("break", end - 1, right)
    clause = (before[1] - 1 if before else left), (after[0] + 1 if after else right)
    return any(
        marks.within("past", *stretch) and not marks.within("present", *stretch) for stretch in (clause, (left, right))
    )


def _denied(start: int, left: int, marks: Marks) -> bool:
    negator = marks.last("negator", max(left, start - REACH), start + 1)
    if negator is None or marks.within("break", negator[1] - 1, start + 1):
        return False
    return not marks.covers("pseudo", *negator)


def _only_mentioned(family: Family, start: int, left: int, right: int, marks: Marks) -> bool:
    flags = family.flags
    if "soft" in flags and marks.within("joke", left, right):
        return True
    if "loose" in flags and (marks.within("game", left, right) or marks.within("thing", left, right)):
        return True
    if marks.within("fiction", left, right) or _ordinary(flags, left, right, marks):
        return True
    if "firm" in flags:
        return False
    return marks.within("title", left, right) or marks.within("asked", max(left, start - ASIDE), start + 1)


def _ordinary(flags: frozenset[str], left: int, right: int, marks: Marks) -> bool:
    if "bare" in flags:
        return marks.anywhere("carried") or marks.anywhere("goods")
    return "taken" in flags and marks.within("carried", left, right)


def _about_whom(family: Family, start: int, end: int, left: int, marks: Marks) -> str:
    nearest, whom = -1, "i"
    for name in ("i", "they", "you", "anyone"):
        place = marks.last(name, left, end if name == "i" else start + 1)
        if place is not None and place[0] > nearest:
            nearest, whom = place[0], name
    if whom in {"you", "anyone"}:
        return "none"
    return family.level if whom == "i" or "other" in family.flags else family.other
