"""Each number that weighs a question is used, and says what set it."""

import ast
import re
from pathlib import Path

import pytest
from tools.weights import moved

import hematinic
from hematinic.answers import weights

ROOM = Path(hematinic.__file__).parent / "answers"

TREE = ast.parse(Path(weights.__file__).read_text())


def documented() -> dict[str, str]:
    """Each weight with the text that stands beneath it."""
    found = {}
    for node, after in zip(TREE.body, [*TREE.body[1:], ast.Pass()], strict=True):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            assert isinstance(target, ast.Name)
            text = after.value if isinstance(after, ast.Expr) else None
            found[target.id] = str(text.value) if isinstance(text, ast.Constant) else ""
    return found


@pytest.mark.parametrize("name", documented())
def test_it_says_what_it_is_and_what_set_it(name: str) -> None:
    text = documented()[name]
    assert re.search(r"Set by|Measured", text), f"{name}: {text}"


@pytest.mark.parametrize("name", documented())
def test_it_is_used(name: str) -> None:
    files = [file for file in ROOM.rglob("*.py") if file.name != "weights.py"]
    assert any(f"weights.{name}" in file.read_text() or f"import {name}" in file.read_text() for file in files)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "by", "expected"),
    [(4, 0.8, 3), (4, 1.25, 5), (4, 2.0, 8), (1, 0.5, 0), (0, 0.5, 0), (0.5, 0.8, 0.4), (0.5, 2.0, 1.0)],
)  # fmt: skip
def test_moving_a_weight(value: float, by: float, expected: float) -> None:
    found = moved(value, by)
    assert found == pytest.approx(expected)
    assert isinstance(found, type(value))
