"""Six words that bring somebody back on another device, and how often they may be tried.

Six of some two thousand words are 66 random bits: enough that even a stolen database gives nobody away, and few enough
to be written on a card.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from server.pacing import Bucket, Pace

__all__ = ["Recovery", "Tries", "recovery_words", "word_list"]

FILE = Path(__file__).parent / "lists" / "recovery_words.txt"
WORDS = 6
AT_ONCE = 2  # an attempt takes 64 MiB and a fifth of a second of a core; the rooms need the rest
LONGEST_TYPED = 120
EVERYBODY = Pace(burst=30, per_second=0.5)
ONE_NAME = Pace(burst=5, per_second=5 / 900)
NAMES_REMEMBERED = 10_000


@cache
def word_list() -> tuple[str, ...]:
    """The words to choose from."""
    return tuple(FILE.read_text("utf-8").split())


def recovery_words() -> tuple[str, ...]:
    """Six words by chance."""
    return tuple(secrets.choice(word_list()) for _ in range(WORDS))


def as_kept(typed: str) -> str:
    """The words as they are hashed, however they were typed: capitals, commas, line ends."""
    return " ".join(re.findall(r"[a-z]+", typed[:LONGEST_TYPED].lower()))


class Recovery:
    """Hashes and compares, a few at a time and never on the event loop."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._seats = asyncio.Semaphore(AT_ONCE)

    async def hash(self, words: tuple[str, ...] | str) -> str:
        """What is kept of six words."""
        text = as_kept(words if isinstance(words, str) else " ".join(words))
        async with self._seats:
            return await asyncio.to_thread(self._hasher.hash, text)

    async def fits(self, kept: str | None, typed: str) -> bool:
        """Whether these are the words. Where there is nothing to compare with, it takes as long."""
        if kept is None:
            await self.hash(typed)
            return False
        async with self._seats:
            return await asyncio.to_thread(self._verify, kept, as_kept(typed))

    def _verify(self, kept: str, text: str) -> bool:
        try:
            return self._hasher.verify(kept, text)
        except VerifyMismatchError:
            return False


class Tries:
    """How often words may be tried: for one name, and by everybody together."""

    def __init__(self) -> None:
        self._everybody: Bucket | None = None
        self._names: dict[str, Bucket] = {}

    def take(self, name: str, now: float) -> bool:
        """Whether one more try fits; it is counted."""
        fits, bucket = self._names.pop(name, Bucket.full(ONE_NAME, now)).take(now)
        self._names[name] = bucket
        while len(self._names) > NAMES_REMEMBERED:
            del self._names[next(iter(self._names))]
        if not fits:
            return False
        fits, self._everybody = (self._everybody or Bucket.full(EVERYBODY, now)).take(now)
        return fits

    def forgive(self, name: str) -> None:
        """The words were right: what was tried before is forgotten."""
        self._names.pop(name, None)
