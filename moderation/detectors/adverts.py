"""Adverts, links that pull people away, and calls to come elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from moderation.context import objects
from moderation.detector import Stage
from moderation.detectors.wordings import meant, said_by_others, signal_of
from moderation.draft import Draft
from moderation.phrases import Phrases
from moderation.signal import Category, Signal, Span

__all__ = ["ADVERTS"]

ENDINGS = "com|net|org|example|shop|info|biz|io|xyz|co|app|me|tv|ly|site|online|store|club"
LINK = re.compile(
    r"(?:\bhttps?://|\bhxxps?://|\bwww\.)[^\s<>\"]{3,300}"
    rf"|(?<![a-z0-9-])[a-z0-9-]{{2,40}}\.(?:{ENDINGS})\b(?:/\S{{0,200}})?",
    re.I,
)
_LINK_HINT = re.compile(rf"[.:](?:(?<=\.)(?:{ENDINGS})\b|(?<=www\.)|(?<=:)//)", re.I)
MOST_LINKS = 10
PULLS = re.compile(
    r"bit\.|tinyurl|t\.co/|[?&/](?:ref|aff|referral|utm|promo|invite|join)\b|free|deal|sale|shop|store|earn|win"
    r"|casino|bet"
    r"|pill|meds|crypto|coin|loan|cash|discount|offer|click|survey|buy|cheap|xxx|cam|nomods|watch\?v=",
    re.I,
)
CALLS = re.compile(
    r"\b(?:click|check (?:it |this |my )?(?:out)?|free|subscribe|follow|sign up|join|deal|offer|sale|discount|buy"
    r"|order|earn"
    r"|cheap|prices?|casino|bonus|portfolio|selling|reviews?|masterclass|celebrity|services?|download|promo"
    r"|win|limited|hurry|guaranteed|spots?|dm me|before they|trust me|must see|watch this|go go)\b|[👉🔥💰🚀➡→]|>>>",
    re.I,
)
TRUSTED = re.compile(
    r"//(?:[\w-]+\.)*(?:nhs\.uk|gov(?:\.\w+)?|edu|ac\.uk|mind\.org\.uk|samaritans\.org|wikipedia\.org|who\.int"
    r"|findahelpline\.com|nami\.org|thetrevorproject\.org|lifeline\.org\.au|crisistextline\.org"
    r"|beateatingdisorders\.org\.uk"
    r"|rethink\.org|youngminds\.org\.uk|befrienders\.org|headspace\.org\.au)\b",
    re.I,
)


@dataclass(frozen=True)
class Adverts:
    """Notices spam."""

    name: str = "adverts"
    stage: Stage = "gate"
    phrases: Phrases = field(default_factory=lambda: Phrases("adverts"))

    def detect(self, draft: Draft) -> Iterable[Signal]:
        """Adverts in the wording, and links that look like adverts, as typed."""
        for found in meant(self.phrases, draft.normal.text, objects, said_by_others):
            yield signal_of(Category.SPAM, draft, found)
        if _LINK_HINT.search(draft.text):
            yield from self._links(draft.text)

    def _links(self, text: str) -> Iterable[Signal]:
        links = [link for link in islice(LINK.finditer(text), MOST_LINKS) if not TRUSTED.search(link.group())]
        for link in links:
            around = text[: link.start()] + text[link.end() :]
            if len(links) > 2 or PULLS.search(link.group()) or CALLS.search(around[:600]):
                why = "A link comes with the words or the address of an advert."
                yield Signal(Category.SPAM, "medium", 0.75, Span(link.start(), link.end()), why)


ADVERTS = Adverts()
