"""Who is here, as a pure value. A person may be here with several browser tabs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from server.records import MemberId

__all__ = ["Presence"]


@dataclass(frozen=True, slots=True)
class Presence:
    """How many connections each member has in one room."""

    counts: Mapping[MemberId, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def here(self) -> frozenset[MemberId]:
        return frozenset(self.counts)

    def join(self, member: MemberId) -> Presence:
        return Presence({**self.counts, member: self.counts.get(member, 0) + 1})

    def leave(self, member: MemberId) -> Presence:
        """One connection less; who never came cannot leave."""
        left = self.counts.get(member, 0) - 1
        others = {other: count for other, count in self.counts.items() if other != member}
        return Presence({**others, member: left} if left > 0 else others)
