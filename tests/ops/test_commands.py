"""The smaller commands: seed, examine, steward-link."""

from __future__ import annotations

import json
import re
import resource
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from websockets.sync.client import connect

import moderation
from server.accounts import hashed
from server.commands import telling
from server.commands.seed import names
from server.names import examine_name, like, skeleton
from server.storage.places import database_file
from tests.ops.commands import environment, porchlight, started


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("seeded") / "data"


@pytest.fixture(scope="module")
def seats(data: Path) -> list[dict[str, str]]:
    counts = ("--rooms", "3", "--members", "4", "--facilitators", "2", "--messages", "150")
    made = porchlight("seed", *counts, "--data", data)
    return [json.loads(line) for line in made.stdout.splitlines()]


def computed() -> float:
    """Seconds that the commands of these tests have computed for until now, however busy the machine is."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


class TestSeed:
    def test_each_room_has_its_own_members_and_facilitators_and_nobody_sits_in_two(
        self, seats: list[dict[str, str]]
    ) -> None:
        assert Counter((seat["room"], seat["role"]) for seat in seats) == {
            (room, role): count
            for room in ("room-1", "room-2", "room-3")
            for role, count in (("member", 4), ("facilitator", 2))
        }
        assert len({seat["member"] for seat in seats}) == len({seat["name"] for seat in seats}) == 18

    def test_everybody_can_enter_read_and_speak_at_once(self, data: Path, seats: list[dict[str, str]]) -> None:
        with started(data) as server:
            for seat in (seats[0], seats[-1]):
                with connect(server.live, additional_headers={"Cookie": seat["cookie"]}) as live:
                    live.send(json.dumps({"do": "enter", "ref": "e", "room": seat["room"], "since": 0}))
                    entered = next(reply for reply in map(json.loads, live) if reply.get("re") == "e")
                    say = {"do": "say", "ref": "s", "room": seat["room"], "text": "Hello, all of you."}
                    live.send(json.dumps(say))
                    said = next(reply for reply in map(json.loads, live) if reply.get("re") == "s")
                assert (entered["ok"], len(entered["messages"]), entered["more"]) == (True, 100, True)
                assert entered["room"]["helplines_confirmed"]
                assert (said["ok"], said["state"], said["rev"]) == (True, "shown", 151)

    @pytest.mark.usefixtures("seats")
    def test_a_group_that_is_there_is_not_filled_again(self, data: Path) -> None:
        refused = porchlight("seed", "--rooms", "1", "--members", "1", "--data", data, fails=True)
        assert "already" in refused.stderr

    def test_a_hundred_rooms_of_twelve_take_less_than_twenty_seconds_of_computing(self, tmp_path: Path) -> None:
        begun = computed()
        made = porchlight("seed", "--rooms", "100", "--members", "12", "--data", tmp_path / "data")
        assert len(made.stdout.splitlines()) == 1300
        assert computed() - begun < 20

    def test_no_two_made_up_names_look_alike_and_each_may_be_had(self) -> None:
        made = list(islice(names(), 2000))
        keys: Counter[str] = Counter()
        for name in made:
            assert examine_name(name) == name
            keys.update(skeleton(name).split())
        assert keys.most_common(1)[0][1] == 1
        assert not like(skeleton(made[0]), skeleton(made[1]))


class TestExamine:
    def test_each_line_is_answered_in_its_order(self) -> None:
        lines = [{"id": "a", "text": "Good evening."}, {"id": "b", "text": "I want to kill myself tonight"}]

        answers = porchlight("examine", given="".join(json.dumps(line) + "\n" for line in lines))

        first, second = map(json.loads, answers.stdout.splitlines())
        assert (first["id"], first["crisis"], first["action"]) == ("a", "none", "pass")
        assert (second["id"], second["action"]) == ("b", "pass")
        assert second["crisis"] in ("high", "immediate")

    def test_a_bad_line_is_answered_with_its_error_and_the_next_is_read(self) -> None:
        answers = porchlight("examine", given='{"id":\n{"id": "b", "text": "Hello."}\n', fails=True)

        bad, good = map(json.loads, answers.stdout.splitlines())
        assert answers.returncode == 1
        assert bad["id"] is None
        assert bad["error"]
        assert good["id"] == "b"

    def test_a_policy_that_does_not_exist_is_refused_with_those_that_do(self) -> None:
        refused = porchlight("examine", "--policy", "harsh", fails=True)
        assert "standard" in refused.stderr


class TestStewardLink:
    @pytest.mark.usefixtures("seats")
    def test_the_link_is_kept_as_a_hash_and_made_while_the_server_runs(self, data: Path) -> None:
        with started(data):
            made = porchlight("steward-link", "--data", data, PORCHLIGHT_URL="https://rooms.example.org")

        token = re.fullmatch(r"https://rooms\.example\.org/return/([\w-]{43})\n", made.stdout)
        assert token is not None
        with closing(sqlite3.connect(database_file(data))) as connection:
            kept = connection.execute("SELECT token_hash, is_steward FROM return_link JOIN member ON member_id = id")
            assert kept.fetchall() == [(hashed(token[1]), 1)]

    def test_before_set_up_there_is_nobody_to_make_it_for(self, tmp_path: Path) -> None:
        refused = porchlight("steward-link", "--data", tmp_path / "data", fails=True)
        assert "There is no group" in refused.stderr


@pytest.mark.parametrize("words", [("settings",), ("backup", "--help"), ("export", "--member", "Nobody")])
def test_who_asks_for_no_gate_does_not_wait_for_one(data: Path, words: tuple[str, ...], seats: object) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "server", *words],
        env=environment({"PORCHLIGHT_DATA": str(data)}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "server.settings" in loaded
    assert not {"moderation.detectors", "alembic", "starlette"} & loaded


def test_examine_offers_every_policy() -> None:
    assert set(telling.POLICIES) == set(moderation.POLICIES)
