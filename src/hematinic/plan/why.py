"""Why a line stands: its rule in English, and the recorded facts that it rests on."""

from collections.abc import Iterable, Mapping
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
    recorded = assessment.facts.sources
    known = tuple(
        _known(rules.names[slot], recorded[slot], rules.labels)
        for slot in bits(rules.reads[when])
        if slot in recorded
    )
    return Why(definition=definition, rule=rules.english[definition], known=known)


def told(names: Iterable[str], assessment: Assessment) -> tuple[Known, ...]:
    """What is recorded of these facts, in their order; one event once, under the first of them."""
    labels = assessment.rules.labels
    found: dict[int, Known] = {}
    for name in names:
        event = assessment.source(name)
        if event is not None:
            found.setdefault(id(event), _known(name, event, labels))
    return tuple(found.values())


def _known(name: str, event: Event, labels: Mapping[str, str]) -> Known:
    return Known(name, labels.get(name, name), as_recorded(event), day_text(event.day), event)


def as_recorded(event: Event) -> str:
    """The event in words: the value as its source wrote it, or what happened."""
    if event.kind == "observed":
        return event.written
    detail = f" {event.written}" if event.written else ""
    return f"{event.kind.replace('_', ' ')}{detail}"
