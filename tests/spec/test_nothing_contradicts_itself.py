"""One plan speaks with one voice: no line says what another line of it denies (K42, K48).

Held of patients of every kind, likely and unlikely, and of sampled ones on several days.
"""

import datetime

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from tools.account import contradictions as denied

from hematinic.plan.model import Plan
from hematinic.record.asof import seen_from
from hematinic.record.patient_file import read_patient_file
from hematinic.render.words import lines
from hematinic.sample.patient_file import as_patient_file
from hematinic.sample.story import simulate
from properties.anyone import people
from render.people import FILES
from spec.patients import (
    both,
    done,
    given,
    injections,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    patient,
    plan,
    planner,
    started,
)


def contradictions(made: Plan) -> list[str]:
    found = [*denied(made, planner().rules.guideline)]
    today = [
        line.item.prescribe
        for line in made.recommendations
        if line.status == "recommended" and line.schedule and line.item.prescribe
        and line.schedule.first_due == made.as_of
    ]  # fmt: skip
    said = lines.bottom_line(made)
    injected = [dose for dose in today if dose.route != "oral"]
    if "Give hydroxocobalamin 1 mg intramuscularly today" in said and not injected:
        found.append("the bottom line gives today what no line gives today")
    return found


@pytest.mark.parametrize("name", FILES)
def test_no_plan_of_the_people_contradicts_itself(name):
    assert contradictions(plan(FILES[name]).plan) == []


@settings(max_examples=300, deadline=None)
@for_all(people())
def test_no_plan_of_anyone_contradicts_itself(file):
    assert contradictions(plan(file).plan) == []


@pytest.mark.parametrize("number", range(24))
def test_no_plan_of_a_sampled_patient_contradicts_itself(number):
    simulated = simulate(5, number)
    file = as_patient_file(simulated)
    record = read_patient_file(file, planner().rules.guideline, datetime.date.max.toordinal())
    for day in simulated.visits[::3]:
        assert contradictions(planner().plan(seen_from(record, day), day)) == []


# While loading goes on, its maintenance is not due


@pytest.mark.parametrize("ago", [25, 60, 120])
@pytest.mark.parametrize("numb", [True, False])
def test_maintenance_is_counted_from_the_end_of_loading_and_never_due_beside_it(ago, numb):
    """S12, S14: a loading that was begun long ago and lapsed is taken up first."""
    seen = plan(low_b12(given("hydroxocobalamin", ago=ago), paresthesia=numb, sampled=ago + 1))
    code = "B12-NEURO" if numb else "B12-STD"
    assert seen.due(code)[0] == "2026-11-22"
    assert seen.due(f"{code}-M")[0] >= "2027-01-22"


# A route that changes


TABLETS = started("cyanocobalamin", "1 mg", ago=80)


def test_tablets_of_b12_end_on_the_day_of_the_first_injection():
    """K42: until then they go on; the stop is told in every face by the tablets' own name."""
    seen = plan(low_b12(TABLETS, observed("vitamin_b12", 120), sampled=100))
    [stop] = [line for line in seen.plan.recommendations if line.stops]
    assert (stop.item.id, stop.stops) == ("b12-tablets-end-with-injection", "cyanocobalamin")
    assert "Cyanocobalamin: Go on until the first injection" in seen.line(stop.item.id)


def test_after_the_first_injection_they_are_stopped():
    file = low_b12(TABLETS, *injections(2), observed("vitamin_b12", 120, ago=20), sampled=100)
    [stop] = [line for line in plan(file).plan.recommendations if line.stops]
    assert stop.item.id == "b12-tablets-ended"


@pytest.mark.parametrize(
    "known",
    [
        {"refuses_injections": True},
        {"hydroxocobalamin_unavailable": True},
        {"cobalamin_allergy": True},
    ],
)
def test_tablets_do_not_end_where_no_injection_comes(known):
    seen = plan(low_b12(TABLETS, observed("vitamin_b12", 120), sampled=100, **known))
    assert [line for line in seen.plan.recommendations if line.stops] == []


def test_tablets_do_not_end_once_loading_is_complete():
    file = low_b12(TABLETS, *injections(6, last=30), sampled=100)
    assert [line for line in plan(file).plan.recommendations if line.stops] == []


def test_the_rule_of_tablets_is_not_told_where_the_tablets_end():
    """K42: no checks or advice for the old route."""
    failing = {"sampled": 60, "hemoglobin": 92, "weight": 70}
    stays = plan(low_iron(oral_iron(50), **failing))
    ends = plan(low_iron(oral_iron(50), crohn_disease=True, **failing))
    assert ends.recommends("FE-IV")
    assert ends.alert("AL-HB-NA") is None
    assert stays.alert("AL-HB-NA") == "information"


# The level between the limits, and the blood picture


PICTURE = {"mcv": 118, "hemoglobin": 84, "hypersegmented_neutrophils": True}


@pytest.mark.parametrize(
    ("level", "between"), [(179, False), (200, True), (350, True), (420, False)]
)
def test_a_level_is_called_between_the_limits_only_where_it_is(level, between):
    """5.1: 180 to 350 ng/L, whatever the picture."""
    seen = plan(patient(vitamin_b12=level, **PICTURE))
    assert (seen.alert("b12-assay-limits") is not None) is between


def test_a_dose_after_sampling_leaves_no_trial_to_consider():
    seen = plan(patient(vitamin_b12=420, **PICTURE))
    assert seen.considers("b12-after-sampling")
    assert not seen.offers("b12-trial")
    assert not seen.offers("b12-second-test")
    assert seen.offers("b12-picture-tests")


BYPASS = done("gastric_bypass", ago=3000)


def test_after_bypass_the_dose_that_is_due_is_the_one_after_sampling():
    """5.11 and K32: not a dose to consider beside a dose that is recommended, on one day."""
    file = patient(BYPASS, vitamin_b12=510, paresthesia=True)
    seen = plan(file)
    assert seen.due("b12-bariatric-prophylaxis") == ["2026-11-22"]
    assert not seen.offers("b12-after-sampling")
    assert "is given today, after the samples" in seen.plan.bottom_line.clinician
    later = plan(patient(BYPASS, given("hydroxocobalamin", ago=400),
                         given("hydroxocobalamin", ago=30), vitamin_b12=510, paresthesia=True,
                         sampled=31))  # fmt: skip
    assert later.due("b12-bariatric-prophylaxis")[0] > "2026-11-22"


# The patient's own medicine


@pytest.mark.parametrize(
    ("medicine", "label", "alert"),
    [
        ("omeprazole", "omeprazole", "interaction-acid"),
        ("warfarin", "warfarin", "im-bleeding"),
        ("alendronic_acid", "alendronic acid", "AL-INTERACT"),
        ("doxycycline", "doxycycline", "AL-INTERACT"),
    ],
)
def test_an_alert_names_the_medicine_that_is_taken(medicine, label, alert):
    seen = plan(both(oral_iron(20), started(medicine, ago=400), sampled=30))
    assert label in seen.line(alert)


def test_an_alert_names_no_medicine_that_does_not_bear_on_it():
    seen = plan(
        both(oral_iron(20), started("warfarin", ago=400), started("omeprazole", ago=9), sampled=30)
    )
    assert "omeprazole" not in seen.line("im-bleeding")
    assert "warfarin" not in seen.line("interaction-acid")


def test_where_nothing_is_ordered_no_test_is_spoken_of():
    assert "What is asked for below" in plan(patient()).plan.bottom_line.clinician
    assert "tests below" not in plan(patient()).text
