"""Why a line stands: its rule in English, and the recorded facts that it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from hematinic.guideline.rules import Rules
from hematinic.plan.assess import Assessment
from hematinic.plan.unknowns import bits
from hematinic.record.events import Event, day_text


class Known(msgspec.Struct, frozen=True, gc=False):
    name: str
    says: str
    value: str
    on: str
    event: Event


@dataclass(frozen=True, slots=True)
class Why:
    definition: str
    rule: str
    known: tuple[Known, ...]


def why(item: str, assessment: Assessment) -> Why:
    definition, slots = rests_on(item, assessment)
    recorded = assessment.once(Recorded)
    known = tuple(map(recorded.__getitem__, slots))
    return Why(definition=definition, rule=assessment.rules.english[definition], known=known)


def rests_on(item: str, assessment: Assessment) -> tuple[str, list[int]]:
    """The definition of when an item applies, and the slots of the recorded facts that it reads."""
    rules = assessment.rules
    when, recorded = rules.items[item].when, assessment.once(_recorded_slots)
    return rules.names[when], sorted(rules.once(_Reads)[when] & recorded)


def _recorded_slots(assessment: Assessment) -> frozenset[int]:
    return frozenset(assessment.facts.sources)


class _Reads(dict[int, frozenset[int]]):
    """The slots of the facts that a definition reads, by its own."""

    def __init__(self, rules: Rules) -> None:
        super().__init__()
        self.rules = rules

    def __missing__(self, definition: int) -> frozenset[int]:
        slots = self[definition] = frozenset(bits(self.rules.reads[definition]))
        return slots


def recorded_of(names: Iterable[str], assessment: Assessment) -> tuple[Known, ...]:
    """What is recorded of these facts, in their order; one event once, under the first of them."""
    slots, recorded = assessment.rules.slots, assessment.once(Recorded)
    recorded_once: dict[int, Known] = {}
    for name in names:
        event = assessment.source(name)
        # By identity: two results with the same value and day are two events, and both are told.
        if event is not None and id(event) not in recorded_once:
            recorded_once[id(event)] = recorded[slots[name]]
    return tuple(recorded_once.values())


class Recorded(dict[int, Known]):
    """What is recorded of each fact, by its slot; put into words when it is first asked for."""

    def __init__(self, assessment: Assessment) -> None:
        super().__init__()
        self.rules, self.sources = assessment.rules, assessment.facts.sources

    def __missing__(self, slot: int) -> Known:
        name, event = self.rules.names[slot], self.sources[slot]
        says, value, on = self.rules.labels.get(name, name), as_recorded(event), event.day
        fact = self[slot] = Known(name, says, value, day_text(on), event)
        return fact


def as_recorded(event: Event) -> str:
    """The event in words: the value as its source wrote it, or what happened."""
    if event.kind == "observed":
        return event.written
    if event.kind in ("present", "absent") and event.written:
        return f"{event.kind} ({event.written})"  # as "No known allergy", of one of those it denies
    detail = f" {event.written}" if event.written else ""
    return f"{event.kind.replace('_', ' ')}{detail}"
