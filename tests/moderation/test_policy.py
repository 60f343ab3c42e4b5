"""The policies: what follows from what was found, and the two rules that stand above them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation import POLICIES, Action, Care, CareKind, Category, Draft, Policy, Signal, Span
from moderation.policy import decide

HARMS = [category for category in Category if category is not Category.CRISIS]
STANDARD = POLICIES["standard"]
DRAFT, AGAIN = Draft("a text"), Draft("a text", insist=True)
every_policy = pytest.mark.parametrize("policy", POLICIES.values(), ids=list(POLICIES))


def harm(category: Category, severity: str = "high", score: float = 0.9) -> Signal:
    return Signal(category, severity, score, Span(0, 6), "why")


def crisis(severity: str, score: float = 0.9, kind: str = "suicide") -> Signal:
    return Signal(Category.CRISIS, severity, score, Span(0, 6), "why", kind)


@every_policy
@pytest.mark.parametrize("severity", ["concern", "high", "immediate"])
def test_a_sign_of_crisis_is_shown_and_cared_for_in_every_policy(policy: Policy, severity: str) -> None:
    verdict = decide([crisis(severity)], DRAFT, policy)

    assert verdict.action is Action.PASS
    assert verdict.care.word == severity
    assert verdict.care_kind is CareKind.SUICIDE


def test_the_highest_level_chooses_the_card() -> None:
    verdict = decide([crisis("concern", 0.99, "eating"), crisis("immediate", 0.6, "emergency")], DRAFT, STANDARD)

    assert (verdict.care, verdict.care_kind) == (Care.IMMEDIATE, CareKind.EMERGENCY)


def test_a_crisis_signal_that_is_not_sure_enough_brings_no_card() -> None:
    assert decide([crisis("high", 0.3)], DRAFT, STANDARD).care is Care.NONE


@pytest.mark.parametrize("name", ["gentle", "standard", "strict"])
def test_method_detail_is_refused_with_its_place_marked(name: str) -> None:
    verdict = decide([harm(Category.METHOD_DETAIL)], AGAIN, POLICIES[name])

    assert verdict.action is Action.REFUSE
    assert verdict.spans == (Span(0, 6),)
    assert "feelings can stay" in verdict.reason


@pytest.mark.parametrize("severity", ["high", "immediate"])
@pytest.mark.parametrize("name", ["gentle", "standard", "strict"])
def test_nobody_in_danger_is_asked_to_edit_method_detail(name: str, severity: str) -> None:
    verdict = decide([harm(Category.METHOD_DETAIL), crisis(severity)], DRAFT, POLICIES[name])

    assert verdict.action is Action.MASK
    assert verdict.spans == (Span(0, 6),)


def test_with_concern_alone_method_detail_is_still_refused() -> None:
    assert decide([harm(Category.METHOD_DETAIL), crisis("concern")], DRAFT, STANDARD).action is Action.REFUSE


def test_a_nudge_is_a_question_and_sending_again_is_an_answer() -> None:
    barb = harm(Category.INVALIDATION, "medium")

    assert decide([barb], DRAFT, STANDARD).action is Action.NUDGE
    assert decide([barb], AGAIN, STANDARD).action is Action.PASS


@pytest.mark.parametrize("category", [Category.THREAT, Category.HATE, Category.SCAM, Category.ENCOURAGES_SELF_HARM])
def test_insisting_does_not_open_the_gate_for_what_waits(category: Category) -> None:
    assert decide([harm(category)], AGAIN, STANDARD).action is Action.HOLD


@given(
    st.sampled_from(list(POLICIES.values())),
    st.lists(st.builds(harm, st.sampled_from(HARMS), st.sampled_from(["low", "medium"]), st.floats(0, 1)), max_size=6),
    st.sampled_from(["high", "immediate"]),
)
def test_who_is_in_danger_is_never_nudged_held_or_refused_for_less_than_grave_harm(
    policy: Policy, harms: list[Signal], severity: str
) -> None:
    verdict = decide([*harms, crisis(severity)], DRAFT, policy)

    assert verdict.action in (Action.PASS, Action.MASK)


def test_somebody_in_danger_is_heard_at_once_with_the_threat_and_the_means_covered() -> None:
    threat = Signal(Category.THREAT, "high", 0.9, Span(10, 20), "why")

    verdict = decide([threat, harm(Category.METHOD_DETAIL), crisis("high")], DRAFT, STANDARD)

    assert (verdict.action, verdict.care) == (Action.MASK, Care.HIGH)
    assert verdict.spans == (Span(0, 6), Span(10, 20))


@pytest.mark.parametrize("category", HARMS)
def test_observe_reports_and_stops_nothing(category: Category) -> None:
    verdict = decide([harm(category)], DRAFT, POLICIES["observe"])

    assert verdict.action is Action.PASS
    assert verdict.harms == (category,)


def test_a_room_may_override_a_single_category() -> None:
    room = STANDARD.override({Category.INVALIDATION: Action.HOLD})

    assert decide([harm(Category.INVALIDATION)], DRAFT, room).action is Action.HOLD
    assert decide([harm(Category.HARASSMENT, "low")], DRAFT, room).action is Action.NUDGE
    assert decide([harm(Category.INVALIDATION)], DRAFT, STANDARD).action is Action.NUDGE


def test_care_cannot_be_overridden() -> None:
    room = STANDARD.override({Category.CRISIS: Action.REFUSE})

    assert decide([crisis("high")], DRAFT, room).action is Action.PASS


@every_policy
def test_a_policy_has_a_rule_for_every_harm(policy: Policy) -> None:
    assert set(policy.rules) == set(HARMS)


@every_policy
@pytest.mark.parametrize("category", HARMS)
def test_whoever_is_stopped_reads_why(policy: Policy, category: Category) -> None:
    verdict = decide([harm(category)], DRAFT, policy)

    assert bool(verdict.reason) == (verdict.action is not Action.PASS)
