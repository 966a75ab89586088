"""A tree as it is written: what reads back to the same tree, and what a failing test shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explore import tried
from expressions import expressions as made
from hematinic.expressions import syntax
from hematinic.expressions.parse import parse
from hematinic.expressions.syntax import Name, Node
from hematinic.expressions.types import Type
from once import RULES


@tried(200)
@given(made.trees())
def test_what_is_written_is_read_as_the_same_tree(found: tuple[Node, Type]) -> None:
    tree, _ = found
    assert parse(repr(tree)) == tree


def test_so_is_every_expression_of_the_guideline() -> None:
    for definition in RULES.definitions.values():
        node = parse(definition.text)
        assert parse(repr(node)) == node, definition.name


@pytest.mark.parametrize(
    "text",
    [
        "a and (b or c) and not (d and e)",
        "not ((hb < 100 'g/L') is true)",
        "a implies b implies c",
        "a implies (b implies c)",
        "1 - (2 - 3) - 4",
        "start + 14 days - 2 months < @2026-11-22",
        "days between start and (end + 1 weeks) > -0.000000001",
        "(if a then b else c) and d",
        "if a then b else c and d",
        "Coalesce(if a then 1 else 2, x.value * (y / 2)) between 1 and 2",
        "(sex in {'female', 'other'}) is not null",
        "offered(AL-IRON-FIRST) xor recommended(x)",
    ],
)
def test_nothing_is_written_that_it_does_not_need(text: str) -> None:
    assert repr(parse(text)) == text


def test_what_a_property_fails_for_is_printed() -> None:
    @given(st.just(parse("(fever or  cough) and rash")))
    def fails(node: Node) -> None:
        assert not syntax.names(node)

    with pytest.raises(AssertionError) as error:
        fails()
    assert "node=(fever or cough) and rash" in "\n".join(error.value.__notes__)


def test_a_tuple_of_nodes_is_readable_too() -> None:
    assert repr((Name("a"), syntax.Not(Name("b")))) == "(a, not b)"
