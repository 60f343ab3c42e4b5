"""What one character stands for when its costume is taken off: case, width, style, marks, look-alike letters."""

from __future__ import annotations

import json
import unicodedata
from importlib import resources

__all__ = ["FOLDED"]

LONGEST_FOLD = 3  # one sign may become "..." or "ffi"; some become eighteen letters, which would only feed a flood
MOST_KEPT = 20_000  # folded characters remembered; more kinds than this in use at once is not conversation
INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0\u00ad\u180e")
DROPPED = frozenset({"Mn", "Me", "Cf", "Cc", "Cs"})  # the last: half a character, which no word may contain

LETTERS = {
    **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True)),  # small capitals
    **dict(zip("вгкмнпрстух", "brkmhnpctyx", strict=True)),  # Cyrillic that people use for Latin shapes
    **dict(zip("αβγεηικνορτυχω", "abyenikvoptuxw", strict=True)),  # Greek, the same
    **{chr(0x1F150 + i): chr(97 + i) for i in range(26)},  # white letters on black discs
    **{chr(0x1F170 + i): chr(97 + i) for i in range(26)},  # and on black squares
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t",
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "`": "'", "´": "'", "′": "'", "ʼ": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
    "\u2800": " ", "\u2028": "\n", "\u2029": "\n", "\x85": "\n", "\n": "\n", "\r": " ", "\t": " ", "\x0b": " ",
    "\x0c": " ", "⁄": "/", "…": ".",
}  # fmt: skip


def _look_alikes() -> dict[str, str]:
    """Every letter that Unicode's list of confusable characters pairs with a letter from a to z."""
    listed = json.loads(resources.files("confusable_homoglyphs").joinpath("confusables.json").read_text("utf-8"))
    table: dict[str, str] = {}
    for character, twins in listed.items():
        if len(character) == 1 and not character.isascii() and character.isalpha():
            latin = [twin["c"].lower() for twin in twins if len(twin["c"]) == 1 and twin["c"].isascii()]
            if latin and latin[0].isalpha():
                table[character] = latin[0]
    return table


class _Folded(dict[str, str]):
    """From a character to what it stands for: one to three characters, or none; each is its own fold."""

    def __init__(self) -> None:
        super().__init__()
        self._look_alikes = _look_alikes()

    def __missing__(self, character: str) -> str:
        fold = "".join(map(self._letter, unicodedata.normalize("NFKD", character).lower()))
        if len(fold) > LONGEST_FOLD:
            fold = self._letter(character.lower())
        if len(self) < MOST_KEPT:
            self[character] = fold
        return fold

    def _letter(self, character: str) -> str:
        if character in LETTERS:
            return LETTERS[character]
        if character.isascii():
            return character if " " <= character <= "~" else ""
        if character in INVISIBLE or unicodedata.category(character) in DROPPED:
            return ""
        return " " if character.isspace() else self._look_alikes.get(character, character)


FOLDED = _Folded()
