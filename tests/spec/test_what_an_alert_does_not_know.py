"""An alert fires on what is known: an unknown reason raises none but those that say so, and what is
unknown keeps the plan itself from going on (specification 0.2, 1.7, 4.4, 5.2, 5.13, 5.17). A fact is
made unknown by recording it both present and absent on one day, or by a medicine begun and ended on
one day."""

import pytest

from hematinic.record.events import Event
from spec.patients import (
    booked,
    both,
    injections,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    ordered,
    patient,
    present,
    started,
    stop_ordered,
    stopped,
)
from spec.test_recorded_both_ways import DAY, plan, two_ways

CARBOXYMALTOSE = ordered("ferric_carboxymaltose")
CYANOCOBALAMIN = ordered("cyanocobalamin", "1 mg")


CONDITIONS = {
    # orders of intravenous iron (4.4)
    "iv-iron-allergy": (low_iron, "iv_iron_allergy", [CARBOXYMALTOSE], {}),
    "iv-iron-infection": (low_iron, "active_infection", [CARBOXYMALTOSE], {}),
    "iv-iron-overload": (low_iron, "iron_overload", [CARBOXYMALTOSE], {}),
    "iv-iron-not-deficient": (low_b12, "iv_iron_requested", [], {}),
    "iv-iron-porphyria": (low_iron, "porphyria_cutanea_tarda", [CARBOXYMALTOSE], {}),
    "iv-iron-liver": (low_iron, "cirrhosis", [CARBOXYMALTOSE], {}),
    "iv-iron-hypersensitivity-risk": (low_iron, "asthma", [CARBOXYMALTOSE], {}),
    "iv-iron-dextran-allergy": (low_iron, "dextran_allergy", [ordered("iron_dextran")], {}),
    "iv-iron-ferumoxytol-mri": (low_iron, "mri_planned", [ordered("ferumoxytol")], {}),
    "iv-iron-kidney-trial": (
        patient, "chronic_kidney_disease", [CARBOXYMALTOSE],
        {"ferritin": 300, "transferrin_saturation": 25, "hemoglobin": 95},
    ),
    "ideal-weight-missing": (low_iron, "obesity", [], {"pernicious_anemia": True, "weight": 120}),
    # iron by mouth
    "oral-iron-overload": (low_iron, "iron_overload", [ordered("ferrous_sulfate")], {}),
    "oral-iron-taken-overload": (low_iron, "iron_overload", [oral_iron(ago=1)], {}),
    # B12
    "benzyl-alcohol": (low_b12, "benzyl_alcohol_allergy", [], {}),
    "b12-assay-ethnicity": (low_iron, "black_ethnicity", [], {}),
    "b12-limits-ethnicity": (patient, "black_ethnicity", [], {"vitamin_b12": 220}),
    "cyanocobalamin-supply": (
        low_b12, "hydroxocobalamin_unavailable", [CYANOCOBALAMIN], {"egfr": 40},
    ),
}  # fmt: skip


@pytest.mark.parametrize("alert", CONDITIONS)
def test_a_condition_recorded_both_ways_raises_none(alert):
    deficient, name, events, known = CONDITIONS[alert]
    file = deficient(*events, **(known | {name: None}))
    assert plan(file, *two_ways(name)).alert(alert) is None


@pytest.mark.parametrize("alert", CONDITIONS)
def test_the_same_condition_raises_it(alert):
    deficient, name, events, known = CONDITIONS[alert]
    assert plan(deficient(*events, **(known | {name: True}))).alert(alert)


MEDICINES = {
    "b12-response-blunted": (low_b12, "chloramphenicol", [], {}),
    "b12-assay-contraceptive": (low_b12, "oral_contraceptive", [], {}),
    "folate-interaction": (both, "phenytoin", [ordered("folic_acid", "5 mg")], {}),
    "cyanocobalamin-renal-unknown": (low_b12, "cyanocobalamin", [], {"egfr": None}),
    "interaction-calcium": (low_iron, "calcium_carbonate", [ordered("ferrous_sulfate")], {}),
    "interaction-binding": (low_iron, "ciprofloxacin", [ordered("ferrous_sulfate")], {}),
    "interaction-avoid": (low_iron, "trientine", [ordered("ferrous_sulfate")], {}),
    "interaction-acid": (low_iron, "omeprazole", [ordered("ferrous_sulfate")], {}),
    "interaction-levothyroxine": (low_iron, "levothyroxine", [ordered("ferrous_sulfate")], {}),
}


@pytest.mark.parametrize("alert", MEDICINES)
def test_a_medicine_begun_and_ended_on_one_day_raises_none(alert):
    deficient, name, events, known = MEDICINES[alert]
    taken = [started(name, ago=2), stopped(name, ago=2)]
    assert plan(deficient(*events, *taken, **known)).alert(alert) is None


@pytest.mark.parametrize("alert", MEDICINES)
def test_the_same_medicine_that_is_taken_raises_it(alert):
    deficient, name, events, known = MEDICINES[alert]
    assert plan(deficient(*events, started(name, ago=2), **known)).alert(alert)


# Others


def test_a_review_is_not_overdue_where_it_may_have_been_made():
    """S11: ten injections, and a plateau recorded both ways."""
    file = low_b12(*injections(10), paresthesia=True, sampled=60)
    assert plan(file).alert("neurological-review-overdue")
    assert (
        plan(file, *two_ways("neurological_plateau")).alert("neurological-review-overdue") is None
    )


def test_cyanocobalamin_without_an_egfr_is_unknown_and_not_borderline():
    """S52."""
    found = plan(low_b12(CYANOCOBALAMIN, egfr=None))
    assert found.alert("cyanocobalamin-renal-unknown")
    assert found.alert("cyanocobalamin-renal-borderline") is None


@pytest.mark.parametrize(("because", "fires"), [("", False), ("level normal", True)])
def test_b12_that_was_stopped_for_no_recorded_reason_raises_none(because, fires):
    """S50: what raises it is a stop for a normal level or a normal hemoglobin."""
    events = [*injections(6, last=30), stopped("hydroxocobalamin", because, ago=20)]
    assert bool(plan(low_b12(*events, sampled=60)).alert("b12-was-stopped")) is fires


def test_iron_that_was_stopped_for_no_recorded_reason_raises_none():
    """S42: what raises it is a stop because hemoglobin is normal or the course complete."""
    assert (
        plan(low_iron(oral_iron(ago=60), stop_ordered("ferrous_sulfate"), sampled=61)).alert(
            "iron-stores-not-met"
        )
        is None
    )


def test_causes_that_are_not_known_to_be_known_are_told():
    """5.4: celiac disease recorded both ways explains nothing."""
    assert plan(low_iron(), *two_ways("celiac_disease")).alert("cause-incomplete")
    assert plan(low_b12(), *two_ways("pernicious_anemia")).alert("cause-incomplete")


def test_nitrous_oxide_is_warned_of_where_b12_was_never_measured():
    """5.12: an anesthetic, and B12 cover that may be needed."""
    file = patient(ordered("nitrous_oxide_anesthesia"), neurological_progression=True)
    assert plan(file).alert("nitrous-oxide-anesthesia")


def test_a_hemoglobin_that_may_have_been_too_high_to_rise_says_nothing():
    """S29: 105 g/L or more before the tablets, of which 110 and more cannot tell."""
    before = [observed("hemoglobin", ">=105", ago=16), oral_iron(ago=15)]
    found = plan(low_iron(*before, observed("hemoglobin", 110, ago=1), hemoglobin=None))
    assert found.alert("hemoglobin-no-response") is None
    found = plan(low_iron(*before, hemoglobin=None))
    assert found.alert("hemoglobin-rule-not-applicable") is None


@pytest.mark.parametrize(("every", "fires"), [("", False), ("1 d", True)])
def test_a_low_dose_of_unknown_frequency_is_not_called_unusual(every, fires):
    """1.3: 30 mg of iron, below 40 mg a day where it is once a day."""
    order = ordered("ferrous_sulfate", "30 mg", **({"every": every} if every else {}))
    assert bool(plan(low_iron(order)).alert("iron-dose-unusual")) is fires


def test_what_is_present_is_still_seen():
    """The vocabulary of this chapter itself."""
    assert plan(low_iron(CARBOXYMALTOSE), Event(kind="present", name="asthma", day=DAY)).alert(
        "iv-iron-hypersensitivity-risk"
    )
    assert plan(low_iron(CARBOXYMALTOSE, present("asthma"))).alert("iv-iron-hypersensitivity-risk")


@pytest.mark.parametrize("event", [ordered, booked])
def test_nitrous_oxide_that_is_only_ordered_or_only_booked(event):
    """K27: each alone is told of."""
    assert plan(low_iron(event("nitrous_oxide_anesthesia"))).alert("nitrous-oxide") == "warning"


@pytest.mark.parametrize(
    ("known", "level"),
    [
        ({"vitamin_b12": None}, "warning"),
        ({"vitamin_b12": 420, "methylmalonic_acid": 150}, None),
    ],
)
def test_a_low_potassium_beside_an_order_of_b12(known, level):
    """K35: unless B12 deficiency is known not to be there, the order will lower it."""
    seen = plan(low_iron(ordered("hydroxocobalamin", "1 mg"), potassium=3.1, **known))
    assert seen.alert("hypokalemia-measured") == level


def test_a_level_that_may_be_normal_is_told_with_its_assay():
    """5.1: "180 or more" may lie above the limits or between them."""
    assert plan(low_iron(vitamin_b12=">=180")).alert("b12-assay-limits") == "information"
