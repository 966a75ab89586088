"""Is the difference between two versions the whole of it, and does each patient of it differ?

    python -m tools.differences [--patients 100000] [--seed 1] [--every N] [--only TEXT]

Of changes of the guideline made on purpose (tests/differences/changes.yaml), and of commits of it,
kept as patches beside them, which are taken back. Each patient that a comparison prints is planned
again by both versions. Then patients of whom the solver knows nothing, half of them sampled on days
of their story and half of any events at all, are decided by both as columns, and some planned one
by one: whoever differs in a kind that was not found was missed.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import cast

import msgspec
import numpy as np

from hematinic.cohort.arrow import Meaning, events_table, patients_table
from hematinic.cohort.decision import CHECK, FIRES, LINE, NO_DAY, Decided
from hematinic.cohort.engine import Engine
from hematinic.guideline.rules import Rules, load
from hematinic.plan.build import Planner
from hematinic.proof.difference import Difference, Kind, difference
from hematinic.proof.difference.model import ABSENT, Section, direction
from hematinic.proof.difference.records import plan
from hematinic.proof.difference.seen import NUMBERS, Seen, level, of_plan, status, unlike
from hematinic.proof.generated import generated
from hematinic.proof.generated_pairs import with_known_days
from hematinic.record.asof import seen_from
from hematinic.record.columns.encoder import Encoder
from hematinic.record.events import Event, Record
from hematinic.record.patient_file import read_patient_file
from hematinic.sample.patient_file import as_patient_file
from hematinic.sample.story import patients
from tools.versions import Versions, changes, commits, versions

BLOCK = 5000
VISITS = 5
"""Of each sampled patient so many days."""
ONE_IN = 500
"""Of the others so many are planned one by one too, doses and all."""


HEAD = """| versions | aspects | kinds | patients | doubtful | false | processor | clock |
|---|---|---|---|---|---|---|---|"""


# Patients of whom the solver knows nothing


def records(rules: Rules, day: int, count: int, seed: int) -> Iterator[Record]:
    anyone = map(with_known_days, generated(rules.guideline, day, count - count // 2, seed))
    return (record for pair in zip_all(sampled(rules, day, count // 2, seed), anyone)
            for record in pair)  # fmt: skip


def zip_all(one: Iterator[Record], other: Iterator[Record]) -> Iterator[list[Record]]:
    while found := [*islice(one, 1), *islice(other, 1)]:
        yield found


def sampled(rules: Rules, day: int, count: int, seed: int) -> Iterator[Record]:
    """On days of their stories, moved so that all are of one day."""
    chance = random.Random(seed)
    for simulated in patients(-(-count // VISITS), seed):
        record = read_patient_file(
            as_patient_file(simulated), rules.guideline, simulated.visits[-1]
        )
        for _ in range(VISITS):
            visit = chance.choice(simulated.visits)
            yield moved(seen_from(record, visit), day - visit)


def moved(record: Record, by: int) -> Record:
    events = tuple(moved_event(event, by) for event in record.events)
    birth = record.patient.birth
    patient = record.patient
    if birth is not None:
        patient = msgspec.structs.replace(patient, birth=(birth[0] + by, birth[1] + by))
    return msgspec.structs.replace(record, patient=patient, events=events, as_of=None)


def moved_event(event: Event, by: int) -> Event:
    return msgspec.structs.replace(event, day=(event.day[0] + by, event.day[1] + by), instant=-1)


# Kinds, as columns tell them


Told = tuple[Section, str, str, str]
"""Section, item, aspect, and the direction; of a day none."""


def told(kind: Kind) -> Told:
    way = "" if kind.what in NUMBERS else kind.direction
    return (kind.section, kind.item, kind.what, way)


@dataclass(slots=True)
class Side:
    rules: Rules
    engine: Engine
    states: dict[str, list[str]] = field(init=False)
    """Of each column what its codes mean."""
    planner: Planner = field(init=False)
    seen: list[Seen] = field(default_factory=list)
    """Of those who are planned one by one."""

    def see(self, records: Sequence[Record], day: int) -> None:
        self.seen = [of_plan(self.planner, self.planner.plan(one, day)) for one in records]

    def __post_init__(self) -> None:
        guideline, self.states = self.rules.guideline, {}
        self.planner = Planner(self.rules)
        lines = [ABSENT if code in ("no", "unknown") else status(code) for code in LINE]
        lines[LINE.index("refused")] = "advised against"
        for item in guideline.recommendations:
            self.states[f"line {item.id}"] = lines
        for alert in guideline.alerts:
            self.states[f"alert {alert.id}"] = [ABSENT, *([level(alert)] * (len(FIRES) - 1))]
        for check in guideline.monitoring:
            asked = "optional" if check.optional else "asked for"
            named = {"no": ABSENT, "done": "done", "not_applicable": "not applicable"}
            self.states[f"check {check.id}"] = [named.get(code, asked) for code in CHECK]
        said = [line.says.clinician for line in guideline.header.bottom_line]
        self.states["said"] = said


def apart(sides: tuple[Side, Side], both: tuple[Decided, Decided]) -> Iterator[tuple[Told, int]]:
    """What differs of a block, each with one patient of whom it does."""
    count = len(both[0].codes["said"])
    for name in dict.fromkeys((*sides[0].states, *sides[1].states)):
        texts = [side.states.get(name, [ABSENT]) for side in sides]
        codes = [d.codes.get(name, np.zeros(count, dtype=np.int8)) for d in both]
        different = np.array([[a != b for b in texts[1]] for a in texts[0]])
        rows = np.flatnonzero(different[codes[0], codes[1]])
        pairs = codes[0][rows].astype(np.int32) * 1000 + codes[1][rows]
        for pair, first in zip(*np.unique(pairs, return_index=True), strict=True):
            before, after = texts[0][pair // 1000], texts[1][pair % 1000]
            yield _state(name, before, after), int(rows[first])
    yield from _days(sides, both)


def _state(name: str, before: str, after: str) -> Told:
    if name == "said":
        return ("first sentence", "", "says", "other")
    kind, _, item = name.partition(" ")
    section = cast(Section, kind)
    if section == "alert":
        return (section, item, "level", direction(section, "level", before, after))
    return (section, item, "status", direction(section, "status", before, after))


def _days(sides: tuple[Side, Side], both: tuple[Decided, Decided]) -> Iterator[tuple[Told, int]]:
    """Where both have one: of a check of which it still is asked."""
    for name in both[0].days.keys() & both[1].days.keys():
        item = name.partition(" ")[2]
        section: Section = "check" if f"check {item}" in sides[0].states else "line"
        there = np.ones(len(both[0].days[name]), dtype=bool)
        for side, decided in zip(sides, both, strict=True):
            if section == "check":
                past = [state in ("done", "not applicable", ABSENT)
                        for state in side.states[f"check {item}"]]  # fmt: skip
                there &= ~np.array(past)[decided.codes[f"check {item}"]]
            elif name.startswith("due "):
                there &= decided.days[name] != NO_DAY
        rows = np.flatnonzero(there & (both[0].days[name] != both[1].days[name]))
        if len(rows) and (section == "check" or name.startswith("due ")):
            yield (section, item, "day", ""), int(rows[0])


# One comparison


@dataclass(slots=True)
class Tested:
    versions: Versions
    found: Difference
    seconds: float
    """Of the processor; and of the clock, on whatever else the machine does."""
    clock: float
    false: list[str] = field(default_factory=list)
    """Patients that are printed and do not differ so."""
    differ: int = 0
    """Of the others, blocks in which some kind was seen."""
    missed: dict[Told, str] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return not (self.false or self.missed)

    def __str__(self) -> str:
        found = self.found
        return (
            f"| {self.versions.name} | {found.compared} | {len(found.kinds)} |"
            f" {len(found.patients)} | {len(found.doubtful)} | {len(self.false)} |"
            f" {self.seconds:.0f} s | {self.clock:.0f} s |"
        )


def tested(versions: Versions) -> Tested:
    """What is found, and whether it is so."""
    one = Tested(versions, *in_its_own_process(versions))
    found = one.found
    planners = Planner(versions.before), Planner(versions.after)
    for shown in found.patients:
        seen = [of_plan(planner, plan(planner, shown.file)) for planner in planners]
        if set(unlike(*seen)) != {change.kind for change in shown.changes}:
            one.false.append(str(shown.file))
    return one


def in_its_own_process(versions: Versions) -> tuple[Difference, float, float]:
    """With how long it took; as `hematinic compare` does it: what the solver was asked before has a
    part in whom it finds."""
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_compared, args=(versions, theirs))
    process.start()
    theirs.close()
    found: tuple[Difference, float, float] = ours.recv()
    process.join()
    return found


def _compared(versions: Versions, told: Connection) -> None:
    start, began = time.process_time(), time.perf_counter()
    found = difference(versions.before, versions.after)
    told.send((found, time.process_time() - start, time.perf_counter() - began))


def sample(every: Sequence[Tested], rules: Rules, count: int, seed: int) -> None:
    """Whoever differs otherwise than was found is told with the comparison."""
    day = _last_updated(rules)
    engines = {id(r): Side(r, Engine(r)) for one in every for r in _both(one.versions)}
    encoder = Encoder(engines[id(rules)].engine.codes)
    meaning, limits = Meaning.of(encoder.codes), tuple(rules.guideline.limits)
    people = records(rules, day, count, seed)
    while block := [*islice(people, BLOCK)]:
        decided: dict[int, Decided] = {}
        tables = (
            events_table(encoder.events(block)),
            patients_table(encoder.patients(block), limits),
        )
        for one in every:
            for r in _both(one.versions):
                if id(r) not in decided:
                    decided[id(r)] = _decided(engines[id(r)].engine, *tables, day, meaning)
                    engines[id(r)].see(block[::ONE_IN], day)
            _compare(one, block, engines, decided)
            for r in _both(one.versions):
                if r is not rules:
                    decided.pop(id(r), None)


def _decided(engine: Engine, events, patients, day: int, meaning: Meaning) -> Decided:  # type: ignore[no-untyped-def]
    from hematinic.cohort.arrow import Decoder

    decoder = Decoder(engine.codes, meaning)
    number = patients["patient"].to_numpy()
    return engine.decided(decoder.events(events, number), decoder.patients(patients), day)


def _compare(
    one: Tested, block: list[Record], engines: Mapping[int, Side], decided: Mapping[int, Decided]
) -> None:  # fmt: skip
    sides = tuple(engines[id(r)] for r in _both(one.versions))
    both = tuple(decided[id(r)] for r in _both(one.versions))
    doubtful = (doubt.kind for doubt in one.found.doubtful)
    known = {told(kind) for kind in (*one.found.kinds, *doubtful)}
    for key, row in apart(sides, both):  # type: ignore[arg-type]
        one.differ += 1
        if key not in known and key not in one.missed:
            one.missed[key] = repr(block[row])
    seen = zip(*(side.seen for side in sides), strict=True)
    for record, plans in zip(block[::ONE_IN], seen, strict=True):
        for kind in unlike(*plans):
            if kind.section != "result" and told(kind) not in known:
                one.missed.setdefault(told(kind), repr(record))


def _both(versions: Versions) -> tuple[Rules, Rules]:
    return versions.before, versions.after


def _last_updated(rules: Rules) -> int:
    from datetime import date

    return date.fromisoformat(rules.guideline.header.last_updated).toordinal()


def total(every: Sequence[Tested], others: int) -> str:
    missed, false = (sum(len(getattr(one, what)) for one in every) for what in ("missed", "false"))
    shown = sum(len(one.found.patients) for one in every)
    doubtful = sum(len(one.found.doubtful) for one in every)
    slowest = max((one.seconds for one in every), default=0.0)
    return (
        f"{len(every)} comparisons, {shown} patients of whom {false} do not differ so;"
        f" {others} others, {missed} kinds missed; {doubtful} kinds neither shown nor ruled out;"
        f" the slowest took {slowest:.0f} s of the processor"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 2 where a patient does not differ, or one was missed."""
    options = argparse.ArgumentParser(prog="python -m tools.differences")
    options.add_argument("--patients", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--every", type=int, default=1, help="only every so-manieth comparison")
    options.add_argument("--only", default="", help="only where one of these stands in the name")
    asked = options.parse_args(arguments)
    rules = load()
    names = [*changes(), *(patch.stem for patch in commits())]
    every = []
    print(HEAD)
    for name in [name for name in names if any(o in name for o in asked.only.split(","))][
        :: asked.every
    ]:
        every.append(tested(versions(rules, name)))
        print(every[-1], flush=True)
    sample(every, rules, asked.patients, asked.seed)
    for one in every:
        for key, record in one.missed.items():
            print(f"{one.versions.name}: missed {key}\n    {record}")
        for file in one.false:
            print(f"{one.versions.name}: does not differ so: {file}")
    print(total(every, asked.patients))
    return 0 if all(one.good for one in every) else 2


if __name__ == "__main__":
    sys.exit(main())
