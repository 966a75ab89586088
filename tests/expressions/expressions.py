"""Random well-typed expressions, and random values for their names."""

from hypothesis import strategies as st

from hematinic.expressions import syntax
from hematinic.expressions.logic import Value
from hematinic.expressions.syntax import Node
from hematinic.expressions.types import BOOLEAN, DATE, NUMBER, Scope, Type, UnitError

TYPES = {
    **dict.fromkeys(("fever", "cough", "rash"), BOOLEAN),
    **dict.fromkeys(("count", "score"), NUMBER),
    **dict.fromkeys(("start", "end"), DATE),
    "hemoglobin": Type("quantity", "hemoglobin", "g/L"),
    "hemoglobin_before": Type("quantity", "hemoglobin", "g/L"),
    "ferritin": Type("quantity", "ferritin", "ug/L"),
    "sex": Type("text", options=("female", "male")),
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

NUMBERS = st.integers(-20, 20).map(float)
DAYS = st.integers(739_000, 739_400)


def spans(ends: st.SearchStrategy[float]) -> st.SearchStrategy[tuple[float, float]]:
    return st.one_of(
        ends.map(lambda x: (x, x)), st.tuples(ends, ends).map(lambda p: (min(p), max(p)))
    )


def value_of(kind: Type) -> st.SearchStrategy[Value]:
    known = {
        "boolean": st.booleans(),
        "text": st.sampled_from(["female", "male"]),
        "date": spans(DAYS.map(float)),
    }
    return st.none() | known.get(kind.kind, spans(NUMBERS))


VALUES = st.fixed_dictionaries({name: value_of(kind) for name, kind in TYPES.items()})

HEMOGLOBIN = st.sampled_from(["hemoglobin", "hemoglobin_before"]).map(syntax.Name)
DATES = st.one_of(st.sampled_from(["start", "end"]).map(syntax.Name), DAYS.map(syntax.Date))
OPERATORS = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])


@st.composite
def numbers(draw: st.DrawFn, depth: int = 2) -> Node:
    if depth == 0 or draw(st.booleans()):
        return draw(
            st.one_of(
                st.sampled_from(["count", "score"]).map(syntax.Name), NUMBERS.map(syntax.Number)
            )
        )
    if draw(st.booleans()):
        unit = draw(st.sampled_from(["days", "weeks", "months", "years"]))
        return syntax.Elapsed(unit, draw(dates()), draw(dates()))
    operator = draw(st.sampled_from(["+", "-", "*", "/"]))
    return syntax.Arithmetic(operator, draw(numbers(depth - 1)), draw(numbers(depth - 1)))


@st.composite
def dates(draw: st.DrawFn) -> Node:
    date = draw(DATES)
    if draw(st.booleans()):
        return date
    by = syntax.Duration(
        draw(st.integers(0, 30)), draw(st.sampled_from(["days", "weeks", "months"]))
    )
    return syntax.Shift(date, by, draw(st.sampled_from([1, -1])))


@st.composite
def comparisons(draw: st.DrawFn) -> Node:
    operator = draw(OPERATORS)
    which = draw(st.integers(0, 5))
    if which == 0:
        literal = syntax.Quantity(draw(NUMBERS), "g/L", "x")
        return syntax.Compare(operator, draw(HEMOGLOBIN), literal)
    if which == 1:
        return syntax.Compare(operator, draw(HEMOGLOBIN), draw(HEMOGLOBIN))
    if which == 2:
        low, high = sorted([draw(NUMBERS), draw(NUMBERS)])
        return syntax.Between(draw(numbers()), syntax.Number(low), syntax.Number(high))
    if which == 3:
        text = syntax.Text(draw(st.sampled_from(["female", "male"])))
        return syntax.Compare(draw(st.sampled_from(["=", "!="])), syntax.Name("sex"), text)
    if which == 4:
        return syntax.Compare(operator, draw(dates()), draw(dates()))
    return syntax.Compare(operator, draw(numbers()), draw(numbers()))


@st.composite
def booleans(draw: st.DrawFn, depth: int = 3) -> Node:
    if depth == 0:
        name = st.sampled_from(["fever", "cough", "rash"]).map(syntax.Name)
        return draw(st.one_of(name, name, comparisons(), st.booleans().map(syntax.Boolean)))
    inner = booleans(depth - 1)
    which = draw(st.integers(0, 7))
    if which <= 1:
        kind = syntax.And if which else syntax.Or
        return kind(tuple(draw(st.lists(inner, min_size=2, max_size=3))))
    if which == 2:
        return syntax.Not(draw(inner))
    if which == 3:
        return draw(st.sampled_from([syntax.Xor, syntax.Implies]))(draw(inner), draw(inner))
    if which == 4:
        what = draw(st.sampled_from(["null", "true", "false"]))
        return syntax.Is(draw(inner), what, draw(st.booleans()))
    if which == 5:
        return syntax.Coalesce((draw(inner), draw(inner)))
    if which == 6:
        return syntax.If(draw(inner), draw(inner), draw(inner))
    return draw(inner)
