"""What claims about pairs of patients name must be there; each mistake has its file and line."""

import shutil
from pathlib import Path

import pytest

from hematinic.guideline.load import GuidelineError
from hematinic.guideline.rules import compiled
from once import RULES

SMALL = Path(__file__).parent.parent / "guidelines" / "magnesium_potassium"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(SMALL, tmp_path / "guideline")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("lower: [magnesium_level,", "lower: [magnesum_level,", "did you mean magnesium_level"),
        ("lower: [magnesium_level,", "lower: [kidney_failure,", "there is no measured element"),
        ("present: [kidney_failure]", "present: [magnesium_level]", "no condition or procedure"),
        ("taken: [magnesium_sulfate]", "taken: [kidney_failure]", "there is no medicine"),
        ("worse: {present: [kidney_failure]}", "worse: {}", "it names no fact"),
        ("never_less: [magnesium, answer]", "never_less: [magnesum]", "did you mean magnesium"),
        ("never_again: offered(magnesium)", "never_again: offered(magnesum)", "magnesum"),
        ("when: \"not (kidney_failure is false)\"", "when: \"not kidney_failur\"", "did you mean"),
        ("holds: offered(magnesium)", "holds: magnesium_level", "true or false"),
        ("as_good: magnesium_given", "as_good: magnesium_gven", "did you mean magnesium_given"),
        ("ladder: [{says: given, holds: offered(magnesium), as_good: magnesium_given}]",
         "ladder: []", "no rung"),
        ("soonest: [magnesium]", "soonest: [magnesum]", "did you mean magnesium"),
        ("implements: [M1]", "implements: [M8]", "there is no statement"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_where_it_stands(folder: Path, old: str, new: str, says: str) -> None:
    file = folder / "safety.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(GuidelineError) as error:
        compiled(folder)
    [problem] = [problem for problem in error.value.mistakes if says in str(problem)]
    assert problem.file == "safety.yaml"
    line = text[: text.index(old)].count("\n") + 1
    assert -1 <= problem.line - line <= 1


def test_a_pair_that_claims_nothing_is_refused(folder: Path) -> None:
    file = folder / "safety.yaml"
    claimed = "  never_less: [answer]\n  never_again: offered(magnesium)\n"
    text = file.read_text()
    assert claimed in text
    file.write_text(text.replace(claimed, ""))
    with pytest.raises(GuidelineError, match="neither `never_less` nor `never_again`"):
        compiled(folder)


def test_a_pair_stands_among_the_invariants_and_is_none() -> None:
    guideline = RULES.guideline
    pairs, invariants = ({one.id for one in found} for found in (guideline.pairs, guideline.safety))
    assert {"lower-b12", "tablets-failed"} <= pairs
    assert "b12-before-iron" in invariants
    assert not pairs & invariants
    assert set(guideline.measures) == {
        "b12",
        "b12-schedule",
        "first-b12-dose",
        "infusion",
        "urgency",
    }


def test_a_hazard_may_be_held_by_a_pair(folder: Path) -> None:
    (folder / "hazards.yaml").write_text(
        """less-for-more:
  cause: x
  effect: x
  harm: x
  before: {severity: major, likelihood: high}
  after: {severity: major, likelihood: low}
  controls: [{says: x, invariant: lower-levels}]
"""
    )
    assert compiled(folder).guideline.hazards[0].controls[0].invariant == "lower-levels"
