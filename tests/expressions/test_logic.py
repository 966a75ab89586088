"""Kleene logic and intervals, by their tables."""

import itertools

import pytest

from hematinic.expressions import logic
from hematinic.expressions.english import english
from hematinic.expressions.parse import parse

TRUTHS = (True, False, None)


def possible(truth: bool | None) -> tuple[bool, ...]:
    """What an unknown could turn out to be."""
    return (True, False) if truth is None else (truth,)


@pytest.mark.parametrize(("a", "b"), list(itertools.product(TRUTHS, TRUTHS)))
def test_a_result_is_known_only_if_it_is_the_same_for_every_possibility(
    a: bool | None, b: bool | None
) -> None:
    pairs = list(itertools.product(possible(a), possible(b)))
    for kleene, classical in (
        (logic.conjunction, lambda x, y: x and y),
        (logic.disjunction, lambda x, y: x or y),
        (logic.exclusive, lambda x, y: x != y),
        (logic.implication, lambda x, y: not x or y),
    ):
        outcomes = {classical(x, y) for x, y in pairs}
        assert kleene(a, b) is (outcomes.pop() if len(outcomes) == 1 else None)


@pytest.mark.parametrize(
    ("operator", "left", "right", "is_"),
    [
        ("<", (4, 4), (5, 5), True),
        ("<", (5, 5), (5, 5), False),
        ("<", (4, 6), (5, 5), None),
        ("<", (0, 5 - logic.STEP), (5, 5), True),  # "<5" is below 5
        ("<=", (5, 5), (5, 5), True),
        (">", (2000 + logic.STEP, 9e9), (2000, 2000), True),  # ">2000" is above 2000
        ("=", (5, 5), (5, 5), True),
        ("=", (4, 6), (5, 5), None),
        ("!=", (4, 4), (5, 5), True),
        ("<", None, (5, 5), None),
    ],
)
def test_comparison_of_intervals(
    operator: str, left: logic.Value, right: logic.Value, is_: bool | None
) -> None:
    assert logic.compare(operator, left, right) is is_


def test_arithmetic_keeps_bounds_and_does_not_drift() -> None:
    assert logic.arithmetic("-", (102.1, 102.1), (92.1, 92.1)) == (10, 10)  # not 9.999…
    assert logic.arithmetic("-", (100, 102), (90, 92)) == (8, 12)
    assert logic.arithmetic("*", (-1, 2), (3, 4)) == (-4, 8)
    assert logic.arithmetic("/", (1, 1), (-1, 1)) is None


def day(text: str) -> float:
    from datetime import date

    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("start", "count", "unit", "end"),
    [
        ("2026-01-31", 1, "months", "2026-02-28"),
        ("2024-01-31", 1, "months", "2024-02-29"),
        ("2024-02-29", 1, "years", "2025-02-28"),
        ("2026-12-15", 2, "months", "2027-02-15"),
        ("2026-03-01", -1, "months", "2026-02-01"),
        ("2026-03-01", 2, "weeks", "2026-03-15"),
    ],
)
def test_months_are_calendar_months(start: str, count: int, unit: str, end: str) -> None:
    assert logic.shift_day(day(start), count, unit) == day(end)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-01-30", "2026-03-01", 1),
        ("2026-01-15", "2026-02-14", 0),
        ("2026-01-15", "2026-02-15", 1),
        ("2026-02-15", "2026-01-15", -1),
    ],
)
def test_whole_months(start: str, end: str, months: int) -> None:
    assert logic.whole("months", day(start), day(end)) == months


def test_english() -> None:
    labels = {"hb": "hemoglobin", "fever": "fever"}
    said = english(parse("hb < 100 'g/L' and not (fever is false)"), labels)
    assert said == "hemoglobin is below 100 g/L and fever is not ruled out"
