"""The nouns: what stands for what in the database, and that nobody changes them in passing."""

from __future__ import annotations

from dataclasses import MISSING, FrozenInstanceError, fields, is_dataclass
from typing import Any

import pytest

from server import records
from server.records import FOREVER, Began, Kind, MemberId, Membership, Role, RoomId, Rule, State

KINDS: list[Any] = [kind for kind in vars(records).values() if is_dataclass(kind) and isinstance(kind, type)]


def test_every_word_is_kept_as_the_database_has_it() -> None:
    assert [str(role) for role in Role] == ["member", "facilitator"]
    assert [str(kind) for kind in Kind] == ["open", "circle"]
    assert [str(state) for state in State] == ["shown", "hidden", "gone", "held", "declined"]
    assert [str(began) for began in Began] == ["", "joined", "words", "link"]


def test_forever_is_the_last_second_of_the_year_9999() -> None:
    assert FOREVER == 253_402_300_799_000


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__name__))
def test_a_record_does_not_change(kind: Any) -> None:
    record = object.__new__(kind)
    assert not hasattr(record, "__dict__")
    with pytest.raises(FrozenInstanceError):
        setattr(record, fields(kind)[0].name, "other")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__name__))
def test_what_need_not_be_said_means_nothing_happened(kind: Any) -> None:
    required = [name for name in kind.__match_args__ if not may_be_left_out(kind, name)]
    given = kind(*(name for name in required))
    for field in fields(kind):
        if field.name not in required:
            assert not getattr(given, field.name), field.name


def may_be_left_out(kind: Any, name: str) -> bool:
    field = next(each for each in fields(kind) if each.name == name)
    return field.default is not MISSING or field.default_factory is not MISSING


def test_only_a_facilitator_facilitates() -> None:
    for role in Role:
        membership = Membership(RoomId("tuesday"), MemberId("ana"), "Ana", role, 0)
        assert membership.facilitates is (role is Role.FACILITATOR)


def test_a_rule_is_the_same_rule_whichever_version_brought_its_words() -> None:
    assert Rule("kind", 0, "Be kind", "Please.", changed_in=1) == Rule("kind", 0, "Be kind", "Please.", changed_in=2)
    assert Rule("kind", 0, "Be kind", "Please.") != Rule("kind", 0, "Be kind", "Please!")
