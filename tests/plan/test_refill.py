"""After one fact has changed everything is as if all had been computed anew."""

import random
from pathlib import Path

import pytest

from guideline.small import small
from hematinic.expressions.logic import Value
from hematinic.guideline.decision import CALLS
from hematinic.guideline.rules import Rules
from hematinic.plan.assess import Assessment
from hematinic.plan.refill import Refill
from hematinic.plan.what_if import WhatIf
from hematinic.record.events import Patient, Record
from hematinic.record.read import read_record
from once import planner

YEARS = sorted((Path(__file__).parents[2] / "examples" / "year").glob("*.yaml"))


def refilled(refill: Refill, values: list[Value], slot: int, value: Value) -> list[Value]:
    found = [*values]
    for reached, now in refill.changed(values, slot, value).items():
        assert now != found[reached] or reached == slot
        found[reached] = now
    return found


def anew(rules: Rules, values: list[Value], slot: int, value: Value) -> list[Value]:
    found = [*values]
    found[slot] = value
    rules.fill(found)
    return found


def assessed(file: Path) -> Assessment:
    made = planner()
    record = read_record(file, made.rules.guideline, 800_000)
    assert record.as_of
    return made.plan(record, record.as_of).assessment


@pytest.mark.parametrize("file", YEARS, ids=lambda file: file.stem)
def test_every_candidate_of_what_would_change_a_plan(file: Path) -> None:
    made = planner()
    what_if, refill, values = WhatIf(made), Refill(made.rules), assessed(file).values
    tried = [(slot, one) for slot in what_if.slots for one in what_if.candidates(slot, values)]
    assert len(tried) > 100
    for slot, value in tried:
        expected = anew(made.rules, values, slot, value)
        assert refilled(refill, values, slot, value) == expected, made.rules.names[slot]
        found = refilled(what_if.refill, values, slot, value)
        assert [found[line] for line in what_if.lines] == [expected[line] for line in what_if.lines]


def test_only_what_leads_to_a_line_is_computed_for_what_would_change() -> None:
    rules = planner().rules
    what_if, whole = WhatIf(planner()), Refill(rules)
    assert set(what_if.lines) <= set(what_if.refill.each)
    assert (
        len(what_if.refill.each)
        < len(whole.each)
        == len(rules.definitions) + len(rules.decision.steps())
    )


def test_facts_one_after_another() -> None:
    """Each from where the last left off, so that what the plan offers comes and goes."""
    made, choose = planner(), random.Random(7)
    what_if, refill, offered = WhatIf(made), Refill(made.rules), set[bool]()
    asked = [slot for name, slot in made.rules.slots.items() if name.startswith(CALLS)]
    values = made.plan(Record(patient=Patient(), events=()), 740_000).assessment.values
    for _ in range(400):
        slot = choose.choice(what_if.slots)
        options = [None, *what_if.candidates(slot, values)]
        value = choose.choice(options)
        found = refilled(refill, values, slot, value)
        assert found == anew(made.rules, values, slot, value), made.rules.names[slot]
        offered |= {found[one] is not values[one] for one in asked}
        values = found
    assert offered == {True, False}


def test_what_was_there_stays_as_it_was() -> None:
    values = assessed(YEARS[0]).values
    before = [*values]
    assert WhatIf(planner()).refill.changed(values, 3, None)
    assert values == before


def test_another_guideline(tmp_path: Path) -> None:
    low = "\nquite_low: {label: quite low, define: magnesium_level < 0.6 'mmol/L'}\n"
    rules = small(tmp_path, findings=low)
    slot, values = rules.slots["magnesium_level"], list[Value]([None] * len(rules.slots))
    rules.fill(values)
    for value, is_low in (((0.59, 0.59), True), ((0.6, 0.6), False), (None, None)):
        found = refilled(Refill(rules), values, slot, value)
        assert found[rules.slots["quite_low"]] is is_low
        assert found == anew(rules, values, slot, value)
