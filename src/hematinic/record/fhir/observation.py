"""Observations: results of the laboratory, measurements, and findings asked for."""

from collections.abc import Iterator
from typing import Any

from hematinic.record.events import Event
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.resources import Measured, Observation, shown, texts
from hematinic.record.fhir.times import Moment, moment, moment_of_period, written_down
from hematinic.record.fhir.values import UnusableError, limits, result, yes_or_no

RANKS = {"preliminary": 0, "final": 1, "": 1, "amended": 2, "corrected": 2}
"""Statuses of results that count; of two at the same time the higher rank stands."""


def observations(found: Observation, where: str, reading: Reading) -> Iterator[Event]:
    """Events of the observation and of its components."""
    parts: tuple[Measured, ...] = (found, *found.component)
    each = [(part, reading.codebook.elements_of(part.code)) for part in parts]
    named = [(part, names) for part, names in each if names]
    if not named:
        _unread(found, where, reading)
        return
    what = shown(found.code, "a result")
    if found.status not in RANKS:
        reading.aside(where, what, f"its status is {found.status[:40]}")
        return
    when = reading.placed(_effective(found), where, what)
    if when is None:
        return
    if RANKS[found.status] != 1:
        reading.ranks[where] = RANKS[found.status]
    for part, names in named:
        if len(names) > 1:
            why = f"its codes name different things: {', '.join(names)}"
            reading.aside(where, shown(part.code, what), why)
        elif part is not found or not found.component or _has_value(part):
            try:
                yield _event(part, names[0], when, where, found, reading)
            except UnusableError as why:
                reading.aside(where, shown(part.code, what), str(why))


def _unread(found: Observation, where: str, reading: Reading) -> None:
    """Counted; but what is named like a result that rules read is pointed out."""
    for part in (found, *found.component):
        like = reading.codebook.named_like(texts(part.code))
        if like:
            why = f"has no code that is known for {like}; map the site's own code to it"
            reading.once(where, shown(part.code), why)
            return
    reading.unread["Observation"] += 1


def _effective(found: Observation) -> Moment | None:
    when = moment(found.effective_date_time) or moment(found.effective_instant)
    if when is None and found.effective_timing and found.effective_timing.event:
        when = moment(found.effective_timing.event[0])
    return when or moment_of_period(found.effective_period)


def _has_value(part: Measured) -> bool:
    return part.data_absent_reason is not None or any(
        (
            part.value_quantity, part.value_string, part.value_codeable_concept, part.value_range,
            part.value_integer is not None, part.value_boolean is not None,
        )
    )  # fmt: skip


def _event(
    part: Measured, name: str, when: Moment, where: str, of: Observation, reading: Reading
) -> Event:
    """Raises UnusableError."""
    element = reading.guideline.elements.get(name)
    if element is None or element.kind == "procedure":
        raise UnusableError(f"{name} is not something that is observed")
    if part.data_absent_reason is not None:
        raise UnusableError(f"has no value: {shown(part.data_absent_reason, 'no reason')}")
    common: dict[str, Any] = {
        "name": name, "day": when.day, "minute": when.minute, "where": where,
        "recorded": written_down(of.issued) if of.issued else -1,
    }  # fmt: skip
    if element.kind == "condition":
        there = yes_or_no(part)
        if there is None:
            raise UnusableError("does not say whether it is present or absent")
        return Event(kind="present" if there else "absent", **common)
    value, written = result(part, element, where, reading)
    reference = limits(part, element) if part.reference_range else None
    return Event(kind="observed", value=value, written=written, reference=reference, **common)
