"""`porchlight doctor`: what is right and what is wrong with an installation, in sentences."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from server.commands import doctor
from server.commands.doctor import GOOD, KNOW, MEND, Finding, examined
from server.settings import Settings
from server.storage.places import database_file, secrets_folder
from server.storage.soundness import resets_carelessly
from tests.cast import Cast
from tests.ops.commands import porchlight, started

HTTPS = "https://porch.example.org"


def found(data: Path, **settings: Any) -> list[Finding]:
    return list(examined(Settings(data=data, **({"url": HTTPS} | settings))))


def mended(findings: list[Finding]) -> list[str]:
    return [finding.sentence for finding in findings if finding.weight == MEND]


@pytest.fixture
def group(data: Path, founded: tuple[Path, Cast]) -> Path:
    """The data folder of a group, closed to others."""
    shutil.copytree(founded[0], data)
    data.chmod(0o700)
    return data


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture(autouse=True)
def _room_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk of whoever runs the tests is their own affair."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(100 * 10**9, 50 * 10**9, 50 * 10**9))


def test_a_sound_installation_needs_nothing(group: Path) -> None:
    findings = found(group)
    assert mended(findings) == []
    assert "Members come by https://porch.example.org, encrypted." in [each.sentence for each in findings]
    assert "Every page of the database is sound." in [each.sentence for each in findings]


def test_the_command_says_it_and_exits_with_one_when_something_needs_mending(group: Path) -> None:
    group.chmod(0o755)

    told = porchlight("doctor", "--data", group, fails=True, PORCHLIGHT_URL=HTTPS)

    assert f"mend  Others on this machine can open {group}. Close it to them: chmod 700 {group}" in told.stdout
    assert "good  Every page of the database is sound." in told.stdout


def test_it_looks_while_a_server_runs_and_leaves_nothing_behind(group: Path) -> None:
    before = sorted(path.name for path in group.iterdir())
    assert any(finding == Finding(KNOW, "No server is running on this folder.") for finding in found(group))
    assert sorted(path.name for path in group.iterdir()) == before

    with started(group):
        findings = found(group)

    assert Finding(GOOD, "A server is running on this folder.") in findings
    assert mended(findings) == []


def test_a_folder_that_is_not_there_and_one_without_a_group(tmp_path: Path) -> None:
    assert mended(found(tmp_path / "nowhere")) == [
        f"There is no folder {tmp_path / 'nowhere'}. Name the right one with --data, or start the server."
    ]
    assert not (tmp_path / "nowhere").exists()
    tmp_path.chmod(0o700)
    assert mended(found(tmp_path)) == [
        f"There is no group in the folder {tmp_path} yet. The first start of the server makes one."
    ]


def test_a_disk_that_is_nearly_full(group: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(100 * 10**9, 91 * 10**9, 9 * 10**9))
    assert mended(found(group)) == [
        "9.0 GB of the disk are free, 9%. On a full disk nothing that is said can be kept. Make room."
    ]


def test_secrets_that_others_can_read(group: Path) -> None:
    secrets_folder(group).mkdir(exist_ok=True)
    (secrets_folder(group) / "digest_key").write_text("quiet-lantern")
    (secrets_folder(group) / "digest_key").chmod(0o644)
    assert mended(found(group)) == []  # the folder itself is closed to them
    group.chmod(0o750)
    assert any("digest_key. Close it to them: chmod 600" in sentence for sentence in mended(found(group)))


def test_a_damaged_database(group: Path) -> None:
    pages = bytearray(database_file(group).read_bytes())
    pages[4096 * 3 : 4096 * 6] = bytes(4096 * 3)
    database_file(group).write_bytes(pages)
    assert [sentence for sentence in mended(found(group)) if "The database is damaged" in sentence]
    database_file(group).write_bytes(b"meow" * 5000)
    assert [sentence for sentence in mended(found(group)) if "The database is damaged" in sentence]


@pytest.mark.parametrize(
    ("schema", "weight", "sentence"),
    [("0001", KNOW, "the next start brings it to"), ("9999", MEND, "The data is of a newer Porchlight (schema 9999")],
)
def test_data_of_another_schema(group: Path, schema: str, weight: str, sentence: str) -> None:
    with closing(sqlite3.connect(database_file(group))) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (schema,))
    assert [finding.weight for finding in found(group) if sentence in finding.sentence] == [weight]


def test_a_database_elsewhere_that_does_not_answer(group: Path) -> None:
    findings = found(group, database_url="postgresql://porchlight@127.0.0.1:1/nothing")
    assert [sentence for sentence in mended(findings) if "cannot be opened" in sentence]


@pytest.mark.parametrize(
    ("settings", "weight", "sentence"),
    [
        ({"url": ""}, KNOW, "PORCHLIGHT_URL is empty: links"),
        ({"url": "", "host": "0.0.0.0"}, MEND, "PORCHLIGHT_URL is empty. Set it"),  # noqa: S104 - a made-up setting
        ({"url": "", "host": "::"}, MEND, "PORCHLIGHT_URL is empty. Set it"),
        ({"url": "http://localhost:8000"}, MEND, "means another machine on every phone"),
        ({"url": "http://192.168.1.7:8000"}, KNOW, "unencrypted: whoever shares that network"),
        ({"url": "http://porch.local"}, KNOW, "unencrypted: whoever shares that network"),
        ({"url": "http://porch.example.org"}, MEND, "Put it behind https."),
    ],
)
def test_the_address(group: Path, settings: dict[str, str], weight: str, sentence: str) -> None:
    assert [finding.weight for finding in found(group, **settings) if sentence in finding.sentence] == [weight]


@pytest.mark.parametrize(
    ("version", "bad"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
    ],
)
def test_the_versions_of_sqlite_that_can_lose_commits(version: tuple[int, ...], bad: bool) -> None:
    assert resets_carelessly(version) is bad


def test_a_version_that_can_is_named_with_what_keeps_us_safe(group: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "library", lambda: (3, 40, 1))
    told = next(finding for finding in found(group) if "SQLite 3.40.1" in finding.sentence)
    assert told.weight == KNOW
    assert "do not use Litestream" in told.sentence
