"""Put-downs said to somebody here, crude or not, and joining in when others begin."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from moderation.context import affectionate, apologises, consoles, objects
from moderation.detector import Stage
from moderation.detectors.wordings import meant, said_by_others, signal_of
from moderation.draft import Draft
from moderation.phrases import Found, Phrases
from moderation.signal import Category, Signal, Span
from moderation.vocabulary import sworn

__all__ = ["INSULTS"]

JOINING_IN = re.compile(
    r"\W*(?:(?:\+1|this|same|agreed?|exactly|facts|amen|preach|100%?|true|yep|yup|seconded|louder|word|so true|big time"
    r"|finally|me too|lol|haha+"
    r"|👏+|🙌+|😂+|💯+|👍+|hear hear|about time|count me in|couldn't agree more)(?:\W+\w+){0,2}"
    r"|(?:exactly|finally|(?:yeah|yep)?\W*what (?:they|she|he) said|someone (?:had to|finally) (?:said|say) it"
    r"|(?:\w+ ){0,3}said it|thank you for saying (?:it|that)|(?:she|he) deserved that)(?:\W+\w+){0,8})\W*"
)
SELF_TALK = re.compile(
    r"\b(?:myself|i'm|i am|im|me|je suis|suis|soy|sou|estoy|ich bin|bin ich|bin|meine?|mon|ma|mi|meu|minha)"
    r"(?: (?:such|so|just|being|an?|une?|una?|eine?|tan|tao|um|uma))* $"
)
DENIED = re.compile(r"\b(?:no|nao|nunca|ni|not|never) $")
LONGEST_NOD = 80
LONGEST_BARE = 40  # in a longer text, a doubtful insult of few words and no "you" is seldom said to anybody
WORDS_OF_ASIDE = 3
DOUBTFUL = 0.75
_CRUDE = frozenset(sworn()) | {"arse", "piss", "sod", "bugger", "bloody", "effing", "eff", "hell", "f", "screw"}
_WORDS = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class Insults:
    """Notices harassment, and as `profanity_at_person` that which is crude."""

    name: str = "insults"
    stage: Stage = "gate"
    phrases: Phrases = field(default_factory=lambda: Phrases("insults", "insults_more"))

    def detect(self, draft: Draft) -> Iterable[Signal]:
        """Put-downs in `draft`; where it is only a nod, whether it nods at one."""
        text = draft.normal.text
        found_here = meant(self.phrases, text, _quiet, _innocent)
        for found in found_here:
            yield signal_of(Category.HARASSMENT, draft, found)
            if not _CRUDE.isdisjoint(_WORDS.findall(text[found.start : found.end])):
                yield signal_of(Category.PROFANITY_AT_PERSON, draft, found)
        if not found_here and self._joins_in(draft, text):
            why = "This joins in with an insult that somebody else sent."
            yield Signal(Category.HARASSMENT, "low", 0.7, Span(0, len(draft.text)), why)

    def _joins_in(self, draft: Draft, text: str) -> bool:
        if draft.preceding is None or len(text) >= LONGEST_NOD or JOINING_IN.fullmatch(text) is None:
            return False
        return bool(meant(self.phrases, draft.preceding.normal.text, _quiet, _innocent))


def _quiet(text: str) -> bool:
    return objects(text) or consoles(text) or apologises(text) or affectionate(text)


def _innocent(text: str, found: Found) -> bool:
    denied = DENIED.search(text, max(0, found.start - 12), found.start) is not None
    of_self = SELF_TALK.search(text, max(0, found.start - 24), found.start) is not None
    in_jest = found.severity == "high" and "😂" in text
    words = _WORDS.findall(text[found.start : found.end])
    aside = found.score <= DOUBTFUL and len(text) > LONGEST_BARE and len(words) <= WORDS_OF_ASIDE and "you" not in words
    return aside or denied or of_self or in_jest or said_by_others(text, found)


INSULTS = Insults()
