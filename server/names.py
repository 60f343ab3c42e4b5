"""Nicknames: which can be had, and which look too much like another. Pure.

Two names are alike when their skeletons share a key. A key is what is left of a name once look-alike characters, case,
accents, digits that stand for letters, spaces and signs are taken away, after Unicode's table of confusables (UTS #39).
There is more than one key because "AIex" with a capital i is read as "Alex" only before its case is folded away.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache

from confusable_homoglyphs.confusables import confusables_data

from server.errors import Unreadable
from server.words import N_, _

__all__ = ["LONGEST_NAME", "clean_name", "examine_name", "like", "name_taken", "skeleton"]

SHORTEST_NAME, LONGEST_NAME = 2, 24
MARKS_IN_A_ROW = 3
SIGNS = "'’-._·་・׳״ "
LEFT_OUT = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
STAND_FOR = str.maketrans("013456789", "oleasgtbg")
PAIRS = (("rn", "m"), ("vv", "w"))

RESERVED = (
    "porchlight", "facilitator", "moderator", "steward", "administrator",
    "helpline", "hotline", "samaritans", "lifeline",
)  # fmt: skip
RESERVED_WORDS = (
    "admin", "mod", "host", "staff", "team", "system", "support", "help", "crisis", "emergency", "everyone",
    "everybody", "nobody", "deleted", "server", "root", "owner", "official", "counsellor", "counselor", "therapist",
)  # fmt: skip

TAKEN_BY_US = N_("“{name}” could be taken for somebody with a duty here. Please choose another nickname.")


def clean_name(typed: str) -> str:
    """The name without invisible characters, in one form, with single spaces."""
    kept = (character for character in unicodedata.normalize("NFC", typed) if is_seen(character))
    return " ".join("".join(kept).split())


def is_seen(character: str) -> bool:
    selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return character.isspace() or (unicodedata.category(character) not in LEFT_OUT and not selector)


def examine_name(typed: str, group_name: str = "") -> str:
    """The name as it will be shown. Raises `Unreadable` with a sentence for whoever typed one that cannot be had."""
    name = clean_name(typed)
    if not name:
        raise Unreadable(_("Please choose a nickname."))
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        raise Unreadable(
            _("A nickname has {shortest} to {longest} characters.").format(shortest=SHORTEST_NAME, longest=LONGEST_NAME)
        )
    if not all(may_stand_in_a_name(character) for character in name) or has_a_pile_of_marks(name):
        raise Unreadable(_("Please use letters, digits, spaces and - ’ . in a nickname."))
    if not any(character.isalpha() for character in name) or not keys(name):
        raise Unreadable(_("A nickname needs at least one letter."))
    if is_reserved(name, group_name):
        raise Unreadable(_(TAKEN_BY_US).format(name=name))
    return name


def name_taken() -> str:
    """The sentence for a name that somebody has, or that looks like one."""
    return _("Somebody here has that nickname, or one that looks like it. Please choose another.")


def may_stand_in_a_name(character: str) -> bool:
    return character in SIGNS or unicodedata.category(character)[0] in "LMN" or unicodedata.category(character) == "So"


def has_a_pile_of_marks(name: str) -> bool:
    run = 0
    for character in unicodedata.normalize("NFD", name):
        run = run + 1 if unicodedata.category(character)[0] == "M" else 0
        if run > MARKS_IN_A_ROW:
            return True
    return False


def is_reserved(name: str, group_name: str = "") -> bool:
    whole = keys(name)
    if any(key(word) in each for word in RESERVED for each in whole):
        return True
    parts = {each for part in split(name) for each in keys(part)} | whole
    if parts & {key(word) for word in RESERVED_WORDS} | parts & {key(word) + "s" for word in RESERVED_WORDS}:
        return True
    return bool(group_name) and bool(whole & keys(group_name))


def split(name: str) -> Iterator[str]:
    """The words of a name, without digits at their ends: "Admin2" is the admin's too."""
    spaced = "".join(character if character.isalnum() else " " for character in name)
    for word in spaced.split():
        yield word
        yield word.strip("0123456789")


def like(skeleton_a: str, skeleton_b: str) -> bool:
    """Whether two names could be taken for one another."""
    return bool(set(skeleton_a.split()) & set(skeleton_b.split()))


def skeleton(name: str) -> str:
    """What the store keeps to tell look-alikes: the name's keys, with a space between them."""
    return " ".join(sorted(keys(name)))


def keys(name: str) -> set[str]:
    plain = unicodedata.normalize("NFKC", name)
    readings = (plain, plain.casefold(), read_as_l(plain), read_as_l(prototypes(name)), *read_as_i(plain))
    found = {key(reading) for reading in readings}
    return {each for each in found if each}


def read_as_l(name: str) -> str:
    return name.replace("I", "l").replace("|", "l")


def read_as_i(name: str) -> Iterator[str]:
    for stand_in in "1|!":
        if stand_in in name:
            yield name.casefold().replace(stand_in, "i")


def key(text: str) -> str:
    """One key: compatibility forms, then look-alikes, then case, then accents, then digits that stand for letters."""
    compatible = unicodedata.normalize("NFKC", text)
    folded = prototypes(compatible).casefold()
    bare = "".join(prototypes(c) for c in unicodedata.normalize("NFD", folded) if not "\u0300" <= c <= "\u036f")
    plain = "".join(c for c in bare.casefold().translate(STAND_FOR) if unicodedata.category(c)[0] in "LMN")
    for pair, single in PAIRS:
        plain = plain.replace(pair, single)
    return plain


def prototypes(text: str) -> str:
    return "".join(table().get(character, character) for character in text)


@cache
def table() -> dict[str, str]:
    """From each look-alike to what it is taken for: the side of the pair that others look like as well."""
    pairs: dict[str, str] = {}
    for character, alike in confusables_data.items():
        targets = [visible(each["c"]) for each in alike]
        if len(character) != 1 or character.isascii() or len(targets) != 1:
            continue
        target = targets[0]
        if len(target) > 1 or target.isascii() or len(confusables_data.get(target, ())) > 1:
            pairs[character] = target
    return pairs


def visible(text: str) -> str:
    return "".join(character for character in text if unicodedata.category(character) != "Cf")
