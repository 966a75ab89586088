"""Proofs of guidelines that have nothing to do with iron or B12, and a table with a hole in it."""

from pathlib import Path

import pytest

from hematinic.guideline.rules import Rules, compiled
from hematinic.plan.build import Planner
from hematinic.proof.invariants import Proof, prove
from hematinic.proof.report import Report
from hematinic.proof.verify import verify
from hematinic.proof.world import World

HERE = Path(__file__).parent.parent / "guidelines"


def proofs(rules: Rules) -> dict[str, Proof]:
    world = World(Planner(rules))
    return {item.id: prove(world, item) for item in rules.guideline.safety}


def test_another_pair_of_deficiencies_is_proved() -> None:
    found = proofs(compiled(HERE / "magnesium_potassium"))
    assert {name: proof.proved for name, proof in found.items()} == dict.fromkeys(found, True)
    assert len(found) == 3


def test_another_pair_of_deficiencies_is_verified() -> None:
    report: Report = verify(compiled(HERE / "magnesium_potassium"))
    assert [finding.claim for finding in report.failed] == []


def test_another_pair_broken_is_named(tmp_path: Path) -> None:
    for file in (HERE / "magnesium_potassium").iterdir():
        text = file.read_text().replace("(magnesium_low is false or magnesium_given)", "true")
        (tmp_path / file.name).write_text(text)
    proof = proofs(compiled(tmp_path))["magnesium-before-potassium"]
    assert not proof.proved
    assert proof.reproduced


def test_a_hole_between_two_rows_is_found() -> None:
    """12 weeks or less, 13 to 27, 28 or more: nobody thought of 12 and a half."""
    rules = compiled(HERE / "weeks_with_a_hole")
    proof = proofs(rules)["every-week-has-a-row"]
    assert not proof.proved
    assert proof.patient is not None
    low, high = proof.patient[rules.slots["gestation"]]  # type: ignore[misc]
    assert (low < 13 and high > 12) or (low < 28 and high > 27)


def test_a_guideline_without_a_medicine_is_verified() -> None:
    """Records are made up of its elements alone, and what fails is the hole."""
    report = verify(compiled(HERE / "weeks_with_a_hole"))
    assert all("every-week-has-a-row" in finding.claim for finding in report.failed)
    assert report.failed


@pytest.mark.parametrize("weeks", [12.5, 27.5])
def test_the_patient_in_the_hole_has_no_line(weeks: float) -> None:
    rules = compiled(HERE / "weeks_with_a_hole")
    planner = Planner(rules)
    values = planner.extractor.blank.copy()
    values[rules.slots["as_of"]] = (739_900.0, 739_900.0)
    values[rules.slots["gestation"]] = (weeks, weeks)
    assert not [name for name, slot in planner.changing if values[slot]]
