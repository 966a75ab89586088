"""Names, types and units are checked at load, by analyte: nothing dies silently."""

import pytest

from expressions.expressions import SCOPE
from hematinic.expressions.check import check
from hematinic.expressions.parse import ExpressionError, parse
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


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("hemglobin < 100 'g/L'", "did you mean hemoglobin?"),
        ("hemoglobin < 100", "write its unit"),
        ("hemoglobin < 100 'ug/L'", "'ug/L' is no unit of hemoglobin"),
        ("hemoglobin < ferritin", "does not go with"),
        ("ferritin - hemoglobin > 1 'ug/L'", "does not go with"),
        ("fever < cough", "has no order"),
        ("hemoglobin and fever", "must stand true or false"),
        ("sex = 'femal'", "did you mean female?"),
        ("offered(irn)", "did you mean iron?"),
        ("given(iron)", "there is no given"),
        ("start - end > 3", "two dates"),
        ("count is true", "needs true or false"),
        ("hemoglobin * ferritin > 2", "has no meaning"),
        ("5 'g/L' < 6 'g/L'", "one side must be something known"),
        ("(if fever then 5 'g/L' else 6 'g/L') > ferritin", "is no dose"),
        ("count.value > 2", "needs a quantity"),
    ],
)
def test_refuses(text: str, says: str) -> None:
    with pytest.raises(ExpressionError) as error:
        checked(text)
    assert says in error.value.problem


LIMIT = "if fever then 13 'g/dL' else 120 'g/L'"


def test_a_literal_beside_nothing_measured_is_of_what_is_wanted() -> None:
    node = checked(LIMIT, Type("quantity", "hemoglobin", "g/L"))
    assert isinstance(node, If)
    assert (node.then, node.otherwise) == (Quantity(130, "g/L"), Quantity(120, "g/L"))


def test_a_value_of_another_kind_than_wanted_is_refused() -> None:
    with pytest.raises(ExpressionError, match="here must stand a quantity of hemoglobin"):
        checked("ferritin", Type("quantity", "hemoglobin", "g/L"))
