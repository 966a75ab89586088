"""Units as they are printed, for every reader: `×10⁹/L`, `microgram/L`.

Micrograms stand in full everywhere, since their sign is misread; so do micromoles and the like.
"""

import re
from functools import lru_cache

from hematinic.expressions import syntax
from hematinic.guideline import shared

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

_MICRO = {"g": "microgram", "mol": "micromol", "L": "microliter", "IU": "microIU"}


@lru_cache(maxsize=1024)
def printed(unit: str) -> str:
    """Of a unit of UCUM."""
    known = shared.units()
    if (own_text := known.printed.get(unit)) is not None:
        return own_text
    for part, words in known.parts.items():
        unit = unit.replace(part, words)
    text = re.sub(r"10\*(\d+)", lambda match: f"×10{match[1].translate(_RAISED)}", unit)
    text = re.sub(r"\{[^{}]*\}", "", text)
    return re.sub(r"\bu(g|mol|L|IU)", lambda match: _MICRO[match[1]], text)


def of_a_dose(unit: str) -> str:
    """`micrograms`, in full and of many; other units of a dose as they are."""
    return f"{printed(unit)}s" if unit == "ug" else unit


def quantity(measured: syntax.Quantity) -> str:
    """`30 microgram/L`, as a definition in English says what it compares with."""
    return f"{measured.value:g} {printed(measured.unit)}"
