"""Units as laboratories print them, to the canonical unit of their analyte.

The guideline lists the units each element takes, with factors by its own molar masses; that table
decides. A unit written another way is read by a UCUM library, which can only tell that two
spellings mean the same dimension (`g/(100.mL)` is `g/dL`), never turn mass into moles.
"""

import re
from functools import cache, lru_cache

from hematinic.guideline import shared
from hematinic.guideline.model import Element, Guideline
from hematinic.guideline.quantities import factor
from hematinic.record.events import Mistake, RecordError

LONGEST = 60
"""Characters of a unit; nobody prints a longer one."""

_LITRE = re.compile(r"(?<![A-Za-z])([munpfdc]?)l(?![a-z])")


@lru_cache(maxsize=4096)
def spelled(unit: str) -> str:
    """The UCUM spelling of a printed one; what is not recognised comes back as it was."""
    text = "".join(unit.split())
    if text in _whole():
        return _whole()[text]
    for printed, ucum in shared.units().parts.items():
        text = text.replace(printed, ucum)
    text = _LITRE.sub(r"\1L", text)
    text = text.replace("meq", "mEq").replace("IU", "[IU]").replace("[[IU]]", "[IU]")
    return _whole().get(text, text)


@cache
def _whole() -> dict[str, str]:
    whole = shared.units().whole
    return {printed: unit for unit, ways in whole.items() for printed in ways}


def to_canonical(element: Element, unit: str) -> float | None:
    """Factor from a printed unit to the element's own; None where it cannot be read as one."""
    if len(unit) > LONGEST:
        return None
    return factor(element, unit) or _factor(element, spelled(unit))


def _factor(element: Element, unit: str) -> float | None:
    found = factor(element, unit)
    if found is not None or not unit:
        return found
    for known in (element.unit, *element.accepts):
        if unit == spelled(known) or unit.lower() == known.lower().replace("[iu]", "[IU]"):
            return factor(element, known)
    for known in (element.unit, *element.accepts):
        ratio = same_dimension(unit, known)
        if ratio is not None:
            return float(f"{ratio * (factor(element, known) or 0):.12g}")
    return None


@lru_cache(maxsize=4096)
def same_dimension(unit: str, other: str) -> float | None:
    """How many of `other` one `unit` is, by UCUM; None where they are of different kinds."""
    if len(unit) > 40 or "{" in unit or "{" in other or "%" in (unit, other) or unit.isdigit():
        return None
    registry = _registry()
    try:
        ratio = registry.from_ucum(unit).to(registry.from_ucum(other).units)
        return float(ratio.magnitude / registry.from_ucum(other).magnitude)
    except Exception:  # the library answers nonsense with many kinds of error
        return None


@cache
def _registry():  # type: ignore[no-untyped-def]
    from ucumvert import PintUcumRegistry

    return PintUcumRegistry()


def unit_system(name: str, guideline: Guideline) -> str:
    """RecordError where the guideline has no such system of units."""
    known = guideline.header.unit_systems
    if name not in known:
        says = f"'{name}' is none of {', '.join(known) or 'this guideline'}"
        raise RecordError([Mistake(says=says, where="units", field="units")])
    return name
