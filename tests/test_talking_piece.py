"""The talking piece goes from hand to hand, in the order in which hands were raised."""

from __future__ import annotations

import pytest

from server.errors import Code, Refused
from server.records import MemberId
from server.talking_piece import TalkingPiece

ANA, BEN, DAN = (MemberId(name) for name in ("ana", "ben", "dan"))
AWAY = TalkingPiece(None, ())


def test_hands_are_kept_in_the_order_in_which_they_were_raised() -> None:
    assert AWAY.raise_hand(BEN).raise_hand(ANA).raise_hand(BEN) == TalkingPiece(None, (BEN, ANA))


def test_a_hand_that_is_lowered_is_gone_and_the_others_stay() -> None:
    assert TalkingPiece(DAN, (ANA, BEN)).lower_hand(ANA) == TalkingPiece(DAN, (BEN,))
    assert TalkingPiece(DAN, (ANA,)).lower_hand(BEN) == TalkingPiece(DAN, (ANA,))


def test_who_is_given_the_piece_need_not_raise_a_hand_any_more() -> None:
    assert TalkingPiece(None, (ANA, BEN)).give(BEN) == TalkingPiece(BEN, (ANA,))


def test_the_piece_is_put_away_and_raised_hands_stay_up() -> None:
    assert TalkingPiece(ANA, (BEN,)).give(None) == TalkingPiece(None, (BEN,))


def test_the_piece_is_passed_to_the_first_raised_hand() -> None:
    assert TalkingPiece(ANA, (BEN, DAN)).pass_on(ANA) == TalkingPiece(BEN, (DAN,))


def test_with_no_hand_raised_it_is_put_away() -> None:
    assert TalkingPiece(ANA, ()).pass_on(ANA) == AWAY


def test_only_who_holds_it_passes_it_on() -> None:
    with pytest.raises(Refused) as refused:
        TalkingPiece(ANA, (BEN,)).pass_on(BEN)
    assert refused.value.code is Code.NOT_YOUR_TURN


def test_nobody_can_change_a_piece_that_somebody_else_reads() -> None:
    with pytest.raises(AttributeError):
        AWAY.holder = ANA  # type: ignore[misc]
    assert not hasattr(AWAY, "__dict__")
