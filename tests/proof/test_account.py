"""Every result beyond its limits is spoken of: proved and tested; broken on purpose, each break is shown
by a patient (K49)."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from hematinic.guideline.beyond import Beyond
from hematinic.guideline.load import read_folder
from hematinic.guideline.rules import compiled, rules_of
from hematinic.plan.beyond import Limits
from hematinic.plan.build import Planner
from hematinic.proof.account import account, results_spoken_of
from hematinic.proof.invariants import Proof
from hematinic.proof.world import World
from once import planner
from proof.test_invariants import printed

SMALL = Path(__file__).parent.parent / "guidelines" / "magnesium_potassium"

Rows = tuple[Beyond, ...]


def changed(change: Callable[[Rows], Rows], element: str = "potassium_level") -> World:
    """The small guideline with other rows of an element."""
    guideline, places = read_folder(SMALL)
    before = guideline.elements[element]
    after = msgspec.structs.replace(before, beyond=change(before.beyond))
    assert after != before
    elements = {**guideline.elements, element: after}
    return World(Planner(rules_of(msgspec.structs.replace(guideline, elements=elements), places)))


def failed(world: World) -> list[Proof]:
    return [proof for proof in account(world) if not proof.proved]


def test_each_result_has_a_limit_for_everybody() -> None:
    world = World(planner())
    found = [*account(world)]
    assert [proof.id for proof in found if not proof.proved] == []
    assert len(found) > 25


def when(condition: str) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        return (rows[0], msgspec.structs.replace(rows[1], when=condition))

    return change


def above(limit: str) -> Callable[[Rows], Rows]:
    return lambda rows: (rows[0], msgspec.structs.replace(rows[1], above=limit))


BREAKS = {
    "a limit is for failing kidneys alone": when("kidney_failure"),
    "a limit is for one sex": when("sex = 'male'"),
    "a limit is known of those who were weighed": above(
        "if body_weight > 50 'kg' then 5.5 'mmol/L' else null"
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_somebody_without_a_limit_is_shown(name: str) -> None:
    world = changed(BREAKS[name])
    [proof] = failed(world)
    assert proof.id == "potassium above its limits: for everybody"
    assert proof.reproduced
    text = printed(world.rules, proof)
    assert "potassium_level" in text
    assert "as_of: " in text


FILM = """
film: {kind: result, label: film, options: [abnormal, normal], ask: "The film?", beyond: [{values: [abnormal], when: kidney_failure, ask: team, how_soon: routinely}]}
"""


def test_a_result_in_words_that_is_told_of_some_alone_is_shown(tmp_path: Path) -> None:
    for file in SMALL.iterdir():
        more = FILM if file.name == "elements.yaml" else ""
        (tmp_path / file.name).write_text(file.read_text() + more)
    [proof] = failed(World(Planner(compiled(tmp_path))))
    assert proof.id == "film abnormal: for everybody"
    assert proof.reproduced


@pytest.mark.parametrize("condition", ["kidney_failure is not true", "kidney_failure is null"])
def test_a_row_for_the_others_closes_the_gap(condition: str) -> None:
    """Whoever is not known to be left out is meant."""

    def change(rows: Rows) -> Rows:
        low, high = rows
        return (
            low,
            msgspec.structs.replace(high, when="kidney_failure"),
            msgspec.structs.replace(high, when=condition),
        )

    assert len(failed(changed(change))) == (condition == "kidney_failure is null")


def test_plans_of_generated_records_name_each_result() -> None:
    found = results_spoken_of(World(planner()), companies=4, seed=11)
    assert found.results > 100
    assert found.silent == ()


def test_a_plan_that_passes_a_result_over_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planner is broken on purpose: what lies above a limit is looked at and not told."""
    told = Limits.beyond_limits

    def deaf(self: Limits, *asked: object) -> object:
        unexplained, explained = told(self, *asked)  # type: ignore[arg-type]
        return tuple(one for one in unexplained if not one.row.above), explained

    monkeypatch.setattr(Limits, "beyond_limits", deaf)
    found = results_spoken_of(World(Planner(changed(when("true or true")).rules)), companies=3)
    assert {one.claim for one in found.silent} == {
        "potassium above 5.5 'mmol/L' is spoken of",
    }
    events = found.silent[0].record["events"]
    assert {"potassium_level"} <= {one.get("observed") for one in events}
