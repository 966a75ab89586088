"""Nothing unspoken and nothing contradictory, over any number of sampled patients.

    python -m tools.account --patients 10000 --seed 1

Of every visit of every patient the plan is made, and counted is what it does not explain and where
it contradicts itself. Of the last visit each event is accounted for besides, which takes a plan
without it. Fails where an event has no account, a result beyond its limits is passed over in
silence, a patient whose results lie within limits has one unexplained, or a plan contradicts
itself.
"""

import argparse
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

import msgspec

from hematinic.guideline.decision import called
from hematinic.guideline.model import Guideline
from hematinic.guideline.rules import load
from hematinic.plan.account import Accountant, Accounted, decided
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan, Planned
from hematinic.record.asof import seen_from
from hematinic.record.events import Event, Record, SetAside
from hematinic.record.patient_file import read_patient_file
from hematinic.render.words import lines
from hematinic.sample.model import Simulated
from hematinic.sample.patient_file import as_patient_file
from hematinic.sample.story import patients

# One voice


def contradictions(plan: Plan, guideline: Guideline) -> Iterator[str]:
    """What one line of a plan says and another denies."""
    doses = [
        line
        for line in plan.recommendations
        if line.schedule and line.item.prescribe and line.status in ("recommended", "consider")
    ]
    yield from _early(plan, doses)
    yield from _stopped_and_given(plan, doses)
    yield from _twice_today(plan, doses, guideline)
    yield from _refused_and_advised(plan, doses, guideline)


def _early(plan: Plan, doses: Iterable[Planned]) -> Iterator[str]:
    phases = {entry.phase.id: entry.starts for entry in plan.phases}
    for line in doses:
        starts = phases[line.item.phase]
        if starts and not line.waits and line.schedule and line.schedule.first_due < starts:
            yield f"{line.item.id} is due before its phase begins"


def _stopped_and_given(plan: Plan, doses: Iterable[Planned]) -> Iterator[str]:
    given = {line.item.prescribe.medicine: line for line in doses if line.item.prescribe}
    for line in plan.recommendations:
        if line.stops in given:
            yield f"{line.item.id} stops what {given[line.stops].item.id} gives"


def _twice_today(plan: Plan, doses: Iterable[Planned], guideline: Guideline) -> Iterator[str]:
    today = [
        (line.item.id, frozenset(guideline.medicines[line.item.prescribe.medicine].gives))
        for line in doses
        if line.status == "recommended" and line.schedule and line.item.prescribe
        and line.schedule.first_due == plan.as_of
    ]  # fmt: skip
    for (one, gives), (other, too) in combinations(today, 2):
        if shared := gives & too:
            yield f"{one} and {other} both give {', '.join(sorted(shared))} today"


def _refused_and_advised(
    plan: Plan, doses: Iterable[Planned], guideline: Guideline
) -> Iterator[str]:
    refused = {line.item.id: line.item for line in plan.not_recommended}
    for line in doses:
        if line.item.id in refused:
            yield f"{line.item.id} is advised and refused"
    named = [set(called(guideline, line.item)) for line in plan.recommendations]
    for fired in plan.alerts:
        for urged in fired.alert.urges:
            if any(urged in names for names in named):
                continue
            if any(urged in called(guideline, item) for item in refused.values()):
                yield f"{fired.alert.id} urges {urged}, which is refused"


# The account


def beyond(planner: Planner, record: Record, plan: Plan) -> Iterator[tuple[Event, Event]]:
    """The results that lie beyond a limit, spoken of or not, later ones of an element alone; each
    with what it would be within its limits."""
    limits, values = planner.limits, plan.assessment.values
    for measured, event in limits.last(record.events):
        if limits.beyond(measured, event, values) is not None:
            usual = limits.usual(measured, event, values)
            yield event, msgspec.structs.replace(event, value=usual, written="")


def silent(planner: Planner, record: Record, plan: Plan, account: Sequence[Accounted]) -> list[str]:
    """Results beyond their limits that are not named by themselves, and without which, or within
    whose limits, the same would be said."""
    heard: list[Event | SetAside] = [one.event for one in plan.unexplained]
    heard += [one.event for one in plan.explained]
    heard += [one.event for one in account if one.lines]
    found = []
    for event, usual in beyond(planner, record, plan):
        if any(event is one for one in heard):
            continue
        events = tuple(usual if one is event else one for one in record.events)
        other = planner.plan(msgspec.structs.replace(record, events=events), plan.as_of)
        if decided(other) == decided(plan) and said(other) == said(plan):
            found.append(f"{event.name} {event.written} is passed over")
    return found


def said(plan: Plan) -> list[str]:
    """Every sentence for a clinician: a line may stand all the same and name another result."""
    found = [lines.bottom_line(plan)]
    found += [lines.recommendation(line, plan.assessment) for line in plan.recommendations]
    return found + [lines.alert(fired, plan.assessment) for fired in plan.alerts]


@dataclass(slots=True)
class Tally:
    patients: int = 0
    plans: int = 0
    accounted: int = 0
    """Plans whose every event was accounted for,"""
    events: int = 0
    became: Counter[str] = field(default_factory=Counter)
    unexplained: Counter[int] = field(default_factory=Counter)
    """How many plans leave so many results unexplained."""
    within: int = 0
    """Plans of patients whose results all lie within their limits."""
    failures: list[str] = field(default_factory=list)

    def add(self, simulated: Simulated, planner: Planner, accountant: Accountant) -> None:
        self.patients += 1
        guideline = planner.rules.guideline
        whole = read_patient_file(as_patient_file(simulated), guideline, simulated.visits[-1])
        for day in simulated.visits:
            record = seen_from(whole, day)
            plan = planner.plan(record, day)
            found = [*contradictions(plan, guideline), *self.counted(planner, record, plan)]
            if day == simulated.visits[-1]:
                found += self.account(planner, accountant, record, plan)
            when = date.fromordinal(day).isoformat()
            self.failures += [f"{simulated.person.id} on {when}: {says}" for says in found]

    def counted(self, planner: Planner, record: Record, plan: Plan) -> Iterator[str]:
        self.plans += 1
        count = len(plan.unexplained)
        self.unexplained[count] += 1
        if not any(beyond(planner, record, plan)):
            self.within += 1
            if count:
                yield f"{count} unexplained, and every result lies within its limits"

    def account(
        self, planner: Planner, accountant: Accountant, record: Record, plan: Plan
    ) -> Iterator[str]:
        account = accountant.account(record, plan)
        self.accounted += 1
        self.events += len(account)
        self.became.update(one.became for one in account)
        if [one.event for one in account] != [*record.events, *plan.record]:
            yield "an event is without its account"
        yield from silent(planner, record, plan, account)

    @property
    def each(self) -> list[int]:
        return sorted(self.unexplained.elements())


def told(tally: Tally) -> Iterator[str]:
    each = tally.each
    yield f"{tally.patients} patients, {tally.plans} plans"
    yield (
        f"unexplained: median {statistics.median(each):g}, mean {statistics.mean(each):.2f}, "
        f"most {each[-1]}; of {tally.within} plans with every result within limits none"
    )
    became = ", ".join(f"{name} {count}" for name, count in tally.became.most_common())
    yield f"{tally.events} events of {tally.accounted} plans accounted for: {became}"
    yield from tally.failures[:50]
    yield f"{len(tally.failures)} failures"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 2 where anything fails."""
    options = argparse.ArgumentParser(description="Unspoken or contradictory, of sampled patients.")
    options.add_argument("--patients", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args(arguments)
    planner = Planner(load())
    accountant, tally = Accountant(planner), Tally()
    for simulated in patients(asked.patients, asked.seed):
        tally.add(simulated, planner, accountant)
    print("\n".join(told(tally)))
    return 2 if tally.failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
