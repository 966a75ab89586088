"""Where phosphate is low, or likelier to fall, ferric derisomaltose comes before ferric carboxymaltose
(4.4, AL-FCM-PHOS). A course that was begun goes on with its product."""

import pytest

from spec.patients import done, given, in_doubt, low_iron, observed, ordered, patient, plan, present
from spec.test_recorded_both_ways import plan as plan_two_ways
from spec.test_recorded_both_ways import two_ways

CAUSE = {"pernicious_anemia": True, "weight": 58, "hemoglobin": 96}
"""For which an infusion comes first, and which does nothing to phosphate."""
FIRST, USUAL, BESIDE = "iron-derisomaltose-first", "iron-intravenous", "iron-derisomaltose"
WEIGHED, USUAL_WEIGHED = "iron-derisomaltose-consider", "iron-intravenous-consider"
LINES = (FIRST, USUAL, BESIDE, WEIGHED, USUAL_WEIGHED)


def found(*events, **known):
    return plan(low_iron(*events, **(CAUSE | known)))


def lines(seen):
    return [line for line in LINES if seen.offers(line)]


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


RISKS = (
    "osteoporosis", "malnutrition", "hyperparathyroidism", "crohn_disease",
    "hereditary_hemorrhagic_telangiectasia", "malabsorption", "short_bowel", "bone_pain",
)  # fmt: skip
BEFORE = given("ferric_carboxymaltose", "1000 mg", ago=360, route="intravenous")
DONE = {"a gastric bypass": done("gastric_bypass", ago=900), "carboxymaltose before": BEFORE}


@pytest.mark.parametrize("risk", RISKS)
def test_a_risk_of_low_phosphate_turns_the_order_too(risk):
    """4.4: prefer ferric derisomaltose."""
    seen = found(**{risk: True})
    assert lines(seen) == [FIRST]
    assert seen.recommends(FIRST)
    assert risk.split("_")[0] in seen.line(FIRST) or risk == "crohn_disease"
    assert lines(found(**{risk: False})) == [USUAL, BESIDE]


@pytest.mark.parametrize("event", DONE.values(), ids=DONE)
def test_so_does_what_was_done_before(event):
    assert lines(found(event)) == [FIRST]


@pytest.mark.parametrize("risk", ["osteoporosis", "bone_pain"])
def test_a_risk_in_doubt_turns_nothing(risk):
    """0.2: no line waits for it."""
    assert lines(found(*in_doubt(risk))) == [USUAL, BESIDE]


@pytest.mark.parametrize(("age", "expected"), [(17, [USUAL]), (18, [FIRST])])
def test_below_18_years_a_risk_is_warned_of(age, expected):
    seen = found(age=age, sex="male", osteoporosis=True)
    assert lines(seen) == expected
    assert seen.alert("AL-FCM-PHOS") == (None if expected == [FIRST] else "warning")


@pytest.mark.parametrize("reason", [{"osteoporosis": True}, {"phosphate": 0.42}])
@pytest.mark.parametrize(
    ("known", "expected"), [(CAUSE, [USUAL]), ({"hemoglobin": 92, "weight": 80}, [USUAL_WEIGHED])]
)
def test_who_may_be_under_18_has_the_product_for_all_ages(reason, known, expected):
    """Of the birth only the year is known: 17 or 18."""
    file = low_iron(sex="male", **known, **reason)
    file["patient"]["birth_date"] = "2008"
    assert lines(plan(file)) == expected


@pytest.mark.parametrize(
    ("medicine", "expected"),
    [("ferric_carboxymaltose", [USUAL, BESIDE]), ("ferric_derisomaltose", [FIRST])],
)
def test_a_course_that_was_begun_goes_on_with_its_product(medicine, expected):
    """1,500 mg for 96 g/L and 58 kg; a risk is no reason to change in between, a low value is."""
    begun = given(medicine, "1000 mg", ago=30, route="intravenous")
    seen = found(begun, osteoporosis=True, sampled=32)
    assert lines(seen) == expected
    assert seen.item(expected[0]).schedule.amounts == (500,)


def test_an_infusion_to_consider_is_of_the_same_product():
    """C2: tablets stay the recommendation below 100 g/L."""
    known = {"hemoglobin": 92, "weight": 80}
    assert lines(plan(low_iron(**known))) == [BESIDE, USUAL_WEIGHED]
    seen = plan(low_iron(osteoporosis=True, **known))
    assert seen.recommends("FE-OD")
    assert lines(seen) == [WEIGHED]
    assert seen.considers(WEIGHED)
    assert "osteoporosis" in seen.line(WEIGHED)
    assert seen.item(WEIGHED).schedule.amounts == (1600, 400), "20 mg/kg at the most, and the rest"
    assert seen.due(WEIGHED) == ["2026-11-22", "2026-11-29"]


@pytest.mark.parametrize(("events", "b12", "offered"), [([], 420, True), ([], 140, True), (in_doubt("iron_overload"), 420, False)])  # fmt: skip
def test_it_is_weighed_where_iron_is_to_be_treated_and_b12_secured(events, b12, offered):
    seen = plan(low_iron(*events, osteoporosis=True, hemoglobin=92, weight=80, vitamin_b12=b12))
    assert seen.considers(WEIGHED) is offered


def test_it_waits_until_b12_is_tested():
    """S3: a vegan, never measured."""
    known = {"osteoporosis": True, "hemoglobin": 92, "weight": 80, "vegan_diet": True}
    assert not plan(low_iron(vitamin_b12=None, **known)).offers(WEIGHED)


def test_a_porphyria_in_doubt_holds_it():
    """4.4: iron brings it on."""
    known = {"osteoporosis": True, "hemoglobin": 92, "weight": 80}
    assert plan(low_iron(porphyria_cutanea_tarda=False, **known)).considers(WEIGHED)
    assert not plan(low_iron(*in_doubt("porphyria_cutanea_tarda"), **known)).offers(WEIGHED)
    assert not plan(low_iron(porphyria_cutanea_tarda=True, **known)).offers(WEIGHED)


def test_where_an_infusion_is_needed_none_is_weighed_beside_it():
    assert not found(osteoporosis=True).offers(WEIGHED)


def test_an_order_of_carboxymaltose_is_warned_of_all_the_same():
    order = ordered("ferric_carboxymaltose", "500 mg", route="intravenous")
    assert found(order, phosphate=0.42).alert("AL-FCM-PHOS") == "warning"


def test_to_consider_with_a_low_phosphate_is_derisomaltose_alone():
    """C2: tablets stay the recommendation."""
    seen = plan(low_iron(hemoglobin=92, weight=80, phosphate=0.42))
    assert seen.recommends("FE-OD")
    assert lines(seen) == [WEIGHED]
    assert seen.not_recommended[USUAL_WEIGHED].startswith("phosphate or vitamin D is low")


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
