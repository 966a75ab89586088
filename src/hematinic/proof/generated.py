"""Generated records: they hold the proofs to what extraction really gives.

A proof speaks of facts. That no record gives a fact outside the bounds it assumed, or against a
relation it assumed, is tested here, with events of every kind on days around every limit; and the
invariants are asked of the plans of these records too.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from hematinic.expressions.logic import STEP, Span, Value, rounded
from hematinic.guideline.model import Element, Guideline
from hematinic.proof.run import Run
from hematinic.proof.shrink import Shrinker
from hematinic.proof.world import World
from hematinic.record.events import Event, LocalLimit, Patient, Record

RECORDS = 1500
DAYS = (0, 0, 0, 1, 2, 5, 11, 14, 20, 28, 40, 80, 91, 100, 130, 200, 400, 1200)
"""How long ago things happen."""


@dataclass(slots=True)
class HeldByRecords:
    records: int = 0
    outside: dict[str, str] = field(default_factory=dict)
    """Facts with a value that no proof looked at."""
    broken: dict[str, str] = field(default_factory=dict)
    """Relations that some record breaks."""
    violated: dict[str, str] = field(default_factory=dict)
    """Invariants that the plan of some record breaks: there is a hole in a proof."""


def held_by_records(world: World, records: int = RECORDS, seed: int = 1) -> HeldByRecords:
    held = HeldByRecords()
    as_of = date.fromisoformat(world.rules.guideline.header.last_updated).toordinal()
    shrinker = Shrinker(world.planner, world.domains)
    for record in generated(world.rules.guideline, as_of, records, seed):
        facts = world.planner.extractor.facts(record, as_of).values
        held.records += 1
        _check_domains(world, facts, held)
        if not shrinker.related(facts):
            _check_relations(world, facts, held)
        # Of every fifth: to decide what follows costs far more than to take the facts.
        if held.records % 5 == 0:
            _check_invariants(world, facts, held)
    return held


def _check_domains(world: World, facts: list[Value], held: HeldByRecords) -> None:
    for slot, (name, domain) in enumerate(world.domains.items()):
        if facts[slot] not in domain:
            held.outside.setdefault(name, f"a record gives {facts[slot]}")


def _check_relations(world: World, facts: list[Value], held: HeldByRecords) -> None:
    run = Run(world.planner, facts)
    for name in world.relations:
        if run.value(world.rules.relations[name].node) is False:
            held.broken.setdefault(name, "a record breaks it")


def _check_invariants(world: World, facts: list[Value], held: HeldByRecords) -> None:
    run = Run(world.planner, facts)
    for item in world.rules.guideline.safety:
        if run.value(world.rules.claims[item.id].node) is not (not item.never):
            held.violated.setdefault(item.id, "the plan of a record breaks it")


# Records


def generated(guideline: Guideline, as_of: int, records: int, seed: int) -> Iterator[Record]:
    chance = random.Random(seed)
    for _ in range(records):
        birth: Span | None = None
        if chance.random() < 0.9:
            born = as_of - chance.randint(0, 95 * 365)
            # A birth known to the day, the month or the year: an age can be an interval.
            birth = (born, born + chance.choice((0, 0, 30, 364)))
        sex = chance.choice(("female", "male", "other", "unknown"))
        events = tuple(_events(guideline, as_of, chance))
        limits = tuple(_limits(guideline, chance)) if chance.random() < 0.3 else ()
        patient = Patient(birth=birth, sex=sex)  # type: ignore[arg-type]
        yield Record(patient=patient, events=events, local_limits=limits)


def _limits(guideline: Guideline, chance: random.Random) -> Iterator[LocalLimit]:
    """Any that a site may set."""
    for name, limit in guideline.limits.items():
        if chance.random() < 0.5:
            value = round(chance.uniform(*limit.between), 1)
            yield LocalLimit(name=name, value=value, written="", laboratory="any", source="any")


def _reference(element: Element, chance: random.Random) -> Span | None:
    """What a laboratory prints beside a result, if it prints anything."""
    if chance.random() < 0.5:
        return None
    low, high = element.plausible or element.possible or (0.0, 1000.0)
    first, last = sorted(round(chance.uniform(low, min(high, 1e6)), 1) for _ in range(2))
    return (first, last)


def _events(guideline: Guideline, as_of: int, chance: random.Random) -> Iterator[Event]:
    elements, medicines = list(guideline.elements.values()), list(guideline.medicines.values())
    reasons = [words[0] for words in guideline.header.reasons.values()]
    for _ in range(chance.randint(0, 30) if elements else 0):
        element = chance.choice(elements)
        more: dict[str, object] = {"name": element.name, "day": _day(as_of, chance)}
        if element.kind == "condition":
            kind = chance.choice(("present", "absent"))
            more |= {"severity": chance.choice(("", "mild", "severe"))}
            more |= {"activity": chance.choice(("", "active", "quiescent"))}
        else:
            kind = "done" if element.kind == "procedure" else "observed"
        if element.kind == "result":
            more["value"] = chance.choice(element.options)
        elif element.kind == "quantity":
            more["value"] = _span(element.possible or (0.0, 1000.0), element.plausible, chance)
            more["reference"] = _reference(element, chance)
        yield Event(kind=kind, **more)  # type: ignore[arg-type]
    for _ in range(chance.randint(0, 8) if medicines else 0):
        medicine = chance.choice(medicines)
        kind = chance.choice(("started", "stopped", "given", "ordered", "booked", "stop_ordered"))
        day = _day(as_of, chance)
        if kind == "booked":
            day = (as_of + 3, as_of + 3)
        yield Event(
            kind=kind,  # type: ignore[arg-type]
            name=medicine.name,
            day=day,
            dose=chance.choice((None, 0.1, 1.0, 65.0, 500.0)),
            every=chance.choice((None, 0.5, 1.0, 2.0, 60.0)),
            route=chance.choice(("", *medicine.routes)),
            because=chance.choice(("", "another reason", *reasons)),
        )


def _day(as_of: int, chance: random.Random) -> Span:
    # On and around the limits of windows rather than anywhere: faults live there.
    last = as_of - chance.choice(DAYS)
    return (last - chance.choice((0, 0, 0, 0, 20)), last)


def _span(possible: Span, plausible: Span | None, chance: random.Random) -> Span:
    """Exact, or as `<5` and `>5` are read."""
    low, high = plausible or possible
    high = high if math.isfinite(high) else low + 1000
    value = round(chance.uniform(low, high), chance.randint(0, 2))
    value = min(max(value, possible[0]), possible[1])
    match chance.randint(0, 9):
        case 0:
            return (possible[0], max(possible[0], rounded(value - STEP)))
        case 1:
            return (min(possible[1], round(value + STEP, 9)), possible[1])
    return (value, value)
