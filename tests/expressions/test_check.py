"""Names, types and units are checked at load, by analyte: nothing dies silently."""

import pytest

from expressions.expressions import SCOPE
from hematinic.expressions.check import check
from hematinic.expressions.faults import ExpressionError
from hematinic.expressions.parse import parse
from hematinic.expressions.syntax import Compare, If, Quantity
from hematinic.expressions.types import Type


def checked(text: str, wanted: Type | None = None) -> object:
    return check(parse(text), SCOPE, text, wanted)[0]


def test_a_literal_in_another_unit_of_its_analyte_is_converted() -> None:
    node = checked("hemoglobin < 10 'g/dL'")
    assert isinstance(node, Compare)
    assert node.right == Quantity(100, "g/L")


@pytest.mark.parametrize(
    "text",
    [
        "hemoglobin - hemoglobin_before >= 10 'g/L'",
        "sex = 'male' and count > 2",
        "start + 14 days <= end",
        "Coalesce(hemoglobin, hemoglobin_before) between 80 'g/L' and 9.9 'g/dL'",
        "if fever then hemoglobin < 70 'g/L' else hemoglobin < 80 'g/L'",
        "hemoglobin / hemoglobin_before > 1.1",
        "offered(iron) implies cough is not null",
        "count in {1, 2}",
        "(if fever then 500 'mg' else 1 'g') = 1000 'mg'",
        "hemoglobin.value * 0.24 * 1 'mg' <= 20 'mg'",
    ],
)
def test_takes(text: str) -> None:
    assert checked(text)


LIMIT = "if fever then 13 'g/dL' else 120 'g/L'"


def test_a_literal_beside_nothing_measured_is_of_what_is_wanted() -> None:
    node = checked(LIMIT, Type("quantity", "hemoglobin", "g/L"))
    assert isinstance(node, If)
    assert (node.then, node.otherwise) == (Quantity(130, "g/L"), Quantity(120, "g/L"))


def test_a_value_of_another_kind_than_wanted_is_refused() -> None:
    with pytest.raises(ExpressionError, match="here must stand a quantity of hemoglobin"):
        checked("ferritin", Type("quantity", "hemoglobin", "g/L"))
