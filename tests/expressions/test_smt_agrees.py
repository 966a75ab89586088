"""The solver says what the reference evaluator says, for any expression and any patient."""

from datetime import date

import z3
from hypothesis import given
from hypothesis import strategies as st

from explore import tried
from expressions import expressions as made
from hematinic.expressions import reference, syntax
from hematinic.expressions.logic import Value
from hematinic.expressions.parse import parse
from hematinic.expressions.smt import Encoder
from hematinic.expressions.smt_calendar import Calendar
from hematinic.expressions.smt_values import Span, Word, exactly, read, variable
from hematinic.expressions.syntax import Node
from hematinic.expressions.types import Type


def solved(node: Node, types: dict[str, Type], values: dict[str, Value]) -> Value:
    encoder = Encoder({n: variable(n, kind) for n, kind in types.items()}, Calendar(2021, 2031))
    encoded = encoder.value(node)
    solver = z3.Solver()
    for name in syntax.names(node):
        solver.add(exactly(encoder.names[name], values[name], encoder.words))
    assert solver.check() == z3.sat
    return read(solver.model(), encoded, encoder.words)


@tried(100)
@given(made.booleans(), made.VALUES)
def test_the_solver_agrees(node: Node, values: dict[str, Value]) -> None:
    assert solved(node, made.TYPES, values) == reference.evaluate(node, values)


@tried(50)
@given(made.booleans(), st.sampled_from([True, False, None]))
def test_a_witness_is_one_for_the_reference_evaluator_too(node: Node, wanted: Value) -> None:
    """What the solver finds by itself, among all patients, is evaluated as it was asked for."""
    names = {name: variable(name, kind) for name, kind in made.TYPES.items()}
    encoder = Encoder(names, Calendar(2021, 2028))
    found = encoder.truth(node)
    solver = z3.Solver()
    solver.set("timeout", 2000)
    for name in made.TYPES:
        encoded = encoder.names[name]
        if isinstance(encoded, Span):
            solver.add(encoded.low <= encoded.high)
            low, high = (739_000, 739_400) if made.TYPES[name].kind == "date" else (-20, 20)
            solver.add(encoded.low >= low, encoded.high <= high)
        if isinstance(encoded, Word):
            solver.add(encoded.number >= 0, encoded.number <= 1)
    for word in ("female", "male"):
        encoder.words.number(word)
    solver.add({True: found.true, False: found.false, None: found.unknown}[wanted])
    if any(isinstance(n, syntax.Arithmetic) for n in walk(node)) or solver.check() != z3.sat:
        return  # rounding may tell them apart, or there is none
    model = solver.model()
    values = {n: read(model, encoder.names[n], encoder.words) for n in made.TYPES}
    assert reference.evaluate(node, values) is wanted


def walk(node: Node) -> list[Node]:
    return [node, *(inner for child in syntax.children(node) for inner in walk(child))]


def test_months_are_those_of_the_calendar() -> None:
    """The last of January and a month is the last of February; whole months round towards zero."""
    types = {"start": Type("date"), "end": Type("date")}
    days = [date(2026, 1, 31), date(2027, 2, 28), date(2028, 2, 29), date(2026, 12, 15)]
    texts = ("start + 1 month > end", "start - 3 months <= end", "start + 2 years = end",
             "months between start and end >= 1", "years between start and end < 1",
             "weeks between start and end = 4")  # fmt: skip
    for text in texts:
        for start in days:
            for end in days:
                values: dict[str, Value] = {
                    "start": (float(start.toordinal()),) * 2,
                    "end": (float(end.toordinal()),) * 2,
                }
                node = parse(text)
                assert solved(node, types, values) == reference.evaluate(node, values)
