"""Values as formulas for a solver (Z3): what is known of each, in symbols.

A truth value is two formulas, whether it is true and whether it is false; it is unknown where
neither holds. A span is whether it is known, and its two ends. A text is whether it is known, and
the number of the text. Ends are exact rationals, so that nothing is rounded.
"""

import math
from collections.abc import Callable, Sequence
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


# Plain logic, with what is certain already worked out: it keeps the formulas small. A whole
# guideline is written with these, so they ask the library for no more than they need: a term that
# is the same has the same address.

_CONTEXT = z3.main_ctx()
_YES, _NO = YES.as_ast().value, NO.as_ast().value


def negation(of: Formula) -> Formula:
    address = of.as_ast().value
    if address in (_YES, _NO):
        return NO if address == _YES else YES
    return z3.BoolRef(z3.Z3_mk_not(_CONTEXT.ref(), of.as_ast()), _CONTEXT)


def conjunction(*of: Formula) -> Formula:
    parts = [part for part in of if part.as_ast().value != _YES]
    if any(part.as_ast().value == _NO for part in parts):
        return NO
    return _joined(z3.Z3_mk_and, parts) if len(parts) > 1 else parts[0] if parts else YES


def disjunction(*of: Formula) -> Formula:
    parts = [part for part in of if part.as_ast().value != _NO]
    if any(part.as_ast().value == _YES for part in parts):
        return YES
    return _joined(z3.Z3_mk_or, parts) if len(parts) > 1 else parts[0] if parts else NO


def _joined(make: Callable[..., object], parts: Sequence[Formula]) -> Formula:
    together = (z3.Ast * len(parts))(*(part.as_ast() for part in parts))
    return z3.BoolRef(make(_CONTEXT.ref(), len(parts), together), _CONTEXT)


def either(condition: Formula, then: Formula, otherwise: Formula) -> Formula:
    if condition.as_ast().value == _YES or then is otherwise:
        return then
    if condition.as_ast().value == _NO:
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
    # By way of its shortest decimal: 0.1 is one tenth here, and not the binary fraction beside it.
    return z3.RealVal(str(Fraction(repr(value))))


# Variables, and what a model says of them


def variable(name: str, kind: Type) -> Truth | Span | Word:
    """A name of which nothing is known yet. Its bounds are for the caller to add."""
    known = z3.Bool(f"{name}?")
    if kind.kind == "boolean":
        value = z3.Bool(name)
        # Two switches and not one: known and value. Without `known` both formulas are false, which
        # is unknown.
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


def symbols(of: Encoded) -> tuple[Formula, ...]:
    """The unknowns that a variable is made of (`variable`): first whether it is known."""
    match of:
        case Truth(true=true):
            return tuple(true.children())
        case Span(known=known, low=low, high=high):
            return (known, low, high)
        case Word(known=known, number=number):
            return (known, number)
    raise AssertionError(of)


def settings(of: Encoded, value: Value, words: "Words") -> list[tuple[Formula, Formula]]:
    """What each of its unknowns is where a variable has just this value."""
    if value is None:
        return [(symbols(of)[0], NO)]
    match of, value:
        case Truth(), bool():
            values: tuple[Formula, ...] = (YES, z3.BoolVal(value))
        case Span(low=low), (first, last):
            values = (YES, *(_constant(end, low) for end in (first, last)))
        case Word(), str():
            values = (YES, z3.IntVal(words.number(value)))
        case _:
            raise AssertionError((of, value))
    return list(zip(symbols(of), values, strict=True))


def _constant(value: float, like: Formula) -> Formula:
    return z3.IntVal(int(value)) if z3.is_int(like) else number(value)


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
            number = model.eval(code, model_completion=True).as_long()
            return words.text(number) if holds(known) else None
    return None


def _float(model: Formula, of: Formula) -> float:
    value = model.eval(of, model_completion=True)
    if z3.is_algebraic_value(value):
        value = value.approx(DIGITS + 3)
    exact = value.as_fraction() if z3.is_rational_value(value) else value.as_long()
    try:
        return float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf
