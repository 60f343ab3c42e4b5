"""What detectors find in a draft."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Category", "Signal", "Span"]


class Category(StrEnum):
    """What a signal is about: `CRISIS` (the author's safety, or that of somebody they speak of) or a harm to others."""

    CRISIS = "crisis"
    HARASSMENT = "harassment"
    THREAT = "threat"
    HATE = "hate"
    SEXUAL = "sexual"
    ENCOURAGES_SELF_HARM = "encourages_self_harm"
    METHOD_DETAIL = "method_detail"
    PERSONAL_INFORMATION = "personal_information"
    SPAM = "spam"
    SCAM = "scam"
    PROFANITY_AT_PERSON = "profanity_at_person"
    DANGEROUS_ADVICE = "dangerous_advice"
    INVALIDATION = "invalidation"
    FLOODING = "flooding"


@dataclass(frozen=True, slots=True)
class Span:
    """Part of the text as typed: code points from `start` up to, not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Signal:
    """One finding: a category, how severe (a level of care for crisis signals), how sure, where, and why.

    `severity` is `concern`, `high` or `immediate` for `Category.CRISIS` and `low`, `medium` or `high` for harms.
    `score` lies in 0..1. `why` is a sentence for facilitators; it never quotes the text.
    `kind` refines a crisis signal, so that the right card is shown (see `verdict.CareKind`).
    """

    category: Category
    severity: str
    score: float
    span: Span
    why: str
    kind: str | None = None
