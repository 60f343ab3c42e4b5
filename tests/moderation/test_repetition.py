"""One sentence among four thousand characters is still heard, whatever stands around it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation import POLICIES, Care, Category, Draft, Gate
from moderation.normal import normalise
from moderation.repetition import KEPT, repeated

GATE = Gate(limit_ms=10_000)
HARMS = {
    "you are a pathetic idiot": Category.HARASSMENT,
    "go and kill yourself": Category.ENCOURAGES_SELF_HARM,
    "use my code to get a discount": Category.SPAM,
}
DANGER = "i want to kill myself tonight"
ORDINARY = (
    "The kettle is on.", "I slept four hours.", "My sister rang about the weekend.", "It rained all day here.",
    "We walked by the canal.", "I made soup for the two of us.", "The bus was late again.", "I read half a book.",
)  # fmt: skip
AGAIN = ("no ", "i don't know. ", "send me the ", "you are ", "i want to go home. ", "if you ", "…", "what a day ")
PIECES = st.tuples(st.sampled_from([*AGAIN, "ab", "k1ll ", "é", "x"]), st.integers(1, 900))
TEXTS = st.lists(st.one_of(PIECES.map(lambda piece: piece[0] * piece[1]), st.text(max_size=40)), max_size=5)


def _categories(text: str) -> set[Category]:
    return {signal.category for signal in GATE.review(Draft(text), POLICIES["standard"]).signals}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("harm", HARMS)
def test_one_hard_sentence_in_a_long_evening_is_found(harm: str, seed: int) -> None:
    draw = random.Random(seed)
    told = draw.choices(ORDINARY, k=130)
    told.insert(draw.randrange(len(told)), f"{harm}.")

    assert HARMS[harm] in _categories(" ".join(told))


@pytest.mark.parametrize("again", AGAIN)
@pytest.mark.parametrize("harm", HARMS)
def test_one_hard_sentence_amid_the_same_words_is_found(harm: str, again: str) -> None:
    before = random.Random(again).randrange(10, 3500)
    text = (again * 2000)[:before] + f". {harm}. " + (again * 2000)[: 3900 - before]

    assert HARMS[harm] in _categories(text)


@pytest.mark.parametrize("again", AGAIN)
def test_danger_amid_the_same_words_is_heard(again: str) -> None:
    for before in (700, 1900, 3300):
        text = f"{(again * 2000)[:before]}. {DANGER}. {(again * 2000)[: 3900 - before]}"

        assert GATE.review(Draft(text), POLICIES["standard"]).care >= Care.HIGH


def test_only_what_stands_before_and_after_it_is_left_out() -> None:
    text = "I'm home. " + "knock knock " * 300 + "Who is there?"

    [(start, end)] = repeated(text)

    assert text[start:end] == text[start : start + 12] * ((end - start) // 12)
    assert text[:start] + text[end:] == "I'm home. " + "knock knock " * (KEPT // 12) + "Who is there?"


def test_a_sentence_said_a_few_times_is_read_whole() -> None:
    assert repeated("I am so tired of this. " * 20) == []


@given(TEXTS.map("".join))
@settings(max_examples=60, deadline=None)
def test_what_was_shortened_still_knows_its_place(text: str) -> None:
    form = normalise(text[:4000])

    assert form.starts is None or form.starts == sorted(form.starts)
    assert form.ends is None or len(form.ends) == len(form.text)
