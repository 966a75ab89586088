"""What a product holds, as its own words tell: of which nutrient how much."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from hematinic.guideline.model import Guideline, Medicine, Nutrient
from hematinic.guideline.quantities import DOSE_UNITS, scaled
from hematinic.record.units import spelled

Contents = tuple[tuple[str, float], ...]
"""Nutrients, each with its mg."""

_STRENGTH = re.compile(r"(?<!\d)(\d+(?:\.\d+)?) ?mg")


def elemental_of_tablet(medicine: Medicine, tablet: str, guideline: Guideline) -> float | None:
    """mg of the nutrient in the tablet as printed (`325 mg hydrated`); None where the table has not
    just one: the strength alone does not say how much water the salt holds."""
    known = {word: form for nutrient in given(medicine, guideline)
             for form, words in nutrient.forms.items() for word in words}  # fmt: skip
    strength, forms = _read(tablet, known)
    if strength is None:
        return None
    printed = [(product.elemental, *_read(product.tablet, known)) for product in medicine.products]
    fitting = [
        (elemental, of)
        for elemental, printed_strength, of in printed
        if printed_strength == strength
    ]
    named = {elemental for elemental, of in fitting if forms & of}
    amounts = named or {elemental for elemental, of in fitting if not of}
    return amounts.pop() if len(amounts) == 1 else None


def given(medicine: Medicine, guideline: Guideline) -> Iterator[Nutrient]:
    return (guideline.nutrients[name] for name in medicine.gives)


def _read(tablet: str, known: Mapping[str, str]) -> tuple[float | None, set[str]]:
    """Its strength in mg, and the forms that its words mean."""
    match = _STRENGTH.search(tablet)
    forms = {known[word] for word in re.findall(r"[a-z]+", tablet.lower()) if word in known}
    return (float(match[1]) if match else None), forms


def contents_stated(medicine: Medicine, text: str, guideline: Guideline) -> Contents:
    """Of each nutrient that the medicine gives the mg that a text states, if it does:
    `folic acid 350 microgram`."""
    contents = (
        (nutrient.name, _stated(nutrient.printed_as, text.lower()))
        for nutrient in given(medicine, guideline)
    )
    return tuple((name, mg) for name, mg in contents if mg is not None)


def _stated(names: tuple[str, ...], text: str) -> float | None:
    match = _amount_of(names).search(text) if names and text else None
    if match is None:
        return None
    number, unit = match[1] or match[3], match[2] or match[4]
    return scaled(float(number), DOSE_UNITS[spelled(unit)])


@cache
def _amount_of(names: tuple[str, ...]) -> re.Pattern[str]:
    named = rf"(?<![a-z])(?:{'|'.join(map(re.escape, names))})"
    amount = r"(\d+(?:\.\d+)?) ?(mg|ug|mcg|microgram)s?"
    return re.compile(rf"{named}[^0-9]{{0,3}}{amount}|(?<!\d){amount}\s+(?:of )?{named}")
