"""Units as laboratories print them, to the canonical unit of their analyte.

The guideline lists the units each element takes, with factors by its own molar masses; that table
decides. A unit written another way is read by a UCUM library, which can only tell that two
spellings mean the same dimension (`g/(100.mL)` is `g/dL`), never turn mass into moles.
"""

import re
from functools import cache, lru_cache

from hematinic.guideline.model import Element, Guideline
from hematinic.guideline.quantities import factor
from hematinic.record.events import Mistake, RecordError
from hematinic.record.printed import count, ucum

LONGEST = 60
"""Characters of a unit; nobody prints a longer one."""

_ANNOTATED = re.compile(r"(?<=[a-zA-Z%])\{[^{}]*\}")
"""What UCUM lets stand behind a unit, and does not count: `ug/L{ferritin}`."""

_TELLING = re.compile(r"mol|eq|U")
"""Amounts of which it may tell what is counted: of hemoglobin a mole may be of four hemes."""

_COUNT = re.compile(r"10\*\d{1,2}/L")
_NUMBERED = re.compile(r"(?!10\*\d{1,2}/)\d")
"""What begins with a number that is no power of ten: a multiplier, or an exponent that was lost."""


@lru_cache(maxsize=4096)
def spelled(unit: str) -> str:
    """The UCUM spelling of a printed one; what is not recognized comes back as it was."""
    return ucum(unit) if len(unit) <= LONGEST else unit


def spelled_for(element: Element, unit: str) -> str:
    """As `spelled`, where the analyte tells what a letter means: `G/L` of cells is 10*9/L."""
    if _COUNT.fullmatch(element.unit) and len(unit) <= LONGEST and (cells := count(unit)):
        return cells.spelled
    return spelled(unit)


def to_canonical(element: Element, unit: str) -> float | None:
    """Factor from a printed unit to the element's own; None where it cannot be read as one."""
    if len(unit) > LONGEST:
        return None
    return factor(element, unit) or _factor(element, unit)


def _factor(element: Element, printed: str) -> float | None:
    # Cells in a volume differ only by powers of ten: no library is asked.
    if _COUNT.fullmatch(element.unit):
        return _of_count(element, printed)
    unit = spelled(printed)
    direct = factor(element, unit)
    if direct is not None or not unit:
        return direct
    for known in (element.unit, *element.accepts):
        if unit == spelled(known) or unit.lower() == known.lower():
            return factor(element, known)
    bare = _ANNOTATED.sub("", unit)
    if bare != unit and not _TELLING.search(bare):
        return to_canonical(element, bare)
    # `100 mL`, or `103/uL` of which the exponent was lost: a library would multiply by it.
    if _NUMBERED.match(unit):
        return None
    for known in (element.unit, *element.accepts):
        ratio = same_dimension(unit, known)
        if ratio is not None:
            # The library's ratio carries the error of floats; in twelve digits there is none.
            return float(f"{ratio * (factor(element, known) or 0):.12g}")
    return None


def _of_count(element: Element, printed: str) -> float | None:
    """A number in a volume, whatever the power of ten and the volume."""
    printed_count, own_count = count(printed), count(element.unit)
    if printed_count is None or own_count is None:
        return None
    return float(f"1e{printed_count.per_liter - own_count.per_liter}")


@lru_cache(maxsize=4096)
def same_dimension(unit: str, other: str) -> float | None:
    """How many of `other` one `unit` is, by UCUM; None where they are of different kinds. An
    equivalent is as much of a mole as the valence says, which a unit does not tell."""
    if "eq" in f"{unit}{other}".lower():
        return None
    if len(unit) > 40 or "{" in unit or "{" in other or "%" in (unit, other) or unit.isdigit():
        return None
    kind, others = kind_of(unit), kind_of(other)
    if kind and others and kind != others:
        return None
    registry = _registry()
    try:
        ratio = registry.from_ucum(unit).to(registry.from_ucum(other).units)
        return float(ratio.magnitude / registry.from_ucum(other).magnitude)
    except Exception:  # the library answers nonsense with many kinds of error
        return None


_BASES = {
    "g": (1, 0, 0, 0), "m": (0, 1, 0, 0), "L": (0, 3, 0, 0), "mol": (0, 0, 1, 0),
    "s": (0, 0, 0, 1), "min": (0, 0, 0, 1), "h": (0, 0, 0, 1), "mm[Hg]": (1, -1, 0, -2),
    "[ppth]": (0, 0, 0, 0),
}  # fmt: skip
"""Powers of mass, length, amount and time."""

_ATOM = re.compile(r"(?:[kdcmunpf]?(g|m|L|mol|s)|(min|h|mm\[Hg\]|\[ppth\]))([23]?)")


@lru_cache(maxsize=4096)
def kind_of(unit: str) -> tuple[int, ...] | None:
    """The dimension of a common unit, None of any other: to tell that `kg/m2` is no `ng/L` the
    library need not be loaded, which takes most of a second."""
    powers = [0, 0, 0, 0]
    for place, part in enumerate(unit.split("/")):
        for atom in part.split("."):
            match = _ATOM.fullmatch(atom)
            if match is None:
                return None
            times = int(match[3] or 1) * (-1 if place else 1)
            base = _BASES[match[1] or match[2]]
            powers = [power + times * each for power, each in zip(powers, base, strict=True)]
    return tuple(powers)


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
