"""Words as the crisis lexicon knows them: contractions opened, small words dropped, spelling evened out.

Both the patterns and the messages pass through here, so that "i'm just gonna" and "i am going to" are one.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate, compress

__all__ = ["Reading", "canonical", "read"]

# coffin, skull and crossbones, thumb up, skull, pistol, and faces that laugh: the ones that patterns use
SIGNS = "\u26b0\u2620\U0001f44d\U0001f480\U0001f52b\U0001f602\U0001f605\U0001f606\U0001f62d\U0001f639\U0001f923"
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[.!?\n,;:\"\u2026\u2013\u2014]|[" + SIGNS + "]")
_STOPS = {".": ".", "!": ".", "\n": ".", "\u2026": ".", ";": ".", "?": "?", ",": ",", ":": ",",
          "\u2013": ",", "\u2014": ",", '"': '"'}  # fmt: skip
_ENDINGS = {"'s": " is", "'re": " are", "'ve": " have", "'ll": " will", "'d": " would", "'m": " am"}


def _plain_letters() -> dict[int, str]:
    table = {ord("\u2019"): "'", ord("\u2018"): "'", ord("`"): "'", ord("\u201c"): '"', ord("\u201d"): '"'}
    table[ord("-")] = " "
    for code in range(0xC0, 0x250):
        base = unicodedata.normalize("NFD", chr(code).lower())[0]
        if base.isascii():
            table[code] = base
    return table


_PLAIN = _plain_letters()


def _load() -> dict[str, str]:
    """The table of words: `word word = canonical form` a line; nothing after the sign drops the word."""
    table = dict(_STOPS)
    table.update({str(number): "num" for number in range(200)})
    table.update({str(year): "year" for year in range(1940, 2040)})
    text = (resources.files("moderation") / "lexicon" / "crisis_words.txt").read_text("utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        words, sign, form = line.split("#", 1)[0].partition("=")
        if words.strip() and not sign:
            raise ValueError(f"crisis_words.txt, line {number}: no '='")
        table.update(dict.fromkeys(words.split(), form.strip()))
    return table


_FORMS = _load()


def _form(token: str) -> str:
    known = _FORMS.get(token)
    if known is not None:
        return known
    if "'" in token:
        base, _, ending = token.partition("'")
        return _FORMS.get(base, base) + _ENDINGS.get("'" + ending, "'" + ending)
    return token


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as canonical words with a space before and after each, and the way back to the text."""

    text: str
    canonical: str
    forms: list[str]

    def spans(self, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Where in the text the canonical characters of each place come from."""
        if not places:
            return []
        kept = [bool(form) for form in self.forms]
        edges = list(accumulate((len(form) + 1 for form in self.forms if form), initial=3))
        tokens = list(compress(_TOKEN.finditer(_flat(self.text)), kept))
        spans = []
        for start, end in places:
            first = min(max(bisect_right(edges, start + 1) - 1, 0), len(tokens) - 1)
            last = min(max(bisect_right(edges, end - 2) - 1, first), len(tokens) - 1)
            spans.append((tokens[first].start(), tokens[last].end()))
        return spans


def _flat(text: str) -> str:
    return text.replace(" - ", " \u2014 ").translate(_PLAIN)


def read(text: str) -> Reading:
    """Read folded lower-case text."""
    forms = [_FORMS[token] if token in _FORMS else _form(token) for token in _TOKEN.findall(_flat(text))]
    return Reading(text, f" . {' '.join(filter(None, forms))} . ", forms)


@cache
def canonical(phrase: str) -> str:
    """A pattern's words in the form in which `read` gives a message's."""
    return " ".join(filter(None, map(_form, _TOKEN.findall(_flat(phrase)))))
