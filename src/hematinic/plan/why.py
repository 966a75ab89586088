"""Why a line stands: its rule in English, and the recorded facts that it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass

from hematinic.plan.assess import Assessment
from hematinic.plan.unknowns import bits
from hematinic.record.events import Event, day_text


@dataclass(frozen=True, slots=True)
class Known:
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
    rules = assessment.rules
    when = rules.items[item].when
    definition = rules.names[when]
    recorded = assessment.once(_Recorded)
    known = tuple(recorded[slot] for slot in bits(rules.reads[when] & recorded.slots))
    return Why(definition=definition, rule=rules.english[definition], known=known)


def told(names: Iterable[str], assessment: Assessment) -> tuple[Known, ...]:
    """What is recorded of these facts, in their order; one event once, under the first of them."""
    slots, recorded = assessment.rules.slots, assessment.once(_Recorded)
    found: dict[int, Known] = {}
    for name in names:
        event = assessment.source(name)
        if event is not None and id(event) not in found:
            found[id(event)] = recorded[slots[name]]
    return tuple(found.values())


class _Recorded(dict[int, Known]):
    """What is recorded of each fact, by its slot; put into words when it is first asked for."""

    def __init__(self, assessment: Assessment) -> None:
        super().__init__()
        self.rules, self.sources = assessment.rules, assessment.facts.sources
        self.slots = 0
        """Of all facts that something is recorded of, as a bit set."""
        for slot in self.sources:
            self.slots |= 1 << slot

    def __missing__(self, slot: int) -> Known:
        name, event = self.rules.names[slot], self.sources[slot]
        says, value, on = self.rules.labels.get(name, name), as_recorded(event), event.day
        found = self[slot] = Known(name, says, value, day_text(on), event)
        return found


def as_recorded(event: Event) -> str:
    """The event in words: the value as its source wrote it, or what happened."""
    if event.kind == "observed":
        return event.written
    if event.kind in ("present", "absent") and event.written:
        return f"{event.kind} ({event.written})"  # as "No known allergy", of one of those it denies
    detail = f" {event.written}" if event.written else ""
    return f"{event.kind.replace('_', ' ')}{detail}"
