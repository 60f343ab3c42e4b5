"""Words that were written so that a machine should miss them, or in a hurry: how each is put right.

A repair reads the folded text and says what to replace. It only ever puts in a word that is known, so that innocent
words with bad letters inside, names, numbers, times and money stay what they are. Each takes time in proportion to
the text, and looks closely at no more than `MOST_REPAIRED` strange words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product
from string import ascii_lowercase
from typing import NamedTuple

from moderation.vocabulary import JOINABLE, KNOWN, PLAIN, SHORTHAND, SQUEEZED, segmented

__all__ = ["MOST_REPAIRED", "REPAIRS", "Edit", "Repair", "spelled_out", "unknown_words", "wide_spaces"]

MOST_REPAIRED = 80  # strange words looked at closely in one text: ordinary messages hold a handful
MOST_SEGMENTED = 240  # letters without spaces that are taken apart in one text


class Edit(NamedTuple):
    """Put `new` in place of the folded characters from `start` up to `end`."""

    start: int
    end: int
    new: str


Repair = Callable[[str], list[Edit]]

_WIDE_SPACE = re.compile(r"  +")


def wide_spaces(text: str) -> list[Edit]:
    """Several spaces -> one, once no word is spelled out any more."""
    if "  " not in text:
        return []
    return [Edit(*found.span(), " ") for found in _WIDE_SPACE.finditer(text)]


_LETTERS = re.compile(r"[^\W\d_]+")
_RUN = re.compile(r"([^\W\d_])\1+")
_LONG_RUN = re.compile(r"([^\W\d_])\1\1+")
_THREE_ALIKE = [letter * 3 for letter in ascii_lowercase]
_STAYS_STRETCHED = frozenset({"www", "xxx"})


def stretched(text: str) -> list[Edit]:
    """ "stuuupid" -> "stupid", "goood" -> "good"."""
    if text.isascii() and not any(map(text.__contains__, _THREE_ALIKE)):  # sooner than the next line
        return []
    edits = []
    for found in islice(_words_around(_LONG_RUN.finditer(text), text), MOST_REPAIRED):
        word = found.group()
        if word in _STAYS_STRETCHED:
            continue
        new = SQUEEZED.get(_RUN.sub(r"\1", word)) or _LONG_RUN.sub(r"\1", word)
        edits.append(Edit(found.start(), found.end(), new))
    return edits


def _words_around(runs: Iterable[re.Match[str]], text: str) -> Iterator[re.Match[str]]:
    """The words in which these runs of letters stand."""
    backwards, done = text[::-1], 0
    for run in runs:
        before = _LETTERS.match(backwards, len(text) - run.start())
        if run.start() >= done and (word := _LETTERS.match(text, run.start() - (len(before.group()) if before else 0))):
            done = word.end()
            yield word


_SPELLED = re.compile(r"(?<![a-z0-9'@$!|+])[a-z0-9@$](?:([ ._*/|~-])[a-z0-9@$])(?:\1[a-z0-9@$])+(?![a-z0-9@$!|+])")


def spelled_out(text: str) -> list[Edit]:
    """ "k i l l" and "k.i.l.l" -> "kill", where all the letters together make known words."""
    edits: list[Edit] = []
    letters_left = MOST_SEGMENTED
    for found in islice(_SPELLED.finditer(text), MOST_REPAIRED):
        letters = found.group()[::2]
        letters_left -= len(letters)
        if letters_left < 0:
            break
        if sum(map(str.isalpha, letters)) * 3 < len(letters) * 2:
            continue
        plain = letters if letters.isalpha() else next(_readings(letters), "")
        new = plain if plain in KNOWN else segmented(plain)
        if new:
            edits.append(Edit(found.start(), found.end(), new))
    return edits


# a sign in a word, before one, or a digit after a letter; it begins with the sign, so that other text is passed quickly
_LEET_HINT = re.compile(
    r"[0-9@$!|+](?:(?<=[a-z].)[0-9@$!|+]*[a-z]|(?<![\w.,@$!|+].)(?<!\+)[@$!|0-9]*[a-z]|(?<=[a-z][0-9$]))"
)
_LEET = re.compile(r"(?=[a-z]*[0-9@$!|+])[a-z0-9@$!|+']+")
_NUMBER = re.compile(
    r"\$?\d+(?:st|nd|rd|th|[ap]m|m?c?g|kg|ml|cl|dl|l|lbs?|oz|iu|cm|mm|km|m|ft|in|k|x|s|h|hrs?|min|mins?|sec"
    r"|d|days?|w|wks?|mo|yrs?|y|yo|f|c|gb|mb|tb|p|bn|mn)?"
)
_LEET_MEANS = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "il", "|": "il", "+": "t",
}  # fmt: skip
_LEET_ALONE = {"70": "to", "50": "so", "15": "is", "17": "it", "1": "i", "4": "a", "45": "as", "47": "at", "4nd": "and"}
_LEET_ALONE |= {"!": "i", "@": "a", "!n": "in", "0n": "on", "0r": "or", "!t": "it", "!$": "is", "$0": "so", "t0": "to"}


def leet(text: str) -> list[Edit]:
    """ "k1ll" -> "kill", "$h!t" -> "shit". Where most of a text is written so, "70" is "to" as well."""
    if _LEET_HINT.search(text) is None:
        return []
    tokens = list(_LEET.finditer(text))
    edits = []
    for found in islice((t for t in tokens if len(t.group()) > 2 and _may_be_leet(text, t)), MOST_REPAIRED):
        start = found.start()
        core = found.group().rstrip("!|+'")
        plain = next((reading for reading in _readings(core) if reading in KNOWN), None)
        if plain is not None:
            edits.append(Edit(start, start + len(core), plain))
    if len(edits) >= 2 and len(edits) * 5 >= text.count(" ") + 1:
        done = {edit.start for edit in edits}
        rest = islice((t for t in tokens if t.start() not in done), MOST_REPAIRED)
        edits += [Edit(t.start(), t.end(), plain) for t in rest if (plain := _leet_like_a_number(t.group()))]
        edits.sort()
    return edits


def _leet_like_a_number(word: str) -> str | None:
    """What a word means that looks like a number, "570p" or "70", in a text that is mostly written in digits."""
    if len(word) < 4 or word.isdigit():
        return _LEET_ALONE.get(word)
    return next((reading for reading in _readings(word) if reading in PLAIN), None)


def _may_be_leet(text: str, found: re.Match[str]) -> bool:
    """Whether this is a word with signs inside, and not a number, an address, or part of a link."""
    word = found.group()
    if _NUMBER.fullmatch(word) or not any(map(str.isalpha, word)):
        return False
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 2]
    return before not in {"/", ".", "&", "?", "="} and not (after[:1] == "." and after[1:].isalnum())


def _readings(word: str) -> islice[str]:
    """What `word` may say, the likeliest first, and not too many."""
    spellings = product(*(_LEET_MEANS.get(character, character) for character in word[:24]))
    return islice(map("".join, spellings), 8)


_STARRED = re.compile(r"(?<![\w*#%])[a-z]+(?:[*#%_]{1,2}[a-z]+){0,3}[*#%_]?(?![\w*#%])")
_STAR = re.compile(r"[*#%_]")
LONGEST_STARRED, MOST_HOLES = 24, 3


def starred(text: str) -> list[Edit]:
    """ "s*icide" -> "suicide": a sign may stand for a vowel, or a single one for any letter.

    A sign at the end of a word is read so only where others stand inside words: it may be a footnote.
    """
    if _STAR.search(text) is None:
        return []
    words = [found for found in _STARRED.finditer(text) if _STAR.search(found.group())]
    if all(_STAR.search(found.group()[:-1]) is None for found in words):
        return []
    plain = ((found, _filled(found.group())) for found in words[:MOST_REPAIRED])
    return [Edit(found.start(), found.end(), word) for found, word in plain if word]


def _filled(word: str) -> str | None:
    """The most usual known word that fits into `word` with its holes."""
    holes = len(_STAR.findall(word))
    if holes > MOST_HOLES or len(word) > LONGEST_STARRED:
        return None
    choices = "eaiou" if holes > 1 else "eaioubcdfghjklmnpqrstvwxyz"
    shape = _STAR.sub("{}", word)
    fits = (shape.format(*letters) for letters in product(choices, repeat=holes))
    return min((fit for fit in fits if fit in KNOWN), key=lambda fit: KNOWN[fit], default=None)


_BROKEN = re.compile(r"(?<![a-z-])([a-z]{1,12})-([a-z]{1,12})(?![a-z-])")


def broken(text: str) -> list[Edit]:
    """ "ki-ll" -> "kill", but "self-harm" is two words."""
    if "-" not in text:
        return []
    return [
        Edit(found.end(1), found.start(2), "")
        for found in islice(_BROKEN.finditer(text), MOST_REPAIRED)
        if found[1] + found[2] in JOINABLE and not (found[1] in PLAIN and found[2] in PLAIN)
    ]


_WORD = re.compile(r"(?<![\w@$*!|+#%'])[a-z]+(?:'[a-z]+)*(?![\w@$*|+#%])")
_PART_OF_ADDRESS = frozenset("@/_#=&")
SHORTEST_RUN_TOGETHER = 12
LONG_STRETCH = 18
LONGEST_SWAPPED = 14
FEW_STRANGE = 12  # kinds of words that are found sooner one by one than by reading all words once more


def unknown_words(text: str) -> list[Edit]:
    """ "dont" -> "don't", "u" -> "you", "mysefl" -> "myself", "iwantthis" -> "i want this"."""
    edits: list[Edit] = []
    words = {word for word in set(_WORD.findall(text)) if word not in KNOWN}
    if not words:
        return edits
    letters_left = MOST_SEGMENTED
    for found in islice(_standing(text, words), MOST_REPAIRED):
        start, end = found.span()
        if text[start - 1 : start] in _PART_OF_ADDRESS or text[end : end + 1] in _PART_OF_ADDRESS:
            continue
        word = found.group()
        if len(word) == 1 and "." in (text[start - 1 : start], text[end : end + 1]):
            continue
        if word in SHORTHAND:
            new: str | None = SHORTHAND[word]
        elif len(word) >= SHORTEST_RUN_TOGETHER or (len(word) >= 4 and _runs_on(text, start, end)):
            letters_left -= len(word)
            new = segmented(word) if letters_left >= 0 else None
        else:
            new = _unswapped(word)
        if new:
            edits.append(Edit(start, end, new))
    return edits


def _standing(text: str, words: set[str]) -> Iterable[re.Match[str]]:
    """Where these words stand in the text, in order."""
    if len(words) > FEW_STRANGE:
        return (found for found in _WORD.finditer(text) if found.group() in words)
    standing = []
    for word in words:
        at = text.find(word)
        while at >= 0:
            if (found := _WORD.match(text, at)) and found.group() == word:
                standing.append(found)
            at = text.find(word, at + len(word))
    return sorted(standing, key=re.Match.start)


def _runs_on(text: str, start: int, end: int) -> bool:
    """Whether the word stands in a stretch without spaces that is longer than words are."""
    before, after = text[max(0, start - LONG_STRETCH) : start], text[end : end + LONG_STRETCH]
    unspaced_before = len(before) - max(before.rfind(" "), before.rfind("\n")) - 1
    unspaced_after = min(len(part) for part in (after.partition(" ")[0], after.partition("\n")[0]))
    return unspaced_before + end - start + unspaced_after > LONG_STRETCH


def _unswapped(word: str) -> str | None:
    """The known word of which two inner neighbours were swapped."""
    if len(word) > LONGEST_SWAPPED:
        return None
    for i in range(1, len(word) - 1):
        swapped = word[:i] + word[i + 1] + word[i] + word[i + 2 :]
        if swapped in KNOWN:
            return swapped
    return None


# These may open the way for one another, and are repeated; `unknown_words` comes last and once.
REPAIRS: tuple[Repair, ...] = (stretched, spelled_out, leet, starred, broken)
