"""B12 that is out of stock, or cannot be had today (specification K9, K16, K48)."""

import pytest

from hematinic.guideline.amounts import Dose
from spec.patients import (
    TODAY,
    both,
    given,
    injections,
    low_b12,
    plan,
)

# K9, K16: none in stock


def test_no_stock_warns():
    """K9: AL-B12-SUPPLY."""
    assert plan(both(hydroxocobalamin_unavailable=True)).alert("AL-B12-SUPPLY") == "warning"


def test_no_stock_bridges_by_mouth():
    """K9: oral 2 mg a day as a bridge, from today."""
    prescribed = plan(both(hydroxocobalamin_unavailable=True)).item("b12-bridge").item.prescribe
    assert (prescribed.dose, prescribed.route) == (Dose("2 mg"), "oral")


def test_no_stock_still_plans_the_injection():
    """K9: the injection as soon as stocked."""
    assert plan(both(hydroxocobalamin_unavailable=True)).recommends("B12-STD")


@pytest.mark.parametrize(
    ("egfr", "status"), [(None, "recommended"), (49, "consider"), (50, "recommended")]
)
def test_the_bridge_by_the_kidneys(egfr, status):
    """K48: recommended with an eGFR of 50 or more, or unknown; else considered, whatever it is."""
    file = both(hydroxocobalamin_unavailable=True, paresthesia=True, egfr=egfr)
    assert plan(file).item("b12-bridge").status == status


def test_the_bridge_is_only_considered_with_known_kidney_disease():
    """K48: known kidney disease without an eGFR."""
    file = both(hydroxocobalamin_unavailable=True, chronic_kidney_disease=True, egfr=None)
    assert plan(file).item("b12-bridge").status == "consider"


@pytest.mark.parametrize(("egfr", "status"), [(90, "recommended"), (30, "consider")])
def test_iron_follows_the_standing_of_the_bridge(egfr, status):
    """K48: recommended iron needs B12 that is recommended and can be had."""
    file = both(hydroxocobalamin_unavailable=True, egfr=egfr, hemoglobin=118)
    assert plan(file).item("FE-OD").status == status


def test_an_injection_that_cannot_be_had_is_not_due_today():
    """K48: within 24 to 48 hours."""
    schedule = plan(both(hydroxocobalamin_unavailable=True)).item("B12-STD").schedule
    assert schedule.first_due == TODAY.toordinal() + 2


def test_the_bridge_is_not_for_leber_optic_neuropathy():
    """K16: Leber's optic neuropathy excepted."""
    file = both(hydroxocobalamin_unavailable=True, paresthesia=True, leber_optic_neuropathy=True)
    assert not plan(file).offers("b12-bridge")


def test_stock_needs_no_bridge():
    """K9: none without the shortage."""
    assert not plan(both()).offers("b12-bridge")


def test_the_bridge_ends_with_the_first_injection():
    """K9: once injected there is cover, and no bridge."""
    assert not plan(
        both(given("hydroxocobalamin", ago=1), hydroxocobalamin_unavailable=True)
    ).offers("b12-bridge")


# What cannot be had is not due today (K48)


def dues(file, code):
    return plan(file).due(code)[0]


IN_TWO_DAYS = "2026-11-24"


@pytest.mark.parametrize(
    ("nerves", "code"), [(True, "b12-loading-neurological"), (False, "b12-loading-standard")]
)
def test_a_loading_that_runs_out_of_stock_goes_on_once_it_is_stocked(nerves, code):
    """K48: an injection that cannot be had is not due today, and is not dropped."""
    begun = [given("hydroxocobalamin", ago=ago) for ago in (4, 2)]
    file = both(*begun, sampled=6, paresthesia=nerves)
    assert dues(file, code) == "2026-11-22"
    out_of_stock = both(*begun, sampled=6, paresthesia=nerves, hydroxocobalamin_unavailable=True)
    assert dues(out_of_stock, code) == IN_TWO_DAYS


@pytest.mark.parametrize(
    ("last", "in_stock", "out_of_stock"),
    [(70, "2026-11-22", IN_TWO_DAYS), (30, "2026-12-23", "2026-12-23")],
)
def test_a_maintenance_that_is_due_waits_for_the_stock(last, in_stock, out_of_stock):
    """K48: one that is due later keeps its day."""
    course = injections(6, every=2, last=last)
    assert dues(low_b12(*course, sampled=120), "B12-STD-M") == in_stock
    without = low_b12(*course, sampled=120, hydroxocobalamin_unavailable=True)
    assert dues(without, "B12-STD-M") == out_of_stock


def test_tablets_for_a_diet_begin_with_the_maintenance():
    """K48: none is due today beneath a heading that begins in two months."""
    seen = plan(low_b12(vegan_diet=True))
    [phase] = [one for one in seen.plan.phases if one.phase.id == "maintenance"]
    assert phase.starts == seen.item("b12-oral-dietary").schedule.first_due > TODAY.toordinal()
