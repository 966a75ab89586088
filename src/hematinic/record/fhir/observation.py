"""Observations: results of the laboratory, measurements, and findings asked for."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from hematinic.guideline.model import Element
from hematinic.record.events import Event
from hematinic.record.fhir.codes import Codebook
from hematinic.record.fhir.limits import known_limits, limits
from hematinic.record.fhir.negated import taken_back
from hematinic.record.fhir.parts import Concept, ReferenceRange, shown, texts
from hematinic.record.fhir.reading import Reading, by_name
from hematinic.record.fhir.resources import Measured, Observation
from hematinic.record.fhir.specimen import not_of_blood
from hematinic.record.fhir.times import Moment, moment, written_down
from hematinic.record.fhir.values import (
    Number,
    UnusableError,
    of_quantity,
    quoted_value,
    result,
    yes_or_no,
)
from hematinic.record.units import to_canonical

RANKS = {"preliminary": 0, "final": 1, "": 1, "amended": 2, "corrected": 2}
"""Statuses of results that count; of two at the same time the higher rank stands."""

SETTLED = ("final", "")
"""Those of one rank, which is that of whatever is not in doubt."""


class Means(NamedTuple):
    """What a concept means of the guideline: by its codes, and by its words."""

    coded: tuple[str, ...]
    called: str
    agreed: str
    """The one element that its codes name, where its words name no other."""
    first: str
    shown: str


def _means(codebook: Codebook, concept: Concept | None) -> Means:
    coded, called = codebook.elements_of(concept), codebook.result_named(concept)
    sure = len(coded) == 1 and called in ("", coded[0])
    first = coded[0] if coded else called
    return Means(coded, called, first if sure else "", first, shown(concept, "a result"))


def unread(codebook: Codebook, concept: Concept) -> Concept | None:
    """The concept, where no rule reads a result of it, whatever its value, nor could."""
    means = codebook.memory[_means][concept]
    known = means.coded or means.called or codebook.named_like(texts(concept))
    return None if known else concept


def observations(observation: Observation, where: str, reading: Reading) -> Iterable[Event]:
    """Events of the observation and of its components."""
    quantity = observation.value_quantity
    if (
        quantity is None or observation.component or observation.data_absent_reason is not None
        or observation.status not in SETTLED
        or (observation.specimen is not None and not_of_blood(observation, reading))
    ):  # fmt: skip
        return _of_any(observation, where, reading)
    # The usual result is one number of one thing, of which nothing is to be told.
    memory, when = reading.codebook.memory, moment(observation.effective_date_time)
    ranges = observation.reference_range
    blank = memory[_blank][observation.code, ranges, quantity.code, quantity.unit]
    if blank is None or when is None or not reading.is_within(when):
        return _of_any(observation, where, reading)
    number = memory[of_quantity][blank.name, quantity]
    if type(number) is not Number or number.doubt:
        return _of_any(observation, where, reading)
    day, minute, instant = when
    issued = observation.issued
    event = replace(
        blank, day=day, minute=minute, instant=instant,
        recorded=written_down(issued) if issued else -1,
        value=number.span, written=number.written, where=where,
    )  # fmt: skip
    return (event,)


Asked = tuple[Concept | None, tuple[ReferenceRange, ...], str, str]
"""The concept of a result, the laboratory's limits, and the code and print of its unit."""


def _blank(codebook: Codebook, asked: Asked) -> Event | None:
    """The event of such a result but for its number, time and place, where that is all it lacks."""
    concept, ranges, code, unit = asked
    element = codebook.guideline.elements.get(codebook.memory[_means][concept].agreed)
    if element is None or element.kind != "quantity":
        return None
    known = codebook.memory[known_limits][element.name, ranges, code, unit]
    if known.unclear:
        return None
    return Event(kind="observed", name=element.name, day=(0, 0), reference=known.ends)


def _of_any(observation: Observation, where: str, reading: Reading) -> Iterable[Event]:
    """Whatever is to be told of it."""
    means = reading.codebook.memory[_means]
    own, panel = means[observation.code], observation.component
    named: list[tuple[Measured, Means]] = []
    if own.coded or (own.called and _has_value(observation)):
        named.append((observation, own))
    for part in panel:
        known = means[part.code]
        if known.coded or (known.called and _has_value(part)):
            named.append((part, known))
    if not named:
        _unread(observation, where, reading)
        return ()
    if observation.specimen is not None and (sample := not_of_blood(observation, reading)):
        named = [each for each in named if not _is_of_blood(*each, sample, where, reading)]
        if not named:
            return ()
    what, element = own.shown, named[0][1].first
    rank = RANKS.get(observation.status)
    if rank is None:
        reading.aside(where, what, f"its status is {observation.status[:40]}", element)
        return ()
    when = moment(observation.effective_date_time)
    when = when or _effective(observation, where, what, reading)
    if when is None and observation.issued:
        why = f"has no day: that it was issued {observation.issued[:40]} does not tell of which day it is"  # noqa: E501
        reading.aside(where, what, why, element)
        return ()
    when = reading.placed(when, where, what, element)
    if when is None:
        return ()
    if rank != 1:
        reading.ranks[where] = rank
    recorded = written_down(observation.issued) if observation.issued else -1
    if panel:
        _unknown(panel, means, where, reading)
    events = []
    for part, known in named:
        name = known.agreed or _one(part, known, where, reading)
        if name and (not panel or part is not observation or _has_value(part)):
            try:
                events.append(_event(part, name, when, where, recorded, reading))
            except UnusableError as why:
                reading.aside(where, known.shown, str(why), name)
    return events


def _is_of_blood(
    part: Measured, known: Means, sample: str, where: str, reading: Reading
) -> bool:  # fmt: skip
    """Whether it is measured in blood, and so is not what this sample was of; then that is told."""
    if not reading.guideline.elements[known.first].specimens:
        return False
    why = f"its sample is of {sample}: not used"
    reading.aside(where, f"{known.shown} {quoted_value(part)}".strip(), why, known.first)
    return True


def _one(part: Measured, known: Means, where: str, reading: Reading) -> str:
    """The one element that a result is of; empty, with a note, where that is not sure."""
    elements = reading.guideline.elements
    if not known.coded:
        concept = part.code or Concept()
        reading.once(where, known.shown, by_name(elements[known.called].label, concept))
        return known.called
    name, *others = known.coded
    if others:
        why = f"its codes name different things: {', '.join(known.coded)}"
        reading.aside(where, shown(part.code, "a result"), why, name)
        return ""
    other = known.called
    if other and other != name and _could_be(part, elements[other]):
        why = f"its code means {elements[name].label}, its words {elements[other].label}: not used"
        what = f"{shown(part.code, 'a result')} {quoted_value(part)}"
        reading.aside(where, what, why, name)
        return ""
    return name


def _unknown(
    components: Iterable[Measured], means: Mapping[Concept | None, Means], where: str,
    reading: Reading,
) -> None:  # fmt: skip
    """Of a panel of which some is read, the rest is named as well."""
    for part in components:
        known = means[part.code]
        if not (known.coded or known.called) and _has_value(part):
            _unread_part(part, where, reading)


def _unread_part(part: Measured, where: str, reading: Reading) -> None:
    """What is named like a result that rules read is pointed out as such."""
    like = reading.codebook.named_like(texts(part.code))
    usable = like and _could_be(part, reading.guideline.elements[like])
    reading.unread_code("Observation", part.code, where, like if usable else "")


def _unread(observation: Observation, where: str, reading: Reading) -> None:
    for part in (observation, *observation.component):
        if _has_value(part) or not observation.component:
            _unread_part(part, where, reading)


def _could_be(part: Measured, element: Element) -> bool:
    """Whether its unit is one of the element's."""
    quantity = part.value_quantity
    if quantity is None or element.kind != "quantity":
        return element.kind != "quantity" or bool(part.value_string)
    return any(to_canonical(element, unit) for unit in (quantity.code, quantity.unit) if unit)


def _effective(observation: Observation, where: str, what: str, reading: Reading) -> Moment | None:
    """Where it is not simply the day or time that is told."""
    when = reading.day(where, what, observation.effective_date_time, observation.effective_instant)
    if when is None and observation.effective_timing and observation.effective_timing.event:
        when = moment(observation.effective_timing.event[0])
    return when or reading.period(where, what, observation.effective_period)


def _has_value(part: Measured) -> bool:
    return part.data_absent_reason is not None or any(
        (
            part.value_quantity, part.value_string, part.value_codeable_concept, part.value_range,
            part.value_integer is not None, part.value_boolean is not None, part.value_ratio,
            part.value_date_time,
        )
    )  # fmt: skip


def _event(
    part: Measured, name: str, when: Moment, where: str, recorded: int, reading: Reading
) -> Event:
    """Raises UnusableError."""
    element = reading.guideline.elements.get(name)
    if element is None or element.kind == "procedure":
        raise UnusableError(f"{name} is not something that is observed")
    if part.data_absent_reason is not None:
        raise UnusableError(f"has no value: {shown(part.data_absent_reason, 'no reason')}")
    if element.kind == "condition":
        there = yes_or_no(part)
        if there and (why := taken_back[part.code, element.label]):
            raise UnusableError(why)
        if there is None:
            quote = quoted_value(part)
            raise UnusableError(f"'{quote}' does not say whether it is present or absent")
        return Event(
            kind="present" if there else "absent", name=name, day=when.day, minute=when.minute,
            instant=when.instant, recorded=recorded, where=where,
        )  # fmt: skip
    value, written = result(part, element, where, reading)
    return Event(
        kind="observed", name=name, day=when.day, minute=when.minute, instant=when.instant,
        recorded=recorded, value=value, written=written, where=where,
        reference=limits(part, element, where, reading) if part.reference_range else None,
    )  # fmt: skip
