"""What each policy does with each harm, written out once more by hand: nobody changes a line of it in passing."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from moderation import POLICIES, Action, Care, Category, Draft, Signal, Span
from moderation.policy import GENTLE, OBSERVE, STANDARD, STRICT, Policy, Rule, decide

# From which score it counts, then what happens at low, medium and high severity.
TABLE = """
harm                  gentle                     standard                   strict
harassment            .6 pass   nudge  nudge     .5 nudge  nudge  hold      .4 nudge  hold   hold
profanity_at_person   .6 pass   nudge  nudge     .5 nudge  nudge  hold      .4 nudge  hold   hold
invalidation          .7 pass   nudge  nudge     .5 nudge  nudge  nudge     .4 nudge  nudge  hold
threat                .6 nudge  hold   hold      .5 hold   hold   hold      .4 hold   hold   hold
hate                  .6 nudge  hold   hold      .5 hold   hold   hold      .4 hold   hold   hold
encourages_self_harm  .6 hold   hold   hold      .5 hold   hold   hold      .4 hold   hold   hold
sexual                .6 nudge  hold   hold      .5 hold   hold   hold      .4 hold   hold   hold
method_detail         .6 refuse refuse refuse    .5 refuse refuse refuse    .4 refuse refuse refuse
personal_information  .6 pass   nudge  hold      .5 nudge  nudge  hold      .4 nudge  hold   hold
spam                  .6 pass   nudge  hold      .5 nudge  hold   hold      .4 hold   hold   hold
scam                  .6 nudge  hold   hold      .5 hold   hold   hold      .4 hold   hold   hold
dangerous_advice      .6 nudge  nudge  hold      .5 nudge  hold   hold      .4 hold   hold   hold
flooding              .6 pass   nudge  refuse    .5 nudge  nudge  refuse    .4 nudge  refuse refuse
"""
HEAD, *LINES = (line.split() for line in TABLE.strip().splitlines())
DRAFT = Draft("a text")
HERE = Span(0, 6)


@pytest.mark.parametrize("line", LINES, ids=lambda line: str(line[0]))
def test_the_policies_do_with_a_harm_what_the_table_says(line: list[str]) -> None:
    for number, policy in enumerate((GENTLE, STANDARD, STRICT)):
        score, *actions = line[1 + 4 * number : 5 + 4 * number]
        assert policy.rules[Category(line[0])] == Rule(float(score), *(Action(action) for action in actions))


def test_the_policies_have_their_names_and_are_all_there() -> None:
    assert [(name, policy.name) for name, policy in POLICIES.items()] == [
        (name, name) for name in ("observe", "gentle", "standard", "strict")
    ]
    assert len(LINES) == len(STANDARD.rules) == len(GENTLE.rules) == len(STRICT.rules)


def test_observe_looks_as_closely_as_standard_and_lets_everything_pass() -> None:
    for category, rule in STANDARD.rules.items():
        assert OBSERVE.rules[category] == Rule(rule.threshold, Action.PASS, Action.PASS, Action.PASS)


@pytest.mark.parametrize("policy", POLICIES.values(), ids=list(POLICIES))
def test_care_begins_at_a_half_everywhere(policy: object) -> None:
    for severity, care in (("concern", Care.CONCERN), ("high", Care.HIGH), ("immediate", Care.IMMEDIATE)):
        for score, found in ((0.5, care), (0.49, Care.NONE)):
            signal = Signal(Category.CRISIS, severity, score, HERE, "why", "suicide")
            assert decide([signal], DRAFT, policy).care is found  # type: ignore[arg-type]


def test_a_harm_counts_from_its_score_on() -> None:
    for score, action in ((0.5, Action.HOLD), (0.49, Action.PASS)):
        assert decide([Signal(Category.THREAT, "low", score, HERE, "why")], DRAFT, STANDARD).action is action


@pytest.mark.parametrize("policy", POLICIES.values(), ids=list(POLICIES))
def test_only_strict_waits_for_a_person_when_a_detector_fails(policy: object) -> None:
    verdict = decide([], DRAFT, policy, ("broken",))  # type: ignore[arg-type]
    assert verdict.action is (Action.HOLD if policy is STRICT else Action.PASS)
    assert (verdict.failed, verdict.spans, bool(verdict.reason)) == (("broken",), (), policy is STRICT)


def test_a_failed_detector_holds_nobody_in_danger_and_softens_nothing() -> None:
    crisis = Signal(Category.CRISIS, "high", 1.0, HERE, "why", "suicide")
    grave = Signal(Category.METHOD_DETAIL, "low", 1.0, HERE, "why")
    barb = Signal(Category.INVALIDATION, "low", 1.0, HERE, "why")
    assert decide([crisis], DRAFT, STRICT, ("broken",)).action is Action.PASS
    assert decide([crisis, grave], DRAFT, STRICT, ("broken",)).action is Action.MASK
    assert decide([grave], DRAFT, STRICT, ("broken",)).action is Action.REFUSE
    held = decide([barb], DRAFT, STRICT, ("broken",))
    assert (held.action, held.spans) == (Action.HOLD, ())
    concern = Signal(Category.CRISIS, "concern", 1.0, HERE, "why", "suicide")
    assert decide([concern], DRAFT, STRICT, ("broken",)).action is Action.HOLD


def test_who_is_in_danger_is_masked_for_grave_harm_only() -> None:
    crisis = Signal(Category.CRISIS, "high", 1.0, HERE, "why", "suicide")
    for severity, action in (("medium", Action.PASS), ("high", Action.MASK)):
        assert decide([crisis, Signal(Category.THREAT, severity, 1.0, HERE, "why")], DRAFT, STANDARD).action is action
    nudged = Signal(Category.INVALIDATION, "high", 1.0, HERE, "why")
    assert decide([crisis, nudged], DRAFT, STANDARD).action is Action.PASS


def test_a_severity_that_nobody_knows_counts_as_medium() -> None:
    rule = STANDARD.rules[Category.SPAM]
    assert [rule.action(severity) for severity in ("low", "medium", "high", "odd")] == [
        Action.NUDGE, Action.HOLD, Action.HOLD, Action.HOLD,
    ]  # fmt: skip
    flooding = STANDARD.rules[Category.FLOODING]
    assert [flooding.action(severity) for severity in ("medium", "high", "odd")] == [
        Action.NUDGE, Action.REFUSE, Action.NUDGE,
    ]  # fmt: skip


def test_the_verdict_names_the_places_in_order_once_and_the_harms_by_name() -> None:
    found = [
        Signal(Category.THREAT, "high", 1.0, Span(9, 12), "why"),
        Signal(Category.THREAT, "high", 1.0, Span(2, 5), "why"),
        Signal(Category.HATE, "high", 1.0, Span(2, 5), "why"),
        Signal(Category.HATE, "high", 1.0, Span(2, 4), "why"),
        Signal(Category.INVALIDATION, "low", 1.0, Span(0, 1), "why"),
        Signal(Category.SCAM, "low", 0.1, Span(0, 1), "why"),
    ]
    verdict = decide(iter(found), DRAFT, STANDARD)
    assert verdict.spans == (Span(2, 4), Span(2, 5), Span(9, 12))
    assert verdict.harms == (Category.HATE, Category.INVALIDATION, Category.THREAT)
    assert verdict.signals == tuple(found)
    passed = decide(found[4:5], Draft("a text", insist=True), STANDARD)
    assert (passed.action, passed.spans, passed.reason, passed.harms) == (
        Action.PASS, (), "", (Category.INVALIDATION,),
    )  # fmt: skip


def test_the_surest_of_equal_signs_chooses_the_card_and_one_without_a_kind_is_about_suicide() -> None:
    less, more = (
        Signal(Category.CRISIS, "high", score, HERE, "why", kind) for score, kind in ((0.6, "eating"), (0.9, None))
    )
    for signals in ([less, more], [more, less]):
        verdict = decide(signals, DRAFT, STANDARD)
        assert (verdict.care, str(verdict.care_kind)) == (Care.HIGH, "suicide")


def test_an_override_changes_one_category_at_its_own_score_and_what_is_not_a_harm_not_at_all() -> None:
    room = GENTLE.override({Category.SPAM: Action.REFUSE, Category.CRISIS: Action.HOLD})
    assert room.rules[Category.SPAM] == Rule(0.6, Action.REFUSE, Action.REFUSE, Action.REFUSE)
    assert {**room.rules, Category.SPAM: GENTLE.rules[Category.SPAM]} == GENTLE.rules
    assert (room.name, room.on_failure) == ("gentle", "pass")


def test_a_policy_and_its_rules_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        STANDARD.concern = 1.0  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        STANDARD.rules[Category.SPAM].low = Action.PASS  # type: ignore[misc]
    with pytest.raises(TypeError):
        STANDARD.rules[Category.SPAM] = STANDARD.rules[Category.HATE]  # type: ignore[index]
    assert not hasattr(STANDARD.rules[Category.SPAM], "__dict__")


def test_concern_and_danger_may_begin_at_scores_of_their_own() -> None:
    policy = replace(STANDARD, concern=0.3, high=0.8)
    found = {"concern": (0.3, 0.29, Care.CONCERN), "high": (0.8, 0.79, Care.HIGH)}
    for severity, (enough, less, care) in found.items():
        for score, expected in ((enough, care), (less, Care.NONE)):
            signal = Signal(Category.CRISIS, severity, score, HERE, "why", "suicide")
            assert decide([signal], DRAFT, policy).care is expected


def test_of_two_equal_signs_the_first_chooses_the_card() -> None:
    signals = [Signal(Category.CRISIS, "high", 0.9, HERE, "why", kind) for kind in ("eating", "suicide")]
    assert str(decide(signals, DRAFT, STANDARD).care_kind) == "eating"


def test_a_policy_that_does_not_say_lets_pass_what_could_not_be_looked_at() -> None:
    assert Policy("new", {}, 0.5, 0.5).on_failure == "pass"
