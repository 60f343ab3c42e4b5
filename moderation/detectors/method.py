"""Detail about how: means, amounts, ways to hide. The lexicon asks and answers nothing; it only knows the questions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from moderation.context import objects, quoted
from moderation.detector import Stage
from moderation.detectors.wordings import meant, signal_of
from moderation.draft import Draft
from moderation.phrases import Found, Phrases
from moderation.signal import Category, Signal

__all__ = ["METHOD"]

_DIGIT = re.compile(r"\d")
AMOUNT = re.compile(
    r"\b\d{1,4}(?:[.,]\d+)? ?(?:mg|g|ml|mcg|pills?|tablets?|tabs?|capsules?|packs?|boxes|strips?|units|metres|meters"
    r"|feet|floors?|storeys?)\b"
)
LETHAL = re.compile(
    r"\b(?:to (?:die|kill|end)|kill (?:me|you|myself|yourself)|overdos\w+|\bod\b|lethal|fatal|end (?:it|my life"
    r"|your life)|all at once|in one go|won't wake up|not wake up|never wake up|suicid\w+|finish (?:it|me))\b"
)
HEALED = re.compile(
    r"\b(?:survived|years ago|hospital|safe now|threw (?:them|it) away|handed (?:them|it) (?:in|over))\b"
)
# a large number of them, told to somebody: "take 40 of them"; and what shows that harm is meant
TOLD = re.compile(
    r"\b(?:take|taking|swallow|have|neck|down) (?:about |like |around |at least )?(?:[1-9]\d{1,2}|twelve|fifteen|twenty"
    r"|thirty|forty|fifty|sixty|eighty|ninety|a hundred) (?:of (?:them|those|these|your)\b"
    r"|(?:of )?(?:your |those |these )?(?:pills|tablets|tabs|capsules|painkillers|sleepers|meds)\b)"
)
TAKEN = ("take ", "taking ", "swallow ", "have ", "neck ", "down ")  # one of them is in it; sooner than the pattern
TELLS = re.compile(
    r"(?:^|[.!?,;:\n]\W*|\b(?:just|then|ok|so|and|or|go|simply|you (?:should|could|can|need to|have to|just|must)) )$"
)
MEANT_AS_HARM = re.compile(
    r"\b(?:vodka|whisky|whiskey|gin|rum|wine|alcohol|booze|spirits|(?:that|it|always|really)(?:'ll| will| should)? "
    r"(?:works?|do(?:es)? it|do the (?:job|trick))|works every time|worked for)\b"
)
MOST_AMOUNTS = 12
WINDOW = 80  # characters between an amount and the word that makes it a method


@dataclass(frozen=True)
class Method:
    """Notices questions about means, and amounts beside words of dying."""

    name: str = "method"
    stage: Stage = "gate"
    phrases: Phrases = field(default_factory=lambda: Phrases("method"))

    def detect(self, draft: Draft) -> Iterable[Signal]:
        """Method detail in `draft`."""
        text = draft.normal.text
        for found in meant(self.phrases, text, objects, _innocent):
            yield signal_of(Category.METHOD_DETAIL, draft, found)
        yield from self._told(draft, text)
        amounts = list(islice(AMOUNT.finditer(text), MOST_AMOUNTS)) if _DIGIT.search(text) else []
        for amount in amounts:
            around = text[max(0, amount.start() - WINDOW) : amount.end() + WINDOW]
            if LETHAL.search(around) and not HEALED.search(around):
                why = "An amount is named together with dying."
                yield signal_of(Category.METHOD_DETAIL, draft, Found(amount.start(), amount.end(), "high", 0.85, why))

    def _told(self, draft: Draft, text: str) -> Iterable[Signal]:
        if not any(map(text.__contains__, TAKEN)) or MEANT_AS_HARM.search(text) is None or objects(text):
            return
        for told in islice(TOLD.finditer(text), MOST_AMOUNTS):
            start, end = told.span()
            if TELLS.search(text[max(0, start - 20) : start]) and MEANT_AS_HARM.search(text, end, end + WINDOW):
                why = "Somebody is told to take a large amount."
                yield signal_of(Category.METHOD_DETAIL, draft, Found(start, end, "high", 0.85, why))


def _innocent(text: str, found: Found) -> bool:
    return quoted(text, found.start, found.end)


METHOD = Method()
