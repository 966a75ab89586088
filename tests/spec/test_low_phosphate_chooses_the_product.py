"""With a low phosphate ferric derisomaltose comes before ferric carboxymaltose (4.4, AL-FCM-PHOS).
A mere risk of it is warned of, and changes no product."""

import pytest

from spec.patients import given, low_iron, observed, ordered, patient, plan, present
from spec.test_recorded_both_ways import plan as plan_two_ways
from spec.test_recorded_both_ways import two_ways

CAUSE = {"crohn_disease": True, "weight": 58, "hemoglobin": 96}
FIRST, USUAL, BESIDE = "iron-derisomaltose-first", "iron-intravenous", "iron-derisomaltose"


def found(*events, **known):
    return plan(low_iron(*events, **(CAUSE | known)))


def lines(seen):
    return [line for line in (FIRST, USUAL, BESIDE) if seen.offers(line)]


@pytest.mark.parametrize(
    ("phosphate", "first"),
    [(0.42, True), (0.64, True), (0.65, False), (1, False), (None, False), ("<0.7", False)],
)
def test_a_low_phosphate_turns_the_order(phosphate, first):
    """3.3: low is below 0.65 mmol/L; what is not known to be low turns nothing."""
    seen = found(phosphate=phosphate)
    assert lines(seen) == ([FIRST] if first else [USUAL, BESIDE])
    assert seen.recommends(FIRST) is first
    assert not seen.offers("FE-OD")


def test_it_is_said_why_carboxymaltose_is_not_the_first():
    seen = found(phosphate=0.42)
    assert seen.not_recommended[USUAL].startswith("phosphate or vitamin D is low")
    assert "lowers it far less often" in seen.line(FIRST)


@pytest.mark.parametrize(
    ("phosphate", "first"), [(None, True), (0.64, True), (0.65, False), (">=0.6", True)]
)
def test_a_recorded_low_phosphate_counts_until_it_is_measured_normal(phosphate, first):
    seen = found(present("hypophosphatemia", ago=20), phosphate=phosphate)
    assert lines(seen) == ([FIRST] if first else [USUAL, BESIDE])


@pytest.mark.parametrize(("age", "expected"), [(17, [USUAL]), (18, [FIRST]), (65, [FIRST])])
def test_derisomaltose_is_for_adults(age, expected):
    """4.3: below 18 years carboxymaltose stays, with its warning."""
    seen = found(age=age, sex="male", phosphate=0.42)
    assert lines(seen) == expected
    assert seen.alert("AL-FCM-PHOS") == (None if expected == [FIRST] else "warning")


@pytest.mark.parametrize("risk", ["osteoporosis", "malnutrition", "bone_pain"])
def test_a_mere_risk_turns_nothing_and_is_warned_of(risk):
    seen = found(**{risk: True})
    assert lines(seen) == [USUAL, BESIDE]
    assert seen.alert("AL-FCM-PHOS") == "warning"


def test_an_order_of_carboxymaltose_is_warned_of_all_the_same():
    order = ordered("ferric_carboxymaltose", "500 mg", route="intravenous")
    assert found(order, phosphate=0.42).alert("AL-FCM-PHOS") == "warning"


def test_to_consider_with_a_low_phosphate_is_derisomaltose_alone():
    """C2: tablets stay the recommendation."""
    seen = plan(low_iron(hemoglobin=92, weight=80, phosphate=0.42))
    assert seen.recommends("FE-OD")
    assert lines(seen) == [BESIDE]
    assert seen.not_recommended["iron-intravenous-consider"].startswith(
        "phosphate or vitamin D is low"
    )


def test_the_rest_of_a_course_is_given_by_the_table_of_derisomaltose():
    """4.3: 1,500 mg for 96 g/L and 58 kg, of which 1,000 mg were given."""
    before = given("ferric_carboxymaltose", "1000 mg", ago=30, route="intravenous")
    seen = found(before, observed("phosphate", 0.42), hemoglobin=96, sampled=32)
    assert seen.item(FIRST).schedule.amounts == (500,)


def test_nothing_is_offered_when_nothing_is_left():
    before = given("ferric_carboxymaltose", "1500 mg", ago=70, route="intravenous")
    baseline = observed("hemoglobin", 96, ago=72)
    seen = found(before, baseline, observed("phosphate", 0.42), ferritin=18)
    assert lines(seen) == []
    assert seen.not_recommended[FIRST].startswith("what this course needs has been given")


def test_a_low_phosphate_recorded_both_ways_turns_nothing():
    """0.2: it is not known to be low, and no line waits for it."""
    seen = plan_two_ways(low_iron(**CAUSE), *two_ways("hypophosphatemia"))
    assert lines(seen) == [USUAL, BESIDE]


# Vitamin D


@pytest.mark.parametrize(("level", "first"), [(8, True), (24, True), (25, False), (None, False)])
def test_a_lack_of_vitamin_d_turns_the_order_too(level, first):
    """3.3.1, 4.4: below 25 nmol/L."""
    seen = found(vitamin_d=level)
    assert lines(seen) == ([FIRST] if first else [USUAL, BESIDE])


def test_below_18_years_a_lack_of_vitamin_d_is_warned_of():
    seen = found(age=17, sex="male", vitamin_d=12)
    assert lines(seen) == [USUAL]
    assert seen.alert("AL-FCM-PHOS") == "warning"


def test_the_line_that_chooses_speaks_of_the_vitamin_d():
    assert not [one.element.name for one in found(vitamin_d=12).plan.unexplained]
    told = plan(patient(observed("vitamin_d", 12))).plan.unexplained
    assert [one.element.name for one in told] == ["vitamin_d"]
