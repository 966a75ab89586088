"""Each reason of a line or an alert by itself, and what a fact that is not known does (specification
0.4, 1.14, 5.4 to 5.13)."""

import pytest

from spec.patients import (
    LOW_B12,
    LOW_IRON,
    WELL,
    booked,
    both,
    given,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    ordered,
    patient,
    plan,
    started,
    stop_ordered,
    untested,
)

ONE_OF_THE_TWO = {"B12 alone": low_b12, "iron alone": low_iron}


@pytest.mark.parametrize("deficient", ONE_OF_THE_TWO.values(), ids=ONE_OF_THE_TWO)
@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("pregnancy-plan", {"age": 30, "pregnancy": True}),
        ("kidney-plan", {"chronic_kidney_disease": True}),
        ("bowel-disease-plan", {"crohn_disease": True}),
        ("special-group-advice", {"heart_failure": True}),
        ("cause-celiac", {}),
    ],
)
def test_either_deficiency_is_enough(line, known, deficient):
    """5.4 to 5.9: one of the two deficiencies is enough."""
    assert plan(deficient(**known)).offers(line)


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("pregnancy-plan", {"age": 30, "pregnancy": True}),
        ("kidney-plan", {"chronic_kidney_disease": True}),
        ("metformin-plan", {}),
    ],
)
def test_a_suspicion_of_b12_deficiency_is_enough(line, known):
    """5.6, 5.7, 5.12: B12 was never measured, and the film speaks for its deficiency."""
    events = [started("metformin", ago=900)]
    file = patient(*events, **(WELL | {"hypersegmented_neutrophils": True} | known))
    assert plan(file).offers(line)


@pytest.mark.parametrize("line", ["pregnancy-plan", "kidney-plan", "bowel-disease-plan"])
def test_a_group_without_either_deficiency_needs_no_line(line):
    """5.6, 5.7, 5.9."""
    known = {"age": 30, "pregnancy": True, "chronic_kidney_disease": True, "crohn_disease": True}
    well = LOW_IRON | {"ferritin": 400, "transferrin_saturation": 30, "vitamin_b12": 500}
    assert not plan(patient(**(WELL | well | known | {"hemoglobin": 140}))).offers(line)


# Orders and what is taken


@pytest.mark.parametrize("event", [ordered, started])
@pytest.mark.parametrize(
    ("alert", "known"),
    [
        ("cyanocobalamin-renal", {"egfr": 40}),
        ("cyanocobalamin-renal-borderline", {"egfr": 55}),
        ("cyanocobalamin-renal-unknown", {"egfr": None}),
        ("cyanocobalamin-supply", {"egfr": 40, "hydroxocobalamin_unavailable": True}),
        ("cyanocobalamin-leber", {"leber_optic_neuropathy": True}),
    ],
)
def test_cyanocobalamin_ordered_or_taken(alert, known, event):
    """S52, K16, AL-CYANO-LEBER."""
    assert plan(low_b12(event("cyanocobalamin", "1 mg"), **known)).alert(alert)


@pytest.mark.parametrize("event", [ordered, booked])
def test_iron_ordered_or_booked_before_b12(event):
    """K1: an order, a planned start or a release."""
    assert plan(both(event("ferrous_sulfate"))).alert("iron-before-b12") == "critical"


@pytest.mark.parametrize("event", [ordered, booked])
def test_iron_beside_an_order_of_b12(event):
    """S2: linked, and not stopped."""
    seen = plan(both(event("ferrous_sulfate"), ordered("hydroxocobalamin", "1 mg")))
    assert seen.alert("iron-with-b12-order") == "information"
    assert seen.alert("iron-before-b12") is None


@pytest.mark.parametrize("event", [ordered, started])
def test_folic_acid_beside_methotrexate_ordered_or_taken(event):
    """S39: not stopped silently."""
    file = both(event("folic_acid", "5 mg", every="1 d"), started("methotrexate"))
    assert plan(file).alert("folate-antifolate") == "warning"


@pytest.mark.parametrize("iron", [oral_iron(ago=10), ordered("ferrous_sulfate", "65 mg")])
@pytest.mark.parametrize("infusion", [ordered("ferric_carboxymaltose"), booked("ferric_carboxymaltose")])  # fmt: skip
def test_tablets_beside_an_infusion_however_recorded(iron, infusion):
    """AL-IVPO-OVERLAP."""
    assert plan(low_iron(iron, infusion, sampled=15)).alert("AL-IVPO-OVERLAP") == "warning"


@pytest.mark.parametrize("because", ["Hb normal", "course complete"])
def test_a_stop_of_iron_for_a_count_or_as_complete(because):
    """S41, AL-STORES."""
    file = low_iron(oral_iron(ago=60), stop_ordered("ferrous_sulfate", because), sampled=65)
    assert plan(file).alert("AL-STORES") == "warning"


def test_a_stop_of_iron_for_another_reason():
    file = low_iron(oral_iron(ago=60), stop_ordered("ferrous_sulfate", "nausea"), sampled=65)
    assert plan(file).alert("AL-STORES") is None


# What is not known


def test_a_neurological_feature_is_urgent_where_b12_is_not_settled():
    """AL-NEURO-URGENT: B12 was not measured, and nothing else is known."""
    assert plan(patient(paresthesia=True)).alert("AL-NEURO-URGENT") == "warning"


def test_pregnancy_is_told_where_nothing_else_is_known():
    """AL-PREG: a suspicion that cannot be ruled out."""
    seen = plan(patient(age=30, pregnancy=True))
    assert seen.value("b12_suspected") is None
    assert seen.alert("AL-PREG") == "warning"


def test_iron_is_stopped_where_nothing_is_known_of_b12():
    """S3: an order of iron, and no word of B12 deficiency."""
    seen = plan(patient(ordered("ferrous_sulfate", "65 mg")))
    assert seen.value("b12_uncovered") is None
    assert seen.alert("iron-before-b12") == "critical"


def test_iron_that_is_taken_warns_where_nothing_is_known_of_b12():
    """K1."""
    assert plan(patient(oral_iron(ago=10))).alert("iron-taken-before-b12") == "warning"


@pytest.mark.parametrize(
    ("alert", "event", "known"),
    [
        ("folate-preventive", ordered("folic_acid", "0.4 mg", every="1 d"), {"planned_pregnancy": True}),
        ("folate-low-combination-before-b12",
         ordered("iron_with_folic_acid", product="iron with folic acid 350 microgram"), {}),
    ],
)  # fmt: skip
def test_folate_warns_where_nothing_is_known_of_b12(alert, event, known):
    """K3, K18: where B12 deficiency is possible."""
    assert plan(patient(event, **known)).alert(alert) == "warning"


def test_folate_with_methotrexate_warns_where_nothing_is_known_of_b12():
    """S39."""
    file = patient(ordered("folic_acid", "5 mg", every="1 wk"), started("methotrexate"))
    assert plan(file).alert("folate-antifolate") == "warning"


@pytest.mark.parametrize(
    ("alert", "file"),
    [
        ("severity-source", patient(hemoglobin=92)),
        ("gastritis-intravenous", patient(pernicious_anemia=True)),
        ("salt-switch", low_iron(oral_iron(ago=10), ordered("ferrous_fumarate"), sampled=15)),
        ("iv-iron-not-deficient", patient(ordered("ferric_carboxymaltose"))),
        ("iv-iron-overload", patient(ordered("ferric_carboxymaltose"))),
        ("im-bleeding", low_b12(platelets=None)),
        ("hypokalemia", low_b12(potassium=None, hemoglobin=None)),
        ("iron-dose-excessive", low_iron(ordered("ferrous_sulfate"))),
        ("iron-dose-unusual", low_iron(ordered("ferrous_sulfate"))),
        ("iron-dose-divided", low_iron(ordered("ferrous_sulfate"))),
        ("iv-iron-dose", low_iron(ordered("ferric_carboxymaltose"))),
        ("b12-dose", low_b12(ordered("hydroxocobalamin"))),
        ("red-flag", patient(hemoglobin=100)),
    ],
)
def test_what_is_not_known_does_not_raise_a_warning_of_its_own(alert, file):
    """0.2: what is missing is asked for; a warning is of something that is there."""
    assert plan(file).alert(alert) is None


@pytest.mark.parametrize(
    ("line", "file"),
    [
        ("b12-trial", patient(vitamin_b12=220)),
        ("b12-oral-high-dose", low_b12(hemoglobin=None)),
        ("folate-treatment", low_iron(folate=None)),
        ("emergency-referral", patient(hemoglobin=100)),
        ("iron-oral-daily", patient(**(WELL | LOW_B12))),
        ("iron-intravenous-consider", low_iron(hemoglobin=None)),
        ("iron-side-effects", low_iron(oral_iron(ago=10), sampled=15)),
        ("transfusion-limits", both(hemoglobin=None)),
        ("b12-test", patient()),
        ("special-group-advice", both()),
    ],
)
def test_what_is_not_known_brings_no_line(line, file):
    """A line waits for what it rests on, and the plan asks for it."""
    assert not plan(file).offers(line)


# Limits of single lines


@pytest.mark.parametrize(("hemoglobin", "told"), [(79, True), (80, False)])
def test_limits_of_transfusion_are_told_below_80(hemoglobin, told):
    """5.14: severe deficiency anemia."""
    assert plan(both(hemoglobin=hemoglobin)).offers("transfusion-limits") is told


@pytest.mark.parametrize(("day", "recalled"), [(79, True), (80, False)])
def test_the_recheck_is_recalled_until_day_80(day, recalled):
    """R-FE-RECHECK: 3 months after starting B12."""
    file = low_b12(given("hydroxocobalamin", ago=100), observed("ferritin", 60, ago=100 - day), sampled=110)  # fmt: skip
    assert (plan(file).alert("iron-recheck") is not None) is recalled


@pytest.mark.parametrize(("neutrophils", "emergency"), [(0.49, True), (0.5, False)])
def test_neutrophils_below_half_with_fever_are_an_emergency(neutrophils, emergency):
    """5.13: below 0.5 with fever."""
    seen = plan(both(neutrophils=neutrophils, fever=True))
    assert seen.offers("emergency-referral") is emergency


@pytest.mark.parametrize(
    "file", [low_iron(vitamin_b12=None), patient(hemoglobin=100), patient(hypersegmented_neutrophils=True)]
)  # fmt: skip
def test_b12_is_measured_for_each_of_its_reasons(file):
    """5.1, S3: iron deficiency, anemia, or a suspicion."""
    assert plan(file).offers("b12-test")


def test_b12_is_not_measured_where_it_was_or_is_given():
    assert not plan(low_iron()).offers("b12-test")
    assert not plan(untested(given("hydroxocobalamin", ago=10))).offers("b12-test")
