"""How much of a medicine is taken.

A FHIR dose is the product's. For oral iron it becomes elemental iron only where the record states
the elemental amount, or where the guideline's table knows the tablet (K25); otherwise the product's
dose is kept and the elemental one stays unknown, to be asked for.
"""

import re
from collections.abc import Sequence
from typing import Any

from hematinic.guideline.model import Guideline, Medicine
from hematinic.guideline.quantities import DOSE_UNITS, scaled
from hematinic.record.fhir.names import MIXTURES
from hematinic.record.fhir.parts import Dosage, Quantity
from hematinic.record.medicines import contents_stated, elemental_of_tablet
from hematinic.record.units import spelled

_NUMBER = r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,9}(?:\.\d{1,6})?)"
_STRENGTH = re.compile(_NUMBER + r" ?(mg|mcg|ug|µg|micrograms?|g)\b(?! ?(?:elemental|iron|fe)\b)"
                       r"(?: ?(?:/|per) ?(\d+(?:\.\d+)?)? ?(ml))?")  # fmt: skip
_ELEMENTAL = (
    re.compile(_NUMBER + r" ?mg (?:of )?(elemental)"),
    re.compile(r"elemental (?:iron|fe):? ?" + _NUMBER + r" ?mg()"),
    re.compile(_NUMBER + r" ?mg (?:of )?(?:iron|fe)\b()"),
)
_IRON_INSIDE = re.compile(r"(\d{1,4}) ?\((\d{1,3}(?:\.\d)?) ?fe\) ?mg\b")
_UNITS = re.compile(r"\{?(tbl|tab|tabs|tablets?|cap|caps|capsules?|pills?|each|dose)\}?$")
_TAKEN = re.compile(r"\b(one|two|\d(?:\.\d)?) ?(?:x )?(?:tab|cap|pill)")
_COUNTS = {"one": 1.0, "two": 2.0}


def amounts(
    medicine: Medicine,
    dosage: Dosage | None,
    named: Sequence[str],
    by: str,
    guideline: Guideline,
) -> dict[str, Any]:
    """The fields of an event that tell of the dose; what is not known is left out."""
    tablet = next((text for text in named if _STRENGTH.search(_plain(text))), "")
    plain = _plain(tablet)
    iron = "iron" in medicine.gives and by == "oral"
    elemental = _elemental(medicine, plain, guideline) if iron else None
    quantity = _quantity(dosage)
    found: dict[str, Any] = {"tablet": tablet, "product": named[0] if named else ""}
    found["written"] = _written(quantity)
    found["contents"] = (
        contents_stated(medicine, tablet, guideline) if _is_mixture(medicine) else ()
    )
    found["tablet_elemental"] = elemental
    strength = _strength(plain)
    mg, count = _taken(quantity, strength, plain, dosage)
    if iron or _is_mixture(medicine):
        found["product_dose"] = mg
        found["dose"] = _elemental_dose(mg, count, strength, elemental) if iron else None
    else:
        found["dose"] = mg
    return found


def _plain(text: str) -> str:
    """`325 (65 FE) MG`, as some systems print it, is 325 mg of the salt and 65 of iron."""
    return _IRON_INSIDE.sub(r"\1 mg (\2 mg elemental)", text.lower())


def _is_mixture(medicine: Medicine) -> bool:
    return any(group in MIXTURES for group in medicine.groups)


def _quantity(dosage: Dosage | None) -> Quantity | None:
    if dosage is None:
        return None
    found = _amount(dosage)
    return found if found and found.value is not None and 0 < found.value < 1e7 else None


def _amount(dosage: Dosage) -> Quantity | None:
    rates = (rate.dose_quantity for rate in dosage.dose_and_rate if rate.dose_quantity)
    older = dosage.dose_quantity or dosage.quantity or dosage.quantity_quantity
    return next(rates, None) or dosage.dose or older


def is_nothing(dosage: Dosage | None) -> bool:
    """A dose of 0 is no dose."""
    found = _amount(dosage) if dosage else None
    return found is not None and found.value == 0


def _written(quantity: Quantity | None) -> str:
    if quantity is None:
        return ""
    return f"{quantity.value:.12g} {(quantity.unit or quantity.code)[:40]}".strip()


def _taken(
    quantity: Quantity | None, strength: float | None, tablet: str, dosage: Dosage | None
) -> tuple[float | None, float | None]:
    """mg of the product, and how many tablets, so far as either can be told."""
    if quantity is None:
        count = _count_in(dosage.text.lower()) if dosage else None
        return (_mg(count, strength), count)
    mg = _mass(quantity)
    if mg is not None:
        return mg, _whole_count(mg, strength)
    unit = (quantity.code or quantity.unit).lower()
    if unit == "ml" or quantity.unit.lower() == "ml":
        return _mg(quantity.value, _concentration(tablet)), None
    if any(_UNITS.match(text.lower()) for text in (quantity.unit, quantity.code)) or unit == "1":
        return _mg(quantity.value, strength), quantity.value
    return None, None


def _mg(count: float | None, strength: float | None) -> float | None:
    return None if count is None or strength is None else scaled(count, strength)


def _mass(quantity: Quantity) -> float | None:
    for text in (quantity.code, quantity.unit):
        by = DOSE_UNITS.get(spelled(text)) if 0 < len(text) <= 20 else None
        if by is not None and quantity.value is not None:
            return scaled(quantity.value, by)
    return None


def _count_in(text: str) -> float | None:
    found = {_COUNTS.get(word) or float(word) for word in _TAKEN.findall(text)}
    return found.pop() if len(found) == 1 and " then " not in text else None


def _strengths(text: str, per_volume: bool) -> set[float]:
    found = set()
    for number, unit, volume, ml in _STRENGTH.findall(text):
        if bool(ml) is per_volume:
            mg = scaled(float(number.replace(",", "")), DOSE_UNITS[_mass_unit(unit)])
            found.add(mg / float(volume) if volume and float(volume) else mg)
    return found


def _mass_unit(unit: str) -> str:
    return unit if unit in DOSE_UNITS else "ug"


def _strength(text: str) -> float | None:
    """mg in one tablet, where the text states one strength only."""
    if _strengths(text, per_volume=True):
        return None
    found = _strengths(text, per_volume=False)
    found -= {stated for stated in [_stated(text)] if stated and len(found) > 1}
    return found.pop() if len(found) == 1 else None


def _concentration(text: str) -> float | None:
    """mg in one mL."""
    found = _strengths(text, per_volume=True)
    return found.pop() if len(found) == 1 else None


def _stated(text: str) -> float | None:
    """Elemental iron that the text itself names: `325 mg (65 mg iron)`."""
    for pattern in _ELEMENTAL:
        match = pattern.search(text)
        if match:
            return float(match[1].replace(",", ""))
    return None


def _elemental(medicine: Medicine, text: str, guideline: Guideline) -> float | None:
    stated = _stated(text)
    if stated is None:
        return elemental_of_tablet(medicine, text, guideline)
    salts = _strengths(text, per_volume=False) - {stated}
    # "325 mg iron" may mean the salt: believed where it says elemental, or beside a heavier salt.
    return stated if "elemental" in text or any(stated < salt for salt in salts) else None


def _whole_count(mg: float, strength: float | None) -> float | None:
    """Tablets that make up a dose: whole or half ones, or it is not that tablet."""
    if not strength:
        return None
    count = mg / strength
    return round(count, 6) if abs(count * 2 - round(count * 2)) < 1e-6 and count >= 0.5 else None


def _elemental_dose(
    mg: float | None, count: float | None, strength: float | None, elemental: float | None
) -> float | None:
    if elemental is None:
        return None
    if count is not None:
        return scaled(count, elemental)
    if mg is not None and strength is not None and _whole_count(mg, elemental) is not None:
        return mg  # a dose of 65 mg from a tablet of 325 mg (65 mg elemental): elemental already
    return None
