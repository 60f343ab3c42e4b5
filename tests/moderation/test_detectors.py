"""Each detector against its table: what must be found, and what must stay quiet."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderation import Category, Draft, Line
from moderation.detectors import DETECTORS

CASES = Path(__file__).parent.parent / "cases"
OURS = {detector.name: detector for detector in DETECTORS}
TABLES = sorted(path.stem for path in CASES.glob("*.txt") if path.stem in OURS and not path.stem.startswith("crisis"))


def rows() -> list[tuple[str, Category, str, str]]:
    found = []
    for name in TABLES:
        head, *lines = (CASES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        found += [(name, Category(head.strip("# ")), line[0], line[2:]) for line in lines if line]
    return found


def draft_of(text: str) -> Draft:
    earlier, arrow, answer = text.partition(" => ")
    return Draft(answer, context=(Line("other", earlier),)) if arrow else Draft(text)


@pytest.mark.parametrize(("name", "category", "mark", "text"), rows())
def test_a_detector_finds_what_it_should_and_nothing_else(name: str, category: Category, mark: str, text: str) -> None:
    draft = draft_of(text)
    found = [signal for signal in OURS[name].detect(draft) if signal.category is category and signal.score >= 0.5]
    assert bool(found) == (mark == "+")
    assert all(0 <= signal.span.start <= signal.span.end <= len(draft.text) for signal in found)


@pytest.mark.parametrize(
    "detector", [d for d in DETECTORS if d.name not in {"crisis", "likeness"}], ids=lambda d: d.name
)
def test_every_detector_has_a_table(detector: object) -> None:
    assert getattr(detector, "name", "") in TABLES


def test_no_two_detectors_share_a_name() -> None:
    assert len(OURS) == len(DETECTORS)


@pytest.mark.parametrize("text", sorted({text for _, _, mark, text in rows() if mark == "-"}))
def test_what_one_table_calls_quiet_no_other_detector_finds_harmful(text: str) -> None:
    draft = draft_of(text)
    harms = [s for d in DETECTORS for s in d.detect(draft) if s.category is not Category.CRISIS and s.score >= 0.5]
    assert [(signal.category, signal.why) for signal in harms] == []


def test_the_fourth_message_alike_is_a_flood_and_the_third_is_not() -> None:
    flooding = OURS["flooding"]
    said = ("answer me", "Answer me!", "answer  me")

    assert list(flooding.detect(Draft("answer me", own_recent=said[:2]))) == []
    assert [signal.severity for signal in flooding.detect(Draft("answer me", own_recent=said))] == ["medium"]
    assert [signal.severity for signal in flooding.detect(Draft("answer me", own_recent=said * 2))] == ["high"]


def test_somebody_elses_number_weighs_more_than_ones_own() -> None:
    contacts = OURS["contacts"]

    own = next(iter(contacts.detect(Draft("ring me on 07700 900321"))))
    others = next(iter(contacts.detect(Draft("everyone ring her on 07700 900321"))))

    assert (own.severity, others.severity) == ("low", "high")
