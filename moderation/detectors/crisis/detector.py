"""The crisis detector: a draft in, signals out."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Literal

from moderation.detectors.crisis.combine import CARE, answered, strongest, together
from moderation.detectors.crisis.families import Lexicon
from moderation.detectors.crisis.find import Finder
from moderation.detectors.crisis.grammar import Reader
from moderation.detectors.crisis.judge import Finding
from moderation.detectors.crisis.words import read
from moderation.draft import Draft
from moderation.signal import Category, Signal

__all__ = ["CrisisDetector", "lexicon"]

FILES = (
    "classes",
    "marks",
    "suicide_en",
    "goodbye_en",
    "selfharm_en",
    "abuse_en",
    "others_en",
    "body_en",
    "context_en",
    "es",
    "fr",
    "de",
    "pt",
)
EARLIER = 4  # how many earlier messages give a draft its meaning
UNSURE = {"vague", "bare", "advice"}  # flags of what other matters take the meaning from
SHORT = 90  # an answer is short: a longer draft speaks for itself


def lexicon() -> Lexicon:
    """Everything the detector knows, read from the package's files."""
    reader = Reader()
    folder = resources.files("moderation") / "lexicon"
    for name in FILES:
        reader.read((folder / f"crisis_{name}.txt").read_text("utf-8"), f"crisis_{name}.txt")
    return reader.lexicon


class CrisisDetector:
    """Finds signs that the author, or somebody they speak of, is in danger or in despair."""

    name: str = "crisis"
    stage: Literal["gate"] = "gate"

    def __init__(self) -> None:
        self._finder = Finder(lexicon())

    def detect(self, draft: Draft) -> Iterator[Signal]:
        """At most one signal of each kind, worst first."""
        reading = read(draft.normal.text)
        findings = self._finder.find(reading)
        meant = together(findings)
        if draft.context and len(draft.text) <= SHORT:
            meant = self._in_context(findings, meant, draft)
        worst = strongest(meant)
        spans = reading.spans([(finding.start, finding.end) for finding in worst])
        for finding, span in zip(worst, spans, strict=True):
            family = finding.family
            place = draft.normal.span(*span)
            yield Signal(Category.CRISIS, finding.level, family.score, place, family.why, family.kind)

    def _in_context(self, findings: list[Finding], meant: list[Finding], draft: Draft) -> list[Finding]:
        """What a short draft says after what came before it: a vague word loses its meaning, an answer gains one."""
        if not any(finding.family.level == "follow" or finding.family.flags & UNSURE for finding in findings):
            return meant
        asked: list[Finding] = []
        before, replied = "none", False
        other_matters: set[str] = set()
        for line in draft.context[-EARLIER:]:
            reading = read(line.normal.text)
            found = self._finder.find(reading)
            other_matters |= self._finder.other_matters(reading)
            if line.author == "self":
                before = max(before, *(finding.level for finding in together(found)), "none", key=CARE.__getitem__)
                replied = True
                continue
            if any(CARE[finding.level] >= CARE["high"] for finding in together(found)):
                other_matters.add("advice")
            if asks := [finding for finding in found if finding.family.level == "ask"]:
                asked, replied = asks, False
            elif replied and " ? " in reading.canonical:
                asked = []  # the earlier question has had its answer
        if before == "none" and not asked:
            meant = [finding for finding in meant if not finding.family.flags & other_matters]
        return meant + answered(findings, asked, before)
