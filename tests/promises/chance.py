"""Chance that can be had again: a failing test prints its seed, and PORCHLIGHT_SEED gives it back."""

from __future__ import annotations

import os
import random

__all__ = ["chance"]


def chance() -> random.Random:
    """A source of random choices; its seed is in the output of the test."""
    seed = os.environ.get("PORCHLIGHT_SEED") or str(random.SystemRandom().randrange(10**9))
    print(f"again with PORCHLIGHT_SEED={seed}")
    return random.Random(seed)
