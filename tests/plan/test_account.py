"""The account of a record: what became of each event, told in every face that has it."""

import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from hematinic.cli.main import app
from hematinic.plan.account import Accountant
from hematinic.record.asof import seen_from
from hematinic.record.patient_file import read_patient_file
from hematinic.render.json import as_data, to_json
from hematinic.sample.patient_file import as_patient_file
from hematinic.sample.story import simulate
from spec.patients import (
    TODAY,
    absent,
    both,
    low_b12,
    observed,
    patient,
    plan,
    planner,
    present,
    started,
)

SPEC = TODAY.toordinal()


def seen(file, day=SPEC):
    record = read_patient_file(file, planner().rules.guideline, max(day, SPEC))
    return seen_from(record, day)


def account(file, day=SPEC):
    """What became of each event, in order."""
    record = seen(file, day)
    return Accountant(planner()).account(record, planner().plan(record, day))


def became(file, name):
    return [one.became for one in account(file) if one.event.name == name]


def decided(file, name):
    [one] = [one for one in account(file) if one.event.name == name]
    return one.lines


def test_what_decided_a_line_is_told_with_it():
    assert any(name.startswith("iron-") for name in decided(both(), "ferritin"))
    assert any(name.startswith("b12-") for name in decided(both(), "vitamin_b12"))


def test_what_holds_a_line_back_decided_it():
    held = both(weight=70, crohn_disease=True, hemoglobin=88, active_infection=True)
    assert "iron-derisomaltose-first" in decided(held, "active_infection")


def test_a_result_that_nothing_explains_is_told_as_that():
    assert decided(patient(observed("copper", 5)), "copper") == ("unexplained",)
    assert decided(low_b12(platelets=120), "platelets") == ("explained",)


def test_what_only_answers_a_question_says_which():
    [one] = [one for one in account(both()) if one.event.name == "cobalamin_allergy"]
    assert (one.became, one.answers) == ("answered", ("cobalamin_allergy",))


def test_a_later_result_supersedes_an_earlier_one():
    file = both(observed("tsh", 2.0, ago=300), observed("tsh", 2.1, ago=3))
    assert became(file, "tsh") == ["superseded", "changes nothing"]
    file = both(present("fatigue", ago=30), absent("fatigue", ago=3))
    assert became(file, "fatigue")[0] == "superseded"


def test_a_medicine_that_no_rule_names_is_read_by_none():
    assert became(both(started("levothyroxine", ago=50)), "levothyroxine") == ["decided"]
    assert became(both(started("trimethoprim", ago=50)), "trimethoprim") == ["read by none"]


@settings(max_examples=20, deadline=None)
@given(st.sets(st.sampled_from(["tsh", "ldh", "copper", "zinc", "magnesium"])))
def test_every_event_has_its_account(names):
    file = both(*(observed(name, 5) for name in names))
    assert len(account(file)) == len(file["events"])


# Sampled patients


def story(number, seed=31):
    simulated = simulate(seed, number)
    day = simulated.visits[min(number % 3, len(simulated.visits) - 1)]
    return as_patient_file(simulated), day


ACTED_ON = (
    "id",
    "status",
    "level",
    "schedule",
    "due",
    "window",
    "because",
    "medicine",
    "questions",
)


def told(data):
    """A plan's lines with all that a reader acts on; not the reasons given for them."""
    lines = [
        {key: line.get(key) for key in ACTED_ON}
        for part in ("recommendations", "alerts", "monitoring", "not_recommended")
        for line in data[part]
    ]
    results = [(one["element"], one["on"]) for one in data["unexplained"] + data["explained"]]
    asked = {one["element"] for one in data["missing"]}
    return lines, results, asked


@pytest.mark.parametrize("number", range(6))
def test_what_decides_nothing_could_be_left_out(number):
    """Held against plans made without each event, by what the JSON says."""
    file, day = story(number)
    record = seen(file, day)
    whole = told(as_data(planner().plan(record, day)))
    found = account(file, day)
    for i, one in enumerate(found[: len(record.events)]):
        others = record.events[:i] + record.events[i + 1 :]
        rest = msgspec.structs.replace(record, events=others)
        without = told(as_data(planner().plan(rest, day)))
        if not one.lines and not one.answers:
            assert without == whole, one
        elif without == whole:
            assert set(one.lines) <= {"bottom_line", "timetable"}, one


@pytest.mark.parametrize("number", range(40, 60))
def test_no_event_of_a_sampled_patient_is_without_its_account(number):
    file, day = story(number)
    found = account(file, day)
    record = seen(file, day)
    assert [one.event for one in found] == [*record.events, *record.set_aside]
    for one in found:
        assert bool(one.lines) == (one.became == "decided")
        assert bool(one.answers) or one.became != "answered"


# Faces


def test_the_plan_does_not_change_for_being_accounted_for():
    file = both(paresthesia=True)
    before = to_json(plan(file).plan)
    account(file)
    assert to_json(plan(file).plan) == before


TSH = (observed("tsh", 2.0, ago=300), observed("tsh", 2.1, ago=3))


def run(tmp_path, command, *options, file=None):
    path = tmp_path / "patient.json"
    path.write_text(json.dumps(file or both(*TSH, weight=70)))
    done = CliRunner().invoke(app, [command, str(path), *options], env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_json_has_it_where_it_is_asked_for(tmp_path):
    whole = json.loads(run(tmp_path, "plan", "--format", "json", "--detail", "why"))
    plain = json.loads(run(tmp_path, "plan", "--format", "json"))
    assert "account" not in plain
    assert plain == {key: value for key, value in whole.items() if key != "account"}
    assert len(whole["account"]) == len(both(*TSH, weight=70)["events"])
    older = next(one for one in whole["account"] if one["event"]["on"] == "2026-01-26")
    assert (older["event"]["name"], older["became"]) == ("tsh", "superseded")
    named = {name for one in whole["account"] for name in one["lines"]}
    parts = {"bottom_line", "timetable", "unexplained", "explained"}
    assert "b12-loading-standard" in named
    assert named <= {*planner().rules.items, *parts}


def test_explain_without_a_line_tells_of_every_event(tmp_path):
    said = " ".join(run(tmp_path, "explain").split())
    assert "superseded by a later one" in said
    assert "looked at, and changes nothing" in said
    assert "decided: " in said
    for event in both(*TSH, weight=70)["events"]:
        assert event["on"] in said
