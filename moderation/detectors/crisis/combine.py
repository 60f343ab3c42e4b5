"""Puts findings together: single signs that count only with others, and answers to what came before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from moderation.detectors.crisis.families import Family
from moderation.detectors.crisis.judge import Finding

__all__ = ["CARE", "LEAVE_TAKING", "answered", "strongest", "together"]

CARE = {"none": 0, "concern": 1, "high": 2, "immediate": 3}
ENOUGH = 1.0  # what the weights of several signs must add up to
LEAVE_TAKING = Family("leave-taking", "high", "suicide", 0.72, "Several signs of leave-taking stand together.")

# which answers give a question its meaning, and how worried to be then
_ANSWERS = {
    "ask-suicide-es": {"answer-yes": "high"},
    "ask-suicide-fr": {"answer-yes": "high"},
    "ask-suicide-de": {"answer-yes": "high"},
    "ask-suicide-pt": {"answer-yes": "high"},
    "ask-suicide": {"answer-yes": "high"},
    "ask-safe": {"answer-no": "high"},
    "ask-dose": {"answer-dose": "immediate"},
    "ask-harm": {"answer-harm": "high"},
}


def together(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that stand by themselves, and one for the signs where enough of them add up."""
    found = list(findings)
    signs = [finding for finding in found if finding.family.level == "sign"]
    alone = [finding for finding in found if finding.family.level in CARE]
    if sum(finding.family.score for finding in signs) >= ENOUGH:
        first = min(signs, key=lambda finding: finding.start)
        alone.append(Finding(LEAVE_TAKING, "high", first.start, first.end))
    return alone


def answered(draft: list[Finding], asked: list[Finding], before: str) -> list[Finding]:
    """What the draft says as an answer: to a question just asked, or after words of the author's own."""
    answers = {finding.family.name: finding for finding in draft if finding.family.level == "follow"}
    meant: list[Finding] = []
    for question in asked:
        for name, level in _ANSWERS.get(question.family.name, {}).items():
            if name in answers:
                meant.append(replace(answers[name], level=level))
    if CARE[before] > 0:
        meant += [replace(answers[name], level="high") for name in ("follow-did", "follow-now") if name in answers]
    return meant


def strongest(findings: Iterable[Finding]) -> list[Finding]:
    """The worst finding of each kind, worst first."""
    best: dict[str, Finding] = {}
    for finding in sorted(findings, key=lambda finding: (-CARE[finding.level], -finding.family.score, finding.start)):
        best.setdefault(finding.family.kind, finding)
    return list(best.values())
