"""Observations: results of the laboratory, measurements, and findings asked for."""

from collections.abc import Iterator
from typing import Any

from hematinic.guideline.model import Element
from hematinic.record.events import Event
from hematinic.record.fhir.parts import shown, texts
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.resources import Measured, Observation
from hematinic.record.fhir.times import Moment, moment, moment_of_period, written_down
from hematinic.record.fhir.values import (
    UnusableError,
    limits,
    quoted_value,
    result,
    yes_or_no,
)
from hematinic.record.units import to_canonical

RANKS = {"preliminary": 0, "final": 1, "": 1, "amended": 2, "corrected": 2}
"""Statuses of results that count; of two at the same time the higher rank stands."""


def observations(found: Observation, where: str, reading: Reading) -> Iterator[Event]:
    """Events of the observation and of its components."""
    named = [(part, names) for part in _parts(found) if (names := _names(part, where, reading))]
    if not named:
        _unread(found, where, reading)
        return
    what, element = shown(found.code, "a result"), named[0][1][0]
    if found.status not in RANKS:
        reading.aside(where, what, f"its status is {found.status[:40]}", element)
        return
    when = reading.placed(_effective(found, where, what, reading), where, what, element)
    if when is None:
        return
    if RANKS[found.status] != 1:
        reading.ranks[where] = RANKS[found.status]
    for part, names in named:
        if len(names) > 1:
            why = f"its codes name different things: {', '.join(names)}"
            reading.aside(where, shown(part.code, what), why, names[0])
        elif other := _called_otherwise(part, names[0], reading):
            elements = reading.guideline.elements
            why = f"its code means {elements[names[0]].label}, its words {other}: not used"
            reading.aside(where, f"{shown(part.code, what)} {quoted_value(part)}", why, names[0])
        elif part is not found or not found.component or _has_value(part):
            try:
                yield _event(part, names[0], when, where, found, reading)
            except UnusableError as why:
                reading.aside(where, shown(part.code, what), str(why), names[0])


def _called_otherwise(part: Measured, name: str, reading: Reading) -> str:
    """The label of another measurement that the words name, where the unit would fit that too."""
    other = reading.codebook.result_named(part.code)
    if not other or other == name:
        return ""
    element = reading.guideline.elements[other]
    return element.label if _could_be(part, element) else ""


def _parts(found: Observation) -> tuple[Measured, ...]:
    return (found, *found.component) if found.component else (found,)


def _names(part: Measured, where: str, reading: Reading) -> tuple[str, ...]:
    """Of the guideline: by the codes, else by the words."""
    names = reading.codebook.elements_of(part.code)
    if names or not _has_value(part):
        return names
    name = reading.codebook.result_named(part.code)
    if not name:
        return ()
    label = reading.guideline.elements[name].label
    why = f"read by its name, as {label}; it has no code that is known"
    reading.once(where, shown(part.code), why)
    return (name,)


def _unread(found: Observation, where: str, reading: Reading) -> None:
    """Named; and what is named like a result that rules read is pointed out as such."""
    for part in _parts(found):
        if _has_value(part) or not found.component:
            like = reading.codebook.named_like(texts(part.code))
            usable = like and _could_be(part, reading.guideline.elements[like])
            reading.unread_code("Observation", part.code, where, like if usable else "")


def _could_be(part: Measured, element: Element) -> bool:
    """Whether its unit is one of the element's."""
    quantity = part.value_quantity
    if quantity is None or element.kind != "quantity":
        return element.kind != "quantity" or bool(part.value_string)
    return any(to_canonical(element, unit) for unit in (quantity.code, quantity.unit) if unit)


def _effective(found: Observation, where: str, what: str, reading: Reading) -> Moment | None:
    when = reading.day(where, what, found.effective_date_time, found.effective_instant)
    if when is None and found.effective_timing and found.effective_timing.event:
        when = moment(found.effective_timing.event[0])
    return when or moment_of_period(found.effective_period)


def _has_value(part: Measured) -> bool:
    return part.data_absent_reason is not None or any(
        (
            part.value_quantity, part.value_string, part.value_codeable_concept, part.value_range,
            part.value_integer is not None, part.value_boolean is not None, part.value_ratio,
            part.value_date_time,
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
        "name": name, "day": when.day, "minute": when.minute, "instant": when.instant,
        "where": where, "recorded": written_down(of.issued) if of.issued else -1,
    }  # fmt: skip
    if element.kind == "condition":
        there = yes_or_no(part)
        if there is None:
            said = quoted_value(part)
            raise UnusableError(f"'{said}' does not say whether it is present or absent")
        return Event(kind="present" if there else "absent", **common)
    value, written = result(part, element, where, reading)
    reference = limits(part, element) if part.reference_range else None
    return Event(kind="observed", value=value, written=written, reference=reference, **common)
