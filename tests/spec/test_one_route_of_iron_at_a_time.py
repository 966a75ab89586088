"""A route that changes ends the one before it, what is taken goes on by its own name, and no alert
urges what the plan refuses (K41, K42, K43, K44, K46)."""

import pytest

from hematinic.render.fhir.careplan import bundle
from spec.patients import given, low_b12, low_iron, observed, oral_iron, plan, present, started

GASTRITIS = {"pernicious_anemia": True, "weight": 58}


def stops(seen):
    return {line.item.id: line.stops for line in seen.plan.recommendations if line.stops}


@pytest.mark.parametrize("medicine", ["ferrous_sulfate", "ferrous_gluconate", "ferric_maltol"])
def test_an_infusion_ends_the_iron_that_is_taken(medicine):
    seen = plan(low_iron(started(medicine, "30 mg", ago=40), **GASTRITIS))
    assert seen.recommends("FE-IV")
    assert stops(seen) == {"iron-tablets-end-with-infusion": medicine}
    assert not seen.offers("FE-OD")
    for line in ("iron-stores", "iron-safety", "iron-oral-vitamin-c", "oral_iron_response"):
        assert not seen.offers(line)
    due = {line.check.id for line in seen.plan.monitoring}
    assert not due & {"blood-count-two-weeks", "side-effects-adherence", "iron-indices-confirm"}
    assert "intravenous-recheck" in due


def test_no_infusion_ends_nothing():
    assert stops(plan(low_iron(oral_iron(ago=40)))) == {}
    assert stops(plan(low_iron(oral_iron(ago=40), iv_iron_allergy=None, **GASTRITIS))) == {}


@pytest.mark.parametrize(
    "known",
    [
        {"oral_iron_failure": True},
        {"oral_iron_intolerance": True, "alternate_day_iron_declined": True},
    ],
)
def test_what_failed_or_is_not_tolerated_stops_at_once(known):
    """Whatever comes next, and in FHIR as an order not to give it."""
    seen = plan(
        low_iron(started("ferrous_fumarate", "68 mg", ago=60), iv_iron_allergy=None, **known)
    )
    assert stops(seen) == {"iron-tablets-end-now": "ferrous_fumarate"}
    assert "Ferrous fumarate: Stop it today" in seen.line("iron-tablets-end-now")
    [stop] = [
        entry["resource"]
        for entry in bundle(seen.plan)["entry"]
        if entry["resource"].get("doNotPerform")
    ]
    assert "fumarate" in str(stop["medicationCodeableConcept"])


def test_alternate_days_are_a_schedule_and_no_stop():
    """C1: the same tablet, and not another salt."""
    taken = started("ferrous_fumarate", "68 mg", ago=20)
    seen = plan(low_iron(taken, present("nausea", severity="mild"), nausea=None))
    assert seen.recommends("FE-AD")
    assert stops(seen) == {}
    assert "Ferrous fumarate" in seen.line("iron-oral-alternate-day")


@pytest.mark.parametrize(
    ("taken", "item", "said"),
    [
        (("ferrous_fumarate", "106 mg", "1 d"), "iron-oral-as-taken",
         "Ferrous fumarate 106 mg elemental iron by mouth once daily"),
        (("ferric_maltol", "30 mg", "12 h"), "iron-oral-as-taken",
         "Ferric maltol 30 mg elemental iron by mouth every 12 hours"),
        (("ferrous_gluconate", "35 mg", "8 h"), "iron-oral-fewer-doses",
         "Ferrous gluconate 35 mg elemental iron by mouth once daily"),
        (("ferrous_sulfate", "65 mg", "1 d"), "iron-oral-daily", "Ferrous sulfate 200 mg"),
    ],
)  # fmt: skip
def test_what_is_taken_goes_on_by_its_own_name(taken, item, said):
    """K46, C18: never a second salt beside it; more than 100 mg a day in several doses is once daily."""
    medicine, dose, every = taken
    seen = plan(low_iron(started(medicine, dose, every=every, ago=12)))
    assert said in seen.line(item)
    assert seen.doses() == [medicine]


INFUSED = given("ferric_carboxymaltose", "1000 mg", ago=20, route="intravenous")


@pytest.mark.parametrize(
    ("events", "known", "suits"),
    [
        ([], {}, True),
        ([oral_iron(ago=40)], {}, True),
        ([], {"oral_iron_intolerance": None}, True),
        ([], {"oral_iron_intolerance": True}, False),
        ([], {"oral_iron_failure": True}, False),
        ([oral_iron(ago=40, every="2 d")], {}, False),
        ([INFUSED], {}, False),
        ([], {"ferritin": 200, "transferrin_saturation": 30}, False),
    ],
)
def test_when_daily_tablets_suit(events, known, suits):
    """S19, C1, K41: what rules them out, and what stands in their place; unknown does neither."""
    assert plan(low_iron(*events, **known)).value("daily_oral_iron_suits") is suits


@pytest.mark.parametrize(
    ("known", "urged"),
    [({}, True), ({"iv_iron_allergy": True}, False), ({"active_infection": True}, False)],
)
def test_no_alert_urges_an_infusion_that_is_refused(known, urged):
    seen = plan(low_iron(hemoglobin=97, **(GASTRITIS | known)))
    fired = {one.alert.id for one in seen.plan.alerts}
    assert ("gastritis-intravenous" in fired) is urged
    assert ("infusion-not-here" in fired) is not urged
    assert "severity-source" not in fired or urged


@pytest.mark.parametrize(("adherence", "asked"), [(None, True), (79, False), (85, False)])
def test_the_step_to_an_infusion_needs_adherence(adherence, asked):
    """K43: unknown is asked for, poor is mended first."""
    file = low_iron(
        oral_iron(ago=18), observed("hemoglobin", 106, ago=19), observed("hemoglobin", 109, ago=4),
        hemoglobin=None, adherence=adherence, sampled=25,
    )  # fmt: skip
    seen = plan(file)
    assert seen.considers("FE-IV") is (adherence == 85)
    assert ("adherence" in {one.element for one in seen.plan.missing if one.waited_for}) is asked


@pytest.mark.parametrize(
    ("events", "known", "weight", "provisional"),
    [
        ([], {"booking_weight": 55}, 55, False),
        ([observed("weight", 57, ago=120)], {}, 57, False),  # at 12 weeks and 6 days
        ([observed("weight", 57, ago=119)], {}, 69, True),  # at 13 weeks
        ([], {}, 69, True),
    ],
)
def test_the_weight_of_an_infusion_in_pregnancy(events, known, weight, provisional):
    """K44: without one of the first trimester the dose is provisional. Today is 30 weeks."""
    seen = plan(low_iron(*events, observed("gestation", 30, ago=0), observed("weight", 69, ago=1),
                         age=31, pregnancy=True, oral_iron_failure=True, hemoglobin=93, **known))  # fmt: skip
    assert seen.value("dosing_weight") == (weight, weight)
    assert bool(seen.alert("iv-iron-weight-provisional")) is provisional


@pytest.mark.parametrize(("mcv", "tested"), [(79, True), (80, False)])
def test_small_red_cells_alone_have_iron_measured(mcv, tested):
    """N25: where the plan speaks of tests, they are in it."""
    assert plan(low_b12(vitamin_b12=420, mcv=mcv, hemoglobin=141, ferritin=None,
                        transferrin_saturation=None)).offers("iron-hold-test") is tested  # fmt: skip
