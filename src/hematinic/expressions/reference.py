"""The reference evaluator: each node by the definitions of `logic`, slow, plain, and traceable.

The compiled engines are tested against it, and `trace` keeps the value of every node, which is
what an explanation is made of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from hematinic.expressions import logic, syntax
from hematinic.expressions.engine import Definitions, Facts, Types
from hematinic.expressions.logic import Value
from hematinic.expressions.syntax import Node

Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Traced:
    """A node with its value and those of its parts: why the whole came out as it did."""

    node: Node
    value: Value
    parts: tuple["Traced", ...]


def evaluate(node: Node, values: Values) -> Value:
    return _value(node, [evaluate(child, values) for child in syntax.children(node)], values)


class Reference:
    def evaluate(
        self, definitions: Definitions, types: Types, patients: Sequence[Facts]
    ) -> list[list[Value]]:
        rows = []
        for facts in patients:
            values = dict(facts)
            for name, node in definitions:
                values[name] = evaluate(node, values)
            rows.append([values[name] for name, _ in definitions])
        return rows


def trace(node: Node, values: Values) -> Traced:
    parts = tuple(trace(child, values) for child in syntax.children(node))
    return Traced(node, _value(node, [part.value for part in parts], values), parts)


def _value(node: Node, parts: list[Value], values: Values) -> Value:
    match node:
        case syntax.Null():
            return None
        case syntax.Boolean(value=truth):
            return truth
        case syntax.Text(value=text):
            return text
        case syntax.Number(value=number) | syntax.Quantity(value=number):
            return (number, number)
        case syntax.Date(ordinal=day):
            return (day, day)
        case syntax.Name() | syntax.Call():
            return values[node.name]
        case syntax.Not():
            return logic.negation(*parts)  # type: ignore[arg-type]
        case syntax.And():
            return logic.conjunction(*parts)  # type: ignore[arg-type]
        case syntax.Or():
            return logic.disjunction(*parts)  # type: ignore[arg-type]
        case syntax.Xor():
            return logic.exclusive(*parts)  # type: ignore[arg-type]
        case syntax.Implies():
            return logic.implication(*parts)  # type: ignore[arg-type]
        case syntax.Is(what=what, negated=negated):
            wanted = {"null": None, "true": True, "false": False}[what]
            return (parts[0] is wanted) is not negated
        case syntax.Compare(operator=operator):
            return logic.compare(operator, parts[0], parts[1])
        case syntax.Between():
            low = logic.compare("<=", parts[1], parts[0])
            return logic.conjunction(low, logic.compare("<=", parts[0], parts[2]))
        case syntax.In():
            return logic.disjunction(*(logic.compare("=", parts[0], part) for part in parts[1:]))
        case syntax.Arithmetic(operator=operator):
            return logic.arithmetic(operator, parts[0], parts[1])
        case syntax.Shift(by=by, sign=sign):
            return logic.shift(parts[0], sign * by.count, by.unit)
        case syntax.Elapsed(unit=unit):
            return logic.elapsed(unit, parts[0], parts[1])
        case syntax.ValueOf():
            return parts[0]
        case syntax.Coalesce():
            return next((part for part in parts if part is not None), None)
        case syntax.If():
            return parts[1] if parts[0] is True else parts[2]
        case _:
            assert_never(node)
