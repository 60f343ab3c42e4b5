"""`examine`: one record in, one answer out, and a bad line stops nobody."""

from __future__ import annotations

import json

import pytest

from moderation import Category, examine
from moderation.examine import LONGEST_TEXT, BadRecord, UnknownPolicy, examine_lines, policy_named


def test_an_answer_has_every_score_and_where_each_signal_stands() -> None:
    answer = examine({"id": "a1", "text": "you are such a pathetic clown, Ben"})

    assert set(answer) == {"id", "crisis", "harm", "action", "scores", "signals"}
    assert set(answer["scores"]) == {category.value for category in Category}
    assert answer["id"] == "a1"
    assert "harassment" in answer["harm"]
    assert answer["action"] == "nudge"
    first = next(signal for signal in answer["signals"] if signal["category"] == "harassment")
    assert set(first) == {"category", "severity", "score", "start", "end", "why"}


def test_the_fourth_message_alike_is_known_from_the_context() -> None:
    context = [{"author": "self", "text": "answer me"}] * 3

    assert examine({"id": 1, "text": "answer me", "context": context})["harm"] == ["flooding"]
    assert examine({"id": 1, "text": "answer me", "context": context[:2]})["harm"] == []


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        {"id": 1},
        {"id": 1, "text": 5},
        {"id": 1, "text": "x" * (LONGEST_TEXT + 1)},
        {"id": 1, "text": "x", "lang": 3},
        {"id": 1, "text": "x", "context": "y"},
        {"id": 1, "text": "x", "context": ["y"]},
        {"id": 1, "text": "x", "context": [{"author": "ana", "text": "y"}]},
    ],
)
def test_a_record_that_cannot_be_examined_says_why(record: object) -> None:
    with pytest.raises(BadRecord, match=r"\.$"):
        examine(record)


def test_a_bad_line_is_answered_with_its_error_and_the_rest_go_on() -> None:
    run = examine_lines(['{"id": 1, "text": "hello"}', "not json", "", '{"id": 2, "text": "good night"}'])

    answers = [json.loads(line) for line in run]

    assert [answer["id"] for answer in answers] == [1, None, 2]
    assert answers[1]["error"]
    assert run.status == 1


def test_a_run_without_bad_lines_ends_well() -> None:
    run = examine_lines(['{"id": 1, "text": "hello \\ud800"}'])

    assert len(list(run)) == 1
    assert run.status == 0


def test_a_policy_nobody_knows_is_named_together_with_those_that_exist() -> None:
    with pytest.raises(UnknownPolicy, match="observe, gentle, standard, strict"):
        policy_named("harsh")
