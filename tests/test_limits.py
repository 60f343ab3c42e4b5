"""What fits in each field of a command, to the last character."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from server import protocol
from server.errors import Code, Unreadable
from server.protocol import COMMANDS, Command, parse

BASE: dict[str, Any] = {"ref": "1", "room": "tuesday"}
GIVEN: dict[str, dict[str, Any]] = {
    "history": {"before": 9}, "acknowledge": {"version": 2}, "say": {"text": "a"}, "edit": {"id": "m", "text": "a"},
    "retract": {"id": "m"}, "react": {"id": "m", "kind": "hug", "on": True}, "report": {"id": "m"},
    "ignore": {"member": "b", "on": True}, "aside": {"text": "a"}, "dismiss": {"card": "c"},
    "mute": {"member": "b", "minutes": 5.0, "reason": ""}, "unmute": {"member": "b"},
    "remove": {"member": "b", "reason": ""}, "ban": {"member": "b", "reason": ""}, "unban": {"member": "b"},
    "pin": {"id": "m"}, "unpin": {"id": "m"}, "hide": {"id": "m", "reason": ""}, "unhide": {"id": "m"},
    "hold": {"id": "m"}, "release": {"id": "m"}, "decline": {"id": "m", "reason": ""}, "slow": {"seconds": 5},
    "give": {"member": "b"}, "claim": {"alert": "a"}, "settle": {"alert": "a", "outcome": "done"},
}  # fmt: skip
LEFT_OUT: dict[str, dict[str, Any]] = {
    "enter": {"since": 0, "epoch": None},
    "say": {"note": None, "reply_to": None, "anyway": False},
    "edit": {"anyway": False},
    "report": {"rule": None, "text": ""},
    "aside": {"to": None, "anyway": False},
    "ban": {"minutes": None},
    "pause": {"minutes": None, "reason": ""},
}
A_YEAR = 525_600
WORDS: dict[tuple[str, str], tuple[int, int]] = {
    ("say", "text"): (1, 4000), ("edit", "text"): (1, 4000), ("aside", "text"): (1, 4000), ("report", "text"): (0, 1000),
    ("say", "note"): (0, 200), ("say", "reply_to"): (1, 32), ("edit", "id"): (1, 32), ("react", "kind"): (1, 32),
    ("settle", "outcome"): (1, 500), ("say", "ref"): (1, 64), ("say", "room"): (1, 64), ("mute", "reason"): (0, 500),
    ("hide", "reason"): (0, 500), ("decline", "reason"): (0, 500), ("dismiss", "card"): (1, 32),
}  # fmt: skip
NUMBERS: dict[tuple[str, str], tuple[list[Any], list[Any]]] = {
    ("enter", "since"): ([0, 2**53], [-1, 2**53 + 1]),
    ("history", "before"): ([0, 2**53], [-1, 2**53 + 1]),
    ("slow", "seconds"): ([0, 3600], [-1, 3601]),
    ("mute", "minutes"): ([0.01, A_YEAR], [0, -1, A_YEAR + 1]),
    ("ban", "minutes"): ([0.01, 1, A_YEAR, None], [0, A_YEAR + 1]),
    ("pause", "minutes"): ([0.01, 1, A_YEAR, None], [0, A_YEAR + 1]),
}


def asked(do: str, **fields: Any) -> Command:
    return parse(json.dumps({"do": do, **BASE, **GIVEN.get(do, {}), **fields}))


def make(kind: Any, *given: Any, **named: Any) -> object:
    """A command made of values, some without their names."""
    return kind(*given, **named)


def refused(do: str, **fields: Any) -> Code:
    with pytest.raises(Unreadable) as trouble:
        asked(do, **fields)
    return trouble.value.code


@pytest.mark.parametrize("do", COMMANDS)
def test_a_command_is_known_by_its_name_and_does_not_change(do: str) -> None:
    command = asked(do)
    assert type(command) is COMMANDS[do]
    assert msgspec.structs.asdict(command) == BASE | LEFT_OUT.get(do, {}) | GIVEN.get(do, {})
    with pytest.raises(AttributeError):
        command.ref = "2"  # type: ignore[misc]
    with pytest.raises(TypeError):
        make(COMMANDS[do], "1", "tuesday", *GIVEN.get(do, {}).values())
    with pytest.raises(TypeError):
        make(COMMANDS[do], "unnamed", **BASE | dict(list(GIVEN.get(do, {}).items())[1:]))


def test_these_are_all_the_commands() -> None:
    assert " ".join(COMMANDS) == (
        "enter history leave acknowledge say edit retract react typing report ignore aside dismiss raise lower pass "
        "mute unmute remove ban unban pin unpin hide unhide hold release decline slow pause resume open close give "
        "claim settle"
    )
    with pytest.raises(AttributeError):
        Command(**BASE).ref = "2"  # type: ignore[misc]
    with pytest.raises(TypeError):
        make(Command, "1", "tuesday")


@pytest.mark.parametrize(("do", "field"), WORDS)
def test_so_many_characters_fit(do: str, field: str) -> None:
    least, most = WORDS[do, field]
    for length in (least, most):
        assert getattr(asked(do, **{field: "x" * length}), field) == "x" * length
    too_long = Code.TOO_LONG if most == protocol.TEXT_LENGTH else Code.BAD_FRAME
    assert refused(do, **{field: "x" * (most + 1)}) is too_long
    if least:
        assert refused(do, **{field: ""}) is Code.BAD_FRAME


@pytest.mark.parametrize(("do", "field"), NUMBERS)
def test_numbers_have_their_limits(do: str, field: str) -> None:
    fit, do_not = NUMBERS[do, field]
    for number in fit:
        assert getattr(asked(do, **{field: number}), field) == number
    for number in do_not:
        assert refused(do, **{field: number}) is Code.BAD_FRAME


@pytest.mark.parametrize(
    "frame", ["", "no", "[]", "1", "{}", '{"do":1}', '{"do":"say"}', '{"do":"say","ref":1}', "[" * 9999]
)
def test_what_is_no_command_has_no_ref_to_be_answered_by(frame: str) -> None:
    with pytest.raises(Unreadable) as trouble:
        parse(frame)
    assert (trouble.value.code, trouble.value.ref) == (Code.BAD_FRAME, None)


def test_a_wrong_ref_is_said_before_an_unknown_command_is() -> None:
    for ref in ("", "x" * 65, None, 1):
        assert refused("sing", ref=ref) is Code.BAD_FRAME
    assert refused("sing", ref="x" * 64) is Code.UNKNOWN_COMMAND


def test_too_much_text_is_answered_to_its_sender() -> None:
    with pytest.raises(Unreadable) as trouble:
        asked("say", text="x" * 4321, ref="mine")
    assert trouble.value.ref == "mine"
    assert "4321" in trouble.value.text
    assert "4000" in trouble.value.text


def test_the_reactions_and_the_size_of_a_frame() -> None:
    assert protocol.REACTIONS == ("heart", "hug", "with-you", "thanks", "light")
    assert protocol.FRAME_BYTES == 64 * 1024
    assert protocol.encode({"re": None, "ok": True}) == '{"re":null,"ok":true}'
