"""The tree as it is written in the language: the inverse of `parse`, with few brackets."""

from datetime import date
from decimal import Decimal
from typing import assert_never

from hematinic.expressions import syntax
from hematinic.expressions.syntax import Node

CHOICE, IMPLIES, XOR, OR, AND, NOT, TEST, SUM, PRODUCT, VALUE = range(10)
"""How closely each kind of node binds."""


def written(node: Node, closely: int = CHOICE) -> str:
    """In brackets where it binds less closely than what it stands in."""
    text, binds = _written(node)
    return text if binds >= closely else f"({text})"


def _written(node: Node) -> tuple[str, int]:
    match node:
        case syntax.Null():
            return "null", VALUE
        case syntax.Boolean(value=truth):
            return "true" if truth else "false", VALUE
        case syntax.Number(value=number):
            return _number(number), VALUE
        case syntax.Quantity(value=number, unit=unit):
            return f"{_number(number)} '{unit}'", VALUE
        case syntax.Text(value=text):
            return f"'{text}'", VALUE
        case syntax.Date(ordinal=day):
            return f"@{date.fromordinal(day).isoformat()}", VALUE
        case syntax.Name() | syntax.Call():
            return node.name, VALUE
        case syntax.Not(of=of):
            return f"not {written(of, VALUE)}", NOT
        case syntax.And(of=parts):
            return " and ".join(written(part, NOT) for part in parts), AND
        case syntax.Or(of=parts):
            return " or ".join(written(part, AND) for part in parts), OR
        case syntax.Xor(left=left, right=right):
            return f"{written(left, XOR)} xor {written(right, OR)}", XOR
        case syntax.Implies(left=left, right=right):
            return f"{written(left, IMPLIES)} implies {written(right, XOR)}", IMPLIES
        case syntax.Is(of=of, what=what, negated=negated):
            return f"{written(of, VALUE)} is {'not ' if negated else ''}{what}", TEST
        case syntax.Compare(operator=operator, left=left, right=right):
            return f"{written(left, SUM)} {operator} {written(right, SUM)}", TEST
        case syntax.Between(of=of, low=low, high=high):
            ends = f"{written(low, SUM)} and {written(high, SUM)}"
            return f"{written(of, SUM)} between {ends}", TEST
        case syntax.In(of=of, options=options):
            listed = ", ".join(written(option, SUM) for option in options)
            return f"{written(of, SUM)} in {{{listed}}}", TEST
        case syntax.Arithmetic(operator=("+" | "-") as operator, left=left, right=right):
            return f"{written(left, SUM)} {operator} {written(right, PRODUCT)}", SUM
        case syntax.Arithmetic(operator=operator, left=left, right=right):
            return f"{written(left, PRODUCT)} {operator} {written(right, VALUE)}", PRODUCT
        case syntax.Shift(date=day, by=by, sign=sign):
            return f"{written(day, SUM)} {'+' if sign > 0 else '-'} {by.count} {by.unit}", SUM
        case syntax.Elapsed(unit=unit, start=start, end=end):
            return f"{unit} between {written(start, VALUE)} and {written(end, VALUE)}", VALUE
        case syntax.ValueOf(of=of):
            return f"{written(of, VALUE)}.value", VALUE
        case syntax.Coalesce(of=parts):
            return f"Coalesce({', '.join(map(written, parts))})", VALUE
        case syntax.If(condition=condition, then=then, otherwise=otherwise):
            # What follows `else` goes on as far as it can, so that nothing can follow it.
            chosen = f"if {written(condition)} then {written(then)} else {written(otherwise)}"
            return chosen, CHOICE
        case _:
            assert_never(node)


def _number(value: float) -> str:
    """Without an exponent, which the language does not have."""
    return f"{Decimal(repr(value)).normalize():f}"
