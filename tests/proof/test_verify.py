"""The report: what it holds, how it fails, and the patient files that it leaves."""

from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path

import msgspec
import orjson
import pytest
from rich.console import Console

from hematinic.guideline.load import builtin
from hematinic.guideline.model import Control
from hematinic.guideline.rules import load
from hematinic.proof import coverage, evidence, hazards
from hematinic.proof.command import saved
from hematinic.proof.invariants import prove
from hematinic.proof.report import METHODS, Report, Section, show, to_json
from hematinic.proof.verify import proved, verify
from hematinic.record.read import read_record
from proof.test_invariants import BREAKS, changed, item

ROOT = Path(__file__).parent.parent.parent
DAY = date(2026, 11, 23)


@cache
def report() -> Report:
    return verify(load(), folder=builtin(), tests=ROOT, today=DAY)


def shown(found: Report) -> str:
    console = Console(width=100, file=StringIO())
    show(found, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def section(title: str) -> Section:
    return next(section for section in report().sections if section.title == title)


def test_the_guideline_is_verified() -> None:
    assert [f"{finding.claim}: {finding.says}" for finding in report().failed] == []
    assert report().exit_status == 0


def test_every_claim_names_its_method() -> None:
    data = orjson.loads(to_json(report()))
    for part in data["sections"]:
        assert {finding["method"] for finding in part["findings"]} <= set(METHODS)
    assert set(data["methods"]) == set(METHODS)
    assert data["holds"] is True


def test_every_part_of_the_guideline_was_met_by_a_patient() -> None:
    assert len(section("No dead part").findings) > 600


def test_records_hold_the_bounds_of_the_proofs() -> None:
    assert "1500 records" in section("The patients of the proofs are all there are").summary


def test_the_figure_is_recomputed() -> None:
    [figure] = [f for f in section("Figures").findings if "7 of 8" in f.claim]
    assert "0.0198" in figure.says
    assert "15 to 81" in figure.says


def test_it_is_shown_in_words() -> None:
    text = shown(report())
    assert "Nothing failed" in text
    assert "proved for every combination of facts" in text
    assert "not checked" in text


def test_a_superseded_and_an_unresolved_source_are_listed() -> None:
    claims = [finding.claim for finding in section("Sources").findings]
    assert any("superseded" in claim for claim in claims)
    assert any("unresolved" in claim for claim in claims)


def test_content_past_its_day_fails() -> None:
    past = date(2030, 1, 1)
    found = {claim: holds for claim, holds, _ in evidence.sources(load().guideline, past)}
    assert not found["the content is valid until 2027-11-22"]


def test_a_retracted_source_that_is_cited_fails() -> None:
    guideline = load().guideline
    item = guideline.recommendations[0].cites[0].source
    retracted = msgspec.structs.replace(guideline.sources[item], status="retracted")
    guideline = msgspec.structs.replace(guideline, sources=guideline.sources | {item: retracted})
    assert (f"{item} is retracted", False) in [
        (c, h) for c, h, _ in evidence.sources(guideline, DAY)
    ]


@pytest.mark.parametrize(
    ("control", "says"),
    [
        (Control(says="x", test="tests/nothing.py::test_x"), "there is no file"),
        (Control(says="x", test="tests/spec/test_scope.py::test_nothing"), "there is no test"),
        (Control(says="x", invariant="b12-before-iron"), "is not proved"),
    ],
)
def test_a_control_that_holds_nothing_fails(control: Control, says: str) -> None:
    guideline = load().guideline
    hazard = msgspec.structs.replace(guideline.hazards[0], controls=(control,))
    guideline = msgspec.structs.replace(guideline, hazards=(hazard,), safety=())
    [(_, holds, why)] = hazards.controls(guideline, {"b12-before-iron": False}, ROOT)
    assert not holds
    assert says in why


def test_a_dead_item_is_found() -> None:
    """An item whose condition no patient can meet, and what rests on it."""
    dead = changed(
        item("iron-oral-daily", when=lambda text: f"({text}) and b12_suspected and false")
    )
    goal = coverage.Goal("iron-oral-daily", "offered")
    assert goal in coverage.goals(dead)
    assert dead.find(coverage.formula(dead, goal)) is None


def test_two_of_a_group_in_one_phase_are_found() -> None:
    broken = changed(item("iron-intravenous", instead_of=lambda names: ()))
    found = [proof for proof in coverage.exclusive(broken) if not proof.proved]
    assert any("iron-oral" in proof.id and "iron-intravenous" in proof.id for proof in found)


def test_a_gain_by_not_knowing_is_found() -> None:
    """Standard loading that asks for renal function to be unknown: no record would give it."""
    broken = changed(
        item("b12-loading-standard", when=lambda text: f"({text}) and gait_disturbance is null")
    )
    failed = [proof.id for proof in coverage.monotone(broken) if not proof.proved]
    assert failed == []  # gait must be ruled out by that same item, so that it can never stand
    broken = changed(
        item("folate-treatment", when=lambda text: f"({text}) and celiac_disease is null")
    )
    [proof] = [proof for proof in coverage.monotone(broken) if not proof.proved]
    assert proof.id == "folate-treatment"


def test_a_treatment_without_end_is_found() -> None:
    endless = changed(
        item("folate-treatment", prescribe=lambda p: msgspec.structs.replace(p, duration=""))
    )
    assert coverage.endless(endless.rules.guideline.recommendations) == ["folate-treatment"]


@pytest.mark.parametrize("name", ["unknown neurology counts as absent", "the renal limit is moved"])
def test_the_patient_of_a_failure_is_a_file_that_can_be_planned(name: str, tmp_path: Path) -> None:
    change, expected = BREAKS[name]
    broken = changed(change)
    [invariant] = [item for item in broken.rules.guideline.safety if item.id == expected]
    finding = proved(broken.rules, prove(broken, invariant))
    assert finding.reproduced
    failed = Report(
        guideline="x", version="0", content_hash="0", day="2026-11-23", seconds=0,
        sections=(Section(title="x", method="proved", findings=(finding,)),),
    )  # fmt: skip
    assert failed.exit_status == 2
    [file] = saved(failed, tmp_path)
    assert file.name == f"{expected}.yaml"
    record = read_record(file, broken.rules.guideline, date(2031, 1, 1).toordinal())
    assert record.as_of
    assert broken.planner.plan(record, record.as_of).recommendations
    assert expected in shown(failed)
    assert "hematinic plan can read" in shown(failed)
