"""Plan against truth, over any number of sampled patients, by way of patient files or of FHIR.

    python -m tools.agreement --patients 10000 [--fhir] [--untidy 0.2]

With `known_differences` this is the one part of the room that knows the planner. Every
disagreement is listed with its reason; one without is an error of plan, truth or reader.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import orjson

from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.asof import seen_from
from hematinic.record.events import Record
from hematinic.record.fhir import read_bundle
from hematinic.record.patient_file import read_patient_file
from hematinic.sample.expected_regimens import B12, IRON
from hematinic.sample.model import Simulated
from hematinic.sample.patient_file import as_patient_file
from hematinic.sample.resources import Resource, as_bundle
from hematinic.sample.story import patients
from hematinic.sample.truth import Expected, truth
from hematinic.sample.untidy import CONFLICTS, LOSES, SILENT, Note
from hematinic.sample.write import Maker
from tools.known_differences import known

REGIMENS = B12 | IRON | {"FE-HOLD", "FOL-5", "FOL-HOLD"}
OUTSIDE = "special-group-advice"
"""The recommendation that refers instead of planning iron, where a group is not yet covered."""

FINDINGS = {
    "b12_deficient": "b12_deficiency",
    "iron_deficient": "iron_deficiency_found",
    "neurological": "neurological_involvement",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    patient: str
    cause: str
    as_of: int
    about: str
    """`FE-OD`, `AL-CAUSE`, `b12_deficient` …"""
    plan: str
    truth: str
    because: str
    """The reason, where one is known; empty is an error."""

    def line(self) -> str:
        day = date.fromordinal(self.as_of).isoformat()
        why = self.because or "NOT EXPLAINED"
        says = f"plan {self.plan}, truth {self.truth}"
        return f"{self.patient} ({self.cause}) on {day}: {self.about}: {says}: {why}"


@dataclass(slots=True)
class Tally:
    """Of each thing compared: how often, and how often not the same."""

    compared: Counter[str] = field(default_factory=Counter)
    differ: Counter[str] = field(default_factory=Counter)
    disagreements: list[Disagreement] = field(default_factory=list)
    plans: int = 0

    @property
    def unexplained(self) -> list[Disagreement]:
        return [found for found in self.disagreements if not found.because]

    def add(self, simulated: Simulated, wanted: Expected, plan: Plan, why: "Why") -> None:
        self.plans += 1
        for about, told, true in compared(wanted, plan):
            self.compared[about] += 1
            if told == true:
                continue
            self.differ[about] += 1
            found = Disagreement(
                patient=simulated.person.id, cause=simulated.cause, as_of=wanted.as_of,
                about=about, plan=told, truth=true,
                because=why(about, plan, wanted),
            )  # fmt: skip
            self.disagreements.append(found)


# What is compared


def compared(wanted: Expected, plan: Plan) -> Iterator[tuple[str, str, str]]:
    """What it is, what the plan says and what is true; only where the truth is settled."""
    for about, finding in FINDINGS.items():
        if about not in wanted.left_open:
            yield about, _word(plan.assessment.value(finding)), _word(getattr(wanted, about))
    yield from _codes(wanted.regimens, wanted.regimens_not, offered(plan))
    raised = {code for fired in plan.alerts for code in fired.alert.implements}
    yield from _codes(wanted.alerts, wanted.alerts_not, raised)
    if wanted.two_week_check != "any":
        yield "two_week_check", two_week_check(plan), wanted.two_week_check


def _codes(
    must: Iterable[str], must_not: Iterable[str], found: set[str]
) -> Iterator[tuple[str, str, str]]:
    for code in sorted(must):
        yield code, _word(code in found), "yes"
    for code in sorted(must_not):
        yield code, _word(code in found), "no"


def _word(value: object) -> str:
    return "unknown" if value is None else ("yes" if value else "no")


def offered(plan: Plan) -> set[str]:
    """Regimens that are recommended or to be considered; an alternative is none."""
    lines = (line for line in plan.recommendations if line.status != "alternative")
    return {code for line in lines for code in line.item.implements if code in REGIMENS}


TWO_WEEKS = ("blood-count-two-weeks", "blood-count-two-weeks-near-normal")
"""One is for those whom the rule can judge, the other for those who were near normal."""


def two_week_check(plan: Plan) -> str:
    lines = (line for line in plan.monitoring if line.check.id in TWO_WEEKS)
    return next((line.status for line in lines), "none")


# Reasons

Why = Callable[[str, Plan, Expected], str]


def explained(about: str, plan: Plan, wanted: Expected) -> str:
    """Of a tidy record."""
    refers = any(line.item.id == OUTSIDE for line in plan.recommendations)
    if refers and about in IRON | {"FE-HOLD", "two_week_check"}:
        return "the plan refers: this group is outside the version of the guideline"
    return known(about, plan, wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Untidied:
    """Why the plan of an untidy record differs: not more than what it tells of may do so.

    `tidy` is the plan of the tidy record, `without` that of a tidy record in which only what was
    lost is left out and what conflicts is left in. What the untidy plan says and `without` does
    not is silent, and has no reason.
    """

    tidy: Plan
    without: Plan
    notes: Sequence[Note]

    def __call__(self, about: str, plan: Plan, wanted: Expected) -> str:
        word = said(about, plan, wanted)
        if said(about, self.tidy, wanted) == word:
            return explained(about, self.tidy, wanted)
        if said(about, self.without, wanted) != word:
            return ""
        return self.told(plan) or self.untold(about, plan)

    def untold(self, about: str, plan: Plan) -> str:
        """What the plan does not yet tell of, though it should."""
        if any("not ruled out" in line.because for line in plan.not_recommended):
            return "NOT ASKED: a contraindication that is not ruled out is named, but not missing"
        if about == "two_week_check" and any(note.kind == CONFLICTS for note in self.notes):
            return "NOT TOLD: the results of the two-week check conflict, and count as none"
        return ""

    def told(self, plan: Plan) -> str:
        """The plan itself tells of it: set aside, or asked for."""
        places = {note.where.split(" ")[0] for note in plan.record}
        missing = {entry.element for entry in plan.missing}
        kinds = {note.kind for note in self.notes if note.resource in places and note.kind in LOSES}
        if kinds:
            return "a result that cannot be used is set aside"
        open_ = {note.kind for note in self.notes if note.element in missing}
        if SILENT in open_:
            return "a question without an answer is asked again"
        if any(note.kind == SILENT and note.element in plan.assumed for note in self.notes):
            return "a question without an answer is listed as assumed absent"
        return "results that conflict are unknown, and asked for" if CONFLICTS in open_ else ""


def said(about: str, plan: Plan, wanted: Expected) -> str:
    return next(told for name, told, _ in compared(wanted, plan) if name == about)


# Running

Plans = Callable[[Simulated], Iterator[tuple[Expected, Plan, Why]]]


def planned(planner: Planner, record: Record, as_of: int) -> Plan:
    return planner.plan(seen_from(record, as_of), as_of)


def by_patient_file(planner: Planner) -> Plans:
    guideline = planner.rules.guideline

    def plans(simulated: Simulated) -> Iterator[tuple[Expected, Plan, Why]]:
        data = as_patient_file(simulated)
        record = read_patient_file(data, guideline, simulated.visits[-1])
        for wanted in truth(simulated):
            yield wanted, planned(planner, record, wanted.as_of), explained

    return plans


def by_fhir(planner: Planner, seed: int, untidy: float) -> Plans:
    guideline = planner.rules.guideline
    maker = Maker(guideline, seed, untidy)

    def read(resources: list[Resource], simulated: Simulated) -> Record:
        content = orjson.dumps(as_bundle(resources))
        return read_bundle(content, guideline, simulated.visits[-1])

    def plans(simulated: Simulated) -> Iterator[tuple[Expected, Plan, Why]]:
        tidy = maker.renderer.resources(simulated)
        resources, notes = maker.made(simulated)
        records = [read(each, simulated) for each in (resources, tidy, without(resources, notes))]
        for wanted in truth(simulated):
            plan, clean, left = (planned(planner, each, wanted.as_of) for each in records)
            yield wanted, plan, Untidied(tidy=clean, without=left, notes=notes)

    return plans


def without(resources: Iterable[Resource], notes: Iterable[Note]) -> list[Resource]:
    """The untidy record, less all that was made untidy and should not count."""
    kept = (CONFLICTS, SILENT)
    gone = {note.resource for note in notes if note.kind not in kept}
    return [r for r in resources if f"{r['resourceType']}/{r['id']}" not in gone]


def compare(simulated: Iterable[Simulated], plans: Plans) -> Tally:
    tally = Tally()
    for one in simulated:
        for wanted, plan, why in plans(one):
            tally.add(one, wanted, plan, why)
    return tally


def table(tally: Tally) -> Iterator[str]:
    yield f"{'':18}{'compared':>10}{'differ':>8}{'agree':>9}"
    for about in sorted(tally.compared):
        count, differ = tally.compared[about], tally.differ[about]
        yield f"{about:18}{count:10}{differ:8}{1 - differ / count:9.2%}"
    count, differ = tally.compared.total(), tally.differ.total()
    yield f"{'all':18}{count:10}{differ:8}{1 - differ / max(count, 1):9.2%}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 2 where a disagreement has no reason."""
    options = argparse.ArgumentParser(description="Plan against truth on sampled patients.")
    options.add_argument("--patients", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--fhir", action="store_true", help="by way of FHIR bundles")
    options.add_argument("--untidy", type=float, default=0.0, help="share made untidy; FHIR")
    options.add_argument("--every", action="store_true", help="list every disagreement")
    asked = options.parse_args(arguments)
    planner = Planner(load())
    fhir = asked.fhir or asked.untidy
    plans = by_fhir(planner, asked.seed, asked.untidy) if fhir else by_patient_file(planner)
    tally = compare(patients(asked.patients, asked.seed), plans)
    print("\n".join(table(tally)))
    reasons = Counter(found.because for found in tally.disagreements if found.because)
    for reason, count in reasons.most_common():
        print(f"{count:7}  {reason}")
    for found in tally.disagreements if asked.every else tally.unexplained[:50]:
        print(found.line())
    print(f"{tally.plans} plans; {len(tally.unexplained)} disagreements without a reason")
    return 2 if tally.unexplained else 0


if __name__ == "__main__":
    raise SystemExit(main())
