"""Put-downs said to somebody here, crude or not, and joining in when others begin."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from moderation.context import affectionate, apologises, objects, quoted, reported
from moderation.detector import Stage
from moderation.detectors.wordings import signal_of
from moderation.draft import Draft
from moderation.phrases import Found, Phrases
from moderation.signal import Category, Signal, Span
from moderation.vocabulary import sworn

__all__ = ["INSULTS"]

JOINING_IN = re.compile(
    r"\W*(?:\+1|this|same|agreed?|exactly|facts|amen|preach|100%?|true|yep|yeah|yup|seconded|louder|word|so true|big time"
    r"|(?:yeah )?what (?:they|she|he) said|finally|someone (?:had to|finally) (?:said|say) it|(?:\w+ ){0,3}said it"
    r"|thank you for saying (?:it|that)|couldn't agree more|me too|took the words|lol|haha+|hahaha|👏+|🙌+|😂+|💯+|👍+"
    r"|count me in|hear hear|about time|she deserved that|he deserved that)(?:\W+(?:\w+\W*){0,8})?"
)
SELF_TALK = re.compile(
    r"\b(?:myself|i'm|i am|im|me|je suis|suis|soy|sou|estoy|ich bin|bin ich|bin|meine?|mon|ma|mi|meu|minha)"
    r"(?: (?:such|so|just|being|an?|une?|una?|eine?|tan|tao|um|uma))* $"
)
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
        meant = [found for found in self.phrases.find(text) if not self._innocent(text, found)]
        for found in meant:
            yield signal_of(Category.HARASSMENT, draft, found)
            if not _CRUDE.isdisjoint(_WORDS.findall(text[found.start : found.end])):
                yield signal_of(Category.PROFANITY_AT_PERSON, draft, found)
        if not meant and len(text) < 80 and draft.preceding is not None and JOINING_IN.fullmatch(text):
            yield from self._nod(draft, draft.preceding.normal.text)

    def _nod(self, draft: Draft, before: str) -> Iterable[Signal]:
        if any(not self._innocent(before, found) for found in self.phrases.find(before)):
            why = "This joins in with an insult that somebody else sent."
            yield Signal(Category.HARASSMENT, "low", 0.7, Span(0, len(draft.text)), why)

    def _innocent(self, text: str, found: Found) -> bool:
        before = text[max(0, found.start - 24) : found.start]
        return (
            quoted(text, found.start, found.end)
            or reported(text, found.start)
            or objects(text)
            or apologises(text)
            or affectionate(text)
            or (found.severity == "high" and "😂" in text)
            or SELF_TALK.search(before) is not None
        )


INSULTS = Insults()
