"""Somebody who comforts is not taken for the one in danger."""

from __future__ import annotations

import pytest

from moderation.detectors.crisis import CrisisDetector
from moderation.draft import Draft, Line
from tests.moderation.test_crisis import CASES

DETECTOR = CrisisDetector()


def _section(name: str) -> list[str]:
    text = (CASES / "crisis_support.txt").read_text("utf-8")
    return text.partition(f"[{name}]\n")[2].partition("\n[")[0].strip().splitlines()


BEFORE = _section("before")


@pytest.mark.parametrize("reply", _section("replies"))
def test_a_supporter_is_left_in_peace_whatever_was_said_before(reply: str) -> None:
    alarmed = [before for before in BEFORE if list(DETECTOR.detect(Draft(reply, context=(Line("other", before),))))]

    assert alarmed == []


@pytest.mark.parametrize("reply", _section("replies"))
def test_a_supporter_may_have_spoken_of_their_own_despair_before(reply: str) -> None:
    context = (Line("self", "I want to die some nights too"), Line("other", "I'm going to end it tonight"))

    assert list(DETECTOR.detect(Draft(reply, context=context))) == []
