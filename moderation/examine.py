"""`porchlight examine`: the same gate, for lines on standard input."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from moderation.draft import Draft, Line
from moderation.gate import Gate
from moderation.policy import POLICIES, STANDARD, Policy
from moderation.signal import Category
from moderation.verdict import Verdict

__all__ = ["LONGEST_TEXT", "BadRecord", "Examination", "UnknownPolicy", "examine", "examine_lines", "policy_named"]

LONGEST_TEXT = 4000  # code points, as in the room


class BadRecord(ValueError):
    """A line that cannot be examined, and why."""


class UnknownPolicy(ValueError):
    """No policy has that name."""


def policy_named(name: str) -> Policy:
    """The policy of that name."""
    if name not in POLICIES:
        raise UnknownPolicy(f"There is no policy {name!r}. Choose one of: {', '.join(POLICIES)}.")
    return POLICIES[name]


def examine(record: object, policy: Policy = STANDARD, gate: Gate | None = None) -> dict[str, Any]:
    """What the gate finds in one record `{"id","text","lang"?,"context"?}`, and what `policy` makes of it."""
    draft = _draft(record)
    assert isinstance(record, dict)  # noqa: S101 - _draft has seen to it
    verdict = (gate or Gate.with_outsiders()).review(draft, policy)
    return {"id": record.get("id"), **_described(verdict)}


def examine_lines(lines: Iterable[str], policy: Policy = STANDARD, gate: Gate | None = None) -> Examination:
    """Iterate over the answers, one JSON text a line; afterwards `.status` is the exit status."""
    return Examination(lines, policy, gate or Gate.with_outsiders())


class Examination:
    """The answers to many lines, in their order. A bad line is answered with its error and does not stop the others."""

    def __init__(self, lines: Iterable[str], policy: Policy, gate: Gate) -> None:
        self._lines, self._policy, self._gate = lines, policy, gate
        self.status = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            if line.strip():
                yield json.dumps(self._answer(line))

    def _answer(self, line: str) -> dict[str, Any]:
        try:
            return examine(_parsed(line), self._policy, self._gate)
        except BadRecord as error:
            self.status = 1
            return {"id": None, "error": str(error)}


def _parsed(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadRecord("This line is not JSON.") from error


def _draft(record: object) -> Draft:
    if not isinstance(record, dict):
        raise BadRecord("A record is an object with id and text.")
    text, lang = record.get("text"), record.get("lang")
    if not isinstance(text, str):
        raise BadRecord("text is missing or is not a string.")
    if len(text) > LONGEST_TEXT:
        raise BadRecord(f"text is longer than {LONGEST_TEXT} characters.")
    if lang is not None and not isinstance(lang, str):
        raise BadRecord("lang is not a string.")
    context = _context(record.get("context"))
    return Draft(
        text,
        lang=lang,
        context=context,
        own_recent=tuple(line.text for line in context if line.author == "self"),
    )


def _context(earlier: object) -> tuple[Line, ...]:
    if earlier is None:
        return ()
    if not isinstance(earlier, list):
        raise BadRecord("context is not a list.")
    return tuple(_line(item) for item in earlier)


def _line(item: object) -> Line:
    if not isinstance(item, dict) or not isinstance(item.get("text"), str):
        raise BadRecord("A line of context is an object with author and text.")
    author = item.get("author")
    if author != "self" and author != "other":
        raise BadRecord('The author of a line of context is "self" or "other".')
    return Line(author, item["text"][:LONGEST_TEXT])


def _described(verdict: Verdict) -> dict[str, Any]:
    scores = dict.fromkeys((category.value for category in Category), 0.0)
    for signal in verdict.signals:
        scores[signal.category.value] = max(scores[signal.category.value], round(signal.score, 4))
    return {
        "crisis": verdict.care.word,
        "harm": [category.value for category in verdict.harms],
        "action": verdict.action.value,
        "scores": scores,
        "signals": [
            {
                "category": signal.category.value,
                "severity": signal.severity,
                "score": round(signal.score, 4),
                "start": signal.span.start,
                "end": signal.span.end,
                "why": signal.why,
            }
            for signal in verdict.signals
        ],
    }
