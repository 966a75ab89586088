"""Measured values in the reader's units, with the other customary unit in brackets.

The one place that puts what was measured into words: `8.2 g/dL (82 g/L)` for one reader and
`82 g/L (8.2 g/dL)` for another. Which unit a reader knows is the guideline's own table. A number
that was recorded in a unit that is shown keeps its digits; recorded in another, it is told too.

Rounding never crosses a limit: a number is given as many digits as it takes to stay on its own side
of every number that the guideline compares it with, so that 99.6 g/L is not read as 10 g/dL beside
"below 10 g/dL".
"""

import math
import re
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

import msgspec

from hematinic.expressions import syntax
from hematinic.expressions.english import english
from hematinic.expressions.logic import STEP, Span, Value
from hematinic.expressions.types import Type
from hematinic.guideline.model import Element
from hematinic.guideline.printed import printed
from hematinic.guideline.printed import quantity as in_printed_unit
from hematinic.guideline.quantities import factor
from hematinic.guideline.rules import Rules
from hematinic.plan.assess import Assessment
from hematinic.plan.why import as_recorded
from hematinic.record.events import Event
from hematinic.record.units import to_canonical
from hematinic.render.words import phrases as words

MOST_DIGITS = 12
"""After the point; a value resolves to nine of its canonical unit."""

MOST_SAID = 4096
"""Results that are kept in words before all are forgotten."""

LONGEST = 5
"""Digits of a limit that is told in another unit; one that has more is not exact there."""


class Unit(msgspec.Struct, frozen=True):
    name: str
    printed: str
    by: float
    """How many of the canonical unit one is."""
    decimals: int


@dataclass(frozen=True, slots=True)
class _Fixed:
    """What is the same for every reader of one unit system; filled as it is asked for."""

    units: dict[str, tuple[Unit, ...]] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    """By element."""
    limits: dict[str, tuple[float, ...]] = field(default_factory=dict)
    """Of each element, as `Values.limits` where no laboratory has set one."""
    said: dict[Hashable, str] = field(default_factory=dict)
    """Results in words, as `Values.result`, where no laboratory has set a limit."""


@dataclass(frozen=True, slots=True)
class Values:
    """The words for what was measured, for a reader of one unit system."""

    rules: Rules
    system: str
    own: tuple[tuple[str, float], ...] = ()
    """Limits that a laboratory has set, each with the analyte."""
    fixed: _Fixed = field(default_factory=_Fixed, compare=False, repr=False)
    compared: dict[str, tuple[float, ...]] = field(default_factory=dict, compare=False, repr=False)
    """Of each element, as `limits` where a laboratory has set some."""
    said: dict[int, tuple[Event, str]] = field(default_factory=dict, compare=False)
    """Many lines of a plan rest on one result; it is put into words once. By the id of the event,
    which is kept, so that no other can have its id."""

    def value(self, known: Value, kind: Type, decimals: int = 1) -> str:
        """Any value; a measured one in the reader's units."""
        element = self.rules.guideline.elements.get(kind.analyte or "")
        if element is None or not isinstance(known, tuple):
            return words.value(known, kind, decimals)
        return self.measured(known, element)

    def measured(self, ends: Span, element: Element) -> str:
        limits = self.limits(element)
        main, *beside = (
            f"{_span(ends, unit, element, limits)} {printed(unit.name)}".strip()
            for unit in self.units(element)
        )
        return f"{main} ({beside[0]})" if beside else main

    def event(self, event: Event) -> str:
        """What was observed: its own digits in the unit it was recorded in, if that is shown."""
        kept = self.said.get(id(event))
        if kept is None:
            kept = self.said[id(event)] = (event, self._event(event))
        return kept[1]

    def _event(self, event: Event) -> str:
        element = self.rules.guideline.elements.get(event.name)
        if element is None or not isinstance(event.value, tuple):
            return event.written
        if self.own:
            return self.result(event, element)
        # Many patients have the same: of hemoglobin there are a hundred results.
        key = (event.name, event.value, event.written, event.reference)
        in_words = self.fixed.said.get(key)
        if in_words is None:
            if len(self.fixed.said) >= MOST_SAID:
                self.fixed.said.clear()
            in_words = self.fixed.said[key] = self.result(event, element)
        return in_words

    def result(self, event: Event, element: Element) -> str:
        """In the reader's units; and as it was recorded, where that is another."""
        units, recorded = self.units(element), _recorded(event.written, element)
        main, *beside = [self._in(unit, event, recorded, element) for unit in units]
        if recorded is None or recorded.by not in [unit.by for unit in units]:
            beside.append(f"recorded as {_as_printed(event.written)}")
        return f"{main} ({', '.join(beside)})" if beside else main

    def recorded(self, event: Event) -> str:
        """A result in the reader's units, or what happened."""
        measured = event.kind in ("observed", "limit_set")
        return self.event(event) if measured else as_recorded(event)

    def short(self, event: Event) -> str:
        """In the reader's first unit alone, where there is no room for more."""
        element = self.rules.guideline.elements[event.name]
        assert isinstance(event.value, tuple)
        recorded = _recorded(event.written, element)
        return self._in(self.units(element)[0], event, recorded, element)

    def _in(self, unit: Unit, event: Event, recorded: "Recorded | None", element: Element) -> str:
        if recorded and recorded.by == unit.by:
            text = recorded.said
        else:
            assert isinstance(event.value, tuple)
            printed_limits = event.reference or ()
            text = _span(event.value, unit, element, self.limits(element), printed_limits)
        return f"{text} {unit.printed}" if unit.printed else text

    # Limits and questions

    def rule(self, name: str) -> str:
        """A definition in words, with the limits it compares with in the reader's units."""
        english = self.fixed.rules.get(name)
        if english is None:
            english = self.rules.english[name]
            if re.search(r"\d", english):
                english = self.english(self.rules.definitions[name].node)
            self.fixed.rules[name] = english
        return english

    def english(self, node: syntax.Node) -> str:
        return english(node, self.rules.labels, self.limit)

    def limit(self, quantity: syntax.Quantity) -> str:
        """In those of the reader's units in which it is exact: a limit is never rounded."""
        element = self.rules.guideline.elements.get(quantity.analyte)
        if element is None:
            return in_printed_unit(quantity)
        exact = [
            f"{number} {printed(unit.name)}"
            for unit in self.units(element)
            if (number := _exact(quantity.value, unit.by))
        ]
        main, *beside = exact or [f"{quantity.value:g} {printed(quantity.unit)}"]
        return f"{main} ({beside[0]})" if beside else main

    def question(self, asked: str, name: str) -> str:
        """The guideline's own of this name, with the units in which the answer is wanted, where
        there is a choice."""
        question = self.fixed.questions.get(name)
        if question is None:
            question = self.fixed.questions[name] = f"{asked}{self.wanted(name)}"
        return question

    def wanted(self, name: str) -> str:
        """` (in g/L or g/dL)`; nothing where there is no choice."""
        element = self.rules.guideline.elements.get(name)
        if element is None or not element.customary:
            return ""
        return f" (in {' or '.join(printed(unit.name) for unit in self.units(element))})"

    # Units

    def units(self, element: Element) -> tuple[Unit, ...]:
        """The reader's own, and the first customary one in which the number is another."""
        units = self.fixed.units.get(element.name)
        if units is None:
            units = self.fixed.units[element.name] = self._units(element)
        return units

    def _units(self, element: Element) -> tuple[Unit, ...]:
        own = element.customary.get(self.system, element.unit)
        by = factor(element, own) or 1.0
        customary = ((name, factor(element, name) or 1.0) for name in _customary(element))
        other = next(
            ((name, factor_of_it) for name, factor_of_it in customary if factor_of_it != by), None
        )
        return tuple(_unit(element, *named) for named in ((own, by), other) if named)

    def limits(self, element: Element) -> tuple[float, ...]:
        """Every number that it is compared with, those outside which it is asked about included."""
        known = self.compared if self.own else self.fixed.limits
        limits = known.get(element.name)
        if limits is None:
            limits = known[element.name] = self._limits(element)
        return limits

    def _limits(self, element: Element) -> tuple[float, ...]:
        analyte = element.same_as or element.name
        compared = self.rules.compared.get(analyte, ())
        own = (limit for of, limit in self.own if of == analyte)
        asked = (*(element.plausible or ()), *(element.possible or ()))
        return _sorted((*compared, *own, *asked))


def values_of(assessment: Assessment) -> Values:
    """In the units asked for, else in those of the jurisdiction."""
    return assessment.once(_values)


def _values(assessment: Assessment) -> Values:
    rules = assessment.rules
    system = assessment.units or str(assessment.value("jurisdiction"))
    fixed = rules.once(_fixed).get(system) or _Fixed()
    return Values(rules, system, tuple(_own(assessment)), fixed)


def _fixed(rules: Rules) -> dict[str, _Fixed]:
    return {system: _Fixed() for system in rules.guideline.header.unit_systems}


def _own(assessment: Assessment) -> Iterator[tuple[str, float]]:
    for name, limit in assessment.rules.guideline.limits.items():
        value = assessment.value(name)
        if isinstance(value, tuple) and value[0] != limit.number:
            yield limit.of, value[0]


def _customary(element: Element) -> Iterator[str]:
    yield element.unit
    yield from element.customary.values()


def _unit(element: Element, name: str, by: float) -> Unit:
    # A unit ten times as large needs one digit more after the point.
    return Unit(name, printed(name), by, max(0, element.decimals + round(math.log10(by))))


# Numbers


def _sorted(limits: Iterable[float]) -> tuple[float, ...]:
    return tuple(sorted(set(limits)))


@lru_cache(maxsize=4096)
def number(
    value: float, by: float, decimals: int, limits: tuple[float, ...], more: tuple[float, ...] = ()
) -> str:
    """A value in a unit that is `by` of its own, rounded, and on its own side of every limit and of
    what is `more`. Limits are sorted, each once: who is on the right side of the nearest is on the
    right side of all. Kept, since most results are told several times, and many are the same."""
    amount, unit = Decimal(repr(value)), _decimal(by)
    exact = amount / unit
    at = bisect_left(limits, value)
    nearest = limits[max(0, at - 1) : at + 2]  # those below, at and above it
    sides = [(limit, amount.compare(limit)) for limit in map(_decimal, (*nearest, *more))]
    apart = [(limit, side) for limit, side in sides if side]
    for widths in (sides, apart):  # a limit itself may have no end in the other unit
        for digits in range(decimals, MOST_DIGITS + 1):
            shown = round(exact, digits)
            if all((shown * unit).compare(limit) == side for limit, side in widths):
                return _plain(shown)
    return _plain(exact)


@lru_cache(maxsize=4096)
def _decimal(number: float) -> Decimal:
    """Kept for limits and factors, which come again with every value."""
    return Decimal(repr(number))


def _plain(exact: Decimal) -> str:
    # `f` writes no exponent, and the sum turns -0 into 0.
    return f"{exact.normalize() + 0:f}"


def _exact(value: float, by: float) -> str:
    """Nothing where the number has no short end in this unit."""
    quotient = Decimal(repr(value)) / Decimal(repr(by))
    text = _plain(quotient)
    return text if len(text.replace(".", "").strip("0")) <= LONGEST else ""


def _span(
    ends: Span,
    unit: Unit,
    element: Element,
    limits: tuple[float, ...],
    more: tuple[float, ...] = (),
) -> str:
    """`92`, `below 5`, `above 2000`, `90 to 95`: an open end lies one step inside."""
    low, high = ends
    lowest, highest = element.possible or (0.0, math.inf)

    def said(value: float) -> str:
        return number(value, unit.by, unit.decimals, limits, more)

    if low == high:
        return said(low)
    if low <= lowest:
        end = _end(high, STEP)
        return f"below {said(end)}" if end != high else f"at most {said(high)}"
    if high >= highest:
        end = _end(low, -STEP)
        return f"above {said(end)}" if end != low else f"at least {said(low)}"
    return f"{said(_end(low, -STEP))} to {said(_end(high, STEP))}"


def _end(end: float, step: float) -> float:
    """The limit that an open end lies one step inside of; the end itself where it is closed."""
    return round(end + step, 8) if round(end, 8) != end else end


# As recorded


class Recorded(msgspec.Struct, frozen=True, gc=False):
    said: str
    by: float


_WRITTEN = re.compile(r"\s*(?:(<=|>=|<|>|≤|≥)\s*)?(\d+(?:\.\d+)?) (\S.*)")
_SIGNS = {
    None: "", "<": "below ", "<=": "at most ", "≤": "at most ", ">": "above ", ">=": "at least ",
    "≥": "at least ",
}  # fmt: skip


def _recorded(written: str, element: Element) -> Recorded | None:
    """The number as its source wrote it; None where it is not one number with a unit."""
    match = _WRITTEN.fullmatch(written)
    by = to_canonical(element, match[3]) if match else None
    if match is None or by is None:
        return None
    return Recorded(f"{_SIGNS[match[1]]}{match[2]}", by)


def _as_printed(written: str) -> str:
    text, _, unit = written.partition(" ")
    return f"{text} {printed(unit)}".strip()
