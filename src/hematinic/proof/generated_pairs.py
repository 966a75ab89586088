"""Two records that differ in one event, which is worse in one of them.

They hold the proofs over pairs to what extraction really gives: the facts of the two may differ in
nothing but what `proof/worse.py` lets differ. What no fact settles is tested on them too: the worse
patient's first dose is no later, and a course that is reckoned no smaller.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from hematinic.expressions.logic import Value
from hematinic.guideline import layout
from hematinic.guideline.model import Guideline
from hematinic.guideline.pairs import Measure, Pair
from hematinic.plan.assess import Assessment
from hematinic.plan.model import Planned
from hematinic.proof.generated import DAYS, generated
from hematinic.proof.pairs import Claim, Second, broken, claimed, claims
from hematinic.proof.record_files import record_file
from hematinic.proof.run import Run
from hematinic.proof.vignettes import File
from hematinic.proof.world import World
from hematinic.proof.worse import Worsened, worsened
from hematinic.record.events import Event, Record
from hematinic.record.facts import Facts

PAIRS = 400


@dataclass(frozen=True, slots=True)
class Broken:
    """Two records of whom a claim does not hold, as files."""

    claim: str
    milder: File
    worse: File


@dataclass(slots=True)
class Tested:
    pairs: int = 0
    broken: dict[str, Broken] = field(default_factory=dict)
    """By what is wrong: the first two records of each."""


class PairsOfRecords:
    """Ready to test any pair of records of one guideline."""

    def __init__(self, world: World) -> None:
        self.world, self.planner, self.guideline = world, world.planner, world.rules.guideline
        self.asked = {
            (pair.id, what.how, what.name): (pair, Second(world, what))
            for pair in self.guideline.pairs
            for what in worsened(self.guideline, pair)
        }

    def test(self, records: Iterable[tuple[Record, int]], chance: random.Random) -> Tested:
        """`records`: each with the day of the plan. One fact of each is made worse."""
        tested, every = Tested(), list(self.asked.values())
        for record, as_of in records if every else ():
            pair, second = chance.choice(every)
            worse = made_worse(record, second.what, self.guideline, as_of, chance)
            if worse is None:
                continue
            tested.pairs += 1
            for wrong in self.wrong(pair, second, record, worse, as_of):
                if wrong not in tested.broken:
                    tested.broken[wrong] = self.shown(pair, second, record, worse, as_of, wrong)
        return tested

    def wrong(
        self, pair: Pair, second: Second, milder: Record, worse: Record, as_of: int
    ) -> list[str]:
        extractor = self.planner.extractor
        facts = [extractor.facts(record, as_of).values for record in (milder, worse)]
        # Generated blindly, the two may not be a pair of this kind; that is no fault of anything.
        if not second.begins(facts[0], facts[1]):
            return []
        # This is the fault that is looked for: records that differ as the pair says, and facts that
        # differ in more than the proof let differ. The proof has then not looked at these two.
        if not second.fits(facts[0], facts[1]):
            return [f"{pair.id}: {second.what.name}: facts differ that no proof lets differ"]
        runs = [Run(self.planner, values) for values in facts]
        wrong = []
        for claim in claims(pair, self.guideline.measures):
            name = f"{pair.id}: {second.what.says(self.guideline)}: {claim.says}"
            if broken(claim, *runs):
                wrong.append(name)
            elif claim.id in self.guideline.measures and not _excused(claim, runs[1]):
                measure = self.guideline.measures[claim.id]
                before = self.lines(runs[0], as_of, "recommended")
                after = self.lines(runs[1], as_of, "recommended", "consider")
                wrong += (f"{name}, {what}" for what in self.later_or_less(measure, before, after))
        return wrong

    def lines(self, run: Run, as_of: int, *status: str) -> list[Planned]:
        """What stands with such a status, with its dates and doses."""
        facts = Facts(run.values, {}, {}, as_of)
        planned, _ = self.planner.decider.decide(Assessment(run.rules, facts))
        return [line for line in planned if line.status in status]

    def later_or_less(
        self, measure: Measure, milder: Sequence[Planned], worse: Sequence[Planned]
    ) -> Iterator[str]:
        for name in measure.soonest:
            before, after = (_first(self.named(lines, name)) for lines in (milder, worse))
            if before is not None and after is not None and after > before:
                yield f"the first {name} is later"
        for name in measure.as_much:
            before, after = (_whole(self.named(lines, name)) for lines in (milder, worse))
            if before is not None and after is not None and after < before:
                yield f"less {name} in all"

    def named(self, lines: Sequence[Planned], name: str) -> list[Planned]:
        """Those that go by a name: their own, of a medicine, a nutrient or a course."""
        steps = self.planner.rules.decision.named["offered"].get(name, ())
        return [line for line in lines if layout.stands(line.item.id) in steps]

    def shown(
        self, pair: Pair, second: Second, milder: Record, worse: Record, as_of: int, wrong: str
    ) -> Broken:
        """Without the events that do not matter."""
        # Less and less, while the same thing stays wrong: what is left is what it is about.
        for event in milder.events:
            milder_less, worse_less = (_without(record, event) for record in (milder, worse))
            both_fewer = len(worse_less.events) < len(worse.events)
            if both_fewer and wrong in self.wrong(pair, second, milder_less, worse_less, as_of):
                milder, worse = milder_less, worse_less
        files = (record_file(record, self.guideline, as_of) for record in (milder, worse))
        return Broken(wrong, *files)


def of_records(world: World, pairs: int = PAIRS, seed: int = 1) -> Tested:
    """On records of any events at all."""
    as_of = world.usual_day
    records = (
        (with_known_days(record), as_of)
        for record in generated(world.rules.guideline, as_of, pairs, seed)
    )
    return PairsOfRecords(world).test(records, random.Random(seed))


def with_known_days(record: Record) -> Record:
    """With days that are known, as a patient file has them."""
    events = tuple(
        msgspec.structs.replace(event, day=(event.day[1], event.day[1])) for event in record.events
    )
    birth = record.patient.birth
    patient = msgspec.structs.replace(record.patient, birth=birth and (birth[1], birth[1]))
    return msgspec.structs.replace(record, events=events, patient=patient)


def _without(record: Record, event: Event) -> Record:
    events = tuple(other for other in record.events if other is not event)
    return msgspec.structs.replace(record, events=events)


# Made worse


def made_worse(
    record: Record, what: Worsened, guideline: Guideline, as_of: int, chance: random.Random
) -> Record | None:
    """The same record with one event more, or with one result that is worse; None where it has
    no such result."""
    if what.how in ("lower", "higher"):
        return _with_a_result(record, what, guideline, chance)
    day = float(as_of - chance.choice(DAYS))
    if what.how == "taken":
        event = Event(kind="started", name=what.name, day=(day, day), every=1.0)
    else:
        done = guideline.elements[what.name].kind == "procedure"
        event = Event(kind="done" if done else "present", name=what.name, day=(day, day))
    return msgspec.structs.replace(record, events=(*record.events, event))


def _with_a_result(
    record: Record, what: Worsened, guideline: Guideline, chance: random.Random
) -> Record | None:
    measured = [
        i
        for i, event in enumerate(record.events)
        if event.name == what.name and event.kind == "observed" and _is_exact(event.value)
    ]
    if not measured:
        return None
    i = chance.choice(measured)
    value = record.events[i].value
    assert isinstance(value, tuple)
    element = guideline.elements[what.name]
    low, high = element.plausible or element.possible or (0.0, 1000.0)
    low, high = min(low, value[0]), max(high, value[0])
    ends = (low, value[0]) if what.how == "lower" else (value[0], high)
    point = min(max(round(chance.uniform(*ends), 2), ends[0]), ends[1])
    event = msgspec.structs.replace(record.events[i], value=(point, point), written="")
    events = (*record.events[:i], event, *record.events[i + 1 :])
    return msgspec.structs.replace(record, events=events)


def _is_exact(value: Value) -> bool:
    return isinstance(value, tuple) and value[0] == value[1]


# Dates and doses


def _excused(claim: Claim, worse: Run) -> bool:
    return any(claimed(worse, name) is True for name in claim.unless)


def _first(lines: Sequence[Planned]) -> float | None:
    return min((line.schedule.first_due for line in lines if line.schedule), default=None)


def _whole(lines: Sequence[Planned]) -> float | None:
    reckoned = [sum(line.schedule.amounts) for line in lines if line.schedule]
    return max((whole for whole in reckoned if whole), default=None)
