"""The words that repairs may put in: what people say in such rooms, and what they disguise."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from math import log

from moderation.lexicon import entries, rows

__all__ = ["JOINABLE", "KNOWN", "PLAIN", "SHORTHAND", "SQUEEZED", "segmented", "sworn"]

LANGUAGES = ("en", "es", "fr", "de", "pt")
LONGEST_WORD = 14
LONGEST_SEGMENTED = 160
RARE = 9_000  # the rank given to words that are known but were not counted
_RUN = re.compile(r"([a-z])\1+")
_LONG_RUN = re.compile(r"([a-z])\1\1")


@cache
def sworn() -> tuple[str, ...]:
    """The plain words of better-profanity's list, less those that are innocent here (see its `spared_words.txt`).

    Only the list is used, not that package's matcher, which is slow and finds words inside words.
    """
    text = resources.files("better_profanity").joinpath("profanity_wordlist.txt").read_text("utf-8")
    spared = set(entries("spared_words"))
    words = map(str.strip, text.splitlines())
    return tuple(word for word in words if word.isalpha() and word.islower() and word not in spared)


def _named_in_wordings() -> list[str]:
    """The single words of the classes that wordings use: what they look for must be known to the repairs."""
    listed = (word.strip() for entry in entries("classes") for word in entry.partition("=")[2].split(","))
    return [word for word in listed if word.isalpha() and len(word) > 3]


def _ranked() -> dict[str, int]:
    ranks: dict[str, int] = {}
    for rank, word in enumerate(entries("words_en")):
        ranks[word] = rank
    for language in LANGUAGES[1:]:
        for rank, word in enumerate(entries(f"words_{language}")):
            ranks.setdefault(word, 2_000 + rank)  # a stranger's word is put in after an English one
    for word in (*sworn(), *entries("disguised_words"), *_named_in_wordings()):
        ranks.setdefault(word, RARE)
    # Nothing that a repair would change again: then a normal form is its own normal form.
    return {word: rank for word, rank in ranks.items() if word not in SHORTHAND and not _LONG_RUN.search(word)}


SHORTHAND: dict[str, str] = {row[0]: row[1] for row in rows("shorthand", 2)}
KNOWN = _ranked()
PLAIN = frozenset(entries("words_en"))
JOINABLE = KNOWN.keys() - {word for word in KNOWN if len(word) < 3}


def _squeezed() -> dict[str, str]:
    table: dict[str, str] = {}
    for word in sorted(KNOWN, key=KNOWN.__getitem__):
        table.setdefault(_RUN.sub(r"\1", word), word)
    return table


SQUEEZED = _squeezed()
_COSTS = {
    word: log(KNOWN[word] + 12) + (2.0 if len(word) < 3 else 0.0)
    for word in (*(PLAIN & KNOWN.keys()), *entries("disguised_words"))
    if 1 < len(word) <= LONGEST_WORD or word in ("i", "a")
}


def segmented(letters: str) -> str | None:
    """`letters` with spaces between the words, where known words make up all of it; None where they do not."""
    length = len(letters)
    if not 2 < length <= LONGEST_SEGMENTED:
        return None
    best: list[float] = [0.0] + [float("inf")] * length
    back = [0] * (length + 1)
    reached = [0]
    for end in range(1, length + 1):
        for start in reversed(reached):
            if end - start > LONGEST_WORD:
                break
            cost = _COSTS.get(letters[start:end])
            if cost is not None and best[start] + cost < best[end]:
                best[end], back[end] = best[start] + cost, start
        if back[end] or best[end] < float("inf"):
            reached.append(end)
    if best[length] == float("inf") or best[length] > 2.1 * length:
        return None  # the last: so many rare scraps are not words that anyone wrote
    pieces = []
    end = length
    while end:
        pieces.append(letters[back[end] : end])
        end = back[end]
    return " ".join(reversed(pieces))
