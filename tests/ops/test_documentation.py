"""The documents say what is so: every setting, every command and every word of `make`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from server.__main__ import main
from server.settings import SETTINGS, Setting
from tests.ops.commands import porchlight

ROOT = Path(__file__).parents[2]
OPERATORS = (ROOT / "docs" / "operators.md").read_text()
SHELL = click.Context(main)
COMMANDS = [(name, found) for name in main.list_commands(SHELL) if (found := main.get_command(SHELL, name))]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_in_the_operators_guide_with_its_default_and_its_sentence(setting: Setting) -> None:
    default = f"`{setting.default}`" if setting.default else "empty"
    assert f"| `{setting.variable}` | {default} | {setting.sentence} |" in OPERATORS


def test_the_guide_names_no_setting_that_does_not_exist() -> None:
    known = {setting.variable for setting in SETTINGS} | {"PORCHLIGHT_DOMAIN"}
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        named = {name.removesuffix("_FILE") for name in re.findall(r"PORCHLIGHT_[A-Z_]*[A-Z]", document.read_text())}
        assert named <= known, document.name


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_every_command_is_in_the_operators_guide_with_its_options(name: str, command: click.Command) -> None:
    assert f"`porchlight {name}" in OPERATORS
    for option in (each for each in command.params if isinstance(each, click.Option)):
        assert f"`{option.opts[0]}" in OPERATORS, option.opts[0]


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    assert [name for name, _ in COMMANDS if f"porchlight {name}" not in readme] == []


def test_settings_are_shown_with_their_values_and_secrets_without() -> None:
    shown = porchlight("settings", PORCHLIGHT_PORT="9000", PORCHLIGHT_METRICS_TOKEN="quiet-lantern").stdout

    assert "PORCHLIGHT_PORT = 9000  (default: 8000)" in shown
    assert "PORCHLIGHT_METRICS_TOKEN = (set)" in shown
    assert "quiet-lantern" not in shown
    for setting in SETTINGS:
        assert setting.sentence in shown


def test_the_changelog_and_the_package_agree_on_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    newest = re.search(r"^## \[(\S+)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest is not None
    assert newest[1] == version


def test_every_word_of_make_is_explained_by_make() -> None:
    makefile = (ROOT / "Makefile").read_text()
    words = re.search(r"^\.PHONY: help (.*)$", makefile, re.MULTILINE)
    assert words is not None
    assert [word for word in words[1].split() if f"make {word}" not in makefile] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_have_a_hash_for_everything_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    pinned = re.findall(r"^[a-z0-9.-]+==\S+.*\\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE)) > 20


def test_the_locks_have_everything_that_the_package_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    locked = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    names = {re.split(r"[\[<>=; ]", each)[0] for each in project["dependencies"]}
    assert names <= locked
