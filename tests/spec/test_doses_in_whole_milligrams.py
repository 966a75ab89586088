"""A course by vein is given in whole milligrams, rounded down and never above a limit (4.3, K4)."""

import pytest

from hematinic.plan.schedule import split
from spec.patients import both, plan


def doses(total, at_most):
    return split((total, total), (at_most, at_most))


@pytest.mark.parametrize(
    ("total", "at_most", "given"),
    [
        (777.44, 1000, (777,)),
        (777, 1000, (777,)),
        (776.9999999, 1000, (777,)),  # 777 but for the arithmetic
        (1000, 742.6, (742, 258)),
        (1000.9, 1000, (1000,)),
        (1500, 750, (750, 750)),
        (1, 1000, (1,)),
    ],
)
def test_the_course_and_the_most_at_a_time_are_rounded_down(total, at_most, given):
    """4.3: Ganzoni's total is rounded down; 20 mg/kg is never passed by rounding up."""
    assert doses(total, at_most) == given


@pytest.mark.parametrize(
    ("total", "given"),
    [
        (1001, (501, 500)),  # a rest of 1 mg: two equal doses, to a milligram
        (1199, (600, 599)),
        (1200, (1000, 200)),  # a fifth of the most stays a dose of its own
        (2001, (667, 667, 667)),
        (2002, (668, 667, 667)),
    ],
)
def test_equal_doses_are_equal_to_a_milligram(total, given):
    """4.3: together they are the course, and none of them is above the most."""
    assert doses(total, 1000) == given


@pytest.mark.parametrize(("total", "at_most"), [(0.9, 1000), (0, 1000), (-500, 1000), (500, 0.9)])
def test_no_dose_of_nothing(total, at_most):
    assert doses(total, at_most) == ()


@pytest.mark.parametrize(
    ("total", "at_most"),
    [(None, (1000, 1000)), ((500, 600), (1000, 1000)), ((500, 500), (900, 1000))],
)
def test_no_dose_is_guessed(total, at_most):
    assert split(total, at_most) == ()


def test_no_hundredth_of_a_milligram_is_printed():
    """K4: 68 x 17 x 0.24 + 500 = 777.44 mg."""
    known = {"pernicious_anemia": True, "age": 30, "pregnancy": True, "gestation": 20}
    found = plan(both(booking_weight=68, weight=79, hemoglobin=93, **known))
    assert found.line("iron-intravenous").startswith("Ferric carboxymaltose 777 mg intravenously")
