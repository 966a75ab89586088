"""Lines that once stood where they did not fit the patient, or were missing where they do, each on
both sides of its limit."""

import pytest

from hematinic.render.words import lines
from spec.patients import (
    both,
    done,
    given,
    low_b12,
    low_iron,
    ordered,
    plan,
    started,
)

PREGNANT = {"age": 30, "pregnancy": True, "gestation": 24, "hemoglobin": 94}


# The weight of a dose in pregnancy (K4, K44)


def test_the_booking_weight_limits_a_dose_where_no_weight_is_current():
    """K4: 62 kg at booking: 62 x 16 g/L x 0.24 + 500 mg, and less than 20 mg/kg."""
    found = plan(low_iron(booking_weight=62, **PREGNANT))
    assert "738 mg" in found.line("iron-intravenous-consider")


def test_without_any_weight_the_dose_is_by_the_label():
    assert "by the product's label" in plan(low_iron(**PREGNANT)).line("iron-intravenous-consider")


def test_outside_pregnancy_a_booking_weight_gives_no_dose():
    found = plan(low_iron(booking_weight=62, hemoglobin=94))
    assert "by the product's label" in found.line("iron-intravenous-consider")


# Hemolysis, and red cells lost in the marrow (5.3, K36)


@pytest.mark.parametrize(
    ("known", "urgent"),
    [
        ({"ldh": 251, "haptoglobin": 0.29}, True),
        ({"ldh": 250, "haptoglobin": 0.29}, False),
        ({"ldh": 251, "haptoglobin": 0.3}, False),
        ({"ldh": 251}, False),
        ({"ldh": 251, "haptoglobin": 0.29, "platelets": 99}, False),
    ],
)
def test_raised_ldh_with_low_haptoglobin_is_named_and_hematology_asked(known, urgent):
    found = plan(low_b12(**known))
    assert found.offers("hemolysis-hematology") is urgent
    assert not urgent or "haptoglobin 0.29" in found.line("hemolysis-hematology")


# Potassium that is measured (K35)


@pytest.mark.parametrize(("potassium", "measured"), [(3.4, True), (3.5, False)])
def test_a_low_potassium_is_named_where_the_day_is_told(potassium, measured):
    found = plan(low_b12(potassium=potassium))
    assert found.alert("AL-HYPOK") == "warning"
    assert (found.alert("hypokalemia-measured") == "warning") is measured
    assert (found.alert("hypokalemia") == "warning") is not measured


# After an infusion (K29, S55)


@pytest.mark.parametrize(("phosphate", "again"), [(0.64, True), (0.65, False)])
def test_carboxymaltose_ordered_again_after_a_low_phosphate(phosphate, again):
    infusion = given("ferric_carboxymaltose", "1000 mg", ago=25)
    order = ordered("ferric_carboxymaltose", "500 mg")
    found = plan(low_iron(infusion, order, phosphate=phosphate, weight=66, sampled=30))
    assert (found.alert("phosphate-carboxymaltose-again") == "warning") is again
    assert (found.alert("phosphate-carboxymaltose") == "warning") is not again


@pytest.mark.parametrize(("ago", "by_it"), [(25, True), (400, False)])
def test_a_high_ferritin_soon_after_an_infusion_is_explained_by_it(ago, by_it):
    """S55: ferritin is judged from eight weeks on, and is not asked for before."""
    infusion = given("ferric_carboxymaltose", "1000 mg", ago=ago)
    known = {"ferritin": 220, "transferrin_saturation": None, "hemoglobin": 128, "weight": 66}
    found = plan(low_iron(infusion, **known))
    assert [one.element.name for one in found.plan.unexplained] == []
    assert not found.offers("iron-hold-test")
    assert found.offers("iron-hold-overload") is not by_it


# Results and medicines


@pytest.mark.parametrize(("width", "named"), [(15, False), (15.1, True)])
def test_a_wide_distribution_of_red_cells(width, named):
    """3.3, K49."""
    well = low_b12(rdw_cv=width, vitamin_b12=420, hemoglobin=135)
    assert ("rdw_cv" in [one.element.name for one in plan(well).plan.unexplained]) is named


@pytest.mark.parametrize(("medicine", "named"), [("omeprazole", True), ("metformin", False)])
def test_acid_suppression_beside_tablets_that_this_plan_begins(medicine, named):
    """4.5."""
    found = plan(low_iron(started(medicine, ago=200)))
    assert found.recommends("FE-OD")
    assert (found.alert("interaction-acid") == "warning") is named


def test_the_zinc_that_is_taken_is_named():
    """K32."""
    known = {"copper": 10.9, "neutrophils": 1.2, "vitamin_b12": 420}
    taken = plan(low_b12(started("zinc_supplement", "50 mg", ago=900), **known))
    assert "a zinc supplement is taken" in taken.line("copper-hematology")
    assert "copper 10.9" in plan(low_b12(**known)).line("copper-hematology")
    assert "supplement is taken" not in plan(low_b12(**known)).line("copper-hematology")


@pytest.mark.parametrize("nerves", [True, False])
def test_after_a_bypass_no_second_interval_is_told(nerves):
    """5.11, S12: the maintenance line alone says how often."""
    found = plan(both(done("gastric_bypass", ago=900), paresthesia=nerves, weight=70))
    assert "every 3 months for life;" not in found.line("bariatric-plan")
    assert found.recommends("B12-NEURO-M") is nerves


def test_what_ttp_is_in_an_emergency():
    """K36: it is to be excluded, and not what is likely."""
    found = plan(low_b12(hemoglobin=45, platelets=60, ldh=2100, mcv=128))
    assert "ttp to be excluded" in found.text


@pytest.mark.parametrize(
    ("known", "called"),
    [
        ({"potassium": 2.6}, "Call the emergency department now."),
        (
            {"potassium": 2.6, "hemoglobin": 45},
            "Call the emergency department and hematology now.",
        ),
        ({"platelets": 15}, "Call hematology now."),
        ({"platelets": 15, "potassium": 2.6}, "Call hematology; the emergency department now."),
        (
            {"platelets": 15, "hemoglobin": 45},
            "Call the emergency department and hematology now.",
        ),
    ],
)
def test_who_is_called_is_named_once(known, called):
    """K39: potassium is not a matter of hematology."""
    assert called in lines.bottom_line(plan(low_b12(**known)).plan)
