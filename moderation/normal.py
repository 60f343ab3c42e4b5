"""The normal form: a text with its disguises taken off, and the way back to the text as typed.

Characters are folded one by one (`folding`), then words are repaired (`repair`): "k1ll", "k.i.l.l", "s*icide",
"stuuupid", "ki-ll", "dont", "u". A hyphen between letters becomes a space. Numbers, times, money, links and addresses
stay as they are. Of a stretch that only repeats itself the middle is left out (`repetition`). Detectors that need the
text exactly as typed look at `Draft.text`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, compress

from moderation.folding import FOLDED
from moderation.repair import MOST_REPAIRED, REPAIRS, Edit, Repair, spelled_out, unknown_words, wide_spaces
from moderation.repetition import repeated
from moderation.signal import Span

__all__ = ["NormalForm", "normalise"]

ROUNDS = 3  # one repair may open the way for another; more than this does not happen in texts that people can read
LONG = 800  # characters; from here on a text is asked whether it repeats itself
FEW_UNUSUAL = 12  # kinds of characters
MOST_GROWN = 400  # characters that folding may add; a text of ligatures alone is cut to their first letters
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")
_UNUSUAL = re.compile(r"[^\n -_a-~]")  # a backtick folds too


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
    """Take the disguises off `text`."""
    form = _shortened(_fold(text))
    fine: dict[Repair, str] = {}  # by repair the text in which it last found nothing to do
    for _ in range(ROUNDS):
        repaired = 0
        for repair in REPAIRS:
            form, edits = _repaired(form, repair, fine)
            repaired += edits
        if "-" in form.text:
            spaced = _HYPHEN.sub(" ", form.text)
            repaired += spaced != form.text
            form = NormalForm(spaced, form.starts, form.ends)
        if not 0 < repaired < MOST_REPAIRED:
            break
    for repair in (unknown_words, spelled_out, wide_spaces, spelled_out):  # what these change needs no other repair
        form, _ = _repaired(form, repair, fine)
    return _shortened(form)


def _repaired(form: NormalForm, repair: Repair, fine: dict[Repair, str]) -> tuple[NormalForm, int]:
    """`form` after `repair`, and how many places it changed; a text that it found `fine` is not looked at twice."""
    if fine.get(repair) is form.text:
        return form, 0
    edits = repair(form.text)
    if edits:
        return _apply(form, edits), len(edits)
    fine[repair] = form.text
    return form, 0


def _fold(text: str) -> NormalForm:
    if _UNUSUAL.search(text) is None:
        return NormalForm(text.lower())
    if len(text) <= LONG and (unusual := _few_unusual(text)):
        for character in unusual:
            text = text.replace(character, FOLDED[character])
        return NormalForm(text.lower())
    parts = list(map(FOLDED.__getitem__, text))
    lengths = list(map(len, parts))
    if sum(lengths) > len(text) + MOST_GROWN:
        parts = [part[:1] for part in parts]
        lengths = list(map(len, parts))
    folded = "".join(parts)
    if max(lengths) == 1 and len(folded) == len(text):
        return NormalForm(folded)
    starts = list(compress(range(len(text)), lengths))
    if max(lengths) > 1:  # as often as they have become characters: sorting is quick with what is nearly in order
        grown = [at for at, length in enumerate(lengths) if length > 1]
        starts = sorted(starts + grown + [at for at in grown if lengths[at] > 2])
    return NormalForm(folded, starts, [start + 1 for start in starts])


def _few_unusual(text: str) -> set[str]:
    """The characters to be folded, where they are few and each becomes one other: curly apostrophes, most of all."""
    unusual = set(_UNUSUAL.findall(text))
    few = len(unusual) <= FEW_UNUSUAL and all(len(FOLDED[character]) == 1 for character in unusual)
    return unusual if few else set()


def _shortened(form: NormalForm) -> NormalForm:
    """`form` without what only repeats itself."""
    places = repeated(form.text) if len(form.text) > LONG else []
    if not places:
        return form
    starts, ends = form.starts or list(range(len(form.text))), form.ends or list(range(1, len(form.text) + 1))
    edges = [0, *chain.from_iterable(places), len(form.text)]
    kept = list(map(slice, edges[::2], edges[1::2]))
    text = "".join(form.text[part] for part in kept)
    return NormalForm(text, [x for part in kept for x in starts[part]], [x for part in kept for x in ends[part]])


def _apply(form: NormalForm, edits: list[Edit]) -> NormalForm:
    """`form` with `edits` made, which are in order and do not overlap."""
    starts = form.starts if form.starts is not None else list(range(len(form.text)))
    ends = form.ends if form.ends is not None else list(range(1, len(form.text) + 1))
    pieces: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    done = 0
    for edit in edits:
        pieces += (form.text[done : edit.start], edit.new)
        new_starts += starts[done : edit.start]
        new_ends += ends[done : edit.start]
        if len(edit.new) == edit.end - edit.start:
            new_starts += starts[edit.start : edit.end]
            new_ends += ends[edit.start : edit.end]
        else:
            _align(form.text, edit, starts, ends, new_starts, new_ends)
        done = edit.end
    pieces.append(form.text[done:])
    return NormalForm("".join(pieces), new_starts + starts[done:], new_ends + ends[done:])


def _align(text: str, edit: Edit, starts: list[int], ends: list[int], to_starts: list[int], to_ends: list[int]) -> None:
    """Say for each character of `edit.new` which of the old ones it stands for.

    Where letters were dropped, the rest stand for themselves; spaces and apostrophes that were put in stand for no
    character at all; where the word is another, all of it stands for all of the old one.
    """
    first, last = starts[edit.start], ends[edit.end - 1]
    pairs: list[tuple[int, int]] = []
    at = edit.start
    for character in edit.new:
        found = text.find(character, at, edit.end)
        if found >= 0:
            pairs.append((starts[found], ends[found]))
            at = found + 1
        elif character in " '":
            here = starts[at] if at < edit.end else last
            pairs.append((here, here))
        else:
            pairs = [(first, last)] * len(edit.new)
            break
    if pairs:
        pairs[0], pairs[-1] = (first, pairs[0][1]), (pairs[-1][0], last)
    to_starts += [start for start, _ in pairs]
    to_ends += [end for _, end in pairs]
