"""A disguise does not change what is found."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from moderation import POLICIES, Category, Draft, Gate

LINES = {
    "you are a pathetic idiot and nobody here likes you": Category.HARASSMENT,
    "just kill yourself already": Category.ENCOURAGES_SELF_HARM,
    "all women are liars": Category.HATE,
    "stop taking your tablets today, your body knows best": Category.DANGEROUS_ADVICE,
}
QUIET = (
    "my therapist says the class was good",
    "two days without a drink and i slept well",
    "i feel tired but i am proud of you",
)
WORD = re.compile(r"[A-Za-z]{3,}")


def each_word(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: WORD.sub(lambda match: change(match.group()), text)


DISGUISES: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "digits": lambda text: text.translate(str.maketrans("aeiost", "431057")),
    "signs": lambda text: text.translate(str.maketrans("aisoe", "@!$03")),
    "spaces": each_word(" ".join),
    "dots": each_word(".".join),
    "a hyphen": each_word(lambda word: word[:2] + "-" + word[2:]),
    "a star": each_word(lambda word: word[0] + re.sub("[aeiou]", "*", word[1:], count=1)),
    "long vowels": lambda text: re.sub("([aeiou])", r"\1\1\1", text),
    "nothing between": each_word("\u200b".join),
    "look-alikes": lambda text: text.translate(str.maketrans("aceiopsxyh", "асеіорѕхуһ")),
    "full width": lambda text: text.translate({i: i + 0xFEE0 for i in range(33, 127)}),
    "bold": lambda text: text.translate({97 + i: 0x1D41A + i for i in range(26)}),
    "struck through": each_word(lambda word: "".join(letter + "\u0336" for letter in word)),
    "no spaces": lambda text: text.replace(" ", ""),
}
GATE = Gate()
disguised = pytest.mark.parametrize("disguise", DISGUISES.values(), ids=list(DISGUISES))


@disguised
@pytest.mark.parametrize("text", LINES)
def test_what_is_found_plainly_is_found_disguised(disguise: Callable[[str], str], text: str) -> None:
    assert LINES[text] in GATE.review(Draft(disguise(text)), POLICIES["standard"]).harms


@disguised
@pytest.mark.parametrize("text", QUIET)
def test_what_is_quiet_plainly_is_quiet_disguised(disguise: Callable[[str], str], text: str) -> None:
    assert GATE.review(Draft(disguise(text)), POLICIES["standard"]).harms == ()


@pytest.mark.parametrize(("line", "category"), LINES.items())
def test_half_a_character_hides_nothing(line: str, category: Category) -> None:
    verdict = GATE.review(Draft("\ud800" + line[:9] + "\udfff" + line[9:]), POLICIES["standard"])

    assert category in verdict.harms
    assert verdict.failed == ()
