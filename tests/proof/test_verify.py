"""The report: what it holds, how it fails, and the patient files that it leaves."""

from datetime import date
from io import StringIO
from pathlib import Path

import msgspec
import orjson
import pytest
from rich.console import Console

from hematinic.guideline.rules import compiled
from hematinic.proof import coverage, evidence
from hematinic.proof.claims import proved
from hematinic.proof.command import saved
from hematinic.proof.invariants import prove
from hematinic.proof.report import METHODS, Report, Section, show, to_json
from hematinic.proof.verify import on_day, verify
from hematinic.proof.worked import computed_again
from hematinic.record.read import read_record
from once import RULES, report
from proof.test_invariants import BREAKS, changed, item
from proof.test_invariants import finding as finding_of

DAY = date(2026, 11, 23)


SMALL = Path(__file__).parent.parent / "guidelines" / "magnesium_potassium"


def shown(found: Report) -> str:
    console = Console(width=100, file=StringIO())
    show(found, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def section(name: str) -> Section:
    return report().section(name)


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
    assert len(section("parts").findings) > 600


def test_records_hold_the_bounds_of_the_proofs() -> None:
    assert "1500 records" in section("records").summary


def test_the_figure_is_recomputed() -> None:
    [figure] = [f for f in section("figures").findings if "7 of 8" in f.claim]
    assert "0.0198" in figure.says
    assert "15 to 81" in figure.says


def test_it_is_shown_in_words() -> None:
    text = shown(report())
    assert "Nothing failed" in text
    assert "proved for every combination of facts" in text
    assert "not checked" in text


def test_a_superseded_and_an_unresolved_source_are_listed() -> None:
    claims = [finding.claim for finding in section("sources").findings]
    assert any("superseded" in claim for claim in claims)
    assert any("unresolved" in claim for claim in claims)


def test_content_past_its_day_fails() -> None:
    past = date(2030, 1, 1)
    found = {claim: holds for claim, holds, _ in evidence.sources(RULES.guideline, past)}
    assert not found["the content is valid until 2027-11-22"]


def test_a_retracted_source_that_is_cited_fails() -> None:
    guideline = RULES.guideline
    item = guideline.recommendations[0].cites[0].source
    retracted = msgspec.structs.replace(guideline.sources[item], status="retracted")
    guideline = msgspec.structs.replace(guideline, sources=guideline.sources | {item: retracted})
    assert (f"{item} is retracted", False) in [
        (c, h) for c, h, _ in evidence.sources(guideline, DAY)
    ]


def test_progress_is_told_and_goes_up() -> None:
    steps: list[tuple[str, int, int]] = []
    rules = compiled(SMALL)
    verify(rules, progress=lambda *step: steps.append(step))
    done = [step for _, step, _ in steps]
    assert done == sorted(done)
    each = [*rules.guideline.safety, *rules.guideline.pairs]
    assert len(steps) == len(each) + 6
    assert {of for _, _, of in steps} == {steps[0][2]}
    assert done[-1] < steps[0][2]


def test_witnesses_and_limits_are_asked_of_both_engines() -> None:
    witnesses, at_limits = section("engines").findings
    assert int(witnesses.claim.split()[0]) > 100
    assert int(at_limits.claim.split()[0]) > 250
    assert witnesses.method == at_limits.method == "tested"


def test_an_invariant_says_what_it_is_about_and_in_english() -> None:
    for finding in section("invariants").findings:
        assert finding.about
        assert finding.words.startswith(("Never: ", "Always: "))
        assert finding.expression


@pytest.mark.parametrize("name", ["ganzoni-70-kg", "ganzoni-below-35-kg", "ganzoni-in-pregnancy"])
def test_a_formula_worked_by_hand_is_computed_again(name: str) -> None:
    [finding] = [one for one in section("figures").findings if one.claim.startswith(f"{name}:")]
    assert finding.holds
    assert "the guideline computes" in finding.says


def test_a_formula_that_comes_out_otherwise_fails() -> None:
    doubled = changed(finding_of("ganzoni_total", "0.24", "0.48"))
    found = {claim: holds for claim, holds, _ in computed_again(doubled)}
    assert [claim.split(":")[0] for claim, holds in found.items() if not holds] == [
        "ganzoni-70-kg", "ganzoni-50-kg", "ganzoni-at-35-kg", "ganzoni-below-35-kg",
        "ganzoni-in-pregnancy",
    ]  # fmt: skip


def test_a_report_that_was_kept_is_told_as_of_today() -> None:
    found = on_day(report(), RULES.guideline, date(2030, 1, 1))
    assert [finding.claim for finding in found.failed] == ["the content is valid until 2027-11-22"]
    assert found.computed == report().computed


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
    """Two lines that ask for something to be unknown. No record of celiac disease would give folic
    acid; gait must be ruled out by standard loading itself, so that it can never stand."""
    loading = item(
        "b12-loading-standard", when=lambda text: f"({text}) and gait_disturbance is null"
    )
    folate = item("folate-treatment", when=lambda text: f"({text}) and celiac_disease is null")
    broken = changed(lambda guideline: folate(loading(guideline)))
    failed = [proof.id for proof in coverage.monotone(broken) if not proof.proved]
    assert failed == ["folate-treatment"]


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
        sections=(Section(id="x", title="x", method="proved", findings=(finding,)),),
    )  # fmt: skip
    assert failed.exit_status == 2
    [file] = saved(failed, tmp_path)
    assert file.name == f"{expected}.yaml"
    record = read_record(file, broken.rules.guideline, date(2031, 1, 1).toordinal())
    assert record.as_of
    assert broken.planner.plan(record, record.as_of).recommendations
    assert expected in shown(failed)
    assert "hematinic plan can read" in shown(failed)


def test_whatever_cites_an_unresolved_source_is_named() -> None:
    [says] = [f.says for f in section("sources").findings if f.claim == "seed-6 is unresolved"]
    citing = [
        item.id
        for item in RULES.guideline.recommendations
        if "seed-6" in {cite.source for cite in item.cites}
    ]
    assert citing
    assert all(name in says for name in citing)
