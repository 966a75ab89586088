"""What the language reads, and how it tells a mistake."""

import pytest

from hematinic.expressions import syntax
from hematinic.expressions.parse import parse
from hematinic.expressions.syntax import And, Compare, Elapsed, Is, Name, Not, Number, Or, Quantity


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a and b or c", Or((And((Name("a"), Name("b"))), Name("c")))),
        ("not a is true", Not(Is(Name("a"), "true"))),
        ("a is not null", Is(Name("a"), "null", True)),
        ("hb < 100 'g/L'", Compare("<", Name("hb"), Quantity(100, "g/L"))),
        ("order_x - 1 > 2", Compare(">", syntax.Arithmetic("-", Name("order_x"), Number(1)), Number(2))),
        ("start + 2 months", syntax.Shift(Name("start"), syntax.Duration(2, "months"), 1)),
        (
            "days between start and end > 14",
            Compare(">", Elapsed("days", Name("start"), Name("end")), Number(14)),
        ),
        ("x between 1 and 2 and y", And((syntax.Between(Name("x"), Number(1), Number(2)), Name("y")))),
        ("offered(AL-IRON-FIRST)", syntax.Call("offered", "AL-IRON-FIRST")),
        ("a // why\n and b", And((Name("a"), Name("b")))),
    ],
)  # fmt: skip
def test_reads(text: str, tree: syntax.Node) -> None:
    assert parse(text) == tree


def test_a_node_knows_where_it_stands() -> None:
    tree = parse("fever and hemoglobin < 100 'g/L'")
    assert isinstance(tree, And)
    assert tree.of[1].at == len("fever and ")
