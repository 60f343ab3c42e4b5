"""What holds for any text whatever: the crisis detector never raises, never loses its place, never dawdles."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.detectors.crisis import CrisisDetector
from moderation.draft import Draft, Line
from moderation.signal import Signal

DETECTOR = CrisisDetector()
PHRASES = [
    "i want to die", "not", "tonight", "my friend", "he hits me", "lol", "goodbye", "used to", "?", ". ", "𝓲", "\u200b",
    "took all of them", "😂", "don't", "’s", "ß", "me quiero morir", "\ud800", "yes", "-", '"', "#", "\n",
]  # fmt: skip

soup = st.lists(st.sampled_from(PHRASES), max_size=30).map(" ".join)
anything = st.text(max_size=400) | soup


def look(draft: Draft) -> list[Signal]:
    return list(DETECTOR.detect(draft))


@given(anything)
def test_no_text_makes_it_stumble_and_every_span_lies_in_the_text(text: str) -> None:
    for signal in look(Draft(text)):
        assert 0 <= signal.span.start < signal.span.end <= len(text)


@given(anything, st.lists(anything, max_size=3), st.booleans())
def test_no_context_makes_it_stumble(text: str, earlier: list[str], own: bool) -> None:
    context = tuple(Line("self" if own else "other", line) for line in earlier)

    for signal in look(Draft(text, context=context)):
        assert 0 <= signal.span.start < signal.span.end <= len(text)


@given(anything)
def test_the_same_draft_always_gives_the_same_signals(text: str) -> None:
    assert look(Draft(text)) == look(Draft(text))


@pytest.mark.parametrize(
    "piece", ["i want to die ", "he ", "not ", "i am not going to kill myself ", "😭", ". ", "a", "'s "]
)
def test_repetition_does_not_slow_it_down(piece: str) -> None:
    draft = Draft((piece * 4000)[:4000])
    look(draft)

    times = []
    for _ in range(5):
        begun = time.thread_time()
        look(draft)
        times.append(time.thread_time() - begun)

    assert min(times) < 0.02
