"""The cases of a finding: a dead one and a hole between two are found, each with its patient."""

from pathlib import Path

import pytest

from guideline.small import small
from hematinic.plan.build import Planner
from hematinic.proof import coverage
from hematinic.proof.cases import cases, holes
from hematinic.proof.invariants import Proof
from hematinic.proof.run import Run
from hematinic.proof.verify import verify
from hematinic.proof.world import World

TABLE = """
how_low:
  label: how low magnesium is
  options: [very_low, low, fine]
  first_of:
    - {{when: magnesium_level < {first} 'mmol/L', is: very_low}}
    - {{when: magnesium_level < {second} 'mmol/L', is: low}}
    - {{when: magnesium_level >= {third} 'mmol/L', is: fine}}
  {otherwise}
"""


def world(folder: Path, *limits: float, otherwise: str = "") -> World:
    first, second, third = limits
    text = TABLE.format(first=first, second=second, third=third, otherwise=otherwise)
    return World(Planner(small(folder, findings=text)))


def unreached(found: World) -> list[str]:
    return [str(goal) for goal in coverage.cover(found).unmet if goal.table]


def hole(found: World) -> Proof:
    [proof] = holes(found)
    return proof


def test_a_table_that_leaves_nobody_out_is_proved(tmp_path: Path) -> None:
    found = world(tmp_path, 0.4, 0.7, 0.7)
    assert unreached(found) == []
    assert hole(found).proved
    [table] = cases(found.rules)
    assert len(table.ways) == 3


def test_a_case_behind_one_that_takes_all_its_patients_is_dead(tmp_path: Path) -> None:
    found = world(tmp_path, 0.7, 0.7, 0.7)
    assert unreached(found) == ["case 2 of 'how_low' is reached by some patient"]


@pytest.mark.parametrize(("third", "whole"), [(0.7, True), (0.71, False)])
def test_a_hole_between_two_cases_is_shown_by_a_patient(
    tmp_path: Path, third: float, whole: bool
) -> None:
    found = world(tmp_path, 0.4, 0.7, third)
    proof = hole(found)
    assert proof.proved is whole
    if not whole:
        assert proof.patient is not None
        assert proof.reproduced
        low, high = proof.patient[found.rules.slots["magnesium_level"]]  # type: ignore[misc]
        assert 0.7 <= low <= high < 0.71
        assert Run(found.planner, proof.patient).named("how_low") is None


def test_otherwise_fills_the_hole_and_must_be_reached(tmp_path: Path) -> None:
    found = world(tmp_path, 0.4, 0.7, 0.71, otherwise="otherwise: fine")
    assert [*holes(found)] == []
    assert unreached(found) == []


def test_otherwise_is_reached_by_what_is_unknown(tmp_path: Path) -> None:
    found = world(tmp_path, 0.4, 0.7, 0.7, otherwise="otherwise: low")
    assert unreached(found) == []
    last = next(goal for goal in coverage.goals(found) if goal.table and goal.case == 3)
    facts = found.find(coverage.formula(found, last))
    assert facts is not None
    assert coverage.meets(Run(found.planner, facts), last)


def test_the_report_tells_of_both(tmp_path: Path) -> None:
    dead = verify(world(tmp_path, 0.7, 0.7, 0.8).rules)
    assert {finding.claim for finding in dead.failed} == {
        "case 2 of 'how_low' is reached by some patient",
        "how_low",
    }


WITHIN = """
dose:
  label: the dose
  first_of:
    - when: kidney_failure
      first_of:
        - {{when: magnesium_level < {first} 'mmol/L', is: 1 'g'}}
        - {{when: magnesium_level >= {second} 'mmol/L', is: 0 'g'}}
    - {{when: magnesium_level < 0.7 'mmol/L', is: 2 'g'}}
  otherwise: 0 'g'
"""


@pytest.mark.parametrize(
    ("first", "second", "dead", "whole"),
    [(0.5, 0.5, [], True), (0.5, 0.51, [], False), (9, 0.5, ["case 2 of 'dose' is"], True)],
)
def test_a_table_within_a_case_is_proved_too(
    tmp_path: Path, first: float, second: float, dead: list[str], whole: bool
) -> None:
    rules = small(tmp_path, findings=WITHIN.format(first=first, second=second))
    found = World(Planner(rules))
    assert [goal.removesuffix(" reached by some patient") for goal in unreached(found)] == dead
    assert hole(found).proved is whole
    [table] = cases(found.rules)
    assert len(table.ways) == 4
