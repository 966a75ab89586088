"""Values as formulas for a solver (Z3): what is known of each, in symbols.

A truth value is two formulas, whether it is true and whether it is false; it is unknown where
neither holds. A span is whether it is known, and its two ends. A text is whether it is known, and
the number of the text. Ends are exact rationals, so that nothing is rounded.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import z3

from hematinic.expressions.logic import DIGITS, Value
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
        then, otherwise = real(then), real(otherwise)
    return z3.If(condition, then, otherwise)


def real(number: Formula) -> Formula:
    return z3.ToReal(number) if z3.is_int(number) else number


BEYOND = 10**400
"""An open end: further out than any float."""


def number(value: float) -> Formula:
    if math.isinf(value):
        return z3.RealVal(BEYOND if value > 0 else -BEYOND)
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
    exact = found.as_fraction() if z3.is_rational_value(found) else found.as_long()
    try:
        return float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf
