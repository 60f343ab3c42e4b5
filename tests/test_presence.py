"""Somebody is here as long as one of their tabs is."""

from __future__ import annotations

import pytest

from server.presence import Presence
from server.records import MemberId

ANA, BEN = MemberId("ana"), MemberId("ben")


def test_nobody_is_here_at_first() -> None:
    assert Presence().here == frozenset()


def test_who_comes_with_two_tabs_stays_until_both_are_closed() -> None:
    both = Presence().join(ANA).join(ANA).join(BEN)
    assert both.counts == {ANA: 2, BEN: 1}
    assert both.here == {ANA, BEN}
    one = both.leave(ANA)
    assert one.counts == {ANA: 1, BEN: 1}
    assert one.here == {ANA, BEN}
    assert one.leave(ANA).counts == {BEN: 1}


def test_who_never_came_cannot_leave() -> None:
    assert Presence().join(BEN).leave(ANA).counts == {BEN: 1}
    assert Presence().leave(ANA).join(ANA).here == {ANA}


def test_what_was_read_before_does_not_change() -> None:
    before = Presence().join(ANA)
    before.join(BEN)
    before.leave(ANA)
    assert before.here == {ANA}
    with pytest.raises(AttributeError):
        before.counts = {}  # type: ignore[misc]
    assert not hasattr(before, "__dict__")
    with pytest.raises(TypeError):
        Presence().counts[ANA] = 1  # type: ignore[index]
