"""The tree as a formula for a solver (Z3), so that it can be asked of every patient at once.

The meanings are those of `logic`, in the symbols of `smt_values`. Two things are not as there.
Ends are exact rationals, so that nothing is rounded but a quotient; a witness is therefore run
through the Python engine again before it is believed. And days lie between the first and the last
of a `Calendar`, so that months can be told.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import assert_never

import z3

from hematinic.expressions import syntax
from hematinic.expressions.logic import COARSE, SCALE
from hematinic.expressions.smt_calendar import Calendar
from hematinic.expressions.smt_values import (
    NO,
    YES,
    Encoded,
    Formula,
    Span,
    Truth,
    Word,
    Words,
    conjunction,
    disjunction,
    either,
    negation,
    number,
    real,
)
from hematinic.expressions.syntax import Node


class Encoder:
    """Writes expressions as formulas over `names`, which may make each when it is first read."""

    def __init__(self, names: Mapping[str, Encoded], calendar: Calendar | None = None) -> None:
        self.names = names
        self.words = Words()
        self.calendar = calendar or Calendar(2000, 2049)

    def truth(self, node: Node) -> Truth:
        value = self.value(node)
        if value is None:
            return Truth(NO, NO)
        assert isinstance(value, Truth)
        return value

    def value(self, node: Node) -> Encoded:
        match node:
            case syntax.Null():
                return None
            case syntax.Boolean(value=truth):
                return Truth(YES, NO) if truth else Truth(NO, YES)
            case syntax.Text(value=text):
                return Word(YES, z3.IntVal(self.words.number(text)))
            case syntax.Number(value=point) | syntax.Quantity(value=point):
                return Span(YES, number(point), number(point))
            case syntax.Date(ordinal=day):
                return Span(YES, z3.IntVal(day), z3.IntVal(day))
            case syntax.Name() | syntax.Call():
                return self.names[node.name]
            case syntax.ValueOf(of=of):
                return self.value(of)
            case syntax.Not(of=of):
                # Not is a swap: what made it true makes it false, and unknown (neither) stays
                # unknown.
                inner = self.truth(of)
                return Truth(inner.false, inner.true)
            case syntax.And(of=parts):
                return _all([self.truth(part) for part in parts])
            case syntax.Or(of=parts):
                return _any([self.truth(part) for part in parts])
            case syntax.Implies(left=left, right=right):
                a, b = self.truth(left), self.truth(right)
                return _any([Truth(a.false, a.true), b])
            case syntax.Xor(left=left, right=right):
                return _exclusive(self.truth(left), self.truth(right))
            case syntax.Is(of=of, what=what, negated=negated):
                holds = _is(self.value(of), what)
                opposite = negation(holds)
                return Truth(opposite, holds) if negated else Truth(holds, opposite)
            case syntax.Compare(operator=operator, left=left, right=right):
                return compare(operator, self.value(left), self.value(right))
            case syntax.Between(of=of, low=low, high=high):
                inside = self.value(of)
                above = compare("<=", self.value(low), inside)
                return _all([above, compare("<=", inside, self.value(high))])
            case syntax.In(of=of, options=options):
                value = self.value(of)
                return _any([compare("=", value, self.value(option)) for option in options])
            case syntax.Arithmetic(operator=operator, left=left, right=right):
                return _arithmetic(operator, self.value(left), self.value(right))
            case syntax.Shift(date=day, by=by, sign=sign):
                return self.calendar.shift(self.value(day), sign * by.count, by.unit)
            case syntax.Elapsed(unit=unit, start=start, end=end):
                return self.calendar.elapsed(unit, self.value(start), self.value(end))
            case syntax.Coalesce(of=parts):
                return reduce(lambda otherwise, part: _choose(_known(part), part, otherwise),
                              [self.value(part) for part in reversed(parts)])  # fmt: skip
            case syntax.If(condition=condition, then=then, otherwise=otherwise):
                chosen = self.truth(condition).true
                return _choose(chosen, self.value(then), self.value(otherwise))
            case _:
                assert_never(node)


# Logic: the table stands above `logic.negation`.


def _all(parts: Sequence[Truth]) -> Truth:
    return Truth(conjunction(*(p.true for p in parts)), disjunction(*(p.false for p in parts)))


def _any(parts: Sequence[Truth]) -> Truth:
    return Truth(disjunction(*(p.true for p in parts)), conjunction(*(p.false for p in parts)))


def _exclusive(a: Truth, b: Truth) -> Truth:
    differ = disjunction(conjunction(a.true, b.false), conjunction(a.false, b.true))
    agree = disjunction(conjunction(a.true, b.true), conjunction(a.false, b.false))
    return Truth(differ, agree)


def _known(of: Encoded) -> Formula:
    return NO if of is None else of.known


def _is(of: Encoded, what: str) -> Formula:
    if what == "null":
        return negation(_known(of))
    if of is None:
        return NO
    assert isinstance(of, Truth)
    return of.true if what == "true" else of.false


def _choose(condition: Formula, then: Encoded, otherwise: Encoded) -> Encoded:
    match then, otherwise:
        case Truth(), Truth() | None:
            other = otherwise or Truth(NO, NO)
            return Truth(
                either(condition, then.true, other.true),
                either(condition, then.false, other.false),
            )
        case Span(), Span():
            return Span(
                either(condition, then.known, otherwise.known),
                either(condition, then.low, otherwise.low),
                either(condition, then.high, otherwise.high),
            )
        case Word(), Word():
            return Word(
                either(condition, then.known, otherwise.known),
                either(condition, then.number, otherwise.number),
            )
        case Span(known=known, low=low, high=high), None:
            return Span(conjunction(condition, known), low, high)
        case Word(known=known, number=code), None:
            return Word(conjunction(condition, known), code)
        case None, None:
            return None
        # A null branch is as if unknown: the other counts, where its condition holds.
        case None, _:
            return _choose(negation(condition), otherwise, None)
    raise AssertionError((then, otherwise))


# Comparison


def compare(operator: str, left: Encoded, right: Encoded) -> Truth:
    if left is None or right is None:
        return Truth(NO, NO)
    match left, right:
        case Span(), Span():
            true, false = _ORDER[operator](left, right)
        case Word(), Word():
            same = left.number == right.number
            true, false = same, z3.Not(same)
        case Truth(), Truth():
            truth = _exclusive(left, right)
            return truth if operator == "!=" else Truth(truth.false, truth.true)
        case _:
            raise AssertionError((left, right))
    if operator == "!=":
        true, false = false, true
    both = conjunction(left.known, right.known)
    return Truth(conjunction(both, true), conjunction(both, false))


Pair = tuple[Formula, Formula]
"""When it is true and when it is false, of spans that are both known."""


def _less(a: Span, b: Span) -> Pair:
    return a.high < b.low, a.low >= b.high


def _less_or_equal(a: Span, b: Span) -> Pair:
    return a.high <= b.low, a.low > b.high


def _equal(a: Span, b: Span) -> Pair:
    same = z3.And(a.low == a.high, b.low == b.high, a.low == b.low)
    return same, z3.Or(a.high < b.low, a.low > b.high)


_ORDER: Mapping[str, Callable[[Span, Span], Pair]] = {
    "<": _less,
    "<=": _less_or_equal,
    ">": lambda a, b: _less(b, a),
    ">=": lambda a, b: _less_or_equal(b, a),
    "=": _equal,
    "!=": _equal,
}


# Arithmetic keeps bounds.


def _arithmetic(operator: str, left: Encoded, right: Encoded) -> Encoded:
    if left is None or right is None:
        return None
    assert isinstance(left, Span)
    assert isinstance(right, Span)
    known = conjunction(left.known, right.known)
    a, b = (real(left.low), real(left.high)), (real(right.low), real(right.high))
    match operator:
        case "+":
            return Span(known, a[0] + b[0], a[1] + b[1])
        case "-":
            return Span(known, a[0] - b[1], a[1] - b[0])
        case "*":
            return Span(known, *_extremes(a, b, lambda x, y: x * y))
    holds_zero = z3.And(b[0] <= 0, b[1] >= 0)
    # The divisor of a value that is unknown is of no matter, but a solver wants one.
    safe = tuple(z3.If(holds_zero, z3.RealVal(1), end) for end in b)
    low, high = _extremes(a, safe, lambda x, y: x / y)
    return Span(conjunction(known, z3.Not(holds_zero)), _rounded(low), _rounded(high))


Ends = tuple[Formula, ...]


def _extremes(a: Ends, b: Ends, combine: Callable[[Formula, Formula], Formula]) -> Ends:
    """The least and the greatest of the corners; two are enough where one side is a number."""
    if z3.is_rational_value(a[0]) and a[0].eq(a[1]):
        corners = [combine(a[0], end) for end in b]
    elif z3.is_rational_value(b[0]) and b[0].eq(b[1]):
        corners = [combine(end, b[0]) for end in a]
    else:
        corners = [combine(x, y) for x in a for y in b]
    return (
        reduce(lambda x, y: z3.If(x <= y, x, y), corners),
        reduce(lambda x, y: z3.If(x >= y, x, y), corners),
    )


def _rounded(of: Formula) -> Formula:
    """A quotient has no end; it is cut where `logic` cuts it, ties to the even side."""
    # Rounded as Python's `round` and numpy's `rint` do, half to even, in whole numbers of STEP:
    # 2.5 to 2, 3.5 to 4. floor(x + 1/2) is right but in a tie that comes out odd: one less there.
    half_up = of * SCALE + z3.RealVal("1/2")
    nearest = z3.ToInt(half_up)
    tie = z3.And(z3.ToReal(nearest) == half_up, nearest % 2 == 1)
    fine = z3.And(of > -COARSE, of < COARSE)
    return z3.If(fine, z3.ToReal(z3.If(tie, nearest - 1, nearest)) / SCALE, of)
