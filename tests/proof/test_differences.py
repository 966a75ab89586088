"""Changes made on purpose, and commits of the guideline, compared: a seeded tenth of what
`make differences` compares, and with fewer others."""

import random
import shutil
from itertools import chain
from pathlib import Path

import pytest
from tools import differences, versions

from hematinic.expressions import syntax
from hematinic.expressions.python import compile_program
from hematinic.guideline.load import builtin
from hematinic.proof.generated import generated
from hematinic.proof.generated_pairs import with_known_days
from hematinic.proof.windows import every_tie
from once import RULES, planner

CHANGES, COMMITS = sorted(versions.changes()), [patch.stem for patch in versions.commits()]
CHANCE = random.Random(31)
TENTH = [*CHANCE.sample(CHANGES, 4), *CHANCE.sample(COMMITS, 2)]
DAY = 739_943


def test_there_are_changes_of_many_kinds_and_commits() -> None:
    assert len(CHANGES) >= 40
    assert len({change.what for change in versions.changes().values()}) >= 15
    assert len(COMMITS) == 20


@pytest.mark.parametrize("name", COMMITS)
def test_each_commit_can_be_taken_back_from_the_guideline_as_it_is(
    name: str, tmp_path: Path
) -> None:
    """Where its text has moved on, the patch is renewed (`tools.versions.take_back`)."""
    folder = tmp_path / "guideline"
    shutil.copytree(str(builtin()), folder)
    versions.take_back(folder, versions.HERE / "commits" / f"{name}.patch")


@pytest.mark.parametrize("name", TENTH)
def test_each_patient_differs_and_nobody_else_does(name: str) -> None:
    one = differences.tested(versions.versions(RULES, name))
    differences.sample([one], RULES, 1000, seed=1)
    assert one.false == []
    assert one.missed == {}
    if name in CHANGES:
        assert one.found.patients


def test_ties_between_facts_hold_of_records_whose_days_are_known() -> None:
    """The other way round a tie might hide somebody: each is asked of any events at all, and of
    patients on days of their stories. Of what is known within bounds a tie may be unknown."""
    ties = every_tie(RULES.guideline)
    assert len(ties) > 600
    # Compiled at once, as `test_engines` shows to say what the reference evaluator says.
    parts = {f"tie {i}": tie for i, tie in enumerate(ties)}
    parts |= {f"met {i}": tie.left for i, tie in enumerate(ties) if isinstance(tie, syntax.Implies)}
    slots = {name: i for i, name in enumerate([*RULES.names[: RULES.facts], *parts])}
    program = compile_program([*parts.items()], slots)
    anyone = map(with_known_days, generated(RULES.guideline, DAY, 250, seed=24))
    met, broken = set(), set()
    for record in chain(anyone, differences.sampled(RULES, DAY, 50, seed=24)):
        facts = planner().extractor.facts(record, DAY).values[: RULES.facts]
        values = [*facts, *(None for _ in parts)]
        program.fill(values)
        for i, tie in enumerate(ties):
            if values[slots[f"tie {i}"]] is False:
                broken.add(repr(tie))
            elif isinstance(tie, syntax.Implies) and values[slots[f"met {i}"]] is True:
                met.add(repr(tie))
    assert broken == set()
    assert len(met) > 300, "many of them speak of somebody"
