"""Detectors that others wrote: ours come first, and one that does not load stops nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest

from moderation import Draft, Gate, Signal, outsiders
from moderation.detectors import DETECTORS
from moderation.outsiders import load_detectors


@dataclass
class Theirs:
    name: str = "theirs"
    stage: str = "gate"

    def detect(self, _draft: Draft) -> Iterable[Signal]:
        return ()


@dataclass
class Entry:
    name: str
    load: Callable[[], object]


def broken() -> object:
    raise ImportError("gone")


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    entries: list[Entry] = []
    monkeypatch.setattr(outsiders, "entry_points", lambda group: entries if group == outsiders.GROUP else [])
    return entries


def test_an_outsider_comes_after_our_own(installed: list[Entry]) -> None:
    installed.append(Entry("theirs", lambda: Theirs))

    loaded = load_detectors()

    assert loaded.detectors[:-1] == DETECTORS
    assert loaded.detectors[-1].name == "theirs"


@pytest.mark.parametrize(
    "load",
    [broken, lambda: object(), lambda: Theirs(stage="someday"), lambda: Theirs(name=DETECTORS[0].name)],
    ids=["does not import", "is no detector", "has no stage we know", "takes another's name"],
)
def test_an_outsider_that_cannot_be_used_is_counted(installed: list[Entry], load: Callable[[], object]) -> None:
    installed.append(Entry("theirs", load))

    gate = Gate.with_outsiders()

    assert gate.failures["theirs"] == 1
    assert len(gate.detectors) == len(Gate().detectors)
