"""The crisis lexicon is read strictly: a mistake is named by file and line, and nothing harmful is written in it."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from moderation.detectors.crisis.detector import FILES, lexicon
from moderation.detectors.crisis.families import LexiconError
from moderation.detectors.crisis.find import Finder
from moderation.detectors.crisis.grammar import Reader
from moderation.detectors.crisis.words import canonical, read

HEAD = "[wish high suicide 0.8] Says something.\n"


def found(patterns: str, text: str) -> list[str]:
    reader = Reader()
    reader.read(HEAD + patterns, "test.txt")
    return [finding.family.name for finding in Finder(reader.lexicon).find(read(text))]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[wish high suicide 0.8] Says something.\n(one|two", "test.txt, line 2: a round bracket too few"),
        ("[wish high suicide 0.8] Says something.\none) two", "test.txt, line 2: a round bracket too many"),
        ("[wish high suicide 0.8] Says something.\n\n<unknown> word", "test.txt, line 3: no class <unknown>"),
        ("[wish high suicide 0.8]", "test.txt, line 1: wish has no sentence"),
        ("[wish loud suicide 0.8] Says something.", "test.txt, line 1: an unknown word in the head"),
        ("[wish high]", "test.txt, line 1: a family's head"),
        ("word", "test.txt, line 1: a pattern before the first family"),
        ("[wish high suicide 0.8] Says something.\nthe", "test.txt, line 2: a part that matches nothing"),
    ],
)
def test_a_mistake_is_named_by_its_line(text: str, complaint: str) -> None:
    with pytest.raises(LexiconError, match=re.escape(complaint)):
        Reader().read(text, "test.txt")


def test_a_pattern_matches_whole_words_only() -> None:
    assert found("die", "i die") == ["wish"]
    assert found("die", "the diet") == []


def test_choices_classes_and_missing_words_are_written_out() -> None:
    patterns = "<wish> = want to | long to\n<wish> (just|now|) (rest|sleep)"

    assert found(patterns, "i long to sleep") == ["wish"]
    assert found(patterns, "i want to now rest") == ["wish"]
    assert found(patterns, "i want to eat") == []


def test_two_halves_stand_in_one_sentence_a_few_words_apart() -> None:
    assert found("think .. ending", "i think a lot about ending") == ["wish"]
    assert found("think .. ending", "i think. the film has an ending") == []
    assert found("think .. ending", "ending is what i think") == []
    assert found("think .. ending", f"i think {'very long words ' * 6} ending") == []


def test_an_indented_line_carries_the_one_before_it_on() -> None:
    assert found("(rest|\n    sleep)", "sleep") == ["wish"]


def test_contractions_and_small_words_do_not_matter() -> None:
    assert canonical("I'm just gonna".lower()) == canonical("i am going to")
    assert canonical("dont") == canonical("don't") == canonical("do not")


def test_every_file_is_read_and_every_family_has_a_name_of_its_own() -> None:
    names = [family.name for family in lexicon().families]

    assert len(names) == len(set(names))
    folder = resources.files("moderation") / "lexicon"
    written = {entry.name for entry in folder.iterdir() if entry.name.startswith("crisis_")}
    assert written == {f"crisis_{name}.txt" for name in FILES} | {"crisis_words.txt"}


def test_no_sentence_for_facilitators_says_committed() -> None:
    for family in lexicon().families:
        assert "commit" not in family.why
