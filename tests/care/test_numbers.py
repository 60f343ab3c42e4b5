"""A number is written in one place only. A copy elsewhere would stay when the line changes, and reach nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from moderation.helplines import countries

ROOT = Path(__file__).parents[2]
PLACES = ("server", "moderation", "web", "docs", "bench")
KINDS = {".py", ".html", ".js", ".css", ".md", ".txt", ".svg", ".po"}
LONG = 5
"""From so many digits on, a number stands for nothing else; a shorter one counts where somebody is told to dial it."""

WORD_LISTS = ROOT / "moderation" / "lexicon"
"""What detectors look for may name a number; it is never shown."""


def numbers() -> set[str]:
    """Every number of the data, digits only."""
    found = set()
    for country in countries():
        found |= {country.emergency.number, *(other.number for other in country.emergency.other)}
        for line in country.lines:
            written = [line.phone, line.whatsapp, line.sms.number if line.sms else None]
            found |= {re.sub(r"\D", "", each.partition(" then ")[0]) for each in written if each}
    return {number for number in found if len(number) >= 2}


def texts() -> Iterator[tuple[Path, str]]:
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*")):
            if path.suffix in KINDS and WORD_LISTS not in path.parents:
                yield path, path.read_text("utf-8")
    for path in ROOT.glob("*.md"):
        yield path, path.read_text("utf-8")


def test_no_number_of_a_helpline_is_written_anywhere_else() -> None:
    long = {number for number in numbers() if len(number) >= LONG}
    # Digits with at most one space, bracket or hyphen between two of them read as one number, as people write them.
    run = re.compile(r"(?<![\w#.])[+(]?\d(?:[ ()-]{0,2}\d){4,}(?![\w.])")
    strays = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, text in texts()
        for match in run.finditer(text)
        if re.sub(r"\D", "", match[0]) in long
    ]
    assert strays == []


def test_nobody_is_told_to_dial_a_short_number_anywhere_else() -> None:
    short = "|".join(sorted((number for number in numbers() if len(number) < LONG), key=len, reverse=True))
    told = re.compile(rf"\b(?:call|dial|text|ring|phone|tel:|sms:|whatsapp)[ :]*[\"'<b>]*(?:{short})\b(?!\w)", re.I)
    strays = [f"{path.relative_to(ROOT)}: {match[0]}" for path, text in texts() for match in told.finditer(text)]
    assert strays == []
