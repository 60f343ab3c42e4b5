"""Taking a group along and bringing it back: backup, restore, export."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from server.clock import now_ms
from server.storage.backup import NotRestored, back_up, restore
from server.storage.places import database_file, ledger_file
from server.storage.retention import DAY, Erasure
from tests.ops.commands import porchlight, started


def asked(data: Path, statement: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database_file(data))) as connection, connection:
        return connection.execute(statement, values).fetchall()


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up group of two rooms, three people and a facilitator in each, ten messages said in each."""
    data = tmp_path_factory.mktemp("made-up") / "data"
    porchlight("seed", "--rooms", "2", "--members", "3", "--messages", "10", "--data", data)
    return data


@pytest.fixture
def data(made_up: Path, tmp_path: Path) -> Path:
    """That group, for one test alone."""
    shutil.copytree(made_up, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def backup(data: Path, tmp_path: Path) -> Path:
    back_up(data, tmp_path / "monday.backup", now_ms())
    return tmp_path / "monday.backup"


def everything(data: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in porchlight("export", "--data", data).stdout.splitlines()]


def of(records: list[dict[str, Any]], what: str) -> list[dict[str, Any]]:
    return [record for record in records if record["what"] == what]


def test_a_backup_restored_elsewhere_is_the_same_group(data: Path, tmp_path: Path) -> None:
    kept = porchlight("backup", tmp_path / "monday.backup", "--data", data)
    restored = porchlight("restore", tmp_path / "monday.backup", "--data", tmp_path / "new")

    assert "20 of message" in kept.stdout
    assert "20 of message" in restored.stdout
    before, after = everything(data), everything(tmp_path / "new")
    assert [each for each in after if each["what"] != "deed"] == [each for each in before if each["what"] != "deed"]
    assert [deed["verb"] for deed in of(after, "deed")] == ["restore"]


def test_browsers_notice_that_the_database_lives_another_life(data: Path, backup: Path, tmp_path: Path) -> None:
    restore(backup, tmp_path / "new", now_ms())
    assert asked(data, "SELECT epoch FROM group_") != asked(tmp_path / "new", "SELECT epoch FROM group_")


def test_a_backup_made_while_everybody_talks_has_every_message_that_was_answered_before_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    seat = json.loads(porchlight("seed", "--rooms", "1", "--members", "1", "--data", data).stdout.splitlines()[0])
    answered: list[str] = []
    enough = threading.Event()
    with started(data, PORCHLIGHT_PACE="off") as server:

        def talk() -> None:
            with connect(server.live, additional_headers={"Cookie": seat["cookie"]}) as live:
                live.send(json.dumps({"do": "enter", "ref": "enter", "room": seat["room"], "since": 0}))
                while not enough.is_set():
                    say = {"do": "say", "ref": f"r{len(answered)}", "room": seat["room"], "text": "I am here."}
                    live.send(json.dumps(say))
                    while (reply := json.loads(live.recv(timeout=30))).get("re") != say["ref"]:
                        pass
                    answered.append(reply["id"])

        talking = threading.Thread(target=talk)
        talking.start()
        copies = []
        for number in range(3):
            before = set(answered)
            porchlight("backup", tmp_path / f"{number}.backup", "--data", data)
            copies.append((before, tmp_path / f"{number}.backup"))
        enough.set()
        talking.join()

    for number, (before, file) in enumerate(copies):
        restore(file, tmp_path / f"again-{number}", now_ms())
        kept = {key for (key,) in asked(tmp_path / f"again-{number}", "SELECT id FROM message")}
        assert before <= kept
    assert copies[-1][0]


def test_a_backup_is_for_its_owner_s_eyes_and_has_no_secrets(data: Path, backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(backup) as archive:
        assert sorted(archive.namelist()) == ["manifest.json", "porchlight.sqlite3"]
    assert not list(backup.parent.glob(".porchlight-*"))


def test_a_backup_never_writes_over_another_file(data: Path, backup: Path) -> None:
    before = backup.read_bytes()

    refused = porchlight("backup", backup, "--data", data, fails=True)

    assert "exists already" in refused.stderr
    assert backup.read_bytes() == before


def test_without_a_group_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    refused = porchlight("backup", tmp_path / "a.backup", "--data", tmp_path / "empty", fails=True)
    assert "nothing to back up" in refused.stderr


def test_a_group_is_never_restored_over_another(data: Path, backup: Path) -> None:
    refused = porchlight("restore", backup, "--data", data, fails=True)
    assert "Restore into an empty folder" in refused.stderr


def test_nothing_is_restored_beside_the_log_of_a_database_that_was_moved_away(backup: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    log = new / f"{database_file(new).name}-wal"
    log.write_bytes(b"of another database")
    with pytest.raises(NotRestored, match="Move it away first"):
        restore(backup, new, now_ms())
    assert not database_file(new).exists()
    log.unlink()
    restore(backup, new, now_ms())


def test_what_a_killed_restore_left_is_gone_with_the_next_one(backup: Path, tmp_path: Path) -> None:
    left = tmp_path / "new" / "restoring-abc"
    left.mkdir(parents=True)
    (left / "porchlight.sqlite3").write_text("what somebody took back")
    restore(backup, tmp_path / "new", now_ms())
    assert not left.exists()


def test_a_file_that_is_no_database_is_said_to_be_unusable(tmp_path: Path) -> None:
    database_file(tmp_path).write_text("no database, but long enough to look like something else" * 100)
    for command in (("export",), ("backup", tmp_path / "a.backup"), ("serve",)):
        refused = porchlight(*command, "--data", tmp_path, fails=True).stderr
        assert "The database cannot be used" in refused, command
        assert "Traceback" not in refused


def test_a_directory_in_use_is_not_restored_into(backup: Path, tmp_path: Path) -> None:
    with started(tmp_path / "new") as server:
        refused = porchlight("restore", backup, "--data", server.data, fails=True)
    assert "Another Porchlight is using" in refused.stderr


@pytest.mark.parametrize("at", [40, 2000, -30])
def test_a_damaged_backup_is_refused_and_leaves_the_directory_empty(backup: Path, tmp_path: Path, at: int) -> None:
    damaged = bytearray(backup.read_bytes())
    damaged[at] ^= 0xFF
    backup.write_bytes(damaged)

    refused = porchlight("restore", backup, "--data", tmp_path / "new", fails=True)

    assert "damaged" in refused.stderr
    assert not database_file(tmp_path / "new").exists()


def test_any_other_file_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "cat.jpg").write_bytes(b"meow")
    refused = porchlight("restore", tmp_path / "cat.jpg", "--data", tmp_path / "new", fails=True)
    assert "not a backup that Porchlight made" in refused.stderr


def test_what_ran_out_since_the_backup_does_not_come_back(data: Path, backup: Path, tmp_path: Path) -> None:
    restore(backup, tmp_path / "new", now_ms() + 31 * DAY)
    assert asked(tmp_path / "new", "SELECT count(*) FROM message") == [(0,)]


def test_what_was_taken_back_since_the_backup_stays_taken_back(data: Path, backup: Path, tmp_path: Path) -> None:
    key, text = asked(data, "SELECT id, text FROM message LIMIT 1")[0]
    ledger = tmp_path / "erasures.jsonl"
    ledger.write_text(json.dumps({"kind": "message", "subject": key, "at": now_ms()}) + "\n")

    porchlight("restore", backup, "--erasures", ledger, "--data", tmp_path / "new")

    assert asked(tmp_path / "new", "SELECT text, state FROM message WHERE id = ?", key) == [("", "gone")]
    assert asked(tmp_path / "new", "SELECT count(*) FROM message WHERE text = ? AND id = ?", text, key) == [(0,)]
    assert key in ledger_file(tmp_path / "new").read_text()


def test_somebody_who_erased_themselves_since_the_backup_stays_erased(data: Path, backup: Path, tmp_path: Path) -> None:
    key, name = asked(data, "SELECT member.id, name FROM member JOIN message ON author_id = member.id LIMIT 1")[0]

    restore(backup, tmp_path / "new", now_ms(), [Erasure("member", key, now_ms())])

    new = tmp_path / "new"
    assert asked(new, "SELECT name FROM member WHERE id = ?", key) == [("",)]
    assert asked(new, "SELECT DISTINCT text, state FROM message WHERE author_id = ?", key) == [("", "gone")]
    assert asked(new, "SELECT count(*) FROM session WHERE member_id = ?", key) == [(0,)]
    assert name.encode() not in b"".join(file.read_bytes() for file in new.rglob("*") if file.is_file())


def test_a_return_link_that_was_used_since_does_not_work_again(data: Path, tmp_path: Path) -> None:
    porchlight("steward-link", "--data", data)
    back_up(data, tmp_path / "a.backup", now_ms())

    restore(tmp_path / "a.backup", tmp_path / "new", now_ms())

    assert asked(data, "SELECT count(*) FROM return_link") == [(1,)]
    assert asked(tmp_path / "new", "SELECT count(*) FROM return_link") == [(0,)]


def test_a_ledger_that_cannot_be_read_stops_the_restore(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "ledger").write_text('{"kind": "message"}\n')
    refused = porchlight("restore", backup, "--erasures", tmp_path / "ledger", "--data", tmp_path / "new", fails=True)
    assert "Line 1 of the ledger" in refused.stderr
    assert not database_file(tmp_path / "new").exists()


def test_a_restored_group_is_served(backup: Path, tmp_path: Path) -> None:
    restore(backup, tmp_path / "new", now_ms(), [Erasure("message", "somebody-s", 1)])
    with started(tmp_path / "new") as server:
        assert "/setup/" not in server.said()


def test_everything_is_exported_and_no_hash_or_token_is(data: Path) -> None:
    porchlight("steward-link", "--data", data)
    hashes = asked(data, "SELECT token_hash FROM session UNION SELECT token_hash FROM return_link")

    exported = porchlight("export", "--data", data).stdout

    records = [json.loads(line) for line in exported.splitlines()]
    assert len(of(records, "message")) == 20
    assert len(of(records, "member")) == 9
    assert not [each for (each,) in hashes if each in exported]
    assert not {name for record in records for name in record if "hash" in name or "digest" in name}


def test_one_member_takes_their_own_words_and_nobody_else_s(data: Path) -> None:
    key, name = asked(data, "SELECT member.id, name FROM member JOIN message ON author_id = member.id LIMIT 1")[0]

    records = [json.loads(line) for line in porchlight("export", "--member", name, "--data", data).stdout.splitlines()]

    assert {record["author_id"] for record in of(records, "message")} == {key}
    assert [record["id"] for record in of(records, "member")] == [key]


def test_nobody_of_that_name(data: Path) -> None:
    refused = porchlight("export", "--member", "Nobody", "--data", data, fails=True)
    assert "nobody in this group" in refused.stderr


def test_nothing_is_exported_where_there_is_no_group(tmp_path: Path) -> None:
    refused = porchlight("export", "--data", tmp_path, fails=True)
    assert f"There is no group in the folder {tmp_path}." in refused.stderr
