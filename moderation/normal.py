"""The normal form: a text with its disguises taken off, and the way back to the text as typed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from moderation.signal import Span

__all__ = ["NormalForm", "normalise"]


@dataclass(frozen=True, slots=True)
class NormalForm:
    """The folded `text`; `starts` and `ends` say for each of its characters which part of the typed text it stands for.

    Both are None where the folded text lines up with the typed one, character by character.
    """

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def span(self, start: int, end: int) -> Span:
        """Where the folded characters from `start` up to `end` stand in the text as typed."""
        if self.starts is None or self.ends is None:
            return Span(start, end)
        if start >= end:
            here = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return Span(here, here)
        return Span(self.starts[start], self.ends[end - 1])


def normalise(text: str) -> NormalForm:
    """Fold `text`: lower case, compatibility forms, no marks and no invisible characters, plain quotes."""
    folded = [_folded(character) for character in text]
    if all(len(part) == 1 for part in folded):
        return NormalForm("".join(folded))
    starts = [index for index, part in enumerate(folded) for _ in part]
    return NormalForm("".join(folded), starts, [index + 1 for index in starts])


def _folded(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character).lower()
    kept = "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Me", "Cf"})
    return kept.replace("\u2019", "'").replace("\u2018", "'")
