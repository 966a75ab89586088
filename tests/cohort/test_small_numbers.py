"""No count of a report lets a group of few be reckoned: not by itself, nor from the others."""

import itertools

import pytest

from hematinic.cohort.small_numbers import adding_up, few, of_steps, of_total

LEAST = 5


@pytest.mark.parametrize(("count", "are_few"), [(0, False), (1, True), (4, True), (5, False)])
def test_few_are_one_to_four(count: int, are_few: bool) -> None:
    assert few(count, LEAST) is are_few


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, True),
        (1, False),
        (4, False),
        (5, True),
        (95, True),
        (96, False),
        (99, False),
        (100, True),
    ],
)
def test_of_a_total_neither_the_group_nor_the_others_are_few(count: int, shown: bool) -> None:
    assert of_total([count], 100, LEAST) == [shown]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([100, 90, 50, 10], [True, True, True, True]),
        ([100, 97, 50], [True, False, True]),
        ([100, 97, 94], [True, False, True]),
        ([100, 100, 95, 95], [True, True, True, True]),
        ([100, 10, 6, 2], [True, True, False, False]),
        ([3, 2, 0], [False, False, True]),
    ],
)
def test_of_a_funnel_no_two_steps_differ_by_few(counts: list[int], shown: list[bool]) -> None:
    assert of_steps(counts, LEAST) == shown


def test_of_any_funnel() -> None:
    for counts in itertools.combinations_with_replacement(range(14, -1, -1), 4):
        told = [c for c, may in zip(counts, of_steps(counts, LEAST), strict=True) if may]
        assert not any(few(count, LEAST) for count in told)
        assert not any(few(a - b, LEAST) for a, b in itertools.combinations(told, 2))


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([20, 30, 5], [True, True, True]),
        ([20, 30, 4], [False, True, False]),
        ([20, 0, 4], [False, True, False]),
        ([20, 3, 4], [True, False, False]),
        ([20, 20, 4], [False, True, False]),
        ([4], [False]),
        ([], []),
    ],
)
def test_where_a_table_adds_up_never_one_cell_alone_is_held_back(
    counts: list[int], shown: list[bool]
) -> None:
    assert adding_up(counts, LEAST) == shown
