"""Which of the numbers that are written in an expression it can come to."""

import pytest

from expressions.expressions import SCOPE
from hematinic.expressions.check import check
from hematinic.expressions.numbers import numbers
from hematinic.expressions.parse import parse
from hematinic.expressions.syntax import Node
from hematinic.expressions.types import Type

HEMOGLOBIN = Type("quantity", "hemoglobin", "g/L")


def typed(text: str) -> Node:
    return check(parse(text), SCOPE, text, HEMOGLOBIN)[0]


LIMIT = typed("if sex = 'male' then 130 'g/L' else if fever then 110 'g/L' else 12 'g/dL'")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("100 'g/L'", {100}),
        ("hemoglobin", {130, 110, 120}),
        ("hemoglobin - 10 'g/L'", {120, 100, 110}),
        ("hemoglobin + 1 'g/dL'", {140, 120, 130}),
        ("Coalesce(hemoglobin_before, hemoglobin)", {130, 110, 120}),
        ("hemoglobin_before", set()),
        ("hemoglobin - hemoglobin_before", set()),
        ("hemoglobin_before - 10 'g/L'", set()),
    ],
)
def test_numbers(text: str, found: set[float]) -> None:
    """`hemoglobin` stands here for the limit, `hemoglobin_before` for a fact."""
    assert {each.value for each in numbers(typed(text), {"hemoglobin": LIMIT})} == found
