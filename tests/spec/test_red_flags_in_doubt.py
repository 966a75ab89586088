"""A red flag in doubt is read to the safe side (specification 5.13, 0.2).

A patient file refuses what contradicts itself; a record from elsewhere may hold it.
"""

import pytest

from hematinic.record.events import Event, Record
from hematinic.record.patient_file import read_patient_file
from spec.patients import TODAY, Seen, both, planner

DAY = float(TODAY.toordinal() - 2)


def twice(kind, name, one, other, ago=0):
    """The same thing at the same time, told in two ways."""
    day = (DAY - ago, DAY - ago)
    return [
        Event(kind=kind or first, name=name, day=day, value=first if kind else None)
        for first in (one, other)
    ]


def plan(*events, **changes):
    file = read_patient_file(both(**changes), planner().rules.guideline, TODAY.toordinal())
    record = Record(patient=file.patient, events=(*file.events, *events))
    return Seen(planner().plan(record, TODAY.toordinal()))


CONDITIONS = (
    "chest_pain", "syncope", "dyspnea_at_rest", "angina", "acute_heart_failure",
    "hemodynamic_instability", "melena", "hematemesis", "neurological_progression",
    "sphincter_disturbance", "visual_loss", "psychosis", "schistocytes", "suspected_leukemia",
    "anaphylaxis", "iron_overdose",
)  # fmt: skip


@pytest.mark.parametrize("flag", CONDITIONS)
def test_a_red_flag_both_present_and_absent_is_referred(flag):
    seen = plan(*twice("", flag, "present", "absent"), **{flag: None})
    assert seen.value(flag) is None
    assert seen.recommends("REF-EMERG")
    assert seen.alert("AL-REDFLAG") == "warning"
    assert seen.plan.bottom_line.clinician.startswith("A red flag")


@pytest.mark.parametrize(
    ("element", "low", "high"),
    [("hemoglobin", 48, 95), ("platelets", 15, 210), ("potassium", 2.7, 4.1)],
)
def test_the_lower_of_two_results_of_one_time_counts(element, low, high):
    results = twice("observed", element, (low, low), (high, high))
    seen = plan(*results, **{element: None})
    assert seen.value(element) is None
    assert seen.recommends("REF-EMERG")


@pytest.mark.parametrize(
    ("element", "low", "high"),
    [("hemoglobin", 88, 95), ("platelets", 150, 210), ("potassium", 3.7, 4.1)],
)
def test_two_harmless_results_are_no_emergency(element, low, high):
    results = twice("observed", element, (low, low), (high, high))
    assert not plan(*results, **{element: None}).offers("REF-EMERG")


def test_a_later_result_settles_it():
    """A hemoglobin of 48 six days before one of 95 is history, as after a transfusion."""
    low = Event(kind="observed", name="hemoglobin", day=(DAY - 6, DAY - 6), value=(48.0, 48.0))
    assert not plan(low, hemoglobin=95).offers("REF-EMERG")


def test_a_later_denial_settles_it():
    pain = Event(kind="present", name="chest_pain", day=(DAY - 6, DAY - 6))
    assert not plan(pain, chest_pain=False).offers("REF-EMERG")
