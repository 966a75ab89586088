"""The account of a record: what became of each event."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hematinic.plan.account import Accountant
from hematinic.record.asof import seen_from
from hematinic.record.patient_file import read_patient_file
from hematinic.render.json import to_json
from spec.patients import both, observed, patient, plan, planner


def account(file):
    """What became of each event, by its name and day, in order."""
    made = planner()
    record = seen_from(read_patient_file(file, made.rules.guideline, 739942), 739942)
    found = made.plan(record, 739942)
    return [
        (one.event.name, one.became, one.lines) for one in Accountant(made).account(record, found)
    ]


def became(file, name):
    return [what for one, what, _ in account(file) if one == name]


def test_what_decided_a_line_is_told_with_it():
    lines = {name: lines for name, what, lines in account(both()) if what == "decided"}
    assert any(name.startswith("iron-") for name in lines["ferritin"])
    assert any(name.startswith("b12-") for name in lines["vitamin_b12"])


def test_a_later_result_supersedes_an_earlier_one():
    file = both(observed("tsh", 2.0, ago=300), observed("tsh", 2.1, ago=3))
    assert became(file, "tsh") == ["superseded", "changes nothing"]


def test_a_result_may_be_too_old():
    assert became(patient(observed("magnesium", 0.8, ago=200)), "magnesium")[0] in (
        "too old",
        "read by none",
    )


@settings(max_examples=20, deadline=None)
@given(st.sets(st.sampled_from(["tsh", "ldh", "copper", "zinc", "magnesium"])))
def test_every_event_has_its_account(names):
    file = both(*(observed(name, 5) for name in names))
    assert len(account(file)) == len(file["events"])


def test_the_plan_does_not_change_for_being_accounted_for():
    file = both(paresthesia=True)
    before = to_json(plan(file).plan)
    account(file)
    assert to_json(plan(file).plan) == before
