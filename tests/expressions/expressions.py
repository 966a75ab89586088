"""Random well-typed expressions, programs of them, and random values for their names."""

from collections.abc import Mapping

from hypothesis import strategies as st

from hematinic.expressions import syntax
from hematinic.expressions.engine import Definitions
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
DAYS = st.integers(739_000, 739_400)


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

OPERATORS = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])
EQUALITY = st.sampled_from(["=", "!="])
KINDS = (BOOLEAN, NUMBER, DATE, HEMOGLOBIN, SEX)


class Trees:
    """Of every kind, over the names of `types`."""

    def __init__(self, draw: st.DrawFn, types: Mapping[str, Type]) -> None:
        self.draw, self.types = draw, types

    def any(self, kind: Type, depth: int) -> Node:
        which = self.draw(st.integers(0, 9)) if depth > 0 else 0
        if which == 0:
            return self.leaf(kind)
        if which == 1:
            count = self.draw(st.integers(2, 3))
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
        if self.draw(st.integers(0, 3)) < 3:
            return syntax.Name(self.draw(st.sampled_from(names)))
        match kind.kind:
            case "boolean":
                return syntax.Boolean(self.draw(st.booleans()))
            case "number":
                return syntax.Number(self.draw(NUMBERS))
            case "date":
                return syntax.Date(self.draw(DAYS))
            case "text":
                return syntax.Text(self.draw(st.sampled_from(["female", "male"])))
        return syntax.Quantity(self.draw(NUMBERS), "g/L", "x")

    def truth(self, depth: int) -> Node:
        if depth <= 0:
            return self.leaf(BOOLEAN) if self.draw(st.integers(0, 2)) < 2 else self.compared(0)
        which = self.draw(st.integers(0, 7))
        if which > 5:
            return self.compared(depth - 1)
        if which == 5:
            of = self.any(self.draw(st.sampled_from(KINDS)), depth - 1)
            return syntax.Is(of, "null", self.draw(st.booleans()))
        parts = [self.any(BOOLEAN, depth - 1) for _ in range(self.draw(st.integers(2, 3)))]
        match which:
            case 0:
                return syntax.And(tuple(parts))
            case 1:
                return syntax.Or(tuple(parts))
            case 2:
                return syntax.Not(parts[0])
            case 3:
                either = self.draw(st.sampled_from([syntax.Xor, syntax.Implies]))
                return either(parts[0], parts[1])
        what = self.draw(st.sampled_from(["null", "true", "false"]))
        return syntax.Is(parts[0], what, self.draw(st.booleans()))

    def compared(self, depth: int) -> Node:
        kind = self.draw(st.sampled_from(KINDS))
        some = [self.any(kind, depth) for _ in range(2)]
        ordered = kind.kind not in ("boolean", "text")
        match self.draw(st.integers(0, 5)):
            case 4 if ordered:
                return syntax.Between(*some, self.any(kind, depth))
            case 5:
                return syntax.In(some[0], tuple(some))
        operator = self.draw(OPERATORS if ordered else EQUALITY)
        return syntax.Compare(operator, some[0], some[1])

    def number(self, depth: int) -> Node:
        match self.draw(st.integers(0, 4)):
            case 0:
                unit = self.draw(st.sampled_from(["days", "weeks", "months", "years"]))
                return syntax.Elapsed(unit, self.any(DATE, depth - 1), self.any(DATE, depth - 1))
            case 1:
                return syntax.ValueOf(syntax.Name(self.draw(st.sampled_from(
                    [name for name, kind in self.types.items() if kind == HEMOGLOBIN])))
                )  # fmt: skip
            case 2:
                sides = (self.any(NUMBER, depth - 1) for _ in range(2))
                return syntax.Arithmetic(self.draw(st.sampled_from("+-*/")), *sides)
        return self.leaf(NUMBER)

    def day(self, depth: int) -> Node:
        if self.draw(st.booleans()):
            return self.leaf(DATE)
        unit = self.draw(st.sampled_from(["days", "weeks", "months"]))
        by = syntax.Duration(self.draw(st.integers(0, 30)), unit)
        return syntax.Shift(self.any(DATE, depth - 1), by, self.draw(st.sampled_from([1, -1])))


@st.composite
def booleans(draw: st.DrawFn, depth: int = 3) -> Node:
    return Trees(draw, TYPES).any(BOOLEAN, depth)


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> tuple[Node, Type]:
    kind = draw(st.sampled_from(KINDS))
    return Trees(draw, TYPES).any(kind, depth), kind


@st.composite
def programs(draw: st.DrawFn, most: int = 4) -> tuple[Definitions, Mapping[str, Type]]:
    """Definitions that read each other, the last of them a condition; and the types of all names."""
    types, found = dict(TYPES), list[tuple[str, Node]]()
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=most - 1))
    for i, kind in enumerate([*kinds, BOOLEAN]):
        found.append((f"part_{i}", Trees(draw, types).any(kind, draw(st.integers(1, 3)))))
        types[f"part_{i}"] = kind
    return found, types


def is_undefined(definitions: Definitions) -> bool:
    """Whether it may divide by zero: then it is unknown, whatever is known."""
    return any(
        isinstance(one, syntax.Arithmetic) and one.operator == "/"
        for _, node in definitions
        for one in syntax.walk(node)
    )
