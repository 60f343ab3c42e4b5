"""The walls of the house: who may import whom, and where SQL, JSON and the environment may be touched."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from server import protocol
from server.arms import ARMS

HOME = Path(__file__).parents[1]
PYTHON = sorted(path for folder in ("server", "moderation") for path in (HOME / folder).rglob("*.py"))
WEB = sorted(path for path in (HOME / "web").rglob("*") if path.suffix in {".html", ".js", ".css"})

PURE_SERVER = (
    "protocol", "events", "permissions", "pacing", "presence", "talking_piece", "records", "errors", "wire", "names",
)  # fmt: skip
WEB_PACKAGES = {"starlette", "uvicorn", "websockets", "jinja2", "httptools", "multipart", "sqlalchemy", "alembic"}


def module_of(path: Path) -> str:
    parts = path.relative_to(HOME).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path, *, for_types: bool = False) -> Iterator[str]:
    """The modules that a file imports; those imported for types alone only when asked for."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING" and not for_types:
            skipped.update(inner for part in node.body for inner in ast.walk(part))
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def names_in(path: Path) -> set[str]:
    return {
        node.attr for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)
    }


@pytest.mark.parametrize("path", [p for p in PYTHON if p.is_relative_to(HOME / "moderation")], ids=module_of)
def test_moderation_knows_nothing_of_the_server_and_never_waits(path: Path) -> None:
    for imported in imports(path, for_types=True):
        assert imported.split(".")[0] not in WEB_PACKAGES | {"server", "web", "asyncio"}, imported
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Await | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("name", PURE_SERVER)
def test_the_pure_centre_neither_waits_nor_asks_the_time(name: str) -> None:
    path = HOME / "server" / f"{name}.py"
    for imported in imports(path):
        assert imported.split(".")[0] not in WEB_PACKAGES | {"asyncio", "time"}, imported
        assert not imported.startswith("server.clock"), imported
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Await | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", [p for p in PYTHON if "storage" not in p.parts], ids=module_of)
def test_sql_stands_in_storage_alone(path: Path) -> None:
    for imported in imports(path, for_types=True):
        assert imported.split(".")[0] not in {"sqlalchemy", "alembic", "sqlite3"}, imported


@pytest.mark.parametrize("path", [p for p in PYTHON if p.is_relative_to(HOME / "server" / "storage")], ids=module_of)
def test_storage_knows_no_pages_and_no_sockets(path: Path) -> None:
    for imported in imports(path):
        assert imported.split(".")[0] not in WEB_PACKAGES - {"sqlalchemy", "alembic"}, imported
        assert not re.match(r"server\.(pages|desk|arms|room|hub|connection|app|house)\b", imported), imported


def test_only_the_composition_root_and_the_command_line_construct_the_big_parts() -> None:
    for path in PYTHON:
        if module_of(path) in {"server.app", "server.house"} or "commands" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        called = {
            node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not called & {"Hub", "House", "Accounts", "Store"}, path


def test_only_settings_read_the_environment() -> None:
    for path in PYTHON:
        if module_of(path) != "server.settings":
            assert not names_in(path) & {"environ", "getenv"}, path


MAY_TOUCH_JSON = (
    "server.protocol", "server.storage", "server.commands", "server.logs", "moderation.examine", "moderation.folding",
    "moderation.helplines", "moderation.lexicon", "server.lists", "server.storage.rule_templates",
)  # fmt: skip


@pytest.mark.parametrize("path", PYTHON, ids=module_of)
def test_json_is_read_and_written_at_the_edges_alone(path: Path) -> None:
    if module_of(path).startswith(MAY_TOUCH_JSON):
        return
    assert not {name for name in imports(path) if name.split(".")[0] == "json" or name.startswith("msgspec.json")}
    assert not re.search(r"msgspec\.json", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", WEB, ids=lambda path: str(path.relative_to(HOME)))
def test_pages_have_nothing_inline_and_text_enters_as_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "innerHTML" not in text
    assert "insertAdjacentHTML" not in text
    assert "document.write" not in text
    if path.suffix == ".html":
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=.application/json)", text)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)
        assert not re.search(r"\|\s*safe\b", text)


def test_web_holds_no_python() -> None:
    assert not list((HOME / "web").rglob("*.py"))


def test_every_command_has_an_arm() -> None:
    assert set(ARMS) == set(protocol.COMMANDS.values())
