"""The compiled engine says what the reference evaluator says, for any expression and any patient."""

from math import isfinite

from hypothesis import given

from explore import tried
from expressions import expressions as made
from hematinic.expressions import python, reference, syntax
from hematinic.expressions.logic import Value
from hematinic.expressions.syntax import Node

NAMES = {name: slot for slot, name in enumerate(made.TYPES)}
SLOTS = {**NAMES, "result": len(NAMES)}


def compiled(node: Node, values: dict[str, Value], blame: bool = False) -> tuple[Value, int]:
    program = python.compile_program([("result", node)], SLOTS, {"result"})
    slots, masks = [*(values[name] for name in NAMES), None], [0] * len(SLOTS)
    program.fill(slots)
    (program.blame if blame else program.ask)(slots, masks)
    return slots[-1], masks[-1]


@tried(150)
@given(made.booleans(), made.VALUES)
def test_values_agree(node: Node, values: dict[str, Value]) -> None:
    assert compiled(node, values)[0] == reference.evaluate(node, values)


@tried(150)
@given(made.booleans(), made.VALUES, made.VALUES)
def test_a_fact_that_is_not_asked_for_cannot_turn_the_value(
    node: Node, values: dict[str, Value], others: dict[str, Value]
) -> None:
    """`ask` names every unknown fact that matters: knowing one it leaves out changes nothing."""
    value, mask = compiled(node, values)
    unasked = {
        name: others[name]
        for name, slot in NAMES.items()
        if values[name] is None and not mask >> slot & 1
    }
    assert compiled(node, {**values, **unasked})[0] == value


@tried(150)
@given(made.booleans(), made.VALUES)
def test_unknown_means_that_some_fact_is_asked_for(node: Node, values: dict[str, Value]) -> None:
    value, mask = compiled(node, values)
    undefined = any(isinstance(n, syntax.Arithmetic) for n in walk(node))  # division by zero
    assert value is not None or mask or undefined


@tried(150)
@given(made.booleans(), made.VALUES, made.VALUES)
def test_knowing_what_is_blamed_settles_an_unknown_value(
    node: Node, values: dict[str, Value], others: dict[str, Value]
) -> None:
    """`blame` names facts that `ask` names too, and with all of them known the value is known."""
    value, doubts = compiled(node, values, blame=True)
    assert not doubts & ~compiled(node, values)[1]
    assert not doubts or value is None
    blamed = {name: exact(others[name]) for name, slot in NAMES.items() if doubts >> slot & 1}
    undefined = any(isinstance(n, syntax.Arithmetic) for n in walk(node))  # division by zero
    known = None not in blamed.values()
    assert not known or undefined or compiled(node, {**values, **blamed})[0] is not None


def exact(value: Value) -> Value:
    """The lower end of a span, where that is a number."""
    if not isinstance(value, tuple):
        return value
    return next(((end, end) for end in value if isfinite(end)), None)


def walk(node: Node) -> list[Node]:
    return [node, *(inner for child in syntax.children(node) for inner in walk(child))]
