"""The totals of intravenous iron where a value is only a bound, where a course has begun, and where
two totals compete (specification 3.1, 4.3, 4.4, K4, AL-IV-MAXDOSE, AL-FCM-PHOS)."""

import pytest

from spec.patients import (
    both,
    given,
    low_b12,
    low_iron,
    observed,
    ordered,
    patient,
    plan,
)


def amount(name, *events, **known):
    """A dose in mg as it is computed: exact, a range, or not known."""
    found = plan(patient(*events, **known)).value(name)
    return found[0] if found and found[0] == found[1] else found


def carboxymaltose(dose, ago):
    return given("ferric_carboxymaltose", dose, ago=ago, route="intravenous")


def course(*events, **known):
    """mg of each dose that the plan gives; pernicious anemia brings the route."""
    seen = plan(both(*events, pernicious_anemia=True, **known))
    return seen.item("iron-intravenous").schedule.amounts


def pregnant(*events, **known):
    return course(*events, age=30, pregnancy=True, gestation=20, **known)


# A bound on one side of a limit (3.1, 4.3)


@pytest.mark.parametrize("product", ["carboxymaltose_label_total", "derisomaltose_total"])
@pytest.mark.parametrize(
    ("hemoglobin", "weight", "total"),
    [
        (95, ">70", 2000),
        (95, ">65", None),
        (105, ">70", 1500),
        (105, ">65", None),
        ("<100", 60, 1500),
        ("<105", 60, None),
        (">95", 60, None),
    ],
)
def test_no_total_is_guessed_of_a_bound(product, hemoglobin, weight, total):
    """4.3: a weight above 65 kg may be below 70 or not."""
    assert amount(product, hemoglobin=hemoglobin, weight=weight) == total


@pytest.mark.parametrize(
    ("hemoglobin", "total"), [(">=140", 500), (">130", None), (">=100", None), ("<120", None)]
)
def test_no_total_of_carboxymaltose_is_guessed_at_140(hemoglobin, total):
    """4.3: 500 mg from 140 g/L, more below."""
    assert amount("carboxymaltose_label_total", hemoglobin=hemoglobin, weight=60) == total


@pytest.mark.parametrize("weight", ["<=50", "<55", ">=49"])
def test_no_single_dose_is_told_of_a_weight_on_either_side_of_50_kg(weight):
    """AL-IV-MAXDOSE: 20 mg/kg below 50 kg, and 1,000 mg from there."""
    assert amount("carboxymaltose_single", weight=weight) is None


def test_a_single_dose_is_known_where_the_weight_is_50_kg_or_more():
    assert amount("carboxymaltose_single", weight=">=50") == 1000


@pytest.mark.parametrize(
    ("weight", "single"), [(9.9, 198), (10, 200), (10.5, 200), (11, 200), (">=10", 200)]
)
def test_the_limit_on_dialysis_holds_from_10_kg(weight, single):
    """4.3: 200 mg a day on hemodialysis, and 20 mg/kg."""
    assert amount("carboxymaltose_single", weight=weight, dialysis=True) == pytest.approx(single)


# The smaller total in pregnancy (K4)


@pytest.mark.parametrize(
    ("weight", "hemoglobin", "doses"),
    [
        (60, 90, (788,)),  # 60 x 20 x 0.24 + 500, below the label's 1,500
        (125, 60, (1000, 1000)),  # 125 x 50 x 0.24 + 500 is just the label's 2,000
        (130, 60, (1000, 1000)),  # 2,060
        (60, 110, (500,)),  # the target is reached: the stores alone
        (60, 130, (500,)),
    ],
)
def test_the_smaller_of_both_totals_is_given_in_pregnancy(weight, hemoglobin, doses):
    """K4: Ganzoni's with the target of 110 g/L, or the label's."""
    assert pregnant(weight=weight, hemoglobin=hemoglobin) == doses


@pytest.mark.parametrize(
    ("weight", "hemoglobin", "doses"),
    [
        (">=125", 60, (1000, 1000)),
        (">=124", 60, ()),
        (60, ">=140", (500,)),
        (60, ">=130", ()),
        (">65", 90, ()),
    ],
)
def test_no_dose_is_given_where_it_is_not_known_which_total_is_smaller(weight, hemoglobin, doses):
    """K4, 3.1: of a bound both totals may be the smaller."""
    assert pregnant(weight=weight, hemoglobin=hemoglobin) == doses


@pytest.mark.parametrize(("hemoglobin", "known"), [(110, True), (">=110", True), (">=109", False)])
def test_the_stores_alone_are_needed_where_the_target_is_reached(hemoglobin, known):
    """K4: 500 mg from 110 g/L."""
    expecting = {"age": 30, "pregnancy": True, "gestation": 20, "weight": 60}
    assert (amount("ganzoni_total", hemoglobin=hemoglobin, **expecting) == 500) is known


@pytest.mark.parametrize("weighed", [2, 36])
def test_the_total_in_pregnancy_is_decided_once(weighed):
    """K4: 788 mg, of which 500 mg were given 35 days ago. A weight of then is not weighed anew."""
    seen = plan(
        both(
            carboxymaltose("500 mg", ago=35),
            observed("weight", 60, ago=weighed),
            pernicious_anemia=True,
            age=30,
            pregnancy=True,
            gestation=20,
            hemoglobin=90,
            sampled=37,
        )
    )
    assert seen.value("carboxymaltose_left") == (288, 288)
    assert "788 − 500 = 288 mg" in seen.line("iron-intravenous")


# A week (AL-IV-MAXDOSE)


@pytest.mark.parametrize(
    ("events", "level"),
    [
        ([carboxymaltose("1000 mg", ago=3)], None),
        ([carboxymaltose("1000 mg", ago=3), ordered("ferric_carboxymaltose", "1 mg")], "critical"),
    ],
)
def test_what_was_given_alone_is_no_order_above_the_limit(events, level):
    """AL-IV-MAXDOSE: 1,000 mg in a week is the most, and not more than that."""
    assert plan(low_iron(*events, weight=70, sampled=5)).alert("AL-IV-MAXDOSE") == level


# Phosphate (AL-FCM-PHOS)


def after(ago, *events):
    """Crohn's disease, and ferric carboxymaltose so many days ago; nothing is due by now."""
    infusion = carboxymaltose("1000 mg", ago=ago)
    well = {"ferritin": 300, "transferrin_saturation": 30, "hemoglobin": 140, "vitamin_b12": 500}
    file = low_b12(infusion, *events, crohn_disease=True, **well)
    return plan(file).alert("phosphate-carboxymaltose")


@pytest.mark.parametrize(("ago", "level"), [(10, "warning"), (92, "warning"), (93, None)])
def test_phosphate_is_looked_at_within_three_months(ago, level):
    """AL-FCM-PHOS: within 3 months; 22 August to 22 November, that day included."""
    assert after(ago) == level


@pytest.mark.parametrize(("measured", "level"), [(11, "warning"), (5, None)])
def test_phosphate_that_was_measured_since_is_not_asked_for_again(measured, level):
    """AL-FCM-PHOS: measured before the infusion it says nothing of it."""
    assert after(10, observed("phosphate", 1, ago=measured)) == level


# Advice that goes with tablets


@pytest.mark.parametrize(
    ("known", "advised"),
    [
        ({}, True),
        ({"pernicious_anemia": True}, False),
        ({"cobalamin_allergy": True}, False),
    ],
    ids=str,
)
def test_advice_on_tablets_goes_with_tablets(known, advised):
    """S20, S59, K15: not where iron is given by vein, and not where it waits for B12."""
    seen = plan(both(**known))
    assert seen.offers("FE-OD") is advised
    assert seen.offers("iron-safety") is advised
