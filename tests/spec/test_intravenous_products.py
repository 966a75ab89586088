"""Whom a product does not suit, and its limits of a week (specification 4.3, 4.4)"""

import pytest

from spec.patients import both, done, given, low_iron, ordered, plan


def order(name: str, dose: str):
    return ordered(name, dose, route="intravenous")


def carboxymaltose(dose: str = "500 mg"):
    return order("ferric_carboxymaltose", dose)


# Limits


@pytest.mark.parametrize(("dose", "level"), [("200 mg", None), ("201 mg", "critical")])
def test_carboxymaltose_on_dialysis(dose, level):
    """AL-IV-MAXDOSE, 4.3: 200 mg a day on hemodialysis."""
    file = low_iron(carboxymaltose(dose), dialysis=True, weight=70)
    assert plan(file).alert("AL-IV-MAXDOSE") == level


def test_the_plan_keeps_the_limit_on_dialysis():
    """4.3: 1,500 mg for 112 g/L and 70 kg goes in doses of 200 mg at the most."""
    [line] = [
        r
        for r in plan(low_iron(dialysis=True, weight=70)).plan.recommendations
        if r.item.id == "iron-intravenous"
    ]
    assert set(line.schedule.amounts) <= {200, 100}
    assert sum(line.schedule.amounts) == 1500


@pytest.mark.parametrize(
    ("ago", "dose", "level"),
    [(6, "600 mg", None), (6, "601 mg", "critical"), (7, "601 mg", None)],
)
def test_derisomaltose_of_one_week_counts_together(ago, dose, level):
    """AL-IV-MAXDOSE: 20 mg/kg a week: 60 kg, 600 mg given, so 600 mg left."""
    before = given("ferric_derisomaltose", "600 mg", ago=ago, route="intravenous")
    file = low_iron(before, order("ferric_derisomaltose", dose), weight=60, sampled=10)
    assert plan(file).alert("iv-iron-dose") == level


@pytest.mark.parametrize(("days", "level"), [((2, 4), None), ((2, 4, 6), "critical"), ((2, 4, 7), None)])  # fmt: skip
def test_iron_sucrose_three_times_a_week(days, level):
    """4.3: at most three times a week."""
    before = [given("iron_sucrose", "200 mg", ago=ago, route="intravenous") for ago in days]
    file = low_iron(*before, order("iron_sucrose", "200 mg"), weight=60, sampled=10)
    assert plan(file).alert("AL-IV-MAXDOSE") == level


@pytest.mark.parametrize(("ago", "level"), [(2, "critical"), (3, None)])
def test_ferumoxytol_three_days_apart(ago, level):
    """4.3: the second dose 3 to 8 days after the first."""
    before = given("ferumoxytol", "510 mg", ago=ago, route="intravenous")
    file = low_iron(before, order("ferumoxytol", "510 mg"), weight=60, sampled=10)
    assert plan(file).alert("AL-IV-MAXDOSE") == level


@pytest.mark.parametrize(("weight", "level"), [(70, None), (None, "warning")])
def test_without_a_weight_the_limit_cannot_be_checked(weight, level):
    """AL-IV-MAXDOSE: what is unknown is told, not passed."""
    assert plan(low_iron(carboxymaltose(), weight=weight)).alert("AL-IV-MAXDOSE") == level


@pytest.mark.parametrize(("dose", "level"), [("500 mg", None), ("501 mg", "warning")])
def test_no_more_than_the_course_needs(dose, level):
    """4.3: 1,500 mg for 112 g/L and 70 kg, of which 1,000 mg were given eight days ago."""
    before = given("ferric_carboxymaltose", "1000 mg", ago=8, route="intravenous")
    file = low_iron(before, carboxymaltose(dose), weight=70, sampled=10)
    assert plan(file).alert("iv-iron-course") == level


@pytest.mark.parametrize(("age", "level"), [(17, "critical"), (18, None), (None, "critical")])
def test_derisomaltose_from_18_years(age, level):
    """4.3, 4.4: its label begins at 18 years."""
    file = low_iron(order("ferric_derisomaltose", "500 mg"), age=age, weight=60)
    assert plan(file).alert("iv-iron-age") == level


def test_another_product_has_no_such_limit():
    """4.3: ferric carboxymaltose at 17 years."""
    assert plan(low_iron(carboxymaltose(), age=17, weight=60)).alert("iv-iron-age") is None


# Contraindications and warnings


def test_porphyria_stops_the_order():
    """4.4, AL-IV-OVERLOAD: porphyria cutanea tarda."""
    file = low_iron(carboxymaltose(), porphyria_cutanea_tarda=True, weight=60)
    assert plan(file).alert("AL-IV-OVERLOAD") == "critical"
    assert plan(low_iron(carboxymaltose(), weight=60)).alert("AL-IV-OVERLOAD") is None


def test_porphyria_is_named_where_the_route_is_not_recommended():
    """K6: without an order, `not_recommended` names it."""
    found = plan(both(pernicious_anemia=True, porphyria_cutanea_tarda=True))
    assert not found.recommends("FE-IV")
    assert found.not_recommended["iron-intravenous"] == "porphyria cutanea tarda"


def test_cirrhosis_warns():
    """4.4: decompensated cirrhosis or hepatitis."""
    file = low_iron(carboxymaltose(), cirrhosis=True, weight=60)
    assert plan(file).alert("iv-iron-liver") == "warning"
    assert plan(low_iron(cirrhosis=True)).alert("iv-iron-liver") is None  # tablets


RISKS = ("asthma", "eczema", "atopy", "lupus", "rheumatoid_arthritis", "multiple_drug_allergy")


@pytest.mark.parametrize("risk", RISKS)
def test_a_raised_risk_of_a_reaction_warns(risk):
    """4.4: slow rate, prepared site."""
    file = low_iron(carboxymaltose(), weight=60, **{risk: True})
    assert plan(file).alert("AL-IV-HSR") == "warning"


def test_the_risk_is_told_with_the_plans_own_infusion():
    """4.4: with pernicious anemia the plan proposes it; with tablets, or only to consider below
    100 g/L, nothing is said until it is ordered."""
    assert plan(both(pernicious_anemia=True, asthma=True)).alert("AL-IV-HSR") == "warning"
    assert plan(both(asthma=True)).alert("AL-IV-HSR") is None
    assert plan(both(asthma=True, hemoglobin=92, weight=70)).alert("AL-IV-HSR") is None


@pytest.mark.parametrize(("name", "level"), [("iron_dextran", "critical"), ("iron_sucrose", None)])
def test_an_allergy_to_dextran(name, level):
    """4.4: hypersensitivity to the product."""
    file = low_iron(order(name, "200 mg"), dextran_allergy=True, weight=60)
    assert plan(file).alert("AL-IV-HSR") == level


@pytest.mark.parametrize(
    ("name", "level"), [("iron_dextran", "information"), ("iron_sucrose", None)]
)
def test_the_test_dose_of_dextran(name, level):
    """4.3: asked for by the US label, not in the UK."""
    assert (
        plan(low_iron(order(name, "100 mg"), weight=60)).alert("iv-iron-dextran-test-dose") == level
    )


@pytest.mark.parametrize(
    ("name", "planned", "level"),
    [("ferumoxytol", True, "warning"), ("ferumoxytol", False, None), ("iron_sucrose", True, None)],
)
def test_ferumoxytol_and_a_scan(name, planned, level):
    """4.3: distorts MRI for up to 3 months."""
    file = low_iron(order(name, "200 mg"), mri_planned=planned, weight=60)
    assert plan(file).alert("iv-iron-ferumoxytol-mri") == level


@pytest.mark.parametrize(
    ("file", "level"),
    [
        (both(pernicious_anemia=True, osteoporosis=True, age=17), "warning"),
        (both(pernicious_anemia=True, osteoporosis=True, age=18), None),
        (both(pernicious_anemia=True, age=17), None),
        (both(osteoporosis=True, age=17), None),
        (both(done("gastric_bypass", ago=900), age=17), "warning"),
    ],
)
def test_phosphate_where_the_plan_itself_proposes_carboxymaltose(file, level):
    """AL-FCM-PHOS: risk and product together, ordered or not; from 18 years on another is chosen."""
    assert plan(file).alert("AL-FCM-PHOS") == level
