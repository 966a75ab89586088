"""How much of a medicine is taken.

A FHIR dose is the product's. For oral iron it becomes elemental iron only where the record states
the elemental amount, or where the guideline's table knows the tablet (K25); otherwise the product's
dose is kept and the elemental one stays unknown, to be asked for.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from hematinic.guideline import shared
from hematinic.guideline.model import Guideline, Medicine
from hematinic.guideline.quantities import DOSE_UNITS, scaled
from hematinic.record.fhir.parts import Dosage, Quantity
from hematinic.record.medicines import contents_stated, elemental_of_tablet
from hematinic.record.units import spelled

_NUMBER = r"(\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,6})?|\d{1,9}(?:\.\d{1,6})?)"


class Printed(NamedTuple):
    """How products print their strength, and the nutrient in it."""

    strength: re.Pattern[str]
    elemental: tuple[re.Pattern[str], ...]
    inside: re.Pattern[str]


@cache
def _printed(names: tuple[str, ...]) -> Printed:
    """Of nutrients that are dosed by themselves, by the words for them."""
    of = "|".join(map(re.escape, names)) or "(?!)"
    return Printed(
        strength=re.compile(
            _NUMBER
            + rf" ?(mg|mcg|ug|µg|micrograms?|g)\b(?! ?(?:elemental|{of})\b)"
            + r"(?: ?(?:/|per) ?(\d{1,9}(?:\.\d{1,6})?)? ?(ml))?"
        ),
        elemental=(
            re.compile(_NUMBER + r" ?mg (?:of )?(elemental)"),
            re.compile(rf"elemental (?:{of}):? ?" + _NUMBER + r" ?mg()"),
            re.compile(_NUMBER + rf" ?mg (?:of )?(?:{of})\b()"),
        ),
        inside=re.compile(rf"(\d{{1,4}}) ?\((\d{{1,3}}(?:\.\d)?) ?(?:{of})\) ?mg\b"),
    )


def _words(guideline: Guideline) -> Printed:
    nutrients = guideline.nutrients.values()
    return _printed(tuple(w for n in nutrients if n.dosed_as for w in n.printed_as))


_UNITS = re.compile(r"\{?(tbl|tab|tabs|tablets?|cap|caps|capsules?|pills?|each|dose)\}?$")
_TAKEN = re.compile(
    r"\b(one|two|three|\d(?:\.\d)?) ?(?:x )?(?:tab|cap|pill|to be taken)"
    r"|\btake (one|two|three|\d(?:\.\d)?) (?=daily|once|twice|every|each|in the|at night|with)"
)
_COUNTS = {"one": 1.0, "two": 2.0, "three": 3.0}


def amounts(
    medicine: Medicine,
    dosage: Dosage | None,
    named: Sequence[str],
    by: str,
    guideline: Guideline,
) -> dict[str, Any]:
    """The fields of an event that tell of the dose; what is not known is left out."""
    words = _words(guideline)
    tablet = next((text for text in named if words.strength.search(_plain(text, words))), "")
    plain = _plain(tablet, words)
    by_nutrient = by == "oral" and any(guideline.nutrients[n].dosed_as for n in medicine.gives)
    elemental = _elemental(medicine, plain, words, guideline) if by_nutrient else None
    quantity = _quantity(dosage)
    fields: dict[str, Any] = {"tablet": tablet, "product": named[0] if named else ""}
    fields["written"] = _written(quantity)
    fields["contents"] = contents_stated(medicine, tablet, guideline) if medicine.mixture else ()
    fields["tablet_elemental"] = elemental
    strength = _strength(plain, words)
    mg, count = _taken(quantity, strength, _concentration(plain, words), dosage)
    mg = _possible(mg)
    if by_nutrient or medicine.mixture:
        fields["product_dose"] = mg
        by_count = _elemental_dose(mg, count, strength, elemental) if by_nutrient else None
        fields["dose"] = _possible(by_count)
    else:
        fields["dose"] = mg
    return fields


def _possible(mg: float | None) -> float | None:
    """An amount that nobody takes is not known: it may be any other."""
    low, high = shared.possible().dose_mg
    return mg if mg is not None and low <= mg <= high else None


def _plain(text: str, words: Printed) -> str:
    """`325 (65 FE) MG`, as some systems print it, is 325 mg of the salt and 65 of iron."""
    return words.inside.sub(r"\1 mg (\2 mg elemental)", text.lower())


def is_counted(unit: str) -> bool:
    """Whether it counts tablets and the like."""
    return unit == "1" or _UNITS.match(unit.lower()) is not None


def _quantity(dosage: Dosage | None) -> Quantity | None:
    if dosage is None:
        return None
    dose = _amount(dosage)
    return dose if dose and dose.value is not None and 0 < dose.value < 1e7 else None


def _amount(dosage: Dosage) -> Quantity | None:
    rates = (rate.dose_quantity for rate in dosage.dose_and_rate if rate.dose_quantity)
    older = dosage.dose_quantity or dosage.quantity or dosage.quantity_quantity
    return next(rates, None) or dosage.dose or older


def is_nothing(dosage: Dosage | None) -> bool:
    """A dose of 0 is no dose."""
    quantity = _amount(dosage) if dosage else None
    return quantity is not None and quantity.value == 0


def unclear_amount(dosage: Dosage) -> Iterator[str]:
    """An amount with a unit that is neither a mass, a volume nor a number of tablets."""
    quantity = _amount(dosage)
    if quantity is None or quantity.value is None:
        return
    unit = quantity.unit or quantity.code
    counted = any(map(is_counted, (unit, quantity.unit, quantity.code)))
    volume = "ml" in (quantity.unit.lower(), quantity.code.lower())
    known = not unit or counted or volume or _mass(quantity) is not None
    if not (known and 0 <= quantity.value < 1e7):
        yield f"{quantity.value:.6g} {unit}".strip()


def _written(quantity: Quantity | None) -> str:
    if quantity is None:
        return ""
    return f"{quantity.value:.12g} {(quantity.unit or quantity.code)[:40]}".strip()


def _taken(
    quantity: Quantity | None,
    strength: float | None,
    in_one_ml: float | None,
    dosage: Dosage | None,
) -> tuple[float | None, float | None]:
    """mg of the product, and how many tablets, so far as either can be told."""
    if quantity is None:
        count = count_in(dosage.text.lower()) if dosage else None
        return (_mg(count, strength), count)
    mg = _mass(quantity)
    if mg is not None:
        return mg, _whole_count(mg, strength)
    unit = (quantity.code or quantity.unit).lower()
    if unit == "ml" or quantity.unit.lower() == "ml":
        return _mg(quantity.value, in_one_ml), None
    if any(map(is_counted, (unit, quantity.unit, quantity.code))):
        return _mg(quantity.value, strength), quantity.value
    return None, None


def _mg(count: float | None, strength: float | None) -> float | None:
    return None if count is None or strength is None else scaled(count, strength)


def _mass(quantity: Quantity) -> float | None:
    """In mg, by code and by print; where both can be read they must agree."""
    if quantity.value is None:
        return None
    printed = (text for text in {quantity.code, quantity.unit} if 0 < len(text) <= 20)
    known = {by for text in printed if (by := DOSE_UNITS.get(spelled(text))) is not None}
    return scaled(quantity.value, known.pop()) if len(known) == 1 else None


def count_in(text: str) -> float | None:
    """How many tablets a dosage in words is, where it says one number of them."""
    words = [first or second for first, second in _TAKEN.findall(text)]
    counts = {_COUNTS.get(word) or float(word) for word in words}
    return counts.pop() if len(counts) == 1 and " then " not in text else None


def _strengths(text: str, words: Printed, per_volume: bool) -> set[float]:
    strengths = set()
    for number, unit, volume, ml in words.strength.findall(text):
        if bool(ml) is per_volume:
            mg = scaled(float(number.replace(",", "")), DOSE_UNITS[_mass_unit(unit)])
            strengths.add(mg / float(volume) if volume and float(volume) else mg)
    return strengths


def _mass_unit(unit: str) -> str:
    return unit if unit in DOSE_UNITS else "ug"


def _strength(text: str, words: Printed) -> float | None:
    """mg in one tablet, where the text states one strength only."""
    if _strengths(text, words, per_volume=True):
        return None
    strengths = _strengths(text, words, per_volume=False)
    strengths -= {stated for stated in [_stated(text, words)] if stated and len(strengths) > 1}
    return strengths.pop() if len(strengths) == 1 else None


def _concentration(text: str, words: Printed) -> float | None:
    """mg in one mL."""
    strengths = _strengths(text, words, per_volume=True)
    return strengths.pop() if len(strengths) == 1 else None


def _stated(text: str, words: Printed) -> float | None:
    """Elemental iron that the text itself names: `325 mg (65 mg iron)`."""
    for pattern in words.elemental:
        match = pattern.search(text)
        if match:
            return float(match[1].replace(",", ""))
    return None


def _elemental(medicine: Medicine, text: str, words: Printed, guideline: Guideline) -> float | None:
    stated = _stated(text, words)
    if stated is None:
        return elemental_of_tablet(medicine, text, guideline)
    others = _strengths(text, words, per_volume=False) - {stated}
    # "325 mg iron" may mean the salt: believed where it says elemental, or beside a heavier one.
    return stated if "elemental" in text or any(stated < other for other in others) else None


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
