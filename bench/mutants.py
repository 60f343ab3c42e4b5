"""Whether the tests would notice: changes one thing at a time in a module, and runs the tests that should fail.

    python -m bench.mutants server/permissions.py tests/test_permissions.py [tests/...]

Each change is made in a process of its own, forked once everything slow is loaded. What no test notices is printed.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import importlib.abc
import importlib.util
import io
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType

import msgspec  # noqa: F401 - what the modules load, loaded once before the forks
import pytest
import sqlalchemy  # noqa: F401

__all__ = ["Mutant", "mutants_of"]

SECONDS = 60
QUICKLY = ("-x", "-q", "--noconftest", "--no-header", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", ".")
COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd,
}  # fmt: skip
SPOKEN = ("_", "N_")
"""What is inside of these is a sentence: its words are not the tests' affair."""


class Mutant:
    """One change: the line, what stood there, what stands there now, and the whole module with it."""

    def __init__(self, tree: ast.Module, node: ast.AST, before: str, after: str) -> None:
        self.line: int = getattr(node, "lineno", 0)
        self.before, self.after = before, after
        self.code: CodeType = compile(ast.fix_missing_locations(tree), "<mutant>", "exec")

    def __str__(self) -> str:
        return f"line {self.line}: {self.before}  ->  {self.after}"


def mutants_of(source: str) -> Iterator[Mutant]:
    """Every change to this module, one at a time."""
    tree = ast.parse(source)
    for number, node in enumerate(ast.walk(tree)):
        if number in left_alone(tree):
            continue
        for after in changes(node):
            mutated = copy.deepcopy(tree)
            target = next(each for at, each in enumerate(ast.walk(mutated)) if at == number)
            Put(target, after).visit(mutated)
            yield Mutant(mutated, node, ast.unparse(node)[:90], ast.unparse(after)[:90])


class Put(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, target: ast.AST, after: ast.AST) -> None:
        self.target, self.after = target, after

    def visit(self, node: ast.AST) -> ast.AST:
        return ast.copy_location(self.after, node) if node is self.target else self.generic_visit(node)


def left_alone(tree: ast.Module) -> frozenset[int]:
    """What has no effect: docstrings, `__all__`, sentences, imports for the type checker, and plain annotations."""
    alone: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            alone |= {
                id(each) for each in node.body if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
            }
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            alone.add(id(node))
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            alone.add(id(node))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPOKEN:
            alone.add(id(node))
        if isinstance(node, ast.AnnAssign) and "Meta(" not in ast.unparse(node.annotation):
            alone.add(id(node.annotation))
        if isinstance(node, ast.FunctionDef):
            alone |= {id(each.annotation) for each in node.args.args if each.annotation is not None}
            alone |= {id(node.returns)} if node.returns is not None else set()
        if isinstance(node, ast.Assert):
            alone.add(id(node))
    inside = {id(below) for node in ast.walk(tree) if id(node) in alone for below in ast.walk(node)}
    return frozenset(number for number, node in enumerate(ast.walk(tree)) if id(node) in inside)


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """What could stand in the place of this one node."""
    yield from changed_constants(node)
    match node:
        case ast.Compare(ops=[op, *_]) if type(op) in COMPARED:
            yield changed(node, ops=[COMPARED[type(op)](), *node.ops[1:]])
        case ast.BoolOp():
            yield changed(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
        case ast.BinOp() if type(node.op) in RECKONED:
            yield changed(node, op=RECKONED[type(node.op)]())
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.IfExp():
            yield changed(node, body=node.orelse, orelse=node.body)
        case ast.If():
            yield changed(node, test=ast.UnaryOp(ast.Not(), node.test))
        case ast.Return(value=ast.expr()) if ast.unparse(node) != "return None":
            yield changed(node, value=ast.Constant(None))
        case ast.Expr(value=ast.Call()) | ast.Raise():
            yield ast.Pass()


def changed_constants(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int() | float() as number):
            yield ast.Constant(number + 1)
        case ast.Constant(value=str(word)):
            yield ast.Constant(word + "X")


def changed(node: ast.AST, **parts: object) -> ast.AST:
    other = copy.copy(node)
    for name, part in parts.items():
        setattr(other, name, part)
    return other


class Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module with the change in it."""

    def __init__(self, name: str, mutant: Mutant) -> None:
        self.name, self.mutant = name, mutant

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self) if name == self.name else None

    def create_module(self, _spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(self.mutant.code, module.__dict__)  # noqa: S102 - this is what a planted fault is


def survives(mutant: Mutant | None, name: str, tests: list[str]) -> bool:
    """Whether all the tests pass with the change, in a process of its own."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        if mutant is not None:
            sys.meta_path.insert(0, Planted(name, mutant))
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            status = pytest.main([*tests, *QUICKLY])
        os._exit(int(status))
    _, ended = os.waitpid(child, 0)
    return ended == 0


def main(path: str, *tests: str) -> int:
    name = path.removesuffix(".py").replace("/", ".")
    assert survives(None, name, list(tests)), "The tests fail without any change."
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - a name from the command line
        mutants = list(mutants_of(file.read()))
    alive = [mutant for mutant in mutants if survives(mutant, name, list(tests))]
    for mutant in alive:
        print(f"  lives: {mutant}")
    print(f"{path}: {len(mutants) - len(alive)} of {len(mutants)} noticed ({1 - len(alive) / len(mutants):.0%})")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
