"""The log says what happened and never to whom, from where, or in which words."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import pytest
from websockets.sync.client import connect

from server.logs import Line, Once
from tests.ops.commands import porchlight, started

SECRET = "something that Ana said"


def record(name: str, message: str, *args: object, level: int = logging.WARNING) -> logging.LogRecord:
    try:
        raise ValueError(SECRET)
    except ValueError:
        return logging.LogRecord(name, level, "a.py", 1, message, args, sys.exc_info())


def test_our_own_sentence_is_one_line_with_its_time_its_weight_and_its_place() -> None:
    line = Line().format(record("server.app", "The chore %s failed.", "sweep"))
    assert line[:10].count("-") == 2
    assert line[19:].startswith("Z warning server.app The chore sweep failed. [ValueError at test_logs.py:")


def test_the_words_of_an_error_are_not_logged() -> None:
    assert SECRET not in Line().format(record("server.app", "It failed."))


@pytest.mark.parametrize(
    ("name", "message", "args"),
    [
        ("uvicorn.error", '%s - "WebSocket %s" 403', ("203.0.113.9:5000", f"/join/{SECRET}")),
        ("asyncio", f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{SECRET}')>", ()),
        ("asyncio", f"Unclosed transport: {SECRET}", ()),
    ],
)
def test_what_libraries_fill_in_is_not_logged(name: str, message: str, args: tuple[object, ...]) -> None:
    line = Line().format(record(name, message, *args))
    assert SECRET not in line
    assert "203.0.113.9" not in line
    assert "\n" not in line


@pytest.mark.parametrize("trick", ["a\nb", "a\r2026 error", "a\x1b[31mb", "a\u2028b"])
def test_nobody_writes_a_second_line_into_the_log(trick: str) -> None:
    line = Line().format(record("server.app", "Named %s.", trick))
    assert line.splitlines() == [line]
    assert "\x1b" not in line


def test_a_library_says_the_same_thing_once_a_minute_and_we_as_often_as_it_is_so() -> None:
    now = [0.0]
    once = Once(lambda: now[0])
    let_through = []
    for second in range(0, 121, 20):
        now[0] = float(second)
        let_through.append(once.filter(record("uvicorn.error", "Invalid HTTP request received.")))
    assert let_through == [True, False, False, True, False, False, True]
    assert all(once.filter(record("server.app", "Again.")) for _ in range(3))


def test_a_whole_evening_leaves_no_word_no_name_no_token_and_no_address_in_the_log(tmp_path: Path) -> None:
    data = tmp_path / "data"
    seats = [
        json.loads(line)
        for line in porchlight("seed", "--rooms", "1", "--members", "2", "--data", data).stdout.splitlines()
    ]
    said = "the lantern by the green door"
    with started(data, PORCHLIGHT_LOG_LEVEL="debug") as server:
        for seat in seats:
            with connect(server.live, additional_headers={"Cookie": seat["cookie"]}) as live:
                for number, frame in enumerate(
                    (
                        {"do": "enter", "room": seat["room"], "since": 0},
                        {"do": "say", "room": seat["room"], "text": said},
                        {"do": "say", "room": seat["room"], "text": f"you are worthless, {seats[0]['name']}"},
                        {"do": "say", "room": seat["room"], "text": "i want to end my life tonight"},
                        {
                            "do": "mute",
                            "room": seat["room"],
                            "member": seats[1]["member"],
                            "minutes": 1,
                            "reason": said,
                        },
                    )
                ):
                    live.send(json.dumps(frame | {"ref": f"r{number}"}))
                    while json.loads(live.recv(timeout=30)).get("re") != f"r{number}":
                        pass
                live.send("not JSON, " + said)
                live.recv(timeout=30)
    log = server.said()
    private = [said, "worthless", "end my life", "127.0.0.1:", "/live"]
    private += [seat[field] for seat in seats for field in ("name", "member")]
    private += [seat["cookie"].partition("=")[2] for seat in seats]
    told = log.replace(server.url, "")
    assert [word for word in private if word in told] == []
