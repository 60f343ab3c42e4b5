"""What may be said to people can be said in their language."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from server import words
from server.storage import Store
from server.storage.migrate import upgrade

HOME = Path(__file__).parents[1]
SERVER = sorted((HOME / "server").rglob("*.py"))
TOLD = {"Refused", "Missing", "Unreadable"}


@pytest.mark.parametrize("path", SERVER, ids=lambda path: str(path.relative_to(HOME)))
def test_a_refusal_is_a_sentence_that_translators_find(path: Path) -> None:
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in TOLD:
            for given in (*call.args, *(each.value for each in call.keywords)):
                bare = isinstance(given, ast.JoinedStr | ast.BinOp) or (
                    isinstance(given, ast.Constant) and isinstance(given.value, str)
                )
                assert not bare, f"{path}:{call.lineno}"


async def test_a_refusal_from_storage_speaks_the_language_of_who_asked(tmp_path: Path) -> None:
    upgrade(tmp_path)
    store = Store(tmp_path)
    words.use_language("de")
    try:
        assert await store.database.read(lambda _connection: words.language()) == "de"
        assert await store.database.write(lambda _connection: words.language()) == "de"
        words.use_language("fr")
        assert await store.database.write(lambda _connection: words.language()) == "fr"
    finally:
        words.use_language("en")
        store.close()
