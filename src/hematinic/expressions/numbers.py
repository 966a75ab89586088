"""The numbers that stand in a tree: which of them an expression can come to, whatever the facts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from hematinic.expressions import syntax
from hematinic.expressions.syntax import Node, Number, Quantity

_SIGN = {"+": 1.0, "-": -1.0}


def numbers(node: Node, definitions: Mapping[str, Node]) -> Iterator[Number | Quantity]:
    """Of a choice those of every branch, of a name those of its definition, and their sums and
    differences. A fact has none of its own, nor has what is computed from one."""
    match node:
        case Number() | Quantity():
            yield node
        case syntax.Name(name=name) if name in definitions:
            yield from numbers(definitions[name], definitions)
        case syntax.If(then=then, otherwise=otherwise):
            yield from numbers(then, definitions)
            yield from numbers(otherwise, definitions)
        case syntax.Coalesce(of=parts):
            for part in parts:
                yield from numbers(part, definitions)
        case syntax.Arithmetic(operator=("+" | "-") as operator, left=left, right=right):
            for number in numbers(left, definitions):
                for other in numbers(right, definitions):
                    yield replace(number, value=number.value + _SIGN[operator] * other.value)
