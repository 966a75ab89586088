"""The sections of a report that are read off the guideline, or computed again from its data."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from hematinic.guideline.model import Guideline
from hematinic.proof import coverage, evidence, hazards
from hematinic.proof.control_tests import Outcome, outcomes
from hematinic.proof.report import Checked, Finding, Method, Section
from hematinic.proof.worked import computed_again
from hematinic.proof.world import World


def _section(
    name: str, title: str, method: Method, checked: Iterable[Checked], **more: Any
) -> Section:
    findings = tuple(
        Finding(claim=claim, method=method, holds=holds, says=says)
        for claim, holds, says in checked
    )
    return Section(id=name, title=title, method=method, findings=findings, **more)


def ends(guideline: Guideline) -> Section:
    endless = set(coverage.endless(guideline.recommendations))
    says = "it says neither when it ends nor when it is reviewed"
    treatments = (item.id for item in guideline.recommendations if item.prescribe)
    checked = ((name, name not in endless, says if name in endless else "") for name in treatments)
    return _section("ends", "Each treatment has an end or a review", "read", checked)


def sources(guideline: Guideline, day: date) -> Section:
    counts = evidence.counts(guideline)
    summary = ", ".join(f"{n} {status}" for status, n in counts.items() if n)
    checked = evidence.sources(guideline, day)
    return _section("sources", "Sources", "read", checked, summary=summary, listed=True)


def figures(world: World) -> Section:
    checked = (*evidence.figures(world.rules.guideline), *computed_again(world))
    return _section("figures", "Figures", "computed", checked, listed=True)


def controls(guideline: Guideline, safety: Section, pairs: Section, tests: Path | None) -> Section:
    proofs = {finding.claim: finding.holds for finding in safety.findings}
    for finding in pairs.findings:
        name = finding.claim.partition(":")[0]
        proofs[name] = proofs.get(name, True) and finding.holds
    unsigned = sum(not hazard.approved_by for hazard in guideline.hazards)
    findings = tuple(hazards.controls(guideline, proofs, _tested(guideline, tests)))
    idle = sum(finding.method == "not checked" for finding in findings)
    summary = f"{unsigned} of {len(guideline.hazards)} hazards are approved by nobody"
    if idle:
        summary += f"; {idle} tests were not run here"
    return Section(
        id="hazards", title="Hazards", method="proved", findings=findings, summary=summary
    )


def _tested(guideline: Guideline, root: Path | None) -> dict[str, Outcome]:
    """What cannot be found is not run: pytest would run none of the others either."""
    names = hazards.named_tests(guideline)
    lost = {name: hazards.missing(name, root) for name in names} if root else {}
    failed = {name: Outcome("failed", says) for name, says in lost.items() if says}
    return failed | dict(outcomes([name for name in names if name not in failed], root))


def not_checked(world: World) -> Section:
    doses = ", ".join(coverage.computed_doses(world))
    claims = [
        ("The wording of every line, for whichever reader", "a person must read it"),
        ("The clinical truth of thresholds, doses and schedules", "a clinician must approve it"),
        ("That a record says what was true of the patient", "nobody can, from the record alone"),
        ("Dates of doses and checks", "held by the tests of the specification"),
    ]
    if doses:
        claims.append(("Computed doses beyond their limits", f"held by tests: {doses}"))
    claimed = ((claim, True, says) for claim, says in claims)
    return _section("unchecked", "Not checked here", "not checked", claimed, listed=True)
