"""What the crisis detector notices, and what it leaves in peace."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from moderation.detectors.crisis import CrisisDetector
from moderation.detectors.crisis.combine import LEAVE_TAKING
from moderation.detectors.crisis.detector import lexicon
from moderation.draft import Draft, Line
from moderation.signal import Category, Signal
from moderation.verdict import Care, CareKind

CASES = Path(__file__).parent.parent / "cases"
LEVELS = {"concern", "high", "immediate"}
DETECTOR = CrisisDetector()


@dataclass(frozen=True)
class Case:
    """A message, what came before it, and what is expected of it."""

    section: str
    expected: str
    draft: Draft


def _draft(text: str) -> Draft:
    lines = re.findall(r"<(self|other)> ([^<]+)", text)
    if not lines:
        return Draft(text)
    *earlier, (_, last) = [(who, line.strip()) for who, line in lines]
    return Draft(last, context=tuple(Line("self" if who == "self" else "other", line) for who, line in earlier))


def cases(file: str) -> list[Case]:
    found, section = [], ""
    for line in (CASES / file).read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            expected, text = line.split(": ", 1)
            found.append(Case(section, expected, _draft(text)))
    return found


def level(signals: list[Signal]) -> str:
    return max((Care[signal.severity.upper()] for signal in signals), default=Care.NONE).word


def look(text: str) -> list[Signal]:
    return list(DETECTOR.detect(Draft(text)))


FILES = ("crisis_pairs.txt", "crisis_context.txt", "crisis_means.txt", "crisis_languages.txt")
ALL = [case for file in FILES for case in cases(file)]


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.section}: {case.draft.text[:50]}")
def test_each_message_is_met_with_the_care_it_asks_for(case: Case) -> None:
    found = level(list(DETECTOR.detect(case.draft)))

    if case.expected == "quiet":
        assert found == "none"
    elif case.expected == "noticed":
        assert found in LEVELS
    else:
        assert found == case.expected


def test_a_denial_is_not_taken_for_a_plan() -> None:
    assert look("I'm not going to kill myself tonight") == []
    assert level(look("I'm going to kill myself tonight")) == "immediate"


def test_a_denial_that_stops_at_but_does_not_cover_what_follows() -> None:
    assert level(look("I'm not drunk but I want to die")) == "high"


def test_the_worst_sentence_counts() -> None:
    assert level(look("I feel like a burden on everyone. I'm going to end my life tonight.")) == "immediate"


def test_each_kind_brings_its_own_card() -> None:
    kinds = {
        "I want to end my life": CareKind.SUICIDE,
        "my husband hits me": CareKind.ABUSE,
        "I think I've overdosed": CareKind.EMERGENCY,
        "I make myself sick after every meal": CareKind.EATING,
        "my niece says her stepdad hits her with a belt": CareKind.CHILD,
    }

    assert {text: look(text)[0].kind for text in kinds} == kinds


def test_every_kind_and_level_is_one_the_policy_knows() -> None:
    for case in ALL:
        for signal in DETECTOR.detect(case.draft):
            assert signal.category is Category.CRISIS
            assert signal.severity in LEVELS
            assert CareKind(signal.kind or "")
            assert 0 < signal.score <= 1


def test_one_kind_is_told_once() -> None:
    signals = look("I want to die. I want to end it all. I keep thinking about killing myself. He hits me every night.")

    assert len({signal.kind for signal in signals}) == len(signals)


def test_the_span_leads_back_to_the_words_as_typed() -> None:
    text = "Kettle's on… I WANT to DIE, though"
    [signal] = look(text)

    assert text[signal.span.start : signal.span.end].rstrip(",") == "WANT to DIE"


def test_the_reason_is_the_familys_own_sentence_whatever_the_message_says() -> None:
    sentences = {family.why for family in lexicon().families} | {LEAVE_TAKING.why}

    for case in ALL:
        for signal in DETECTOR.detect(case.draft):
            assert signal.why in sentences
