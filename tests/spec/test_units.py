"""Numbers, units and dates (specification 3.1)"""

import pytest

from hematinic.record.events import RecordError
from spec.patients import both, low_b12, low_iron, observed, patient, plan


def value(name: str, written, unit: str):
    return plan(patient(observed(name, written, unit))).value(name)


# Units


@pytest.mark.parametrize(
    ("name", "written", "unit", "canonical"),
    [
        ("hemoglobin", 9.2, "g/dL", 92),
        ("hemoglobin", 6.4, "mmol/L", 103.104),  # 6.4 x 16.11
        ("vitamin_b12", 140, "pg/mL", 140),
        ("vitamin_b12", 100, "pmol/L", 135.5),  # 100 x 1.355
        ("ferritin", 8, "ng/mL", 8),
        ("ferritin", 100, "pmol/L", 44.5),  # 100 x 0.445
        ("folate", 10, "nmol/L", 4.413),  # 10 x 0.4413
        ("methylmalonic_acid", 0.35, "umol/L", 350),
        ("homocysteine", 2, "mg/L", 14.8),  # 2 x 7.4
        ("crp", 0.6, "mg/dL", 6),
        ("serum_iron", 50, "ug/dL", 8.955),  # 50 x 0.1791
        ("creatinine", 1, "mg/dL", 88.42),
    ],
)
def test_other_units_become_canonical(name, written, unit, canonical):
    """3.2: the factors of the table, of each analyte its own."""
    assert value(name, written, unit) == pytest.approx((canonical, canonical), abs=1e-4)


@pytest.mark.parametrize(("written", "unit"), [(112, "g/L"), (11.2, "g/dL"), (112, "mg/mL")])
def test_one_hemoglobin_in_three_units_gives_one_plan(written, unit):
    """3.1: g/dL and g/L, the same plan."""
    changed = both(observed("hemoglobin", written, unit), hemoglobin=None)
    found = [(line.item.id, line.schedule) for line in plan(changed).plan.recommendations]
    assert found == [(line.item.id, line.schedule) for line in plan(both()).plan.recommendations]


@pytest.mark.parametrize(("written", "unit"), [(132.8, "pmol/L"), (179.9, "ng/L")])
def test_b12_just_below_the_limit_in_either_unit(written, unit):
    """3.3: 180 ng/L is 132.84 pmol/L; 132.8 pmol/L (179.94 ng/L) is deficient."""
    assert (
        plan(low_b12(observed("vitamin_b12", written, unit), vitamin_b12=None)).value(
            "b12_deficiency"
        )
        is True
    )


def test_b12_of_150_pmol_is_not_150_ng():
    """3.1: 150 pmol/L is 203 ng/L: indeterminate, where 150 ng/L is deficient."""
    file = low_b12(observed("vitamin_b12", 150, "pmol/L"), vitamin_b12=None)
    assert plan(file).value("b12_indeterminate") is True


def test_a_number_without_unit_is_refused():
    """3.1: AL-UNIT."""
    with pytest.raises(RecordError, match="no unit"):
        plan(patient({"on": "2026-11-20", "observed": "hemoglobin", "value": 11}))


def test_a_unit_of_another_kind_is_refused():
    """3.1: RDW in fL is another quantity and never read as %."""
    with pytest.raises(RecordError, match="no unit of rdw_cv"):
        plan(patient(observed("rdw_cv", 46, "fL")))


# Ranges


@pytest.mark.parametrize(
    ("name", "outside"),
    [
        ("hemoglobin", 301),
        ("hemoglobin", 9),
        ("ferritin", -1),
        ("transferrin_saturation", 101),
        ("mcv", 161),
    ],
)
def test_what_no_patient_can_have_is_refused(name, outside):
    """3.1: outside the hard range: rejected."""
    with pytest.raises(RecordError, match="outside what is possible"):
        plan(patient(observed(name, outside)))


@pytest.mark.parametrize(
    ("name", "edge"),
    [
        ("hemoglobin", 300),
        ("hemoglobin", 10),
        ("ferritin", 0),
        ("transferrin_saturation", 100),
        ("mcv", 160),
    ],
)
def test_the_hard_range_includes_its_ends(name, edge):
    """3.1: the ends themselves are taken."""
    assert plan(patient(observed(name, edge))).value(name) == (edge, edge)


@pytest.mark.parametrize(("hemoglobin", "asked"), [(11, 0), (39, 0), (200, 0), (201, 1)])
def test_what_is_rare_is_used_and_asked_about(hemoglobin, asked):
    """3.1: outside the soft range: used, and asked to confirm."""
    assert len(plan(both(hemoglobin=hemoglobin)).plan.questioned) == asked


# Censored values


def test_a_censored_b12_below_the_limit_decides():
    """3.1: "<50" ng/L is deficient."""
    assert plan(low_b12(vitamin_b12="<50")).value("b12_deficiency") is True


def test_a_censored_b12_at_the_limit_decides():
    """3.1: "<180" is below 180."""
    assert plan(low_b12(vitamin_b12="<180")).value("b12_deficiency") is True


def test_a_censored_b12_across_the_limit_does_not_decide():
    """3.1: "<200" may lie on either side of 180."""
    assert plan(low_b12(vitamin_b12="<200")).value("b12_deficiency") is None


def test_an_undecided_b12_still_holds_iron_back():
    """S3: "<200" ng/L is no exclusion: no iron alone."""
    assert not plan(both(vitamin_b12="<200", vegan_diet=True)).prescribes("iron") or plan(
        both(vitamin_b12="<200", vegan_diet=True)
    ).prescribes("vitamin_b12")


@pytest.mark.parametrize(("written", "excluded"), [(">2000", True), (">350", True), (">300", None)])
def test_a_b12_above_the_range_excludes(written, excluded):
    """3.1: ">2000" is above 350, ">350" too; ">300" is open."""
    assert plan(low_iron(vitamin_b12=written)).value("b12_excluded") is excluded


def test_a_censored_ferritin_decides():
    """3.1: "<5" microgram/L is deficient."""
    assert plan(low_iron(ferritin="<5", transferrin_saturation=None)).recommends("FE-OD")


@pytest.mark.parametrize(
    ("written", "below"), [("<100", True), ("<101", None), (">99", None), (">=100", False)]
)
def test_a_censored_hemoglobin_at_the_limit(written, below):
    """3.1: an open end is never rounded to the limit."""
    assert plan(low_iron(hemoglobin=written)).value("hemoglobin_below_100") is below


# Dates


def test_a_result_of_the_month_counts_where_all_its_days_do():
    """3.1: ferritin of "2026-11": every day of it lies within 30 days."""
    event = {"on": "2026-11", "observed": "ferritin", "value": 8, "unit": "ug/L"}
    assert plan(low_iron(event, ferritin=None)).value("iron_deficiency_found") is True


def test_a_result_of_last_month_does_not_count_by_its_last_day():
    """3.1: "2026-10" may be 1 October, 52 days ago, past the 30 days of ferritin."""
    event = {"on": "2026-10", "observed": "ferritin", "value": 8, "unit": "ug/L"}
    assert plan(low_iron(event, ferritin=None)).value("iron_deficiency_found") is None


@pytest.mark.parametrize(("ago", "taken"), [(14, True), (15, False)])
def test_hemoglobin_is_used_for_fourteen_days(ago, taken):
    """3.1: 14 days."""
    assert (
        plan(patient(observed("hemoglobin", 92, ago=ago))).value("hemoglobin") is not None
    ) is taken


@pytest.mark.parametrize(("ago", "taken"), [(90, True), (91, False)])
def test_egfr_is_used_for_ninety_days(ago, taken):
    """3.1: 90 days."""
    assert (plan(patient(observed("egfr", 90, ago=ago))).value("egfr") is not None) is taken


@pytest.mark.parametrize(("ago", "taken"), [(3, True), (4, False)])
def test_potassium_is_used_for_three_days(ago, taken):
    """3.1: 3 days."""
    assert (
        plan(patient(observed("potassium", 4.2, ago=ago))).value("potassium") is not None
    ) is taken


def test_a_date_in_the_future_is_refused():
    """3.1: only what is booked may lie ahead."""
    with pytest.raises(RecordError, match="future"):
        plan(patient(observed("hemoglobin", 92, ago=-1)))


def test_the_later_of_two_results_counts():
    """3.1: the latest result."""
    file = both(observed("hemoglobin", 95, ago=1), hemoglobin=112)
    assert plan(file).value("hemoglobin") == (95, 95)


def test_two_results_on_one_day_that_differ_are_refused():
    """A patient file is strict: two different values on one day contradict."""
    with pytest.raises(RecordError, match="contradicts"):
        plan(both(observed("hemoglobin", 95)))


def test_two_results_on_one_day_with_their_times():
    """3.1: with times, the later one counts."""
    file = both(
        observed("hemoglobin", 95, at="09:00"),
        observed("hemoglobin", 99, at="15:00"),
        hemoglobin=None,
    )
    assert plan(file).value("hemoglobin") == (99, 99)
