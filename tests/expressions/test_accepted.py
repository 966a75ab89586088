"""What the checker accepts never raises in any engine; what it refuses raises ExpressionError."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explore import tried
from expressions import expressions as made
from expressions import untyped
from hematinic.expressions.check import check
from hematinic.expressions.engine import Facts
from hematinic.expressions.engines import ENGINES
from hematinic.expressions.parse import ExpressionError, parse
from hematinic.expressions.syntax import Node
from hematinic.expressions.types import Type

ANY = st.one_of(untyped.TREES, untyped.nearly())


def runs(node: Node, kind: Type, facts: Facts) -> None:
    """In every engine, and to the same value in those that reckon with floats."""
    program = [("result", node)], untyped.TYPES | {"result": kind}, [facts]
    found = {name: engine.evaluate(*program) for name, engine in ENGINES.items()}
    assert found["compiled"] == found["reference"]
    assert found["columns"] == found["reference"]


@tried(400)
@given(ANY, untyped.VALUES)
def test_of_any_tree(tree: Node, facts: Facts) -> None:
    try:
        node, kind = check(tree, made.SCOPE, repr(tree))
    except ExpressionError as error:
        assert error.problem  # noqa: PT017
    else:
        runs(node, kind, facts)


@tried(400)
@given(untyped.texts(), untyped.VALUES)
def test_of_any_text(text: str, facts: Facts) -> None:
    try:
        node, kind = check(parse(text), made.SCOPE, text)
    except ExpressionError as error:
        assert error.problem  # noqa: PT017
        assert 0 <= error.at <= len(text)  # noqa: PT017
    else:
        runs(node, kind, facts)


def test_some_are_accepted_and_some_are_not() -> None:
    """Else nothing would be shown."""
    outcomes = set()

    @tried(200)
    @given(ANY)
    def try_one(tree: Node) -> None:
        try:
            check(tree, made.SCOPE, repr(tree))
            outcomes.add(True)
        except ExpressionError:
            outcomes.add(False)

    try_one()
    assert outcomes == {True, False}


@pytest.mark.parametrize(
    "text", ["a" * 2000, "(" * 2000, "not " * 2000 + "fever", "1 + " * 2000 + "1"]
)
def test_what_is_very_long_or_deep_is_read_or_refused(text: str) -> None:
    try:  # noqa: SIM105
        parse(text)
    except ExpressionError:
        pass
