"""What a browser may ask: parsed once at the door, and written down in docs/protocol.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import events, protocol
from server.errors import Code, Unreadable
from server.protocol import COMMANDS, FRAME_BYTES, REACTIONS, TEXT_LENGTH, parse

PAGE = (Path(__file__).parents[1] / "docs" / "protocol.md").read_text(encoding="utf-8")


def table(heading: str) -> dict[str, str]:
    """The second cell of each row in the sections from this heading on, by each name in the first."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ((?:`[a-z_]+` ?)+)\|([^|]*)\|", section, re.MULTILINE)
    return {name: second for names, second in rows for name in re.findall(r"`([a-z_]+)`", names)}


ASKED = table("Commands of members") | table("Commands of facilitators")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ("do", "ref", "room", "text", "id", "since", "on", "minutes", "member", "reason", "anyway", "version")


def test_no_command_is_documented_that_is_not_there() -> None:
    assert set(ASKED) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_its_fields(name: str) -> None:
    fields = {field.name: field.required for field in msgspec.structs.fields(COMMANDS[name])}
    own = {field: required for field, required in fields.items() if field not in ("ref", "room")}

    written = dict(re.findall(r"`([a-z_]+)`(\?)?", ASKED[name]))

    assert set(written) == set(own)
    for field, mark in written.items():
        assert own[field] == (mark != "?") or field == "since"


@pytest.mark.parametrize("code", Code)
def test_every_error_code_is_documented(code: Code) -> None:
    assert code in table("Errors")


def test_every_event_is_documented() -> None:
    heard = {
        kind.__struct_config__.tag
        for kind in vars(events).values()
        if isinstance(kind, type) and issubclass(kind, events.Event) and kind.__name__ in events.__all__
    } - {"Event", "Private"}

    assert heard == set(table("Events"))


def test_the_limits_are_documented() -> None:
    assert f"{FRAME_BYTES:,} bytes" in PAGE
    assert f"{TEXT_LENGTH:,} characters" in PAGE
    assert " ".join(REACTIONS) in PAGE


def test_a_command_comes_out_as_it_was_meant() -> None:
    said = parse('{"do":"say","ref":"m-1","room":"tuesday","text":"hello","note":null,"something":"new"}')

    assert said == protocol.Say(ref="m-1", room="tuesday", text="hello")


def test_an_unknown_command_keeps_its_ref_so_that_it_can_be_answered() -> None:
    with pytest.raises(Unreadable) as trouble:
        parse('{"do":"sing","ref":"m-1","room":"tuesday"}')

    assert (trouble.value.code, trouble.value.ref) == (Code.UNKNOWN_COMMAND, "m-1")


def test_text_is_counted_in_code_points() -> None:
    parse(protocol.encode({"do": "say", "ref": "1", "room": "r", "text": "🌿" * 4000}))
    with pytest.raises(Unreadable) as trouble:
        parse(protocol.encode({"do": "say", "ref": "1", "room": "r", "text": "🌿" * 4001}))

    assert trouble.value.code is Code.TOO_LONG


@given(st.text())
def test_no_text_whatever_is_more_than_not_understood(frame: str) -> None:
    refuses_or_parses(frame)


@given(st.dictionaries(st.sampled_from(FIELDS), JSON | st.sampled_from(sorted(COMMANDS))))
def test_no_json_whatever_is_more_than_not_understood(fields: dict[str, Any]) -> None:
    refuses_or_parses(msgspec.json.encode(fields).decode())


def refuses_or_parses(frame: str) -> None:
    """Either a known command comes out, or a sentence with a code."""
    outcome: object
    try:
        outcome = type(parse(frame))
    except Unreadable as trouble:
        outcome = trouble
    if isinstance(outcome, Unreadable):
        assert outcome.text
        assert outcome.code in (Code.BAD_FRAME, Code.UNKNOWN_COMMAND, Code.TOO_LONG)
    else:
        assert outcome in COMMANDS.values()
