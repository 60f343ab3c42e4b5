"""The learned likeness: its sums are right, and it stays within what it may say."""

from __future__ import annotations

from math import exp, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation import Category, Draft
from moderation.detectors.likeness import LIKENESS
from moderation.likeness import LANE_BITS, LANE_ZERO, STEEPNESS, Head, Likeness, pieces, prepared

WEIGHTS = {"you": (3, -2), "ou ": (-1, 5), "bad": (40, -40)}
HEADS = (Head(Category.HARASSMENT, -0.5, 0.2), Head(Category.SPAM, 0.1, 0.3))
STEP = 0.05


def packed() -> dict[str, int]:
    return {
        piece: sum((weight + LANE_ZERO) << (LANE_BITS * lane) for lane, weight in enumerate(weights))
        for piece, weights in WEIGHTS.items()
    }


@given(st.lists(st.sampled_from(["you", "bad", "good", "and", "are"]), max_size=40).map(" ".join))
def test_adding_packed_weights_adds_every_lane(text: str) -> None:
    seen = pieces(prepared(text))
    expected = []
    for lane, head in enumerate(HEADS):
        total = (
            sum(weights[lane] for piece, weights in WEIGHTS.items() if piece in seen) * STEP / sqrt(max(len(seen), 1))
        )
        expected.append(1 / (1 + exp(-STEEPNESS * (head.bias + total - head.threshold))))

    assert Likeness(HEADS, STEP, packed()).scores(text) == pytest.approx(expected)


def test_the_model_reads_words_and_the_size_of_numbers_only() -> None:
    assert prepared("on the 14th, i paid 20000!") == "< on the 00 th i paid 0000 ! >"


@given(st.text(max_size=400))
def test_every_score_is_a_share_and_every_span_lies_in_the_text(text: str) -> None:
    for signal in LIKENESS.detect(Draft(text)):
        assert 0 <= signal.score <= 1
        assert 0 <= signal.span.start <= signal.span.end <= len(text)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("lol imagine needing a whole group chat because you can't cope with your own kids", Category.HARASSMENT),
        ("you people with your anxiety dogs and your excuses, honestly", Category.INVALIDATION),
    ],
)
def test_it_finds_what_no_lexicon_names(text: str, category: Category) -> None:
    assert [signal.category for signal in LIKENESS.detect(Draft(text)) if signal.score >= 0.5] == [category]


@pytest.mark.parametrize(
    "text",
    [
        "good morning everyone, how did you all sleep",
        "I went to the shops today and bought bread, it was raining",
        "thank you for listening last night, it really helped me",
        "my doctor changed the dose and I feel a little better",
    ],
)
def test_ordinary_evenings_are_not_like_harm(text: str) -> None:
    assert [signal for signal in LIKENESS.detect(Draft(text)) if signal.score >= 0.5] == []
