"""What a comparison says of questions and timetables, which the solver's formulas do not hold: that
they are made the same way, or of how many of the people who were looked at they differ."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from hematinic.guideline.rules import Rules
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.proof.difference import Difference, difference
from hematinic.proof.difference.records import plan
from hematinic.proof.difference.show import lines
from proof.test_difference import NOW, Edit, edited

HOURS = ("interactions.yaml", "hours_after: 2", "hours_after: 6")
WORDS = ("elements.yaml", 'ask: "Potassium?"', 'ask: "What is the potassium?"')
WEIGHT = ("alerts.yaml", "level: warning", "level: critical")
LIMIT = ("findings.yaml", "potassium_level < 2.5", "potassium_level < 2.8")


def compared(folder: Path, edit: Edit) -> tuple[Difference, Rules]:
    after = edited(folder / "after", edit)
    return difference(NOW, after), after


def both(after: Rules, file: Mapping[str, object]) -> tuple[Plan, Plan]:
    one, other = (plan(Planner(rules), dict(file)) for rules in (NOW, after))
    return one, other


def test_of_the_same_both_are_proved_to_be_made_the_same_way() -> None:
    found = difference(NOW, NOW)
    assert found.questions.proved
    assert found.timetables.proved


def test_another_dose_changes_neither(tmp_path: Path) -> None:
    found, _ = compared(tmp_path, ("recommendations.yaml", "dose: 1 g, route", "dose: 2 g, route"))
    assert found.patients
    assert found.questions.proved
    assert found.timetables.proved


def test_another_wording_of_a_question_is_told_with_one_who_is_asked(tmp_path: Path) -> None:
    found, after = compared(tmp_path, WORDS)
    assert not found.patients, "no decision differs"
    asked = found.questions
    assert not asked.proved
    assert 0 < asked.differ <= asked.looked
    [change] = asked.changes
    assert change.says == "potassium_level: Potassium? → What is the potassium?"
    one, other = both(after, change.file)
    said = [{each.question for each in made.missing} for made in (one, other)]
    assert "Potassium?" in said[0] - said[1]
    assert "What is the potassium?" in said[1] - said[0]
    assert found.timetables.proved


@pytest.mark.parametrize("edit", [WEIGHT, LIMIT])
def test_where_a_question_has_another_weight_or_another_ground_nothing_is_proved(
    tmp_path: Path, edit: Edit
) -> None:
    found, _ = compared(tmp_path, edit)
    assert not found.questions.proved
    assert found.questions.looked > 100


def test_other_hours_are_told_with_one_whose_day_is_laid_out_otherwise(tmp_path: Path) -> None:
    found, after = compared(tmp_path, HOURS)
    assert found.questions.proved
    days = found.timetables
    assert not days.proved
    assert days.differ, "somebody takes both"
    one, other = both(after, days.changes[0].file)
    assert one.timetable != other.timetable
    told = "\n".join(lines(found))
    assert f"{days.differ} of {days.looked} made-up patients differ" in told
