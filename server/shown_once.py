"""What is shown to one person and kept nowhere: recovery words, a new invitation, a link for somebody who comes back.

It stays in memory for a quarter of an hour, so that a page can be loaded again, and goes with the process.
"""

from __future__ import annotations

__all__ = ["ShownOnce"]

KEPT_FOR = 900_000


class ShownOnce:
    """Secrets that wait for their owner's eyes."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[str, int]] = {}

    def keep(self, whose: str, what: str, secret: str, now: int) -> None:
        """Shows this to its owner from now on; what was shown under the same name before is gone."""
        self._kept = {key: (each, until) for key, (each, until) in self._kept.items() if until > now}
        self._kept[whose, what] = (secret, now + KEPT_FOR)

    def see(self, whose: str, what: str, now: int) -> str | None:
        """What there is to be shown; None when it was put away, or its time is over."""
        secret, until = self._kept.get((whose, what), (None, 0))
        return secret if until > now else None

    def forget(self, whose: str, what: str) -> None:
        """Its owner has it."""
        self._kept.pop((whose, what), None)
