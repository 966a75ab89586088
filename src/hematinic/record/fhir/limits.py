"""The laboratory's own limits, as they stand beside a result."""

from collections.abc import Iterator
from typing import NamedTuple

from hematinic.guideline.model import Element
from hematinic.record.fhir.codes import Codebook
from hematinic.record.fhir.parts import Quantity, ReferenceRange
from hematinic.record.fhir.reading import Reading, coded
from hematinic.record.fhir.resources import Measured
from hematinic.record.fhir.values import Unit, known_unit, quantity_written, times

Ends = tuple[float, float]


class Limits(NamedTuple):
    ends: Ends | None
    unclear: str
    """A limit that cannot be read."""


Asked = tuple[str, tuple[ReferenceRange, ...], str, str]
"""The element, the ranges, and the code and print of the result's unit."""


def limits(part: Measured, element: Element, where: str, reading: Reading) -> Ends | None:
    """Canonical, where the laboratory gives both ends of one normal range; one that cannot be read
    is told."""
    of = part.value_quantity
    asked = (element.name, part.reference_range, of.code if of else "", of.unit if of else "")
    known: Limits = reading.codebook.memory[known_limits][asked]
    if known.unclear:
        what = f"{element.label}, its limit {known.unclear}"
        reading.aside(where, what, "cannot be read: the laboratory's limits are not used")
    return known.ends


def known_limits(codebook: Codebook, asked: Asked) -> Limits:
    name, ranges, code, unit = asked
    unclear = next(_unclear(codebook, name, ranges), "")
    pairs = {
        pair
        for r in ranges
        if coded(r.type or r.meaning) in ("", "normal")
        and (pair := _ends(codebook, name, r, Quantity(code=code, unit=unit))) is not None
    }
    return Limits(pairs.pop() if len(pairs) == 1 else None, unclear)


def _unclear(codebook: Codebook, name: str, ranges: tuple[ReferenceRange, ...]) -> Iterator[str]:
    for end in (end for r in ranges for end in (r.low, r.high) if end is not None):
        if end.value is None:
            continue
        units = codebook.memory[known_unit]
        named = end.code or end.unit
        if end.value < 0 or (named and not isinstance(units[name, end.code, end.unit], Unit)):
            yield quantity_written(end)


def _ends(codebook: Codebook, name: str, reference: ReferenceRange, of: Quantity) -> Ends | None:
    ends = []
    for end in (reference.low, reference.high):
        if end is None or end.value is None or end.value < 0:
            return None
        named = end if end.code or end.unit else of
        unit = codebook.memory[known_unit][name, named.code, named.unit]
        if not isinstance(unit, Unit):
            return None
        ends.append(times(end.value, unit.by))
    return (ends[0], ends[1]) if ends[0] <= ends[1] else None
