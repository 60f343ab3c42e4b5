"""The normal form: what it takes off, what it leaves alone, and that the way back always holds."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.normal import normalise

ANYTHING = st.text(alphabet=st.characters(), max_size=200)
DISGUISING = st.text(alphabet="aeiklstuy14570@$!*.-_ '\u200b\u0336\u00adÉкﬃ…ｋ𝐤\n", max_size=80)
WORDS = st.lists(
    st.sampled_from(
        ["k1ll", "k.i.l.l", "k i l l", "ki-ll", "k*ll", "u", "dont", "sooo", "mysefl", "4nd", "5", "a", "-"]
    ),
    max_size=12,
).map(" ".join)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("KILL", "kill"),
        ("ｋｉｌｌ", "kill"),
        ("𝐤𝐢𝐥𝐥", "kill"),
        ("k\u200bi\u200bl\u200bl", "kill"),
        ("ki\u00adll", "kill"),
        ("k\u0336i\u0336l\u0336l\u0336", "kill"),
        ("кіll", "kill"),
        ("k1ll y0urself", "kill yourself"),
        ("1 w4n7 70 d13 4nd k1ll", "i want to die and kill"),
        ("$tup!d", "stupid"),
        ("k i l l", "kill"),
        ("k.i.l.l y.o.u", "kill you"),
        ("k i l l m y s e l f", "kill myself"),
        ("ki-ll mys-elf", "kill myself"),
        ("s*icide", "suicide"),
        ("kiiiill", "kill"),
        ("goooood", "good"),
        ("iwanttokillmyself", "i want to kill myself"),
        ("mysefl", "myself"),
        ("dont", "don't"),
        ("don’t", "don't"),
        ("u r ok", "you are ok"),
        ("self-harm", "self harm"),
        ("café", "cafe"),
    ],
)
def test_a_disguise_is_taken_off(typed: str, plain: str) -> None:
    assert normalise(typed).text == plain


@pytest.mark.parametrize(
    "text",
    [
        "scunthorpe, penistone, sussex and shiitake",
        "my therapist likes assertiveness in class",
        "a 2 day streak, 10 mg at 4:30, 50mg later",
        "ring 07700 900321 or +44 20 7946 0018",
        "order 4471-0098-22 cost $50 or 20% less",
        "3rd time at 5am, b12 and h2o and mp3",
        "https://example.org/k1ll?a=b ana_b99@example.org",
        "plan a b c",
        "u.s.a. and e.g. this",
        "the 1st of 2, the 42nd of 100",
        "selbsthilfegruppe",
    ],
)
def test_innocent_words_and_numbers_stay_as_they_are(text: str) -> None:
    assert normalise(text).text == text


def test_the_span_of_a_disguised_word_covers_all_of_it_as_typed() -> None:
    typed = "well k\u0336.i.l\u200b.l y0u"
    form = normalise(typed)
    start = form.text.index("kill")

    span = form.span(start, start + 4)

    assert typed[span.start : span.end] == "k\u0336.i.l\u200b.l"


@given(st.one_of(ANYTHING, DISGUISING, WORDS))
def test_every_part_of_the_normal_form_stands_for_a_part_of_the_text(text: str) -> None:
    form = normalise(text)
    spans = [form.span(i, i + 1) for i in range(len(form.text))]

    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(one.start <= other.start and one.end <= other.end for one, other in pairwise(spans))


@given(st.one_of(ANYTHING, DISGUISING, WORDS))
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    once = normalise(text).text

    assert normalise(once).text == once


@given(st.text(alphabet=st.characters(categories=["Cs", "Co", "Cn", "Mn", "Zs"]), max_size=50))
def test_no_text_is_too_odd(text: str) -> None:
    assert isinstance(normalise(text).text, str)
