"""An expression as a reader says it: of days before and after, of amounts below and above."""

import pytest

from expressions.expressions import SCOPE
from hematinic.expressions.check import check
from hematinic.expressions.english import english
from hematinic.expressions.parse import parse

LABELS = {"start": "the first tablet", "end": "the last tablet", "as_of": "today"}


def said(text: str) -> str:
    return english(check(parse(text), SCOPE, text, None)[0], LABELS)


@pytest.mark.parametrize(
    ("operator", "words"),
    [
        ("<", "is before"),
        ("<=", "is on or before"),
        (">", "is after"),
        (">=", "is on or after"),
        ("=", "is"),
        ("!=", "is not"),
    ],
)
def test_days_lie_before_and_after_each_other(operator: str, words: str) -> None:
    assert said(f"start {operator} end") == f"the first tablet {words} the last tablet"


def test_a_day_reckoned_from_another_is_a_day() -> None:
    """Else "at least 12 months before today" is read of a tablet of yesterday as "a year ago"."""
    text = said("end >= start - 12 months")
    assert text == "the last tablet is on or after the day 12 months before the first tablet"
    assert said("start + 14 days <= end") == (
        "the day 14 days after the first tablet is on or before the last tablet"
    )


def test_a_day_that_is_compared_may_be_denied() -> None:
    assert said("not (start > end)") == "the first tablet is not after the last tablet"


def test_an_amount_and_a_while_are_below_and_above() -> None:
    assert said("hemoglobin >= 100 'g/L'") == "hemoglobin is at least 100 g/L"
    assert said("days between start and end >= 14") == (
        "days from the first tablet to the last tablet is at least 14"
    )
