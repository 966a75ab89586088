"""Everything that is checked of a guideline, in the order in which it is reported."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from hematinic.expressions.logic import Value
from hematinic.guideline.model import Guideline
from hematinic.guideline.rules import Rules
from hematinic.plan.build import Planner
from hematinic.proof import coverage, evidence, hazards
from hematinic.proof.generated import held_by_records
from hematinic.proof.invariants import Proof, prove
from hematinic.proof.report import Finding, Method, Report, Section
from hematinic.proof.world import World

Progress = Callable[[str, int, int], None]
"""What is done, how far, of how many."""

Sections = Iterator[Section]


def verify(
    rules: Rules,
    *,
    folder: Traversable | None = None,
    tests: Path | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> Report:
    """`folder` holds the figures to recompute, `tests` the root of the tests that hazards name."""
    start = time.perf_counter()
    day = today or date.today()
    world = World(Planner(rules))
    told = progress or (lambda what, done, of: None)
    safety = _safety(world, told)
    sections = (
        safety,
        _completeness(world, told),
        _exclusive(world),
        _monotone(world),
        _ends(rules.guideline),
        _domains(world, told),
        _sources(rules.guideline, day),
        _figures(rules.guideline, folder),
        _hazards(rules.guideline, safety, tests),
        _not_checked(world),
    )
    header = rules.guideline.header
    return Report(
        guideline=header.title,
        version=header.version,
        content_hash=rules.guideline.content_hash,
        day=day.isoformat(),
        seconds=round(time.perf_counter() - start, 3),
        sections=sections,
    )


# Proofs


def _safety(world: World, progress: Progress) -> Section:
    invariants = world.rules.guideline.safety
    findings = []
    for i, invariant in enumerate(invariants):
        progress(invariant.id, i, len(invariants))
        findings.append(proved(world.rules, prove(world, invariant)))
    return Section(title="Invariants", method="proved", findings=tuple(findings))


def proved(rules: Rules, proof: Proof) -> Finding:
    shown = proof.vignette
    return Finding(
        claim=proof.id,
        method="proved",
        holds=proof.proved,
        says=f"not decided: {proof.problem}" if proof.problem else proof.because,
        seconds=round(proof.seconds, 4),
        patient=shown.file if shown else None,
        facts=None if proof.patient is None else recorded(rules, proof.patient),
        reproduced=proof.reproduced,
    )


def recorded(rules: Rules, facts: Sequence[Value]) -> dict[str, object]:
    """The facts that are not as where nothing is recorded; null where they are unknown."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value, default in zip(rules.names, facts, rules.defaults, strict=False)
        if value != default and name != "valid_until"
    }


def _completeness(world: World, progress: Progress) -> Section:
    progress("every expression can be true and false", 0, 1)
    found = coverage.cover(world)
    problems = {
        "no patient can": found.unmet,
        "the engines do not agree": found.disagreed,
        "the solver does not know": found.undecided,
    }
    bad = {goal: says for says, goals in problems.items() for goal in goals}
    findings = tuple(
        Finding(claim=str(goal), method="proved", holds=goal not in bad, says=bad.get(goal, ""))
        for goal in found.goals
    )
    summary = f"{len(found.patients)} patients show what {len(found.met)} parts ask for"
    return Section(title="No dead part", method="proved", findings=findings, summary=summary)


def _exclusive(world: World) -> Section:
    findings = tuple(proved(world.rules, proof) for proof in coverage.exclusive(world))
    return Section(title="No two of a group in one phase", method="proved", findings=findings)


def _monotone(world: World) -> Section:
    findings = tuple(proved(world.rules, proof) for proof in coverage.monotone(world))
    title = "Nothing is gained by not knowing"
    return Section(title=title, method="proved", findings=findings)


def _ends(guideline: Guideline) -> Section:
    endless = set(coverage.endless(guideline.recommendations))
    findings = tuple(
        Finding(
            claim=item.id,
            method="read",
            holds=item.id not in endless,
            says="it says neither when it ends nor when it is reviewed",
        )
        for item in guideline.recommendations
        if item.prescribe
    )
    return Section(title="Each treatment has an end or a review", method="read", findings=findings)


# Tests


def _domains(world: World, progress: Progress) -> Section:
    progress("generated records", 0, 1)
    found = held_by_records(world)
    findings = [
        Finding(
            claim=f"every value of {name} was looked at", method="tested", holds=False, says=says
        )
        for name, says in found.outside.items()
    ]
    findings += [
        Finding(
            claim=f"relation {name}",
            method="tested",
            holds=name not in found.broken,
            says=found.broken.get(name, ""),
        )
        for name in world.relations
    ]
    findings += [
        Finding(claim=f"invariant {name}", method="tested", holds=False, says=says)
        for name, says in found.violated.items()
    ]
    summary = (
        f"{found.records} records were generated: each fact within the bounds that the proofs"
        " assume, no relation false, each invariant kept by the plan"
    )
    return Section(
        title="The patients of the proofs are all there are",
        method="tested",
        findings=tuple(findings),
        summary=summary,
    )


# Sources, figures, hazards


def _section(
    title: str, method: Method, found: Iterable[tuple[str, bool, str]], **more: Any
) -> Section:
    findings = tuple(
        Finding(claim=claim, method=method, holds=holds, says=says) for claim, holds, says in found
    )
    return Section(title=title, method=method, findings=findings, **more)


def _sources(guideline: Guideline, day: date) -> Section:
    counts = evidence.counts(guideline)
    summary = ", ".join(f"{n} {status}" for status, n in counts.items() if n)
    return _section(
        "Sources", "read", evidence.sources(guideline, day), summary=summary, listed=True
    )


def _figures(guideline: Guideline, folder: Traversable | None) -> Section:
    return _section("Figures", "computed", evidence.figures(guideline, folder), listed=True)


def _hazards(guideline: Guideline, safety: Section, tests: Path | None) -> Section:
    proofs = {finding.claim: finding.holds for finding in safety.findings}
    unsigned = sum(not hazard.approved_by for hazard in guideline.hazards)
    summary = f"{unsigned} of {len(guideline.hazards)} hazards are approved by nobody"
    found = hazards.controls(guideline, proofs, tests)
    return _section("Hazards", "read", found, summary=summary)


def _not_checked(world: World) -> Section:
    doses = ", ".join(coverage.computed_doses(world))
    claims = [
        ("The wording of every line, for whichever reader", "a person must read it"),
        ("The clinical truth of thresholds, doses and schedules", "a clinician must approve it"),
        ("That a record says what was true of the patient", ""),
        ("Dates of doses and checks", "held by the tests of the specification"),
    ]
    if doses:
        claims.append(("Computed doses beyond their limits", f"held by tests: {doses}"))
    found = ((claim, True, says) for claim, says in claims)
    return _section("Not checked here", "not checked", found, listed=True)
