"""Every setting: its name, its default, and a sentence. Nothing else in the house reads the environment.

A setting is the environment variable PORCHLIGHT_NAME, or a file named by PORCHLIGHT_NAME_FILE (for secrets that a
container is handed), or a line in `.env` in the working directory. The environment goes before `.env`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values

from server.addresses import NotAnAddress, as_origin

__all__ = ["SETTINGS", "BadSetting", "Setting", "Settings", "read_settings"]

PREFIX = "PORCHLIGHT_"


class BadSetting(ValueError):
    """A setting has a value that cannot be used; says which, and what can."""


@dataclass(frozen=True)
class Settings:
    """What the operator decided."""

    url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    data: Path = Path("data")
    pace: bool = True
    exit_url: str = "https://www.bbc.co.uk/weather"
    metrics_token: str = field(default="", repr=False)
    log_level: str = "info"
    database_url: str = field(default="", repr=False)


@dataclass(frozen=True)
class Setting:
    """One setting as people meet it."""

    name: str
    default: str
    sentence: str
    read: Callable[[str], Any]
    secret: bool = False

    @property
    def variable(self) -> str:
        return PREFIX + self.name.upper()


def _address(text: str) -> str:
    try:
        return as_origin(text) if text else ""
    except NotAnAddress:
        raise ValueError("an address like https://rooms.example.org, without a path") from None


def _elsewhere(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an address like https://www.example.org/weather")
    return text


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 65535:
        raise ValueError("a number from 0 to 65535 (0 lets the system choose)")
    return int(text)


def _host(text: str) -> str:
    if not text or any(character.isspace() for character in text):
        raise ValueError("an address of this machine, like 127.0.0.1 or 0.0.0.0")
    return text


def _switch(text: str) -> bool:
    if text.lower() not in ("on", "off"):
        raise ValueError('"on" or "off"')
    return text.lower() == "on"


def _level(text: str) -> str:
    if text.lower() not in ("debug", "info", "warning", "error"):
        raise ValueError("one of debug, info, warning, error")
    return text.lower()


def _folder(text: str) -> Path:
    if not text:
        raise ValueError("the path of a folder")
    return Path(text)


def _database(text: str) -> str:
    if text and urlsplit(text).scheme not in ("postgresql", "postgres"):
        raise ValueError("empty, or an address like postgresql://user:password@host/database")
    return text


SETTINGS = (
    Setting("url", "", "The address members type; origin, cookies, links and QR codes follow from it.", _address),
    Setting("host", "127.0.0.1", "The address of this machine that the server listens on.", _host),
    Setting("port", "8000", "The port that the server listens on.", _port),
    Setting("data", "data", "The folder where everything is kept: the database, the secrets, the ledger.", _folder),
    Setting("pace", "on", "Rate limits and connection caps; off is for load tests alone.", _switch),
    Setting("exit_url", "https://www.bbc.co.uk/weather", "The neutral page that “Leave quickly” goes to.", _elsewhere),
    Setting(
        "metrics_token",
        "",
        "The bearer token that /metrics asks for; while empty, the one in secrets/metrics_token.",
        str,
        True,
    ),
    Setting("log_level", "info", "How much is logged: debug, info, warning or error.", _level),
    Setting("database_url", "", "A PostgreSQL database; while empty, SQLite in the data folder.", _database, True),
)


def read_settings(environ: Mapping[str, str] | None = None, dotenv: Path = Path(".env"), **given: Any) -> Settings:
    """The settings of the environment and of `.env`; what is `given` (and not None) goes before both."""
    sources = (os.environ if environ is None else environ, _lines_of(dotenv))
    found = {setting.name: _value(setting, sources) for setting in SETTINGS}
    chosen = {name: value for name, value in {**found, **given}.items() if value is not None}
    unknown = chosen.keys() - {each.name for each in fields(Settings)}
    if unknown:
        raise BadSetting(f"There is no setting {', '.join(sorted(unknown))}.")
    return Settings(**chosen)


def _lines_of(dotenv: Path) -> dict[str, str]:
    return {name: value or "" for name, value in dotenv_values(dotenv).items()} if dotenv.is_file() else {}


def _value(setting: Setting, sources: tuple[Mapping[str, str], ...]) -> Any:
    for source in sources:
        text = _text(setting, source)
        if text is not None:
            try:
                return setting.read(text)
            except ValueError as error:
                shown = "" if setting.secret else f", not {text!r}"
                raise BadSetting(f"{setting.variable} must be {error}{shown}.") from None
    return None


def _text(setting: Setting, source: Mapping[str, str]) -> str | None:
    direct, pointer = source.get(setting.variable), source.get(f"{setting.variable}_FILE")
    if direct is not None and pointer:
        raise BadSetting(f"Set {setting.variable} or {setting.variable}_FILE, not both.")
    if not pointer:
        return direct.strip() if direct is not None else None
    try:
        return Path(pointer).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BadSetting(f"{setting.variable}_FILE names a file that cannot be read.") from None
