"""YAML 1.2 with the line of everything: `on` and `no` are words, a duplicate key is refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

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
    """Built from the events of the parser as they come: too deep a nesting is met before anything
    descends into it. Raises YamlError."""
    lines: dict[Path, int] = {}
    events = YAML(typ="safe", pure=False).parse(text)
    try:
        return Document(_document(events, lines), lines)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "not YAML"
        raise YamlError(problem, mark.line + 1 if mark else 1) from None
    except (YAMLError, ValueError) as error:
        raise YamlError(f"not YAML: {str(error).splitlines()[0]}", 1) from None


def _document(events: Iterator[Event], lines: dict[Path, int]) -> Any:
    found, documents = None, 0
    for event in events:
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise YamlError("a second document begins here; one file holds one", _line(event))
            found = _value(next(events), events, (), lines)
    return found


def _value(event: Event, events: Iterator[Event], path: Path, lines: dict[Path, int]) -> Any:
    line = _line(event)
    lines.setdefault(path, line)
    if len(path) > DEPTH:
        raise YamlError(f"nested more than {DEPTH} deep", line)
    if isinstance(event, ScalarEvent):
        return event.value if event.style else scalar(event.value)
    if isinstance(event, SequenceStartEvent):
        items: list[Any] = []
        while not isinstance(item := next(events), SequenceEndEvent):
            items.append(_value(item, events, (*path, len(items)), lines))
        return items
    if isinstance(event, MappingStartEvent):
        return _mapping(events, path, lines)
    raise YamlError("aliases are not used here; write it out", line)


def _mapping(events: Iterator[Event], path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while not isinstance(key := next(events), MappingEndEvent):
        where = _line(key)
        if not isinstance(key, ScalarEvent):
            raise YamlError("a key must be a plain word", where)
        if key.value in found:
            raise YamlError(f"'{key.value}' stands here twice", where)
        lines[(*path, key.value)] = where
        found[key.value] = _value(next(events), events, (*path, key.value), lines)
    return found


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


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
