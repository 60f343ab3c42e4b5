"""The page of promises names every test that holds one, and no test that does not exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = (ROOT / "docs" / "promises.md").read_text()
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
FILES = sorted(path for path in HERE.glob("test_*.py") if path != Path(__file__))


def defined_in(path: Path) -> set[str]:
    """The names of the tests of a file, those in classes too."""
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, functions)}


def test_every_test_that_the_page_names_exists() -> None:
    named = NAMED.findall(PAGE)
    missing = [
        f"{file}::{test}"
        for file, test in named
        if not (ROOT / file).exists() or (test and test not in defined_in(ROOT / file))
    ]
    assert missing == []


def test_every_file_of_promises_is_on_the_page() -> None:
    named = {file for file, _ in NAMED.findall(PAGE)}
    assert [path.name for path in FILES if path.relative_to(ROOT).as_posix() not in named] == []


def test_every_long_test_of_a_promise_is_on_the_page() -> None:
    named = {(file, test) for file, test in NAMED.findall(PAGE)}
    for path in FILES:
        for test in long_tests_of(path):
            assert (path.relative_to(ROOT).as_posix(), test) in named, f"{path.name}::{test}"


def long_tests_of(path: Path) -> set[str]:
    """The names of the tests that are marked long by themselves; one number of many is the test's own matter."""
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, functions) and any(ast.unparse(mark) == "pytest.mark.long" for mark in node.decorator_list)
    }
