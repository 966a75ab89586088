"""A tree as lists of plain values and back: what is kept of it between runs holds no code.

A node is `[its kind's number, its fields in order]`; fields are nodes, tuples of nodes, a duration
or plain values, as its class says.
"""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, get_args

from hematinic.expressions import syntax
from hematinic.expressions.syntax import Duration, Node

Read = Callable[[Any], Any]


def flat(node: Node) -> list[Any]:
    kind = _NUMBERS[type(node)]
    return [kind, *(_flat(getattr(node, name)) for name in _NAMES[kind])]


def _flat(value: Any) -> Any:
    if type(value) in _NUMBERS:
        return flat(value)
    if isinstance(value, tuple):
        return [flat(item) for item in value]
    return [value.count, value.unit] if isinstance(value, Duration) else value


def tree(data: list[Any]) -> Node:
    """Raises IndexError, TypeError or ValueError where it is none of ours."""
    kind, *values = data
    read = zip(_NAMES[kind], _READERS[kind], values, strict=True)
    node: Node = _KINDS[kind](**{name: read_field(value) for name, read_field, value in read})
    return node


def _same(value: Any) -> Any:
    return value


def _trees(values: list[list[Any]]) -> tuple[Node, ...]:
    return tuple(map(tree, values))


def _duration(values: list[Any]) -> Duration:
    count, unit = values
    return Duration(count, unit)


def _reader(kind: Any) -> Read:
    if kind == "Node":
        return tree
    if kind == tuple["Node", ...]:
        return _trees
    return _duration if kind is Duration else _same


_KINDS: list[Any] = sorted(get_args(syntax.Node), key=lambda kind: kind.__name__)
_NUMBERS: dict[type, int] = {kind: i for i, kind in enumerate(_KINDS)}
_NAMES = [[field.name for field in fields(kind)] for kind in _KINDS]
_READERS = [[_reader(field.type) for field in fields(kind)] for kind in _KINDS]
