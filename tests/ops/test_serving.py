"""`porchlight serve`, as an operator meets it: real processes on real directories."""

from __future__ import annotations

import json
import re
import signal
import socket
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.ops.commands import Started, porchlight, started

GONE_SECONDS = 30
"""Ten seconds are promised, on a machine that has nothing else to do."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    with started(tmp_path_factory.mktemp("serving") / "data") as running:
        yield running


def fetched(address: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def test_an_empty_directory_gets_a_one_time_link_to_set_the_group_up(server: Started) -> None:
    assert re.search(rf"{server.url}/setup/[\w-]{{43}}$", server.said(), re.MULTILINE)


def test_the_link_is_at_the_address_that_members_type_where_the_operator_gave_one(tmp_path: Path) -> None:
    with started(tmp_path / "data", PORCHLIGHT_URL="https://rooms.example.org") as running:
        assert running.url.startswith("http://127.0.0.1:")
        assert "https://rooms.example.org/setup/" in running.said()


def test_the_link_changes_with_every_start_so_that_an_old_scrap_of_paper_opens_nothing(tmp_path: Path) -> None:
    links = []
    for _ in range(2):
        with started(tmp_path / "data") as running:
            links += re.findall(r"/setup/(\S+)", running.said())
    assert len(set(links)) == 2


def test_a_group_that_has_been_set_up_gets_no_link(tmp_path: Path) -> None:
    porchlight("seed", "--rooms", "1", "--members", "1", "--data", tmp_path / "data")
    with started(tmp_path / "data") as running:
        assert "/setup/" not in running.said()


def test_it_lives_and_is_ready(server: Started) -> None:
    assert fetched(f"{server.url}/health") == (200, "alive\n")
    assert fetched(f"{server.url}/ready") == (200, "ready\n")


def test_figures_are_for_who_has_the_token(server: Started) -> None:
    token = (server.data / "secrets" / "metrics_token").read_text().strip()

    assert fetched(f"{server.url}/metrics")[0] == 401
    assert fetched(f"{server.url}/metrics", Authorization="Bearer ")[0] == 401
    status, figures = fetched(f"{server.url}/metrics", Authorization=f"Bearer {token}")

    assert status == 200
    assert "porchlight_sockets 0.0" in figures


def test_secrets_are_made_once_and_for_the_owner_s_eyes_alone(tmp_path: Path) -> None:
    kept = []
    for _ in range(2):
        with started(tmp_path / "data") as running:
            secrets = sorted((running.data / "secrets").iterdir())
            kept.append([each.read_text() for each in secrets])
            assert all(each.stat().st_mode & 0o777 == 0o600 for each in secrets)
    assert kept[0] == kept[1] != []


def test_a_second_server_on_the_same_directory_is_told_so(server: Started) -> None:
    second = porchlight("serve", "--port", "0", "--data", server.data, fails=True)
    assert "Another Porchlight is using the folder" in second.stderr


def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        refused = porchlight("serve", "--port", str(taken), "--data", tmp_path / "data", fails=True)
    assert f"port {taken}" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_bad_setting_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    refused = porchlight("serve", "--data", tmp_path / "data", fails=True, PORCHLIGHT_PORT="lots")
    assert "PORCHLIGHT_PORT must be a number" in refused.stderr


def test_data_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    porchlight("seed", "--rooms", "1", "--members", "1", "--data", data)
    with closing(sqlite3.connect(data / "porchlight.sqlite3")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    refused = porchlight("serve", "--port", "0", "--data", data, fails=True)
    assert "written by a newer Porchlight" in refused.stderr


def test_told_to_stop_it_says_so_to_every_socket_and_is_gone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    seats = porchlight("seed", "--rooms", "1", "--members", "3", "--data", data).stdout.splitlines()
    with started(data) as running, ExitStack() as browsers:
        sockets = [
            browsers.enter_context(connect(running.live, additional_headers={"Cookie": json.loads(seat)["cookie"]}))
            for seat in seats
        ]
        running.process.send_signal(signal.SIGTERM)
        codes = [closing_code(live) for live in sockets]
        assert running.process.wait(GONE_SECONDS) == 0
    assert codes == [1012] * 4


def closing_code(live: ClientConnection) -> int | None:
    with suppress(ConnectionClosed):
        for _ in live:
            pass
    return live.close_code


def test_a_reader_that_stopped_does_not_keep_it_from_going_down(tmp_path: Path) -> None:
    data = tmp_path / "data"
    seat = json.loads(porchlight("seed", "--rooms", "1", "--members", "1", "--data", data).stdout.splitlines()[0])
    with started(data) as running, socket.create_connection(("127.0.0.1", running.port)) as stopped:
        stopped.sendall(
            f"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {seat['cookie']}\r\nConnection: Upgrade\r\n"
            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        )
        assert stopped.recv(12) == b"HTTP/1.1 101"
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(GONE_SECONDS) == 0


def test_a_header_that_never_ends_is_given_up(server: Started) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as visitor:
        visitor.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\n")
        for _ in range(80):
            try:
                visitor.sendall(b"X-More: " + b"a" * 1000 + b"\r\n")
            except OSError:
                break
        visitor.settimeout(30)
        try:
            answer = visitor.recv(100)
        except ConnectionResetError:
            answer = b""
    assert answer[:12] in (b"HTTP/1.1 400", b"")


def test_the_log_of_a_load_test_warns_that_the_pace_is_off(tmp_path: Path) -> None:
    with started(tmp_path / "data", PORCHLIGHT_PACE="off") as running:
        pass
    assert "The pace is off" in running.said()


@pytest.mark.long
@pytest.mark.parametrize(
    "half",
    [
        b"",
        b"GET /health HTTP/1.1\r\nHost: a\r\n",
        b"POST /leave HTTP/1.1\r\nHost: a\r\nContent-Length: 90\r\n\r\nabc",
        b"GET /health HTTP/1.1\r\nHost: a\r\n\r\nGET /health HTTP/1.1\r\n",
    ],
    ids=["nothing", "half a header", "half a form", "half of a second request"],
)
def test_a_request_that_is_never_finished_is_given_up(server: Started, half: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as visitor:
        visitor.sendall(half)
        visitor.settimeout(60)
        while visitor.recv(4096):
            pass
