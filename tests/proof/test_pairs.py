"""More illness, never less treatment: proved over every pair; broken on purpose, each break is shown
by two patients (K50)."""

from collections.abc import Callable
from functools import cache, reduce
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from hematinic.expressions.logic import Value
from hematinic.guideline.model import Contraindication, Guideline
from hematinic.proof.claims import paired
from hematinic.proof.command import saved
from hematinic.proof.pairs import Claim, PairProof, Pairs, Second, broken, claims
from hematinic.proof.report import Report, Section, show
from hematinic.proof.run import Run
from hematinic.proof.world import World
from hematinic.proof.worse import worsened
from hematinic.record.asof import seen_from
from hematinic.record.read import read_record
from once import RULES, planner, report
from proof.test_invariants import changed, finding, item

PAIRS = {pair.id: pair for pair in RULES.guideline.pairs}


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_claim_holds_for_every_two_patients(name: str) -> None:
    found = [one for one in report().section("pairs").findings if one.claim.startswith(f"{name}:")]
    assert found
    assert [one.claim for one in found if not one.holds] == []


def test_how_long_it_took_is_told_apart() -> None:
    assert 0 < report().section("pairs").seconds < report().seconds


@cache
def world() -> World:
    return World(planner())


@cache
def pairs() -> Pairs:
    return Pairs(world())


@pytest.mark.parametrize("name", RULES.guideline.measures)
def test_each_rung_is_reached_and_missed(name: str) -> None:
    """A ladder on which everybody stands alike would prove nothing."""
    measure = RULES.guideline.measures[name]
    [claim] = [
        claim
        for pair in PAIRS.values()
        for claim in claims(pair, RULES.guideline.measures)
        if claim.id == name
    ][:1]
    assert len(claim.rungs) == len(measure.ladder)
    for rung in claim.rungs:
        truth = pairs().truths[rung[0]]
        assert world().find(truth.true) is not None
        assert world().find(truth.false) is not None


def test_most_claims_read_what_is_worse() -> None:
    """A claim that reads nothing of the changed fact is proved at no cost, and says little."""
    idle = asked = 0
    for pair in PAIRS.values():
        for what in worsened(RULES.guideline, pair):
            second = Second(world(), what)
            for claim in claims(pair, RULES.guideline.measures):
                asked += 1
                names = [*claim.names()]
                truths = (pairs().truths[name].true for name in names)
                idle += all(second.other(truth).eq(truth) for truth in truths)
    assert asked > 250
    assert idle < asked / 3


# Broken on purpose

Change = Callable[[Guideline], Guideline]


def also(condition: str) -> Callable[[str], str]:
    return lambda text: f"({text}) and {condition}"


BREAKS: dict[str, tuple[Change, str, str]] = {
    "falls hold the injections back": (
        item("b12-loading-neurological", when=also("not falls")),
        "neurological-feature",
        "falls",
    ),
    "a very low level counts as an error": (
        item("b12-loading-neurological", when=also("not (vitamin_b12_before_treatment < 40 'ng/L')")),
        "lower-b12",
        "vitamin_b12_before_treatment",
    ),
    "a high MCV holds the standard schedule back": (
        item("b12-loading-standard", when=also("not (mcv > 115 'fL')")),
        "higher-metabolites",
        "mcv",
    ),
    "nobody on metformin is loaded": (
        item("b12-loading-neurological", when=also("not on_metformin")),
        "exposure",
        "on_metformin",
    ),
    "who refuses injections is told nothing": (
        item("b12-maintenance-neurological", when=also("not refuses_injections")),
        "refusal",
        "refuses_injections",
    ),
    "a fever stops the emergency": (
        item("emergency-referral", when=also("not fever")),
        "red-flag",
        "fever",
    ),
    "an infusion is not for those without an appetite for it": (
        item("iron-intravenous", when=also("not fatigue")),
        "blood-film",
        "fatigue",
    ),
    "tablets that were not tolerated go on": (
        finding("daily_oral_iron_suits", " and not (oral_iron_not_tolerated is true)", ""),
        "tablets-not-tolerated",
        "oral_iron_intolerance",
    ),
    "low potassium stops B12": (
        item("b12-loading-standard", when=also("not (potassium < 3 'mmol/L')")),
        "lower-counts",
        "potassium",
    ),
}  # fmt: skip


def refutations(broken_world: World, name: str, fact: str) -> list[PairProof]:
    [pair] = [pair for pair in broken_world.rules.guideline.pairs if pair.id == name]
    asked = Pairs(broken_world)
    return [
        proof
        for what in worsened(broken_world.rules.guideline, pair)
        if fact in what.changed
        for proof in asked.of(pair, what)
        if not proof.proved
    ]


@pytest.mark.parametrize("name", BREAKS)
def test_a_break_is_shown_by_two_patients(name: str, tmp_path: Path) -> None:
    change, expected, fact = BREAKS[name]
    world = changed(change)
    proof = refutations(world, expected, fact)[0]
    assert not proof.problem
    assert proof.two is not None
    assert proof.two.reproduced
    assert differing(world, proof) <= {fact, *changed_facts(world, proof, fact)}
    text = printed(world, proof)
    assert expected in text
    assert text.index("the milder of the two") < text.index("the worse of the two")
    assert text.count("as_of: ") == 2
    check_files(world, proof, tmp_path)


def without_declined(reasons: tuple[Contraindication, ...]) -> tuple[Contraindication, ...]:
    return tuple(reason for reason in reasons if reason.when != "alternate_day_iron_declined")


TOGETHER: dict[str, tuple[Change, str]] = {
    "lower-hemoglobin": (
        item("b12-loading-standard", when=also("not (hemoglobin < 60 'g/L')")),
        "hemoglobin",
    ),
    "feature-of-the-gate": (
        item("b12-loading-neurological", when=also("not gait_disturbance")),
        "gait_disturbance",
    ),
    "bleeding": (item("emergency-referral", when=also("not hematemesis")), "hematemesis"),
    "bowel-disease": (
        item("b12-loading-neurological", when=also("not crohn_disease")),
        "crohn_disease",
    ),
    "tablets-failed": (
        item("iron-intravenous", when=also("not oral_iron_failure")),
        "oral_iron_failure",
    ),
    "alternate-days-declined": (
        item("iron-oral-alternate-day", contraindications=without_declined),
        "alternate_day_iron_declined",
    ),
}
"""Each for a pair that no break above is for; all in one guideline, since one does not bear on another."""


@cache
def broken_together() -> World:
    def every(guideline: Guideline) -> Guideline:
        return reduce(
            lambda made, change: change(made), (of for of, _ in TOGETHER.values()), guideline
        )

    return changed(every)


@pytest.mark.parametrize("name", TOGETHER)
def test_each_of_many_breaks_is_shown_by_two_patients(name: str, tmp_path: Path) -> None:
    _, fact = TOGETHER[name]
    proof = refutations(broken_together(), name, fact)[0]
    assert not proof.problem
    assert proof.two is not None
    assert fact in differing(broken_together(), proof)
    assert printed(broken_together(), proof).count("as_of: ") == 2
    check_files(broken_together(), proof, tmp_path)


def test_every_pair_is_broken_once() -> None:
    assert {pair for _, pair, _ in BREAKS.values()} | {*TOGETHER} == {*PAIRS}


def changed_facts(world: World, proof: PairProof, fact: str) -> set[str]:
    every = (set(what.changed) for what in worsened(world.rules.guideline, proof.pair))
    return set().union(*(names for names in every if fact in names))


def differing(world: World, proof: PairProof) -> set[str]:
    assert proof.two is not None
    both = zip(world.rules.names, proof.two.milder, proof.two.worse, strict=False)
    return {name for name, one, other in both if one != other}


def check_files(world: World, proof: PairProof, folder: Path) -> None:
    """Saved, read and planned, the worse of them is given less."""
    finding = paired(world, proof)
    section = Section(id="x", title="x", method="proved", findings=(finding,))
    files = saved(told(section), folder)
    assert [file.stem.rpartition("-")[2] for file in files] == ["milder", "worse"]
    runs = [Run(world.planner, read(world, file)) for file in files]
    of = [one for one in claims(proof.pair, world.rules.guideline.measures) if one.says in proof.id]
    assert any(broken(claim, *runs) for claim in of)


def read(world: World, file: Path) -> list[Value]:
    record = read_record(file, world.rules.guideline, 745_000)
    assert record.as_of is not None
    return world.planner.extractor.facts(seen_from(record, record.as_of), record.as_of).values


def told(section: Section) -> Report:
    return Report(
        guideline="x", version="0", content_hash="0", day="2026-11-23", seconds=0,
        sections=(section,),
    )  # fmt: skip


def printed(world: World, proof: PairProof) -> str:
    section = Section(id="x", title="x", method="proved", findings=(paired(world, proof),))
    console = Console(width=100, file=StringIO())
    show(told(section), console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


# Why less may be right


def without_reasons(guideline: Guideline) -> Guideline:
    measures = {
        name: msgspec.structs.replace(measure, unless=())
        for name, measure in guideline.measures.items()
    }
    return msgspec.structs.replace(guideline, measures=measures)


def test_without_its_reason_an_infusion_that_waits_for_b12_would_be_taken_away() -> None:
    found = refutations(changed(without_reasons), "feature-of-the-gate", "paresthesia")
    assert [proof.id.rpartition(": ")[2] for proof in found] == ["no less intravenous iron"]


def without_equals(guideline: Guideline) -> Guideline:
    measures = {
        name: msgspec.structs.replace(
            measure,
            ladder=tuple(msgspec.structs.replace(rung, as_good="") for rung in measure.ladder),
        )
        for name, measure in guideline.measures.items()
    }
    return msgspec.structs.replace(guideline, measures=measures)


def test_b12_that_is_taken_already_is_as_good_as_b12_that_is_offered() -> None:
    """Refused injections make a daily milligram by mouth cover."""
    assert refutations(changed(without_equals), "refusal", "refuses_injections")


# Of two patients


def claim(*rungs: str, unless: str = "", never: str = "") -> Claim:
    return Claim("x", "x", tuple((rung,) for rung in rungs), never, (unless,) if unless else ())


def run_of(**known: Value) -> Run:
    values = world().plain()
    for name, value in {"age": (55.0, 55.0), **known}.items():
        values[RULES.slots[name]] = value
    return Run(planner(), values)


LOW = {"vitamin_b12_before_treatment": (150.0, 150.0)}
GATE = dict.fromkeys(
    ("paresthesia", "gait_disturbance", "cognitive_impairment", "subacute_combined_degeneration"),
    False,
)


def test_the_worse_may_stand_higher_and_not_lower() -> None:
    schedule = claim("rung b12-schedule 0", "rung b12-schedule 1")
    standard, neurological = run_of(**LOW, **GATE), run_of(**LOW)
    assert not broken(schedule, standard, neurological)
    assert not broken(schedule, standard, standard)
    assert broken(schedule, neurological, standard)


def test_nothing_is_claimed_where_a_reason_holds() -> None:
    schedule = claim("rung b12-schedule 0", unless="unless infusion 0")
    uncovered = run_of(**{**GATE, "mcv": (110.0, 110.0)})
    assert not broken(schedule, run_of(**LOW), uncovered)


def test_what_failed_is_not_given_again_whatever_the_milder_is_given() -> None:
    again = claim(never="again tablets-not-tolerated")
    deficient = run_of(iron_deficiency=True, vitamin_b12_before_treatment=(500.0, 500.0))
    assert broken(again, deficient, deficient)
    assert not broken(again, deficient, run_of(**LOW))
