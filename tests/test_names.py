"""A variable is called by what it holds: nobody has to look up what was found, told or made."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import hematinic

PACKAGE = Path(hematinic.__file__).parent

RIDDLES = {"found", "one", "told", "said", "made"}


def riddles(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Parameters and variables of functions; fields and methods have their class to say more."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            arguments = node.args
            for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
                yield argument.arg, argument.lineno
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(PACKAGE)) for file in FILES])
def test_names_say_what_they_hold(file: Path) -> None:
    tree = ast.parse(file.read_text())
    of_classes = {
        (field.target.id, field.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for field in node.body
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    }
    in_functions = [named for named in riddles(tree) if named not in of_classes]
    assert [(name, line) for name, line in in_functions if name in RIDDLES] == []


def test_a_riddle_is_seen() -> None:
    code = "def f(found):\n    return [one for one in found]\n"
    assert {name for name, _ in riddles(ast.parse(code))} == {"found", "one"}
