"""Random well-typed expressions, programs of them, and random values for their names.

Hypothesis draws them, and makes smaller what fails; or a plain random number takes them, in a tenth
of the time, where very many are tried.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Protocol, TypeVar

from hypothesis import strategies as st

from hematinic.expressions import syntax
from hematinic.expressions.engine import Definitions, Types
from hematinic.expressions.logic import Value
from hematinic.expressions.syntax import Node
from hematinic.expressions.types import BOOLEAN, DATE, NUMBER, Scope, Type, UnitError

HEMOGLOBIN = Type("quantity", "hemoglobin", "g/L")
SEX = Type("text", options=("female", "male"))

TYPES = {
    **dict.fromkeys(("fever", "cough", "rash"), BOOLEAN),
    **dict.fromkeys(("count", "score"), NUMBER),
    **dict.fromkeys(("start", "end"), DATE),
    "hemoglobin": HEMOGLOBIN,
    "hemoglobin_before": HEMOGLOBIN,
    "ferritin": Type("quantity", "ferritin", "ug/L"),
    "sex": SEX,
}


def convert(analyte: str, value: float, unit: str) -> float:
    units = {
        "hemoglobin": {"g/L": 1, "g/dL": 10},
        "ferritin": {"ug/L": 1, "ng/mL": 1},
        "dose": {"mg": 1, "g": 1000},
    }
    if unit not in units[analyte]:
        raise UnitError(analyte, unit, units[analyte])
    return value * units[analyte][unit]


SCOPE = Scope(TYPES, convert, {"offered": {"iron", "AL-X"}})

# Values

NUMBERS = st.integers(-20, 20).map(float)
DAYS_BETWEEN = (739_000, 739_400)
DAYS = st.integers(*DAYS_BETWEEN)


def spans(ends: st.SearchStrategy[float]) -> st.SearchStrategy[tuple[float, float]]:
    return st.one_of(
        ends.map(lambda x: (x, x)), st.tuples(ends, ends).map(lambda p: (min(p), max(p)))
    )


def known(kind: Type) -> st.SearchStrategy[Value]:
    of = {
        "boolean": st.booleans(),
        "text": st.sampled_from(["female", "male"]),
        "date": spans(DAYS.map(float)),
    }
    return of.get(kind.kind, spans(NUMBERS))


def value_of(kind: Type) -> st.SearchStrategy[Value]:
    return st.none() | known(kind)


VALUES = st.fixed_dictionaries({name: value_of(kind) for name, kind in TYPES.items()})
KNOWN = st.fixed_dictionaries({name: known(kind) for name, kind in TYPES.items()})

# Trees

EQUALITY = ("=", "!=")
ORDER = ("<", "<=", ">", ">=", *EQUALITY)
OPERATORS = st.sampled_from(ORDER)
KINDS = (BOOLEAN, NUMBER, DATE, HEMOGLOBIN, SEX)


T = TypeVar("T")


class Chance(Protocol):
    def randint(self, low: int, high: int, /) -> int: ...
    def choice(self, options: Sequence[T], /) -> T: ...


class Drawn:
    """Chance that Hypothesis decides."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def randint(self, low: int, high: int, /) -> int:
        return self.draw(st.integers(low, high))

    def choice(self, options: Sequence[T], /) -> T:
        return self.draw(st.sampled_from(options))


class Trees:
    """Of every kind, over the names of `types`."""

    def __init__(self, chance: Chance, types: Mapping[str, Type]) -> None:
        self.chance, self.types = chance, types

    def any(self, kind: Type, depth: int) -> Node:
        which = self.chance.randint(0, 9) if depth > 0 else 0
        if which == 0:
            return self.leaf(kind)
        if which == 1:
            count = self.chance.randint(2, 3)
            return syntax.Coalesce(tuple(self.any(kind, depth - 1) for _ in range(count)))
        if which == 2:
            branches = (self.any(kind, depth - 1) for _ in range(2))
            return syntax.If(self.truth(depth - 1), *branches)
        match kind.kind:
            case "boolean":
                return self.truth(depth)
            case "number":
                return self.number(depth)
            case "date":
                return self.day(depth)
        return self.leaf(kind)

    def leaf(self, kind: Type) -> Node:
        names = [name for name, other in self.types.items() if other == kind]
        if self.chance.randint(0, 3) < 3:
            return syntax.Name(self.chance.choice(names))
        match kind.kind:
            case "boolean":
                return syntax.Boolean(self.chance.choice((False, True)))
            case "number":
                return syntax.Number(float(self.chance.randint(-20, 20)))
            case "date":
                return syntax.Date(self.chance.randint(*DAYS_BETWEEN))
            case "text":
                return syntax.Text(self.chance.choice(["female", "male"]))
        return syntax.Quantity(float(self.chance.randint(-20, 20)), "g/L", "x")

    def truth(self, depth: int) -> Node:
        if depth <= 0:
            return self.leaf(BOOLEAN) if self.chance.randint(0, 2) < 2 else self.compared(0)
        which = self.chance.randint(0, 7)
        if which > 5:
            return self.compared(depth - 1)
        if which == 5:
            of = self.any(self.chance.choice(KINDS), depth - 1)
            return syntax.Is(of, "null", self.chance.choice((False, True)))
        parts = [self.any(BOOLEAN, depth - 1) for _ in range(self.chance.randint(2, 3))]
        match which:
            case 0:
                return syntax.And(tuple(parts))
            case 1:
                return syntax.Or(tuple(parts))
            case 2:
                return syntax.Not(parts[0])
            case 3:
                either = self.chance.choice([syntax.Xor, syntax.Implies])
                return either(parts[0], parts[1])
        what = self.chance.choice(["null", "true", "false"])
        return syntax.Is(parts[0], what, self.chance.choice((False, True)))

    def compared(self, depth: int) -> Node:
        kind = self.chance.choice(KINDS)
        some = [self.any(kind, depth) for _ in range(2)]
        ordered = kind.kind not in ("boolean", "text")
        match self.chance.randint(0, 5):
            case 4 if ordered:
                return syntax.Between(*some, self.any(kind, depth))
            case 5:
                return syntax.In(some[0], tuple(some))
        operator = self.chance.choice(ORDER if ordered else EQUALITY)
        return syntax.Compare(operator, some[0], some[1])

    def number(self, depth: int) -> Node:
        match self.chance.randint(0, 4):
            case 0:
                unit = self.chance.choice(["days", "weeks", "months", "years"])
                return syntax.Elapsed(unit, self.any(DATE, depth - 1), self.any(DATE, depth - 1))
            case 1:
                return syntax.ValueOf(syntax.Name(self.chance.choice([name for name, kind in self.types.items() if kind == HEMOGLOBIN]))
                )  # fmt: skip
            case 2:
                sides = (self.any(NUMBER, depth - 1) for _ in range(2))
                return syntax.Arithmetic(self.chance.choice("+-*/"), *sides)
        return self.leaf(NUMBER)

    def day(self, depth: int) -> Node:
        if self.chance.choice((False, True)):
            return self.leaf(DATE)
        unit = self.chance.choice(["days", "weeks", "months"])
        by = syntax.Duration(self.chance.randint(0, 30), unit)
        return syntax.Shift(self.any(DATE, depth - 1), by, self.chance.choice([1, -1]))


@st.composite
def booleans(draw: st.DrawFn, depth: int = 3) -> Node:
    return Trees(Drawn(draw), TYPES).any(BOOLEAN, depth)


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> tuple[Node, Type]:
    kind = draw(st.sampled_from(KINDS))
    return Trees(Drawn(draw), TYPES).any(kind, depth), kind


@st.composite
def programs(draw: st.DrawFn) -> tuple[Definitions, Types]:
    return program(Drawn(draw))


def program(chance: Chance, most: int = 4) -> tuple[Definitions, Types]:
    """Definitions that read each other, the last of them a condition; and the types of all names."""
    types, found = dict(TYPES), list[tuple[str, Node]]()
    kinds = [chance.choice(KINDS) for _ in range(chance.randint(0, most - 1))]
    for i, kind in enumerate([*kinds, BOOLEAN]):
        found.append((f"part_{i}", Trees(chance, types).any(kind, chance.randint(1, 3))))
        types[f"part_{i}"] = kind
    return found, types


def patient(chance: Random, unknown: float) -> dict[str, Value]:
    """Of each name a value, or, in this share, none."""
    return {
        name: None if chance.random() < unknown else _value(chance, kind)
        for name, kind in TYPES.items()
    }


def _value(chance: Random, kind: Type) -> Value:
    if not kind.is_span:
        return chance.choice(kind.options or (False, True))
    low, high = DAYS_BETWEEN if kind.kind == "date" else (-20, 20)
    ends = sorted(float(chance.randint(low, high)) for _ in range(2))
    return (ends[0], ends[chance.randint(0, 1)])


def is_undefined(definitions: Definitions) -> bool:
    """Whether it may divide by zero: then it is unknown, whatever is known."""
    return any(
        isinstance(one, syntax.Arithmetic) and one.operator == "/"
        for _, node in definitions
        for one in syntax.walk(node)
    )
