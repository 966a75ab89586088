"""Iron where there is too much of it (specification 3.3, 4.4, 5.2)"""

import pytest

from spec.patients import (
    booked,
    both,
    given,
    low_iron,
    observed,
    oral_iron,
    ordered,
    plan,
)

FULL = {"transferrin_saturation": 30, "iron_deficiency": True}


def tablets():
    return ordered("ferrous_sulfate", "65 mg", every="1 d")


@pytest.mark.parametrize(
    ("sex", "ferritin", "held"),
    [("female", 200, False), ("female", 201, True), ("male", 300, False), ("male", 301, True)],
)
def test_a_high_ferritin_without_inflammation_holds_iron(sex, ferritin, held):
    """3.3: above 300 microgram/L in men and 200 in women, though iron deficiency is recorded."""
    found = plan(low_iron(sex=sex, ferritin=ferritin, **FULL))
    assert found.offers("FE-NONE") is held
    assert found.prescribes("iron") is not held


@pytest.mark.parametrize("crp", [6, None])
def test_a_high_ferritin_with_inflammation_is_no_overload(crp):
    """3.3: without inflammation only; an unknown CRP claims nothing."""
    assert not plan(low_iron(ferritin=400, crp=crp, **FULL)).offers("FE-NONE")


@pytest.mark.parametrize(("ago", "held"), [(360, False), (400, True)])
def test_a_ferritin_raised_by_an_infusion_is_no_overload(ago, held):
    """5.19: an infusion raises ferritin for months."""
    file = low_iron(given("ferric_carboxymaltose", ago=ago, dose="1000 mg"), ferritin=400, **FULL)
    assert plan(file).offers("FE-NONE") is held


@pytest.mark.parametrize("order", [tablets(), booked("ferrous_sulfate")])
@pytest.mark.parametrize(("saturation", "level"), [(45, None), (46, "critical")])
def test_an_order_of_tablets_in_overload_stops(order, saturation, level):
    """FE-NONE, AL-IV-OVERLOAD: saturation above 45 %, no iron by any route."""
    file = low_iron(order, transferrin_saturation=saturation)
    assert plan(file).alert("oral-iron-overload") == level


@pytest.mark.parametrize("order", [tablets(), booked("ferrous_sulfate"),
                                   ordered("ferric_carboxymaltose")])  # fmt: skip
@pytest.mark.parametrize(
    ("saturation", "stands"), [(45, "iron-before-b12"), (46, "iron-before-b12-refused")]
)
def test_an_order_before_b12_is_never_to_be_released_in_overload(order, saturation, stands):
    """K41: an alert urges no iron, after B12 either, that the same plan refuses."""
    found = plan(both(order, transferrin_saturation=saturation))
    assert found.alert(stands) == found.alert("AL-IRON-FIRST") == "critical"
    told = {fired.alert.id for fired in found.plan.alerts}
    assert len(told & {"iron-before-b12", "iron-before-b12-refused"}) == 1


def test_an_order_before_b12_is_not_said_to_be_in_overload_where_that_is_unknown():
    file = both(tablets(), transferrin_saturation=None, ferritin=None, crp=None)
    assert plan(file).alert("iron-before-b12") == "critical"
    assert plan(file).alert("iron-before-b12-refused") is None


@pytest.mark.parametrize(
    ("changes", "level"),
    [({}, "critical"), ({"vitamin_b12": None}, "critical"), ({"vitamin_b12": 420}, None)],
)
def test_the_order_is_before_b12_where_its_deficiency_is_possible(changes, level):
    """S3: suspected, or not known; not where it is excluded."""
    vegan = {"hemochromatosis": True, "vegan_diet": True}
    assert plan(both(tablets(), **(vegan | changes))).alert("iron-before-b12-refused") == level


def test_b12_ordered_with_the_iron_comes_first_all_the_same():
    file = both(tablets(), ordered("hydroxocobalamin", "1 mg"), hemochromatosis=True)
    assert plan(file).alert("iron-before-b12-refused") is None
    assert plan(file).alert("oral-iron-overload") == "critical"


@pytest.mark.parametrize(
    ("saturation", "stands"),
    [(45, "iron-taken-before-b12"), (46, "iron-taken-before-b12-refused")],
)
def test_iron_taken_before_b12_does_not_go_on_in_overload(saturation, stands):
    """K1, K41: it need not be stopped for B12, but for overload it is."""
    found = plan(both(oral_iron(ago=10), sampled=15, transferrin_saturation=saturation))
    told = {fired.alert.id for fired in found.plan.alerts}
    both_of_them = {"iron-taken-before-b12", "iron-taken-before-b12-refused"}
    assert told & both_of_them == {stands}
    assert found.alert(stands) == "warning"


@pytest.mark.parametrize(
    ("events", "level"), [([], "warning"), ([given("hydroxocobalamin")], None)]
)
def test_iron_taken_in_overload_is_before_b12_until_that_is_given(events, level):
    file = both(oral_iron(ago=10), *events, sampled=15, hemochromatosis=True)
    assert plan(file).alert("iron-taken-before-b12-refused") == level


def test_tablets_taken_in_overload_are_told():
    """FE-NONE: to be stopped, and its cause looked for."""
    file = low_iron(oral_iron(ago=20), hemochromatosis=True, sampled=30)
    assert plan(file).alert("oral-iron-taken-overload") == "warning"
    assert plan(low_iron(oral_iron(ago=20), sampled=30)).alert("oral-iron-taken-overload") is None


def test_the_line_tells_of_untreated_b12_deficiency():
    """R-FE-RECHECK: ineffective erythropoiesis raises ferritin and saturation."""
    line = plan(both(ferritin=150, transferrin_saturation=60)).line("FE-NONE")
    assert "repeat them after B12" in line


# Kidney disease: a trial of iron above the limits of deficiency (5.7)


@pytest.mark.parametrize(
    ("known", "level"),
    [
        ({"ferritin": 500, "transferrin_saturation": 30}, "warning"),
        ({"ferritin": 501, "transferrin_saturation": 30}, "critical"),
        ({"ferritin": 500, "transferrin_saturation": 31}, "critical"),
        ({"ferritin": 99, "transferrin_saturation": 30}, None),
    ],
)
def test_a_trial_of_iron_in_kidney_disease(known, level):
    """5.7, 3.3: KDIGO 2012: ferritin up to 500 and saturation up to 30 %, an order warns only."""
    order = ordered("iron_sucrose", "100 mg", route="intravenous")
    file = low_iron(order, chronic_kidney_disease=True, weight=70, **known)
    assert plan(file).alert("AL-IV-NOTID") == level


def test_outside_kidney_disease_the_order_stops():
    """AL-IV-NOTID: ferritin 300 with saturation 25 %."""
    order = ordered("iron_sucrose", "100 mg", route="intravenous")
    file = low_iron(order, ferritin=199, transferrin_saturation=25, weight=70)
    assert plan(file).alert("AL-IV-NOTID") == "critical"


@pytest.mark.parametrize(("hemoglobin", "considered"), [(119, True), (120, False)])
def test_the_trial_is_shown_with_anemia(hemoglobin, considered):
    """5.7: a line of the plan, to consider with nephrology."""
    file = low_iron(
        observed("hemoglobin", hemoglobin),
        dialysis=True, hemoglobin=None, ferritin=350, transferrin_saturation=22,
    )  # fmt: skip
    assert plan(file).considers("kidney-iron-trial") is considered
