"""Random trees and texts, of which most mean nothing: what is accepted of them must be sound."""

from dataclasses import fields, replace

from hypothesis import strategies as st

from expressions import expressions as made
from hematinic.expressions import syntax
from hematinic.expressions.syntax import Node
from hematinic.expressions.types import BOOLEAN

CALLS = {f"offered({argument})": BOOLEAN for argument in made.SCOPE.calls["offered"]}
TYPES = made.TYPES | CALLS
"""Of all that `made.SCOPE` knows."""

VALUES = st.fixed_dictionaries({name: made.value_of(kind) for name, kind in TYPES.items()})

NAMES = st.sampled_from([*made.TYPES, "hemglobin", "between", "x"]).map(syntax.Name)
NUMBERS = st.one_of(
    made.NUMBERS, st.floats(-1e6, 1e6), st.sampled_from((0.0, 1e300, -1e300, 1e-300))
)
UNITS = st.sampled_from(("g/L", "g/dL", "ug/L", "mg", "g", "kg", ""))
DURATIONS = st.builds(
    syntax.Duration,
    st.one_of(st.integers(-400, 400), st.integers(-(10**30), 10**30)),
    st.sampled_from(("days", "weeks", "months", "years")),
)
LEAVES = st.one_of(
    NAMES,
    st.just(syntax.Null()),
    st.booleans().map(syntax.Boolean),
    NUMBERS.map(syntax.Number),
    st.builds(syntax.Quantity, NUMBERS, UNITS),
    st.sampled_from(("female", "male", "other", "")).map(syntax.Text),
    st.one_of(made.DAYS, st.sampled_from((1, 3_652_059))).map(syntax.Date),
    st.builds(
        syntax.Call, st.sampled_from(("offered", "given")), st.sampled_from(("iron", "AL-X", "irn"))
    ),
)  # fmt: skip


def _larger(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(syntax.Not, inner),
        st.builds(syntax.And, several),
        st.builds(syntax.Or, several),
        st.builds(syntax.Xor, inner, inner),
        st.builds(syntax.Implies, inner, inner),
        st.builds(syntax.Is, inner, st.sampled_from(("null", "true", "false")), st.booleans()),
        st.builds(syntax.Compare, made.OPERATORS, inner, inner),
        st.builds(syntax.Between, inner, inner, inner),
        st.builds(syntax.In, inner, several),
        st.builds(syntax.Arithmetic, st.sampled_from("+-*/"), inner, inner),
        st.builds(syntax.ValueOf, inner),
        st.builds(syntax.Shift, inner, DURATIONS, st.sampled_from((1, -1))),
        st.builds(
            syntax.Elapsed, st.sampled_from(("days", "weeks", "months", "years")), inner, inner
        ),
        st.builds(syntax.Coalesce, several),
        st.builds(syntax.If, inner, inner, inner),
    )


TREES = st.recursive(LEAVES, _larger, max_leaves=8)


@st.composite
def nearly(draw: st.DrawFn) -> Node:
    """A well-typed tree with something else in one or two of its places."""
    tree, _ = draw(made.trees())
    for _ in range(draw(st.integers(1, 2))):
        places = len(list(syntax.walk(tree)))
        tree, _ = _put(tree, draw(TREES), draw(st.integers(0, places - 1)))
    return tree


def _put(node: Node, other: Node, place: int) -> tuple[Node, int]:
    """The tree with another node at a place, counted from its root; and how many are left to go."""
    if place == 0:
        return other, -1
    place -= 1
    for field in fields(node):
        part = getattr(node, field.name)
        for i, inner in enumerate(part if isinstance(part, tuple) else (part,)):
            if isinstance(inner, syntax.Placed) and place >= 0:
                changed, place = _put(inner, other, place)
                whole = (*part[:i], changed, *part[i + 1 :]) if isinstance(part, tuple) else changed
                node, part = replace(node, **{field.name: whole}), whole
    return node, place


WORDS = st.sampled_from(
    [
        "and",
        "or",
        "not",
        "xor",
        "implies",
        "is",
        "null",
        "true",
        "false",
        "between",
        "in",
        "{",
        "}",
        "(",
        ")",
        ",",
        "<",
        "<=",
        ">",
        ">=",
        "=",
        "!=",
        "+",
        "-",
        "*",
        "/",
        ".value",
        "Coalesce(",
        "if",
        "then",
        "else",
        "days",
        "weeks",
        "months",
        "years",
        "1",
        "0.5",
        "-3",
        "14",
        "'g/L'",
        "'mg'",
        "'male'",
        "@2026-11-22",
        "@2026-02-30",
        "@9999-12-31",
        "offered(iron)",
        "fever",
        "cough",
        "count",
        "start",
        "end",
        "hemoglobin",
        "sex",
        "//",
        "?",
        "'",
        "OR",
        "999999999999999999999999999999",
        "months",
        "between",
        "start",
        "and",
        "end",
    ]
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """What is nearly written in the language, or in no way."""
    if draw(st.integers(0, 3)) == 3:
        return draw(st.text(max_size=40))
    words = repr(draw(made.trees())[0]).split(" ")
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(words)))
        words[place : place + draw(st.integers(0, 2))] = draw(st.lists(WORDS, max_size=2))
    return " ".join(words)
