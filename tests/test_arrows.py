"""Imports run one way: what is above may use what is below, never the other way."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import hematinic

PACKAGE = Path(hematinic.__file__).parent

FLOORS = [
    {"expressions"},
    {"guideline"},
    {"record"},
    {"plan", "sample"},
    {"render"},
    {"answers", "cohort", "review", "board", "store", "proof"},
    {"web", "cli", "mcp", "__main__"},
]

FOREIGN = {
    "expressions": {"fastapi", "sqlalchemy", "pydantic", "rich", "typer"},
    "guideline": {"fastapi", "sqlalchemy", "pydantic", "rich", "typer", "duckdb"},
    "plan": {"rich", "typer", "jinja2", "fastapi", "orjson"},
}
"""Libraries that a room has no business with."""


def floor(room: str) -> int:
    return next(i for i, rooms in enumerate(FLOORS) if room in rooms)


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


FILES = [
    file for file in sorted(PACKAGE.rglob("*.py")) if file.parent != PACKAGE or file.stem == "mcp"
]


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(PACKAGE)) for file in FILES])
def test_arrows(file: Path) -> None:
    room = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if room == "knowledge":
        return
    used = set(imports(file))
    for name in used:
        parts = name.split(".")
        if parts[0] == "hematinic" and len(parts) > 1 and parts[1] not in ("__version__",):
            assert floor(parts[1]) <= floor(room), f"{room} must not import {name}"
    assert not {name.split(".")[0] for name in used} & FOREIGN.get(room, set())


def test_the_waist_knows_no_medicine() -> None:
    """Clinical words stand in the knowledge folder alone."""
    words = ("hydroxocobalamin", "cyanocobalamin", "ferrous", "folic", "b12", "ferritin", "anemia")
    for room in ("expressions", "plan"):
        for file in (PACKAGE / room).rglob("*.py"):
            text = file.read_text().lower()
            assert not [word for word in words if word in text], file
