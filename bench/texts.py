"""Harmless things to say, no two alike, without a digit that could be taken for a telephone number."""

from __future__ import annotations

__all__ = ["harmless"]

WORDS = (
    "river", "lamp", "stone", "garden", "kettle", "window", "maple", "button", "candle", "harbour", "pencil", "meadow",
    "basket", "ribbon", "orchard", "saddle", "teapot", "violin", "walnut", "yellow", "anchor", "bridge", "clover",
    "daisy", "ember", "fern", "granite", "hazel", "island", "juniper", "kitten", "lantern",
)  # fmt: skip


def harmless(number: int) -> str:
    """The sentence of this number."""
    words = []
    for _ in range(4):
        number, place = divmod(number, len(WORDS))
        words.append(WORDS[place])
    first, second, third, fourth = words
    return f"Today I thought of the {first} and the {second}, and of a {third} near the {fourth}. It helped a bit."
