"""What the operator may decide, and what they are told when a value cannot be used."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from server.settings import SETTINGS, BadSetting, Settings, read_settings

NOWHERE = Path("no-such-file")


def test_without_any_setting_every_value_is_its_default() -> None:
    assert read_settings({}, NOWHERE) == Settings()


def test_every_field_is_a_setting_and_its_printed_default_reads_as_the_field_s() -> None:
    assert [setting.name for setting in SETTINGS] == [field.name for field in fields(Settings)]
    for setting in SETTINGS:
        assert setting.read(setting.default) == getattr(Settings(), setting.name)


def test_the_environment_goes_before_the_dotenv_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("PORCHLIGHT_PORT=9000\nPORCHLIGHT_HOST=0.0.0.0\n")

    settings = read_settings({"PORCHLIGHT_PORT": "9001"}, dotenv)

    assert (settings.port, settings.host) == (9001, "0.0.0.0")  # noqa: S104 - a value, nothing listens


def test_the_command_line_goes_before_both() -> None:
    assert read_settings({"PORCHLIGHT_PORT": "9001"}, NOWHERE, port=9002, host=None).port == 9002


def test_a_secret_may_come_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("quiet-lantern\n")

    settings = read_settings({"PORCHLIGHT_METRICS_TOKEN_FILE": str(secret)}, NOWHERE)

    assert settings.metrics_token == "quiet-lantern"
    assert "quiet-lantern" not in repr(settings)


def test_a_secret_s_file_that_is_not_there_is_said_by_the_setting_s_name() -> None:
    with pytest.raises(BadSetting, match="PORCHLIGHT_METRICS_TOKEN_FILE names a file that cannot be read"):
        read_settings({"PORCHLIGHT_METRICS_TOKEN_FILE": "no-such-file"}, NOWHERE)


def test_a_value_and_a_file_at_once_is_one_too_many() -> None:
    with pytest.raises(BadSetting, match="not both"):
        read_settings({"PORCHLIGHT_URL": "https://a.example", "PORCHLIGHT_URL_FILE": "x"}, NOWHERE)


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("PORT", "eighty", "a number from 0 to 65535"),
        ("PORT", "70000", "a number from 0 to 65535"),
        ("PORT", "tcp://10.0.0.1:8000", "a number from 0 to 65535"),
        ("URL", "rooms.example.org", "an address like https://rooms.example.org"),
        ("URL", "https://rooms.example.org/chat", "without a path"),
        ("EXIT_URL", "weather", "an address like"),
        ("HOST", "", "an address of this machine"),
        ("PACE", "maybe", '"on" or "off"'),
        ("LOG_LEVEL", "loud", "one of debug, info, warning, error"),
        ("DATA", "", "the path of a folder"),
    ],
)
def test_a_bad_value_is_refused_with_what_can_be_used(name: str, value: str, advice: str) -> None:
    with pytest.raises(BadSetting, match=advice) as refused:
        read_settings({f"PORCHLIGHT_{name}": value}, NOWHERE)
    assert f"PORCHLIGHT_{name}" in str(refused.value)


def test_a_database_address_with_a_password_is_not_repeated_in_the_error() -> None:
    with pytest.raises(BadSetting) as refused:
        read_settings({"PORCHLIGHT_DATABASE_URL": "mysql://sol:hunter2@db/rooms"}, NOWHERE)
    assert "hunter2" not in str(refused.value)


def test_the_address_members_type_loses_its_last_slash() -> None:
    assert read_settings({"PORCHLIGHT_URL": "https://rooms.example.org/"}, NOWHERE).url == "https://rooms.example.org"


def test_load_tests_may_lift_the_pace() -> None:
    assert read_settings({"PORCHLIGHT_PACE": "off"}, NOWHERE).pace is False
