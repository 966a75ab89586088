"""Why a line stands or does not, and what would change it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import once
from guideline.small import small
from hematinic.plan.build import Planner
from hematinic.plan.explain import Because, UnknownItemError, explain
from hematinic.plan.model import Plan
from hematinic.plan.what_if import WhatIf
from hematinic.record.events import Patient, Record
from hematinic.record.patient_file import read_patient_file

EVENTS = [
    {"on": "2026-11-20", "observed": "hemoglobin", "value": 108, "unit": "g/L"},
    {"on": "2026-11-20", "observed": "ferritin", "value": 8, "unit": "ug/L"},
    {"on": "2026-11-20", "observed": "vitamin_b12", "value": 140, "unit": "ng/L"},
    {"on": "2026-11-20", "absent": "paresthesia"},
    {"on": "2026-11-20", "absent": "gait_disturbance"},
    {"on": "2026-11-20", "absent": "cognitive_impairment"},
    {"on": "2026-11-20", "absent": "subacute_combined_degeneration"},
]

AS_OF = 739_942  # 2026-11-22


@pytest.fixture(scope="module")
def planner() -> Planner:
    return once.planner()


@pytest.fixture(scope="module")
def plan(planner: Planner) -> Plan:
    data = {"patient": {"birth_date": "1981-03-04", "sex": "female"}, "events": EVENTS}
    return planner.plan(read_patient_file(data, planner.rules.guideline, AS_OF), AS_OF)


def walk(tree: Because) -> Iterator[Because]:
    yield tree
    for part in tree.parts:
        yield from walk(part)


def test_a_line_that_stands_rests_on_events(plan: Plan) -> None:
    tree = explain("b12-loading-standard", plan.assessment)
    assert tree.value is True
    events = {because.event.name for because in walk(tree) if because.event}
    assert {"vitamin_b12", "paresthesia"} <= events


def test_a_line_that_is_absent_shows_what_holds_it_back(plan: Plan) -> None:
    tree = explain("b12-loading-neurological", plan.assessment)
    assert tree.value is False
    assert all(part.value is False for part in tree.parts)
    assert "neurological involvement" in {because.says for because in walk(tree)}


def test_the_tree_has_the_value_that_the_plan_acted_on(plan: Plan) -> None:
    """The slow evaluator that explains and the compiled one that decides agree on every item."""
    for name, slots in plan.assessment.rules.items.items():
        assert explain(name, plan.assessment).value == plan.assessment.values[slots.when], name


def test_of_a_choice_is_shown_what_was_asked_and_what_was_chosen(plan: Plan) -> None:
    limit = next(
        because
        for because in walk(explain("cause-fit", plan.assessment))
        if because.says == "the limit of anemia for this sex, pregnancy and week"
    )
    asked = [(because.says, because.value) for because in limit.parts]
    assert limit.value == (120, 120)
    assert asked == [("sex is male", False), ("pregnancy", None)]


CASES = """
how_low:
  label: how low magnesium is
  options: [very_low, low, fine]
  first_of:
    - {when: magnesium_level < 0.4 'mmol/L', is: very_low, label: it may stop the heart}
    - {when: magnesium_level < 0.7 'mmol/L', is: low}
  otherwise: fine
"""
ALERT = """
low: {implements: [M1], level: warning, when: how_low != 'fine', line: Low., what_to_do: Ask.,
  cites: [{source: tests}]}
"""


@pytest.mark.parametrize(
    ("value", "word", "told"),
    [
        (0.39, "very_low", [("it may stop the heart", True)]),
        (0.4, "low", [("it may stop the heart", False), ("magnesium is below 0.7 mmol/L", True)]),
        (0.7, "fine", [("it may stop the heart", False), ("magnesium is below 0.7 mmol/L", False)]),
    ],
)
def test_of_cases_is_shown_which_one_holds(
    tmp_path: Path, value: float, word: str, told: list[tuple[str, bool]]
) -> None:
    planner = Planner(small(tmp_path, findings=CASES, alerts=ALERT))
    seen = {"on": "2026-11-22", "observed": "magnesium_level", "value": value, "unit": "mmol/L"}
    record = read_patient_file({"patient": {}, "events": [seen]}, planner.rules.guideline, AS_OF)
    tree = explain("low", planner.plan(record, AS_OF).assessment)
    found = next(because for because in walk(tree) if because.says == "how low magnesium is")
    assert found.value == word
    assert [(part.says, part.value) for part in found.parts] == told


def test_an_unknown_line_is_told_with_the_nearest(plan: Plan) -> None:
    with pytest.raises(UnknownItemError, match="b12-loading-standard"):
        explain("b12-loading-standart", plan.assessment)


def test_what_if_finds_the_decisive_facts(planner: Planner, plan: Plan) -> None:
    changes = {(c.fact, c.value): c for c in WhatIf(planner).changes(plan)}
    paresthesia = changes["paresthesia", True]
    assert "b12-loading-neurological" in paresthesia.gives
    assert "b12-loading-standard" in paresthesia.takes
    assert not any(fact == "age" for fact, _ in changes)  # it is known, and does not change


def test_what_if_is_what_the_planner_does(planner: Planner, plan: Plan) -> None:
    """The change it announces is the one that a new record brings."""
    events = [e for e in EVENTS if e.get("absent") != "paresthesia"]
    events.append({"on": "2026-11-20", "present": "paresthesia"})
    data = {"patient": {"birth_date": "1981-03-04", "sex": "female"}, "events": events}
    after = planner.plan(read_patient_file(data, planner.rules.guideline, AS_OF), AS_OF)
    change = next(c for c in WhatIf(planner).changes(plan) if c.fact == "paresthesia" and c.value)
    stood = {line.item.id for line in plan.recommendations}
    stands = {line.item.id for line in after.recommendations}
    assert stands - stood == {i for i in change.gives if i in planner.decider.by_id}
    assert stood - stands == {i for i in change.takes if i in planner.decider.by_id}


def test_nothing_recorded_still_plans_and_asks(planner: Planner) -> None:
    plan = planner.plan(Record(patient=Patient(), events=()), AS_OF)
    assert plan.missing
    assert not [line for line in plan.recommendations if line.item.prescribe]
