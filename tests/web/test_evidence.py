"""Recomputed figures, against values from published tables and a hand count."""

import pytest

from hematinic.guideline.evidence import difference, fisher_exact, wilson


def test_fisher_of_the_tea_tasting():
    assert fisher_exact(3, 4, 1, 4) == pytest.approx(0.4857, abs=1e-4)


def test_fisher_of_the_study():
    assert fisher_exact(7, 8, 3, 11) == pytest.approx(0.0198, abs=1e-4)


def test_fisher_is_the_same_from_either_side():
    assert fisher_exact(7, 8, 3, 11) == pytest.approx(fisher_exact(3, 11, 7, 8))


def test_no_difference_has_p_one():
    assert fisher_exact(2, 4, 2, 4) == pytest.approx(1)


def test_wilson_as_published_by_newcombe():
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)


def test_difference_as_published_by_newcombe():
    assert difference(56, 70, 48, 80) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)
