"""The word lists and the language of wordings: what a mistake in a file says, and how a wording reads."""

from __future__ import annotations

import pytest

from moderation import phrases
from moderation.lexicon import LexiconError, entries
from moderation.phrases import Phrases
from moderation.vocabulary import KNOWN, segmented, sworn

HEADED = {
    "told": [("Why it matters.", "high 0.9 | ^(leave|let go of) [all] {you} ~2 now $")],
    "begins with a gap": [("Why it matters.", "high 0.9 | ~2 now")],
    "unknown severity": [("Why it matters.", "dire 0.9 | now")],
    "no heading": [("", "high 0.9 | now")],
}


@pytest.fixture(autouse=True)
def files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrases, "headed", lambda name: HEADED[name])


@pytest.mark.parametrize(
    "text",
    ["leave you now", "let go of all you two three now!", "well, leave, you, one now\nplease"],
)
def test_a_wording_is_found_with_what_may_stand_between(text: str) -> None:
    assert len(list(Phrases("told").find(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "i leave you now",
        "leave you one two three now",
        "leave you. now",
        "leave young now",
        "leave you nowhere",
        "leave you now dear",
    ],
)
def test_a_wording_does_not_reach_further_than_it_says(text: str) -> None:
    assert list(Phrases("told").find(text)) == []


@pytest.mark.parametrize("name", ["begins with a gap", "unknown severity", "no heading"])
def test_a_mistake_in_a_lexicon_is_named(name: str) -> None:
    with pytest.raises(LexiconError, match=name):
        Phrases(name)


def test_words_that_a_support_room_needs_are_no_swear_words() -> None:
    assert {"gay", "god", "rape", "breasts", "drunk", "kill", "stupid"}.isdisjoint(sworn())


def test_every_word_that_repairs_put_in_is_plain() -> None:
    assert all(word == word.lower() and word.isascii() for word in KNOWN)
    assert "suicide" in KNOWN
    assert len(entries("slurs")) < 30


def test_letters_without_spaces_become_words_only_where_all_of_them_do() -> None:
    assert segmented("iwanttogohome") == "i want to go home"
    assert segmented("scunthorpe") is None
