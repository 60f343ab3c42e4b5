"""The talking piece, as a pure value: while somebody holds it, only they speak."""

from __future__ import annotations

from dataclasses import dataclass, replace

from server.errors import Code, Refused
from server.records import MemberId
from server.words import _

__all__ = ["TalkingPiece"]


@dataclass(frozen=True, slots=True)
class TalkingPiece:
    """Who holds it (None: it is put away and everybody may speak) and whose hands are raised, first raised first."""

    holder: MemberId | None
    hands: tuple[MemberId, ...]

    def raise_hand(self, member: MemberId) -> TalkingPiece:
        return self if member in self.hands else replace(self, hands=(*self.hands, member))

    def lower_hand(self, member: MemberId) -> TalkingPiece:
        return replace(self, hands=tuple(hand for hand in self.hands if hand != member))

    def give(self, member: MemberId | None) -> TalkingPiece:
        """A facilitator hands it to somebody, or puts it away."""
        return replace(self, holder=member).lower_hand(member) if member else replace(self, holder=None)

    def pass_on(self, member: MemberId) -> TalkingPiece:
        """The holder hands it to the next raised hand; with none raised it is put away."""
        if self.holder != member:
            raise Refused(Code.NOT_YOUR_TURN, _("You do not have the talking piece just now."))
        return self.give(self.hands[0] if self.hands else None)
