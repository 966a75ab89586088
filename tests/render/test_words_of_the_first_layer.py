"""The words of *now* are counted as they are written: each of these patients was once beyond them.

What must be stopped, whom to call, the doses of the day and the next date stand in all of them.
"""

import pytest

from hematinic.plan.layers import MOST_WORDS
from hematinic.render.words.layers import in_words
from spec.patients import both, done, given, low_iron, patient, plan, present, started

HEAVY = {
    "too little B12 by mouth, and a hemoglobin of an emergency": patient(
        started("cyanocobalamin", "1 mg", ago=84, every="1 d", route="oral"),
        age=68, sex="male", vitamin_b12=120, hemoglobin=61, mcv=114,
    ),
    "loading begun and overdue, iron by vein after its questions": both(
        given("hydroxocobalamin", ago=21),
        present("crohn_disease", ago=900, activity="active"),
        absent=(), sex="male", age=70, hemoglobin=80, weight=71, sampled=25,
        subacute_combined_degeneration=None, paresthesia=None, iv_iron_allergy=None,
        active_infection=None, gait_disturbance=True,
    ),
    "a bypass, two infusions after their questions, B12 not measured": low_iron(
        done("gastric_bypass", ago=900),
        present("crohn_disease", ago=900, activity="active"),
        hemoglobin=82, weight=96, iv_iron_allergy=None, active_infection=None, egfr=None,
        vitamin_b12=None, active_b12=None, chronic_kidney_disease=True,
    ),
    "a red flag of the film, a bleeding risk and three to call": patient(
        age=52, vitamin_b12=110, hemoglobin=84, mcv=108, platelets=31, schistocytes=True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("reader", ["clinician", "patient"])
@pytest.mark.parametrize("file", [pytest.param(file, id=name) for name, file in HEAVY.items()])
def test_within_the_words(file, reader):
    told = in_words(plan(file).plan, reader)
    assert told.now.words <= MOST_WORDS
    assert told.now.words > MOST_WORDS / 2


@pytest.mark.parametrize("file", [pytest.param(file, id=name) for name, file in HEAVY.items()])
def test_what_always_stands_is_not_shortened_for_it(file):
    found = plan(file).plan
    now = in_words(found).now
    doses = [
        line.item.id
        for line in found.recommendations
        if line.schedule and not line.waits and line.schedule.first_due <= found.as_of
        and line.status == "recommended"
    ]  # fmt: skip
    assert set(doses) <= {one.id for one in now.today}
    interrupting = [fired.alert.id for fired in found.alerts if fired.alert.interrupts]
    assert set(interrupting) <= {one.id for one in now.stop}
    assert now.next


def test_what_does_not_fit_is_told_in_the_second_layer():
    """The dose stays; what is to be minded with it moves."""
    told = in_words(plan(HEAVY["too little B12 by mouth, and a hemoglobin of an emergency"]).plan)
    dose = next(one for one in told.now.today if one.id == "b12-loading-neurological")
    assert "1 mg" in dose.lead
    assert not dose.text
    later = [one for section in told.plan.sections for one in section.lines]
    assert any(one.id == dose.id and one.text for one in later)


def test_beyond_the_words_what_must_be_said_stands_and_nothing_else():
    file = patient(
        age=52, vitamin_b12=110, hemoglobin=84, mcv=108, platelets=28, schistocytes=True,
        paresthesia=True,
    )  # fmt: skip
    told = in_words(plan(file).plan)
    now = told.now
    assert now.words > MOST_WORDS
    assert {one.id for one in now.stop} >= {"red-flag", "neurology-urgent", "im-bleeding"}
    assert len(now.call) > 2
    assert not now.questions
    assert [one.text for one in now.today] == [""]
    assert len(now.next) == 1
    assert told.plan.questions
