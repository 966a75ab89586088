"""What is left of a course of intravenous iron: never less than nothing, and with nothing left no
infusion is offered until a new course is reckoned (4.3: `course <= total need`, S43, S55)."""

import pytest

from spec.patients import given, low_iron, observed, ordered, plan

ROUTES = ("iron-intravenous", "iron-intravenous-consider", "iron-derisomaltose")
SAID = "what this course needs has been given; look for the reason before a new course"


def infused(*events, dose="1500 mg", ago=70, product="ferric_carboxymaltose", **known):
    """Tablets have failed; 94 g/L and 68 kg before the course (1,500 mg by either table), 104 g/L
    and no stores now."""
    known = {"oral_iron_failure": True, "hemoglobin": 104, "weight": 68} | known
    return low_iron(
        observed("hemoglobin", 94, ago=ago + 2),
        observed("ferritin", 5, ago=ago + 2),
        observed("transferrin_saturation", 5, ago=ago + 2),
        given(product, dose, ago=ago, route="intravenous"),
        *events,
        **known,
    )


def offered(file):
    return [route for route in ROUTES if plan(file).offers(route)]


@pytest.mark.parametrize(
    ("dose", "left", "routes"),
    [
        ("1000 mg", 500, ["iron-intravenous", "iron-derisomaltose"]),
        ("1499 mg", 1, ["iron-intravenous", "iron-derisomaltose"]),
        ("1499.5 mg", 0.5, []),  # less than a milligram is nothing left
        ("1500 mg", 0, []),
        ("2000 mg", 0, []),  # more than was needed: not "500 mg too few"
    ],
)
@pytest.mark.parametrize("product", ["ferric_carboxymaltose", "ferric_derisomaltose"])
def test_with_nothing_left_no_infusion_is_offered(product, dose, left, routes):
    """4.3: after eight weeks the stores are empty again; no dose of zero or less, none overdue."""
    file = infused(dose=dose, product=product)
    assert plan(file).value("carboxymaltose_left") == (left, left)
    assert plan(file).value("derisomaltose_left") == (left, left)
    assert offered(file) == routes


def test_it_is_said_why_no_more_is_given_and_the_response_is_assessed():
    """S55: the stores are not full; look for blood loss before more iron."""
    found = plan(infused())
    assert found.not_recommended["iron-intravenous"] == SAID
    assert found.not_recommended["iron-derisomaltose"] == SAID
    assert found.verdict("intravenous_iron_response") == "short"
    assert not found.offers("FE-OD")


def test_infusions_that_would_only_be_considered_are_not_offered_either():
    """C2: 92 g/L is a reason to consider them, and nothing is left."""
    file = infused(oral_iron_failure=False, hemoglobin=92)
    assert plan(file).value("intravenous_iron_considered") is True
    assert offered(file) == []
    assert plan(file).not_recommended["iron-intravenous-consider"] == SAID


def test_a_dose_that_was_not_recorded_leaves_nothing_known():
    """3.1: what is left is unknown; the line stands, and no dose is guessed."""
    file = infused(dose="")
    assert plan(file).value("carboxymaltose_left") is None
    assert plan(file).item("iron-intravenous").schedule.amounts == ()


def test_a_total_that_is_not_known_leaves_nothing_known():
    """4.3: without a weight neither the total nor what is left."""
    file = infused(weight=None)
    assert plan(file).value("carboxymaltose_left") is None
    assert offered(file) == ["iron-intravenous", "iron-derisomaltose"]


@pytest.mark.parametrize(("ago", "amounts"), [(84, None), (85, (1000,))])
def test_a_new_course_is_reckoned_anew(ago, amounts):
    """A course is current for 84 days; after that 104 g/L and 68 kg give 1,000 mg, of the product
    that spares phosphate, since a repeated dose lowers it more (4.4)."""
    found = plan(infused(ago=ago))
    assert found.offers("FE-IV") is bool(amounts)
    if amounts:
        assert found.item("FE-IV").item.id == "iron-derisomaltose-first"
        assert found.item("FE-IV").schedule.amounts == amounts


# The table of the product that was given (4.3)


def light(product, dose, ago=70):
    """48 kg and 94 g/L: 1,500 mg of ferric carboxymaltose, 500 mg of ferric derisomaltose."""
    return plan(infused(product=product, dose=dose, weight=48, ago=ago))


@pytest.mark.parametrize(
    ("product", "carboxymaltose", "derisomaltose"),
    [("ferric_carboxymaltose", 1000, 0), ("ferric_derisomaltose", 0, 0), ("iron_sucrose", 1000, 0)],
)
def test_a_course_keeps_to_the_table_of_its_product(product, carboxymaltose, derisomaltose):
    """4.3: 500 mg were given; of derisomaltose that is the whole course below 50 kg."""
    found = light(product, "500 mg")
    assert found.value("carboxymaltose_left") == (carboxymaltose, carboxymaltose)
    assert found.value("derisomaltose_left") == (derisomaltose, derisomaltose)
    assert found.offers("iron-intravenous") is bool(carboxymaltose)
    assert not found.offers("iron-derisomaltose")


@pytest.mark.parametrize(("dose", "full"), [("499 mg", False), ("500 mg", True)])
def test_a_course_of_derisomaltose_is_full_by_its_own_table(dose, full):
    """4.3, S55: then ferritin at 8 to 12 weeks is waited for."""
    assert light("ferric_derisomaltose", dose, ago=20).value("intravenous_iron_full") is full


def test_derisomaltose_of_an_earlier_course_does_not_count():
    earlier = given("ferric_derisomaltose", "500 mg", ago=400, route="intravenous")
    found = plan(infused(earlier, dose="500 mg", weight=48))
    assert found.value("carboxymaltose_left") == (1000, 1000)


# Warnings that go with an infusion


@pytest.mark.parametrize(("dose", "level"), [("1000 mg", "warning"), ("1500 mg", None)])
def test_no_warning_of_an_infusion_that_is_not_advised(dose, level):
    """AL-IV-HSR: of asthma, where this plan advises an infusion."""
    assert plan(infused(dose=dose, asthma=True)).alert("iv-iron-hypersensitivity-risk") == level


def test_an_order_is_warned_of_whatever_is_left():
    order = ordered("ferric_carboxymaltose", "500 mg", route="intravenous")
    found = plan(infused(order, asthma=True))
    assert found.alert("iv-iron-hypersensitivity-risk") == "warning"
    assert "still needs (0 mg)" in found.line("iv-iron-course")


@pytest.mark.parametrize(("dose", "level"), [("1000 mg", "warning"), ("1500 mg", None)])
def test_low_phosphate_is_warned_of_where_carboxymaltose_is_advised(dose, level):
    """AL-FCM-PHOS: a risk of it, and phosphate measured since the last infusion."""
    file = infused(dose=dose, osteoporosis=True, phosphate=1)
    assert plan(file).alert("phosphate-carboxymaltose") == level
