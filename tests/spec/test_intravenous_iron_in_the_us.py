"""Intravenous iron by the US labels, where the plan is for the United States (4.3)."""

import pytest

from spec.patients import given, low_iron, ordered, plan

CAUSE = {"oral_iron_failure": True, "hemoglobin": 91}


def us(*events, **known):
    return plan(low_iron(*events, **(CAUSE | known)) | {"jurisdiction": "US"})


def uk(*events, **known):
    return plan(low_iron(*events, **(CAUSE | known)))


def amounts(found, line="iron-intravenous"):
    return found.item(line).schedule.amounts


@pytest.mark.parametrize(
    ("weight", "doses"),
    [
        (50, (750, 750)),
        (52, (750, 750)),
        (120, (750, 750)),
        (49, (735, 735)),  # 15 mg/kg twice
        (45, (675, 675)),
        (">=50", (750, 750)),
        (">=49", ()),
        ("<50", ()),
        (None, ()),
    ],
)
def test_ferric_carboxymaltose_twice(weight, doses):
    """4.3: 750 mg twice from 50 kg on, 15 mg/kg twice below; no dose is guessed."""
    assert amounts(us(weight=weight)) == doses


def test_the_doses_are_a_week_apart():
    """4.3: 7 days or more."""
    assert us(weight=68).due("iron-intravenous") == ["2026-11-22", "2026-11-29"]


@pytest.mark.parametrize("hemoglobin", [91, 110, 145])
def test_the_course_does_not_go_by_hemoglobin(hemoglobin):
    """4.3: 1,500 mg."""
    found = us(weight=68, hemoglobin=hemoglobin)
    assert found.value("carboxymaltose_label_total") == (1500, 1500)
    assert found.value("derisomaltose_label_total") == (1000, 1000)


@pytest.mark.parametrize(
    ("weight", "doses"),
    [
        (50, (1000,)),
        (52, (1000,)),
        (120, (1000,)),
        (49, (980,)),
        (45, (900,)),
        (">=49", ()),
        (None, ()),
    ],
)
def test_ferric_derisomaltose_once(weight, doses):
    """4.3: 1,000 mg once from 50 kg on, 20 mg/kg below."""
    assert amounts(us(weight=weight), "iron-derisomaltose") == doses


@pytest.mark.parametrize("name", ["carboxymaltose_label_total", "derisomaltose_label_total"])
@pytest.mark.parametrize("weight", ["<=50", ">=45", ">49"])
def test_a_weight_that_may_lie_on_either_side_has_no_total(name, weight):
    """4.3: 50 kg divides."""
    assert us(weight=weight).value(name) is None


@pytest.mark.parametrize(
    ("name", "weight", "most"),
    [
        ("carboxymaltose_label_single", 66, 990),  # 15 mg/kg
        ("carboxymaltose_label_single", 67, 1000),
        ("carboxymaltose_label_single", ">=67", 1000),
        ("carboxymaltose_label_single", ">66", None),
        ("carboxymaltose_label_single", "<70", None),
        ("derisomaltose_single", 49, 980),
        ("derisomaltose_single", 50, 1000),
        ("derisomaltose_single", ">=50", 1000),
        ("derisomaltose_single", ">49", None),
        ("derisomaltose_single", "<=50", None),
        ("derisomaltose_single", "<52", None),
    ],
)
def test_the_most_at_a_time(name, weight, most):
    """4.3: 15 mg/kg of carboxymaltose, 20 mg/kg of derisomaltose, 1,000 mg of either."""
    found = us(weight=weight).value(name)
    assert found == (None if most is None else (most, most))


def test_on_dialysis_200_mg_at_a_time():
    assert us(weight=68, dialysis=True).value("carboxymaltose_single") == (200, 200)


def test_in_pregnancy_the_smaller_total_is_taken_there_too():
    """K4: 60 x 19 x 0.24 + 500 = 773.6 mg."""
    found = us(weight=60, age=30, pregnancy=True, gestation=20)
    assert amounts(found) == (387, 386)
    assert amounts(found, "iron-derisomaltose") == (773,)


@pytest.mark.parametrize(
    ("medicine", "dose", "weight", "there", "here"),
    [
        ("ferric_carboxymaltose", "750 mg", 50, None, None),
        ("ferric_carboxymaltose", "751 mg", 50, "critical", None),
        ("ferric_carboxymaltose", "1000 mg", 68, None, None),
        ("ferric_carboxymaltose", "1001 mg", None, "critical", "critical"),
        ("ferric_derisomaltose", "1000 mg", 80, None, None),
        ("ferric_derisomaltose", "1001 mg", 80, "critical", None),
        ("ferric_derisomaltose", "1001 mg", None, "critical", None),
        ("ferric_derisomaltose", "981 mg", 49, "critical", "critical"),
        ("iron_dextran", "100 mg", 80, None, None),
        ("iron_dextran", "101 mg", 80, "critical", None),
        ("iron_dextran", "101 mg", None, "critical", None),
    ],
)
def test_an_order_above_the_label(medicine, dose, weight, there, here):
    """AL-IV-MAXDOSE: of iron dextran 100 mg a day on the US label; elsewhere 20 mg/kg."""
    order = ordered(medicine, dose, route="intravenous")
    assert us(order, weight=weight).alert("iv-iron-dose") == there
    assert uk(order, weight=weight).alert("iv-iron-dose") == here


@pytest.mark.parametrize(("dose", "level"), [("400 mg", None), ("401 mg", "critical")])
def test_derisomaltose_of_a_week_together(dose, level):
    """AL-IV-MAXDOSE: 600 mg three days ago."""
    events = [
        given("ferric_derisomaltose", "600 mg", ago=3, route="intravenous"),
        ordered("ferric_derisomaltose", dose, route="intravenous"),
    ]
    assert us(*events, weight=80, sampled=5).alert("iv-iron-dose") == level


def test_one_dose_of_derisomaltose_is_the_course():
    """4.3: nothing is left, of carboxymaltose neither."""
    before = given("ferric_derisomaltose", "1000 mg", ago=8, route="intravenous")
    found = us(before, weight=68, sampled=10)
    assert found.value("carboxymaltose_left") == (0, 0)
    assert found.value("intravenous_iron_full") is True
    assert not found.prescribes("iron")
