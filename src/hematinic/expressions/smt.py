"""The tree as a formula for a solver (Z3), so that it can be asked of every patient at once.

The meanings are those of `logic`, in symbols. A truth value is two formulas, whether it is true
and whether it is false; it is unknown where neither holds. A span is whether it is known, and its
two ends. A text is whether it is known, and the number of the text.

Two things are not as in `logic`. Ends are exact rationals, so that nothing is rounded but a
quotient; a witness is therefore run through the Python engine again before it is believed. And
days lie between the first and the last of a `Calendar`, so that months can be told.
"""

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from typing import Any

import z3

from hematinic.expressions import syntax
from hematinic.expressions.logic import DIGITS, Value
from hematinic.expressions.syntax import Node
from hematinic.expressions.types import Type

Formula = Any
"""A Z3 expression; the library has no types of its own."""

YES: Formula = z3.BoolVal(True)
NO: Formula = z3.BoolVal(False)


@dataclass(frozen=True, slots=True)
class Truth:
    true: Formula
    false: Formula

    @property
    def known(self) -> Formula:
        return disjunction(self.true, self.false)

    @property
    def unknown(self) -> Formula:
        return negation(self.known)


@dataclass(frozen=True, slots=True)
class Span:
    known: Formula
    low: Formula
    high: Formula


@dataclass(frozen=True, slots=True)
class Word:
    known: Formula
    number: Formula


Encoded = Truth | Span | Word | None
"""None is the literal null, which is of any type."""


# Plain logic, with what is certain already worked out: it keeps the formulas small.


def negation(of: Formula) -> Formula:
    return NO if z3.is_true(of) else YES if z3.is_false(of) else z3.Not(of)


def conjunction(*of: Formula) -> Formula:
    parts = [part for part in of if not z3.is_true(part)]
    if any(z3.is_false(part) for part in parts):
        return NO
    return z3.And(*parts) if len(parts) > 1 else parts[0] if parts else YES


def disjunction(*of: Formula) -> Formula:
    parts = [part for part in of if not z3.is_false(part)]
    if any(z3.is_true(part) for part in parts):
        return YES
    return z3.Or(*parts) if len(parts) > 1 else parts[0] if parts else NO


def either(condition: Formula, then: Formula, otherwise: Formula) -> Formula:
    if z3.is_true(condition) or then is otherwise:
        return then
    if z3.is_false(condition):
        return otherwise
    if z3.is_arith(then) and then.sort() != otherwise.sort():
        then, otherwise = _real(then), _real(otherwise)
    return z3.If(condition, then, otherwise)


def _real(number: Formula) -> Formula:
    return z3.ToReal(number) if z3.is_int(number) else number


def number(value: float) -> Formula:
    return z3.RealVal(str(Fraction(repr(value))))


# Variables, and what a model says of them


def variable(name: str, kind: Type) -> Truth | Span | Word:
    """A name of which nothing is known yet. Its bounds are for the caller to add."""
    known = z3.Bool(f"{name}?")
    if kind.kind == "boolean":
        value = z3.Bool(name)
        return Truth(z3.And(known, value), z3.And(known, z3.Not(value)))
    if kind.kind == "text":
        return Word(known, z3.Int(name))
    sort = z3.Int if kind.kind == "date" else z3.Real
    return Span(known, sort(f"{name} from"), sort(f"{name} to"))


def exactly(of: Encoded, value: Value, words: "Words") -> Formula:
    """That a variable has just this value."""
    match of, value:
        case Truth(), _:
            return of.true if value is True else of.false if value is False else of.unknown
        case ((Span() | Word()), None):
            return negation(of.known)
        case Span(known=known, low=low, high=high), (first, last):
            return conjunction(known, low == number(first), high == number(last))
        case Word(known=known, number=code), str():
            return conjunction(known, code == words.number(value))
    raise AssertionError((of, value))


class Words:
    """The number of each text."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))

    def text(self, number: int) -> str:
        return next((text for text, n in self.numbers.items() if n == number), "other")


def read(model: Formula, encoded: Encoded, words: Words) -> Value:
    """What a model of the solver says of a value."""

    def holds(formula: Formula) -> bool:
        return bool(z3.is_true(model.eval(formula, model_completion=True)))

    match encoded:
        case Truth(true=true, false=false):
            return True if holds(true) else False if holds(false) else None
        case Span(known=known, low=low, high=high):
            return (_float(model, low), _float(model, high)) if holds(known) else None
        case Word(known=known, number=code):
            found = model.eval(code, model_completion=True).as_long()
            return words.text(found) if holds(known) else None
    return None


def _float(model: Formula, of: Formula) -> float:
    found = model.eval(of, model_completion=True)
    if z3.is_algebraic_value(found):
        found = found.approx(DIGITS + 3)
    return float(found.as_fraction() if z3.is_rational_value(found) else found.as_long())


# The encoder


class Encoder:
    """Writes expressions as formulas over `names`, which may make each when it is first read."""

    def __init__(self, names: Mapping[str, Encoded], calendar: "Calendar | None" = None) -> None:
        self.names = names
        self.words = Words()
        self.calendar = calendar or Calendar(2000, 2049)

    def truth(self, node: Node) -> Truth:
        found = self.value(node)
        if found is None:
            return Truth(NO, NO)
        assert isinstance(found, Truth)
        return found

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
                return reduce(lambda rest, part: _choose(_known(part), part, rest),
                              [self.value(part) for part in reversed(parts)])  # fmt: skip
            case syntax.If(condition=condition, then=then, otherwise=otherwise):
                chosen = self.truth(condition).true
                return _choose(chosen, self.value(then), self.value(otherwise))
        raise AssertionError(node)


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
            found = _exclusive(left, right)
            return found if operator == "!=" else Truth(found.false, found.true)
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
    a, b = (_real(left.low), _real(left.high)), (_real(right.low), _real(right.high))
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
    """A quotient has no end; it is cut where `logic` cuts it."""
    scale = 10**DIGITS
    return z3.ToReal(z3.ToInt(of * scale + z3.RealVal("1/2"))) / scale


# Dates


class Calendar:
    """The months of some years, so that a day that is not yet known can be moved by months."""

    def __init__(self, first_year: int, last_year: int) -> None:
        self.months = (first_year * 12, last_year * 12 + 11)
        self.moved: dict[tuple[int, int], tuple[Formula, Formula]] = {}
        """By the identity of a day and the months: the day, so kept alive, and what it became."""
        self.placed: dict[int, tuple[Formula, Formula, Formula]] = {}
        """By the identity of a day: the day, its month, and how far into that it lies."""

    def shift(self, of: Encoded, count: int, unit: str) -> Encoded:
        if of is None:
            return None
        assert isinstance(of, Span)
        if unit in ("days", "weeks"):
            move = count * (7 if unit == "weeks" else 1)
            return Span(of.known, of.low + move, of.high + move)
        months = count * (12 if unit == "years" else 1)
        return Span(of.known, self.day(of.low, months), self.day(of.high, months))

    def day(self, day: Formula, months: int) -> Formula:
        """In each month a day of it becomes the same day of another, or its last."""

        def moved(index: int) -> Formula:
            year, month = divmod(index + months, 12)
            length = calendar.monthrange(year, month + 1)[1]
            moved_by = _first(index + months) - _first(index)
            last = _first(index + months) + length - 1
            if length >= calendar.monthrange(index // 12, index % 12 + 1)[1]:
                return day + moved_by
            return z3.If(day + moved_by < last, day + moved_by, last)

        key = (day.get_id(), months)
        if key not in self.moved:
            self.moved[key] = (day, self.by_month(day, moved))
        return self.moved[key][1]

    def by_month(self, day: Formula, of: Callable[[int], Formula]) -> Formula:
        """One formula for each month that the day can lie in, chosen by halves."""

        def between(low: int, high: int) -> Formula:
            if low == high:
                return of(low)
            middle = (low + high + 1) // 2
            return z3.If(day < _first(middle), between(low, middle - 1), between(middle, high))

        return between(*self.months)

    def elapsed(self, unit: str, start: Encoded, end: Encoded) -> Encoded:
        if start is None or end is None:
            return None
        assert isinstance(start, Span)
        assert isinstance(end, Span)
        known = conjunction(start.known, end.known)
        low = self.whole(unit, start.high, end.low)
        high = self.whole(unit, start.low, end.high)
        return Span(known, z3.ToReal(low), z3.ToReal(high))

    def whole(self, unit: str, start: Formula, end: Formula) -> Formula:
        if unit == "days":
            return end - start
        if unit == "weeks":
            return z3.If(end >= start, (end - start) / 7, -((start - end) / 7))
        forward, backward = self.between(start, end), self.between(end, start)
        if unit == "years":
            forward, backward = forward / 12, backward / 12
        return z3.If(end >= start, forward, -backward)

    def between(self, start: Formula, end: Formula) -> Formula:
        """Whole months from a day to a later one."""
        (first, into), (last, into_last) = self.place(start), self.place(end)
        return last - first - z3.If(into_last < into, 1, 0)

    def place(self, day: Formula) -> tuple[Formula, Formula]:
        """The month of a day, and how far into it the day lies."""
        key = day.get_id()
        if key not in self.placed:
            month = self.by_month(day, z3.IntVal)
            into = day - self.by_month(day, lambda index: z3.IntVal(_first(index)))
            self.placed[key] = (day, month, into)
        return self.placed[key][1:]


def _first(index: int) -> int:
    """The first day of a month, counted from the year 0."""
    return date(index // 12, index % 12 + 1, 1).toordinal()
