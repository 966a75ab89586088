"""The limits of intravenous iron from both sides: totals, single doses, orders, follow-up (4.3, S42,
S43, S55, K4)."""

import pytest

from spec.patients import (
    given,
    low_iron,
    observed,
    oral_iron,
    ordered,
    patient,
    plan,
    started,
    stopped,
)


def amount(name, *events, **known):
    """A dose in mg as it is computed, exact or not known."""
    found = plan(patient(*events, **known)).value(name)
    return None if found is None else found[0]


# The label's tables (4.3)


@pytest.mark.parametrize(
    ("hemoglobin", "weight", "total"),
    [
        (99, 34, 500), (99, 35, 1500), (99, 69, 1500), (99, 70, 2000),
        (100, 34, 500), (100, 35, 1000), (100, 69, 1000), (100, 70, 1500),
        (139, 34, 500), (139, 35, 1000), (139, 70, 1500), (140, 34, 500), (140, 70, 500),
    ],
)  # fmt: skip
def test_ferric_carboxymaltose_in_all(hemoglobin, weight, total):
    """4.3: by hemoglobin below 100, 100 to 139 and 140, and weight below 35, 35 to 69 and 70."""
    known = {"hemoglobin": hemoglobin, "weight": weight}
    assert amount("carboxymaltose_label_total", **known) == total


@pytest.mark.parametrize(
    ("hemoglobin", "weight", "total"),
    [
        (99, 49, 500), (99, 50, 1500), (99, 69, 1500), (99, 70, 2000),
        (100, 49, 500), (100, 50, 1000), (100, 69, 1000), (100, 70, 1500),
    ],
)  # fmt: skip
def test_ferric_derisomaltose_in_all(hemoglobin, weight, total):
    """4.3: by hemoglobin below 100 or not, and weight below 50, 50 to 69 and 70."""
    assert amount("derisomaltose_total", hemoglobin=hemoglobin, weight=weight) == total


@pytest.mark.parametrize(("weight", "single"), [(40, 800), (49, 980), (50, 1000), (51, 1000)])
def test_ferric_carboxymaltose_at_a_time(weight, single):
    """4.3: 20 mg/kg, and 1000 mg at the most."""
    assert amount("carboxymaltose_single", weight=weight) == single


@pytest.mark.parametrize(("weight", "single"), [(9, 180), (10, 200), (80, 200)])
def test_ferric_carboxymaltose_on_dialysis(weight, single):
    """4.3: on dialysis at most 200 mg a day."""
    assert amount("carboxymaltose_single", weight=weight, dialysis=True) == single


def test_ferric_derisomaltose_at_a_time():
    """4.3: 20 mg/kg."""
    assert amount("derisomaltose_single", weight=80) == 1600


# Ganzoni (4.3, K4)


@pytest.mark.parametrize(
    ("weight", "hemoglobin", "total"),
    [
        (70, 100, 70 * 50 * 0.24 + 500),  # 1340: target 150, stores 500 mg
        (35, 100, 35 * 50 * 0.24 + 500),  # 920
        (34, 100, 34 * (30 * 0.24 + 15)),  # 754.8: target 130, stores 15 mg/kg
        (70, 150, 500),
        (70, 160, 500),  # the shortfall is never negative
        (70, 149, 70 * 0.24 + 500),
    ],
)
def test_ganzoni(weight, hemoglobin, total):
    """4.3: weight x shortfall in g/L x 0.24 + stores."""
    found = amount("ganzoni_total", weight=weight, hemoglobin=hemoglobin)
    assert found == pytest.approx(total)


@pytest.mark.parametrize(
    ("hemoglobin", "total"),
    [(90, 60 * 20 * 0.24 + 500), (110, 500), (120, 500)],
)
def test_ganzoni_in_pregnancy(hemoglobin, total):
    """K4: booking weight and a target of 110 g/L."""
    known = {"age": 30, "pregnancy": True, "gestation": 20, "weight": 70, "booking_weight": 60}
    found = amount("ganzoni_total", hemoglobin=hemoglobin, **known)
    assert found == pytest.approx(total)


@pytest.mark.parametrize("name", ["carboxymaltose_total", "derisomaltose_total"])
@pytest.mark.parametrize(("hemoglobin", "total"), [(90, 788), (40, 1500), ("<40", 1500)])
def test_the_smaller_total_is_taken_in_pregnancy(name, hemoglobin, total):
    """K4: 788 mg by Ganzoni against 1500 mg of the label; 1508 against 1500."""
    known = {"age": 30, "pregnancy": True, "gestation": 20, "weight": 60}
    found = amount(name, hemoglobin=hemoglobin, **known)
    assert found == pytest.approx(total)


@pytest.mark.parametrize("name", ["carboxymaltose_total", "derisomaltose_total"])
def test_the_label_is_taken_where_ganzoni_comes_to_as_much_or_more(name):
    """K4: 125 x 50 x 0.24 + 500 = 2000 mg, that of the label from 70 kg on."""
    known = {"age": 30, "pregnancy": True, "gestation": 20, "weight": 125}
    assert plan(low_iron(hemoglobin="<=60", **known)).value(name) == (2000, 2000)


@pytest.mark.parametrize("name", ["carboxymaltose_total", "derisomaltose_total"])
def test_in_pregnancy_a_bound_of_hemoglobin_gives_no_exact_total(name):
    """K4: below 90 g/L, so 788 mg by Ganzoni or more, up to the label's 1500."""
    known = {"age": 30, "pregnancy": True, "gestation": 20, "weight": 60}
    low, high = plan(low_iron(hemoglobin="<90", **known)).value(name)
    assert low == pytest.approx(788)
    assert high > 1500


def test_the_label_is_taken_outside_pregnancy():
    """K4: the smaller total is of pregnancy alone."""
    assert amount("carboxymaltose_total", hemoglobin=90, weight=60, age=30, pregnancy=False) == 1500


# Orders (AL-IV-MAXDOSE)


@pytest.mark.parametrize(
    ("medicine", "dose", "weight", "level"),
    [
        ("ferric_carboxymaltose", "1000 mg", 80, None),
        ("ferric_carboxymaltose", "1001 mg", 80, "critical"),
        ("ferric_carboxymaltose", "800 mg", 40, None),
        ("ferric_carboxymaltose", "801 mg", 40, "critical"),
        ("ferric_derisomaltose", "1600 mg", 80, None),
        ("ferric_derisomaltose", "1601 mg", 80, "critical"),
        ("iron_sucrose", "200 mg", 80, None),
        ("iron_sucrose", "201 mg", 80, "critical"),
        ("iron_dextran", "1600 mg", 80, None),
        ("iron_dextran", "1601 mg", 80, "critical"),
        ("ferumoxytol", "510 mg", 80, None),
        ("ferumoxytol", "511 mg", 80, "critical"),
    ],
)
def test_the_most_of_each_product(medicine, dose, weight, level):
    """4.3: of each product the single dose that its label allows."""
    assert plan(low_iron(ordered(medicine, dose), weight=weight)).alert("iv-iron-dose") == level


@pytest.mark.parametrize(("dose", "level"), [("500 mg", None), ("501 mg", "critical")])
@pytest.mark.parametrize("ago", [1, 6])
def test_the_doses_of_one_week_together(dose, level, ago):
    """AL-IV-MAXDOSE: 500 mg were given this week; 1000 mg a week."""
    events = [
        given("ferric_carboxymaltose", "500 mg", ago=ago),
        ordered("ferric_carboxymaltose", dose),
    ]
    assert plan(low_iron(*events, weight=80, sampled=10)).alert("iv-iron-dose") == level


def test_a_dose_of_the_week_before_does_not_count():
    """AL-IV-MAXDOSE: seven days ago."""
    events = [
        given("ferric_carboxymaltose", "1000 mg", ago=7),
        ordered("ferric_carboxymaltose", "1000 mg"),
    ]
    assert plan(low_iron(*events, weight=80, sampled=10)).alert("iv-iron-dose") is None


@pytest.mark.parametrize("medicine", ["ferric_derisomaltose", "iron_dextran"])
def test_a_dose_by_weight_is_not_judged_without_the_weight(medicine):
    """4.3: 20 mg/kg of an unknown weight is unknown; the weight is asked for."""
    assert plan(low_iron(ordered(medicine, "1601 mg"))).alert("iv-iron-dose") is None


# A full course, and what follows (S42, S43, S55)


def infused(*events, dose="1500 mg", ago=50):
    return low_iron(
        observed("hemoglobin", 92, ago=ago + 2),
        observed("weight", 60, ago=ago + 2),
        given("ferric_carboxymaltose", dose, ago=ago),
        *events,
        hemoglobin=None,
        sampled=ago + 2,
        pernicious_anemia=True,
    )


@pytest.mark.parametrize(
    ("dose", "full"), [("1499 mg", False), ("1500 mg", True), ("1501 mg", True)]
)
def test_a_course_is_full_at_the_labels_total(dose, full):
    """4.3: 1500 mg for a hemoglobin of 92 and 60 kg."""
    assert plan(infused(dose=dose)).value("intravenous_iron_full") is full


@pytest.mark.parametrize(("day", "waiting"), [(55, True), (56, False)])
def test_no_more_iron_before_a_ferritin_of_eight_weeks(day, waiting):
    """S55: 8 weeks or more after intravenous iron."""
    file = infused(observed("ferritin", 25, ago=70 - day), ago=70)
    assert plan(file).value("intravenous_iron_waiting") is waiting


@pytest.mark.parametrize(("ago", "waiting"), [(365, True), (366, False)])
def test_that_ferritin_is_waited_for_a_year(ago, waiting):
    """S55, S43."""
    assert plan(infused(ago=ago)).value("intravenous_iron_waiting") is waiting


@pytest.mark.parametrize(("day", "replete"), [(55, False), (56, True), (57, True)])
def test_stores_are_judged_from_eight_weeks_after_an_infusion(day, replete):
    """S55: ferritin before that is falsely high."""
    ago = 70 - day
    file = infused(
        observed("ferritin", 120, ago=ago), observed("transferrin_saturation", 25, ago=ago), ago=70
    )
    assert plan(file).value("iron_replete") is replete


@pytest.mark.parametrize(("day", "replete"), [(0, False), (1, True)])
def test_stores_are_judged_after_iron_began(day, replete):
    """S55: a ferritin of the day on which iron began is one before treatment."""
    file = patient(
        oral_iron(ago=100),
        observed("ferritin", 120, ago=100 - day),
        observed("transferrin_saturation", 25, ago=100 - day),
        crp=1,
    )
    assert plan(file).value("iron_replete") is replete


# Iron that ended (S48, S49)


@pytest.mark.parametrize(("ago", "followed"), [(457, True), (458, False)])
def test_tablets_that_ended_are_followed_up_for_fifteen_months(ago, followed):
    """S48, S49: 22 August 2025, that day included."""
    file = patient(
        started("ferrous_sulfate", "65 mg", ago=700), stopped("ferrous_sulfate", ago=ago), crp=1
    )
    assert plan(file).value("iron_ended_of_late") is followed


@pytest.mark.parametrize(("ago", "followed"), [(457, True), (458, False)])
def test_an_infusion_is_followed_up_for_fifteen_months(ago, followed):
    """S48, S49."""
    file = patient(given("ferric_carboxymaltose", "1000 mg", ago=ago), crp=1)
    assert plan(file).value("iron_ended_of_late") is followed


# Ferric derisomaltose is for adults (4.3)


@pytest.mark.parametrize(("age", "offered"), [(17, False), (18, True), (19, True)])
def test_ferric_derisomaltose_is_offered_from_18(age, offered):
    """4.3: 18 years or more."""
    known = {"age": age, "sex": "male", "pernicious_anemia": True, "weight": 60}
    assert plan(low_iron(**known)).offers("iron-derisomaltose") is offered


# Hypophosphatemia (AL-FCM-PHOS)


@pytest.mark.parametrize(
    "risk",
    ["osteoporosis", "malnutrition", "hyperparathyroidism", "hypophosphatemia", "crohn_disease",
     "hereditary_hemorrhagic_telangiectasia", "malabsorption", "bone_pain"],
)  # fmt: skip
def test_each_risk_of_low_phosphate_alone_warns(risk):
    """4.4, AL-FCM-PHOS."""
    file = low_iron(ordered("ferric_carboxymaltose"), **{risk: True})
    assert plan(file).alert("AL-FCM-PHOS") == "warning"


@pytest.mark.parametrize(("phosphate", "level"), [(0.64, "warning"), (0.65, None)])
def test_a_low_phosphate_warns(phosphate, level):
    """3.3: hypophosphatemia is below 0.65 mmol/L."""
    file = low_iron(ordered("ferric_carboxymaltose"), phosphate=phosphate)
    assert plan(file).alert("AL-FCM-PHOS") == level


def test_no_risk_of_low_phosphate_does_not_warn():
    assert plan(low_iron(ordered("ferric_carboxymaltose"))).alert("AL-FCM-PHOS") is None
