"""Telling somebody to hurt themselves, or that they should be gone; goading somebody who despairs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from moderation.context import answers_despair, apologises, objects
from moderation.detector import Stage
from moderation.detectors.wordings import meant, said_by_others, signal_of
from moderation.draft import Draft
from moderation.phrases import Found, Phrases
from moderation.signal import Category, Signal, Span

__all__ = ["ENCOURAGEMENT"]

SELF_TALK = re.compile(r"\b(?:feel(?:ing)? like|i'm|i am|im|as|such) (?:just |only |such )?(?:a )?$")
GOADING = re.compile(
    r"\W*(?:(?:so|then|just|ok|okay|well|lol|oh|yeah|and|go on|please|ffs|fine|good)[ ,]+)*(?:do it|go on(?: then)?"
    r"|go ahead|prove it|do it then|then do it|jump|get on with it|bye+|good riddance|nobody(?:'s| is) stopping you"
    r"|no one(?:'s| is) stopping you|you won't(?: do it)?|no you won't|off you (?:go|pop)|hop to it|crack on|dare you"
    r"|i dare you|coward|3 2 1|who cares|nobody cares|no one cares|see (?:ya|you)|you should|maybe you should|give up"
    r"|let us know how it goes|hurry up|finally|about time|promises promises|yes you should|agreed|might as well"
    r"|why not|(?:just )?(?:take|swallow|neck) (?:them all|all of them|the lot|all of it|every one of them)"
    r"|what are you waiting for|less talk|put up or shut up|keep going|goals)(?:[ ,]+(?:then|already|lol|babe|love|x"
    r"|forever|mate|it|please|coward|hun|now|do it))*\W*"
)
THINGS = re.compile(r"\b(?:laptop|printer|phone|computer|boiler|wasp|fly|car|clock|brain|code|update)\b")
LONGEST_GOAD = 70
ABOUT_SELF = re.compile(r"\b(?:i|me|i'd|i'm|my|mine)\b")


@dataclass(frozen=True)
class Encouragement:
    """Notices encouragement of self-harm, also where only what came before makes it that."""

    name: str = "encouragement"
    stage: Stage = "gate"
    phrases: Phrases = field(default_factory=lambda: Phrases("encouragement"))

    def detect(self, draft: Draft) -> Iterable[Signal]:
        """Encouragement in `draft`, or in what it answers with `draft`."""
        text = draft.normal.text
        for found in meant(self.phrases, text, _quiet, _innocent):
            yield signal_of(Category.ENCOURAGES_SELF_HARM, draft, found)
        if draft.preceding is not None and len(text) < LONGEST_GOAD and GOADING.fullmatch(text):
            before = draft.preceding.normal.text
            if answers_despair(before) and ABOUT_SELF.search(before):
                why = "This goads somebody who spoke of hurting themselves or giving up."
                yield Signal(Category.ENCOURAGES_SELF_HARM, "high", 0.75, Span(0, len(draft.text)), why)


def _quiet(text: str) -> bool:
    return objects(text) or apologises(text) or THINGS.search(text) is not None


def _innocent(text: str, found: Found) -> bool:
    of_self = SELF_TALK.search(text, max(0, found.start - 24), found.start) is not None
    return of_self or said_by_others(text, found)


ENCOURAGEMENT = Encouragement()
