"""Which values a fact can have at all, by what it is and how it is taken from a record.

This is where a proof could cheat: a value that extraction can give and that is left out here is a
patient nobody looked at. So the domains are generous, and generated records hold them to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import z3

from hematinic.expressions.logic import STEP, Value
from hematinic.expressions.smt_values import (
    Encoded,
    Formula,
    Span,
    Truth,
    Word,
    Words,
    disjunction,
    number,
)
from hematinic.expressions.types import Type
from hematinic.guideline.model import Fact, Guideline
from hematinic.guideline.names import PATIENT, selector, verb
from hematinic.guideline.rules import Rules

BACK, AHEAD = 4000, 400
"""Days before the day of the plan, and after it where something can be booked."""

OLDEST = 130
"""Years."""


@dataclass(frozen=True, slots=True)
class Domain:
    kind: Type
    unknown: bool = True
    false: bool = True
    """Of a truth: whether it can be false, and not just true or unknown."""
    point: bool = False
    """Of a span: whether it is always exact."""
    whole: bool = False
    low: float | None = None
    high: float | None = None
    ahead: bool = False
    """Of a date: whether it may lie after the day of the plan."""

    def __contains__(self, value: Value) -> bool:
        """Dates are not looked at: their bounds depend on the day of the plan."""
        if value is None:
            return self.unknown
        if isinstance(value, bool):
            return value or self.false
        if isinstance(value, str):
            return self.kind.options is None or value in self.kind.options
        low, high = value
        exact = not self.point or low == high
        whole = not self.whole or (low == int(low) and high == int(high))
        bounded = (self.low is None or low >= self.low) and (self.high is None or high <= self.high)
        return exact and whole and bounded and low <= high


def domains(rules: Rules) -> dict[str, Domain]:
    return {name: _domain(rules, name) for name in rules.names[: rules.facts]}


def _domain(rules: Rules, name: str) -> Domain:
    guideline, kind = rules.guideline, rules.types[name]
    if name in PATIENT:
        return _of_patient(name, kind)
    if name in guideline.elements:
        # Here `possible`, and not `plausible`: an implausible value is asked about and used all the
        # same.
        element = guideline.elements[name]
        low, high = element.possible or (0.0, None)
        # A condition recorded both present and absent at the same time is unknown, whatever
        # an unrecorded one is; a procedure is never recorded as not done.
        recorded = element.kind != "procedure" or element.if_unrecorded == "unknown"
        false = element.kind != "procedure" or element.if_unrecorded == "absent"
        return Domain(kind, unknown=recorded, false=false, low=low, high=high)
    if name in guideline.limits:
        low, high = guideline.limits[name].between
        return Domain(kind, unknown=False, point=True, low=low, high=high)
    return _of_fact(guideline.facts[name], kind, guideline)


def _of_patient(name: str, kind: Type) -> Domain:
    if name == "age":
        return Domain(kind, whole=True, low=0, high=OLDEST)
    return Domain(kind, unknown=False, point=True)


def _of_fact(fact: Fact, kind: Type, guideline: Guideline) -> Domain:
    verb_name, selected = verb(fact)
    event, name = selector(selected)
    unrecorded = fact.if_unrecorded == "unknown"
    base = Domain(kind, ahead=event == "booked")
    match verb_name:
        case "active" if selected not in guideline.courses:
            # Started and stopped on one day, in no known order, is unknown.
            return replace(base, false=not unrecorded)
        case "ever" | "active" | "course_current":
            return replace(base, unknown=unrecorded, false=not unrecorded)
        case "count":
            return replace(base, unknown=unrecorded, point=True, whole=True, low=0)
        case "days_since":
            return replace(base, whole=True)
        case "course_start":
            return replace(base, point=True)
        case "sum":
            # Doses are exact numbers, and so is their sum.
            return replace(base, point=name in guideline.medicines, low=0)
    # Above nothing: doses a day are one divided by an interval, and no interval is endless.
    if kind.kind == "number":
        return replace(base, point=True, low=STEP)
    if kind.kind == "quantity":
        element = guideline.elements.get(name)
        low, high = (element and element.possible) or (0.0, None)
        return replace(base, point=kind.analyte == "dose", low=low, high=high)
    return base


# In symbols


def bounds(
    name: str, variable: Encoded, domain: Domain, today: Formula, words: Words
) -> Iterator[Formula]:
    """The formulas that keep a variable within its domain; `today` is the day of the plan."""
    match variable:
        case Truth(false=false):
            known = disjunction(variable.true, variable.false)
            yield from () if domain.unknown else (known,)
            yield from () if domain.false else (z3.Not(false),)
        case Word(known=known, number=number):
            yield from () if domain.unknown else (known,)
            options = domain.kind.options
            if options is not None:
                yield z3.Or([number == words.number(option) for option in options])
        case Span(known=known, low=low, high=high):
            yield from () if domain.unknown else (known,)
            yield low == high if domain.point else low <= high
            yield from _ends(low, high, domain, today)


def _ends(low: Formula, high: Formula, domain: Domain, today: Formula) -> Iterator[Formula]:
    if domain.kind.kind == "date":
        # A record may hold older days. No window counts so far back, so that one of these days
        # stands for all of them.
        yield low >= today - BACK
        yield high <= (today + AHEAD if domain.ahead else today)
        return
    if domain.low is not None:
        yield low >= number(domain.low)
    if domain.high is not None:
        yield high <= number(domain.high)
    if domain.whole:
        yield z3.IsInt(low)
        yield z3.IsInt(high)
