"""YAML 1.2 with the line of everything: `on` and `no` are words, a duplicate key is refused."""

import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path = tuple[str | int, ...]

DEPTH = 60
"""Deeper nesting is nobody's file, and would exhaust the stack."""


class YamlError(Exception):
    """Not YAML, or not ours: with the line, counted from 1."""

    def __init__(self, problem: str, line: int) -> None:
        self.problem, self.line = problem, line
        super().__init__(f"line {line}: {problem}")


@dataclass(frozen=True, slots=True)
class Document:
    data: Any
    lines: dict[Path, int] = field(repr=False)

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(text: str) -> Document:
    """Raises YamlError."""
    lines: dict[Path, int] = {}
    try:
        root = YAML(typ="safe", pure=False).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "not YAML"
        raise YamlError(problem, mark.line + 1 if mark else 1) from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise YamlError(f"not YAML: {str(error).splitlines()[0]}", 1) from None
    return Document(None if root is None else _plain(root, (), lines, set()), lines)


def _plain(node: Node, path: Path, lines: dict[Path, int], seen: set[int]) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if len(path) > DEPTH:
        raise YamlError(f"nested more than {DEPTH} deep", line)
    if id(node) in seen:
        raise YamlError("aliases are not used here; write it out", line)
    seen.add(id(node))
    if isinstance(node, ScalarNode):
        return node.value if node.style else scalar(node.value)
    if isinstance(node, SequenceNode):
        return [_plain(item, (*path, i), lines, seen) for i, item in enumerate(node.value)]
    assert isinstance(node, MappingNode)
    found: dict[str, Any] = {}
    for key, value in node.value:
        where = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            raise YamlError("a key must be a plain word", where)
        if key.value in found:
            raise YamlError(f"'{key.value}' stands here twice", where)
        lines[(*path, key.value)] = where
        found[key.value] = _plain(value, (*path, key.value), lines, seen)
    return found


_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


def scalar(text: str) -> str | int | float | bool | None:
    """A plain scalar by the core schema of YAML 1.2 (its octal, hex and infinities left out)."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text) and len(text) < 30:
        return int(text)
    return float(text) if _FLOAT.match(text) and len(text) < 60 else text
