"""What a group makes of what was found: named, frozen policies, and the one function that decides.

Two rules stand above every policy. Care is never a punishment: signals of crisis bring a card and people, and never
delay, change or refuse a message. And who is in danger is not asked to edit: with high or immediate care, detail about
a method is masked and the message is shown at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from moderation.draft import Draft
from moderation.reasons import FAILED_REASON, REASONS
from moderation.signal import Category, Signal, Span
from moderation.verdict import Action, Care, CareKind, Verdict

__all__ = ["GENTLE", "OBSERVE", "POLICIES", "STANDARD", "STRICT", "Policy", "Rule", "decide"]

PASS, MASK, NUDGE, HOLD, REFUSE = Action.PASS, Action.MASK, Action.NUDGE, Action.HOLD, Action.REFUSE
MILDEST_FIRST = tuple(Action)
SERIOUS = "high"


@dataclass(frozen=True, slots=True)
class Rule:
    """From which score a category counts, and what then happens at each severity."""

    threshold: float
    low: Action
    medium: Action
    high: Action

    def action(self, severity: str) -> Action:
        """What happens at this severity; one that is unknown is treated as medium."""
        return {"low": self.low, "high": self.high}.get(severity, self.medium)


@dataclass(frozen=True)
class Policy:
    """A group's choice: a rule for each category of harm, the scores from which care is offered, and what happens
    when a detector could not look (`on_failure`)."""

    name: str
    rules: Mapping[Category, Rule]
    concern: float
    high: float
    on_failure: Literal["pass", "hold"] = "pass"

    def override(self, actions: Mapping[Category, Action]) -> Policy:
        """This policy with other actions for single categories, at every severity. Care cannot be overridden."""
        changed = {
            category: Rule(self.rules[category].threshold, action, action, action)
            for category, action in actions.items()
            if category in self.rules
        }
        return replace(self, rules=MappingProxyType({**self.rules, **changed}))


def _rules(**rules: tuple[float, Action, Action, Action]) -> Mapping[Category, Rule]:
    return MappingProxyType({Category(name): Rule(*rule) for name, rule in rules.items()})


STANDARD = Policy(
    "standard",
    _rules(
        # category=(from score, low, medium, high)
        harassment=(0.5, NUDGE, NUDGE, HOLD),  # most barbs are tiredness: a breath first; cruelty waits
        profanity_at_person=(0.5, NUDGE, NUDGE, HOLD),  # the same; swearing at one's own life is never found
        invalidation=(0.5, NUDGE, NUDGE, NUDGE),  # more often clumsy than cruel; kinder words are near
        threat=(0.5, HOLD, HOLD, HOLD),  # fear cannot be taken back once it was read
        hate=(0.5, HOLD, HOLD, HOLD),  # those it is about may be in the room
        encourages_self_harm=(0.5, HOLD, HOLD, HOLD),  # the reader may be the one who acts on it
        sexual=(0.5, HOLD, HOLD, HOLD),  # an advance in a support room is seldom an accident
        method_detail=(0.5, REFUSE, REFUSE, REFUSE),  # the feeling may stay, the how may not; nothing is kept
        personal_information=(0.5, NUDGE, NUDGE, HOLD),  # one's own to give, on second thought; others' is not
        spam=(0.5, NUDGE, HOLD, HOLD),  # a doubtful link is asked about, an advert waits
        scam=(0.5, HOLD, HOLD, HOLD),  # people who are low are who is robbed
        dangerous_advice=(0.5, NUDGE, HOLD, HOLD),  # "stop your pills" may be followed before anyone answers
        flooding=(0.5, NUDGE, NUDGE, REFUSE),  # panic repeats itself: ask first, then keep the room readable
    ),
    concern=0.5,
    high=0.5,
    on_failure="pass",  # one broken detector must not silence a room where people come for help
)

GENTLE = replace(
    STANDARD,
    name="gentle",
    rules=_rules(
        harassment=(0.6, PASS, NUDGE, NUDGE),  # a small circle with a facilitator present talks it over
        profanity_at_person=(0.6, PASS, NUDGE, NUDGE),  # the same
        invalidation=(0.7, PASS, NUDGE, NUDGE),  # the same
        threat=(0.6, NUDGE, HOLD, HOLD),  # still not to be read by accident
        hate=(0.6, NUDGE, HOLD, HOLD),  # still not to be read by accident
        encourages_self_harm=(0.6, HOLD, HOLD, HOLD),  # never gentle about this
        sexual=(0.6, NUDGE, HOLD, HOLD),  # clumsy warmth is asked about, an advance waits
        method_detail=(0.6, REFUSE, REFUSE, REFUSE),  # never gentle about this
        personal_information=(0.6, PASS, NUDGE, HOLD),  # friends may swap numbers
        spam=(0.6, PASS, NUDGE, HOLD),  # members share links in good faith
        scam=(0.6, NUDGE, HOLD, HOLD),  # money is asked for in good faith too, seldom
        dangerous_advice=(0.6, NUDGE, NUDGE, HOLD),  # the circle can answer it
        flooding=(0.6, PASS, NUDGE, REFUSE),  # as standard, a little later
    ),
)

STRICT = replace(
    STANDARD,
    name="strict",
    rules=_rules(
        harassment=(0.4, NUDGE, HOLD, HOLD),  # young or large rooms, where nobody knows anybody
        profanity_at_person=(0.4, NUDGE, HOLD, HOLD),  # the same
        invalidation=(0.4, NUDGE, NUDGE, HOLD),  # the same
        threat=(0.4, HOLD, HOLD, HOLD),  # as standard, sooner
        hate=(0.4, HOLD, HOLD, HOLD),  # as standard, sooner
        encourages_self_harm=(0.4, HOLD, HOLD, HOLD),  # as standard, sooner
        sexual=(0.4, HOLD, HOLD, HOLD),  # as standard, sooner
        method_detail=(0.4, REFUSE, REFUSE, REFUSE),  # as standard, sooner
        personal_information=(0.4, NUDGE, HOLD, HOLD),  # members may be minors: a second pair of eyes first
        spam=(0.4, HOLD, HOLD, HOLD),  # no adverts, no doubt
        scam=(0.4, HOLD, HOLD, HOLD),  # as standard, sooner
        dangerous_advice=(0.4, HOLD, HOLD, HOLD),  # no medicine advice, no doubt
        flooding=(0.4, NUDGE, REFUSE, REFUSE),  # sooner
    ),
    on_failure="hold",  # a group that chose this would rather wait than read it unexamined
)

OBSERVE = replace(
    STANDARD,
    name="observe",  # for trying the gate out: everything is found and reported, nothing is stopped
    rules=MappingProxyType(
        {category: replace(rule, low=PASS, medium=PASS, high=PASS) for category, rule in STANDARD.rules.items()}
    ),
)

POLICIES: Mapping[str, Policy] = MappingProxyType({p.name: p for p in (OBSERVE, GENTLE, STANDARD, STRICT)})


def decide(signals: Iterable[Signal], draft: Draft, policy: Policy, failed: tuple[str, ...] = ()) -> Verdict:
    """What `policy` makes of `signals`: an action, a level of care, and the reason the author may read."""
    found = tuple(signals)
    care, kind = _care(found, policy)
    counted = [s for s in found if s.category in policy.rules and s.score >= policy.rules[s.category].threshold]
    actions = [(signal, _action(signal, policy, care, draft.insist)) for signal in counted]
    action = max((action for _, action in actions), key=MILDEST_FIRST.index, default=PASS)
    deciding = [signal for signal, its_action in actions if its_action is action]
    reason = REASONS[action].get(deciding[0].category, REASONS[action][None]) if action is not PASS else ""
    if failed and policy.on_failure == "hold" and care < Care.HIGH and action in (PASS, MASK, NUDGE):
        action, deciding, reason = HOLD, [], FAILED_REASON
    spans = () if action is PASS else tuple({signal.span: None for signal in deciding})
    harms = tuple(sorted({signal.category for signal in counted}))
    return Verdict(action, care, kind, found, harms, _in_order(spans), reason, failed)


def _care(signals: tuple[Signal, ...], policy: Policy) -> tuple[Care, CareKind | None]:
    """The highest level of care that is sure enough, and the card that goes with it."""
    care, kind, best = Care.NONE, None, (Care.NONE, 0.0)
    for signal in signals:
        if signal.category is not Category.CRISIS:
            continue
        level = Care[signal.severity.upper()]
        if signal.score < (policy.concern if level is Care.CONCERN else policy.high):
            continue
        if (level, signal.score) > best:
            best, care = (level, signal.score), level
            kind = CareKind(signal.kind) if signal.kind else CareKind.SUICIDE
    return care, kind


def _action(signal: Signal, policy: Policy, care: Care, insist: bool) -> Action:
    """What happens because of one signal."""
    action = policy.rules[signal.category].action(signal.severity)
    if care >= Care.HIGH:
        # Who is in danger is heard at once. Only what would gravely hurt another reader is left out of it.
        grave = signal.category is Category.METHOD_DETAIL or signal.severity == SERIOUS
        return MASK if grave and action in (HOLD, REFUSE) else PASS
    if action is NUDGE and insist:
        return PASS
    return action


def _in_order(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(sorted(spans, key=lambda span: (span.start, span.end)))
