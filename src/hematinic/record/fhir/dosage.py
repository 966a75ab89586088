"""Doses: what is taken, how often, by which route.

A FHIR dose is the product's. For oral iron it becomes elemental iron only where the record states
the elemental amount, or where the guideline's table knows the tablet (K25); otherwise the product's
dose is kept and the elemental one stays unknown, to be asked for.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hematinic.guideline.model import Medicine
from hematinic.guideline.quantities import DOSE_UNITS, scaled
from hematinic.record.fhir.reading import coded
from hematinic.record.fhir.resources import Concept, Dosage, Quantity, Repeat, texts
from hematinic.record.fhir.times import DAYS, duration
from hematinic.record.medicines import elemental_of_tablet, folate_stated
from hematinic.record.units import spelled

# Routes

ROUTES: Mapping[str, str] = {
    "26643006": "oral", "78421000": "intramuscular", "34206005": "subcutaneous",
    "47625008": "intravenous", "46713006": "nasal", "37839007": "sublingual",
    "po": "oral", "im": "intramuscular", "sc": "subcutaneous", "sq": "subcutaneous",
    "subcut": "subcutaneous", "iv": "intravenous", "sl": "sublingual",
}  # fmt: skip
"""SNOMED CT routes, and the usual abbreviations."""

_ROUTE_WORDS = (
    ("intramuscular", "intramuscular"), ("subcutaneous", "subcutaneous"),
    ("intravenous", "intravenous"), ("infusion", "intravenous"), ("sublingual", "sublingual"),
    ("nasal", "nasal"), ("by mouth", "oral"), ("oral", "oral"), ("inhal", "inhaled"),
)  # fmt: skip

_TOPICAL = re.compile(
    r"\b(ophthalmic|eye drops?|ear drops?|otic|topical|ointment|cream|gel|dermal|transdermal"
    r"|vaginal|rectal|mouthwash|lotion)\b"
)


def route(medicine: Medicine, dosage: Dosage | None, named: Sequence[str]) -> str:
    """As recorded, else as the product's form tells, else the medicine's first."""
    if dosage and dosage.route:
        found = _route_of(dosage.route)
        if found:
            return found
    said = (dosage.text,) if dosage and dosage.text else ()
    for text in (*said, *named):
        found = _route_in(text.lower(), medicine)
        if found:
            return found
    return medicine.routes[0]


def _route_of(concept: Concept) -> str:
    for coding in concept.coding:
        if coding.code.lower() in ROUTES:
            return ROUTES[coding.code.lower()]
    for text in texts(concept):
        found = ROUTES.get(text.lower()) or _route_word(text.lower())
        if found:
            return found
    return ""


def _route_word(text: str) -> str:
    return next((route for word, route in _ROUTE_WORDS if word in text), "")


def _route_in(text: str, medicine: Medicine) -> str:
    found = _route_word(text)
    if found:
        return found
    for word in re.findall(r"\b(im|sc|sq|iv|po|sl)\b", text):
        return ROUTES[word]
    if "inject" in text:
        return next((route for route in medicine.routes if route in _INJECTED), "")
    return "oral" if re.search(r"\b(tablets?|capsules?|chewable)\b", text) else ""


_INJECTED = ("intramuscular", "subcutaneous", "intravenous")


def is_topical(dosage: Dosage | None, named: Sequence[str]) -> bool:
    """Drops, creams and the like: not treatment of the whole body."""
    said = (*texts(dosage.route), dosage.text) if dosage else ()
    return any(_TOPICAL.search(text.lower()) for text in (*said, *named))


# How often

_CODES: Mapping[str, float] = {
    "qd": 1, "od": 1, "daily": 1, "am": 1, "pm": 1, "bed": 1, "hs": 1, "bid": 1 / 2, "bd": 1 / 2,
    "tid": 1 / 3, "tds": 1 / 3, "qid": 1 / 4, "qds": 1 / 4, "qod": 2, "q4h": 1 / 6, "q6h": 1 / 4,
    "q8h": 1 / 3, "q12h": 1 / 2, "wk": 7, "mo": 30.4375,
}  # fmt: skip
"""HL7's and the usual abbreviations, in days between doses."""

_PHRASES: tuple[tuple[str, float], ...] = (
    (r"(every other|alternate|every second) days?|\bqod\b", 2.0),
    (r"(twice|two times|2 times|2x) ?(a|per|/)? ?(day|daily)|\b(bid|bd)\b|\bq12h\b", 1 / 2),
    (r"(three times|3 times|3x) ?(a|per|/)? ?(day|daily)|\b(tid|tds)\b|\bq8h\b", 1 / 3),
    (r"(four times|4 times|4x) ?(a|per|/)? ?(day|daily)|\b(qid|qds)\b|\bq6h\b", 1 / 4),
    (r"(once|one time|1 time) ?(a|per|/)? ?(week)|\bweekly\b|every week\b", 7.0),
    (r"\bmonthly\b|(once) ?(a|per) month|every month\b", 30.4375),
    (r"(once|one time|1 time|1x) ?(a|per|/)? ?(day|daily)|every day\b|each day\b|\b(qd|od)\b", 1.0),
)
_EVERY = re.compile(r"every (\d{1,3}) (hour|day|week|month)s?")
_EACH = {"hour": DAYS["h"], "day": 1.0, "week": 7.0, "month": DAYS["mo"]}


def every(dosage: Dosage | None) -> float | None:
    """Days between doses, where the record says so without doubt."""
    if dosage is None:
        return None
    found = _of_repeat(dosage.timing.repeat) if dosage.timing and dosage.timing.repeat else None
    if found is None and dosage.timing and dosage.timing.code:
        found = _CODES.get(coded(dosage.timing.code)) or _of_texts(texts(dosage.timing.code))
    return found or _of_texts((dosage.text, dosage.patient_instruction))


def _of_repeat(repeat: Repeat) -> float | None:
    each = DAYS.get(repeat.period_unit)
    if each and repeat.period and 0 < repeat.period < 1e4:
        times = repeat.frequency if repeat.frequency and repeat.frequency > 0 else 1
        return _whole(repeat.period * each / times)
    if repeat.day_of_week:
        return 7 / len(repeat.day_of_week)
    a_day = len(repeat.time_of_day) or len(repeat.when)
    return 1 / a_day if a_day else None


def _whole(days: float) -> float:
    return round(days, 12) if days >= 1 else days


def _of_texts(said: Sequence[str]) -> float | None:
    found = {interval for text in said for interval in _intervals(text.lower()[:500])}
    return found.pop() if len(found) == 1 else None


def _intervals(text: str) -> set[float]:
    found = {int(count) * _EACH[unit] for count, unit in _EVERY.findall(text) if int(count)}
    for pattern, interval in _PHRASES:
        text, hits = re.subn(pattern, " ", text)
        if hits:
            found.add(interval)
    if not found and re.search(r"\bdaily\b", text):
        found.add(1.0)
    return found


# How much

_NUMBER = r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,9}(?:\.\d{1,6})?)"
_STRENGTH = re.compile(_NUMBER + r" ?(mg|mcg|ug|µg|micrograms?|g)\b(?! ?(?:elemental|iron|fe)\b)"
                       r"(?: ?(?:/|per) ?(\d+(?:\.\d+)?)? ?(ml))?")  # fmt: skip
_ELEMENTAL = (
    re.compile(_NUMBER + r" ?mg (?:of )?(elemental)"),
    re.compile(r"elemental (?:iron|fe):? ?" + _NUMBER + r" ?mg()"),
    re.compile(_NUMBER + r" ?mg (?:of )?(?:iron|fe)\b()"),
    re.compile(r"\(" + _NUMBER + r" ?fe\)()"),
)
_UNITS = re.compile(r"\{?(tbl|tab|tabs|tablets?|cap|caps|capsules?|pills?|each|dose)\}?$")
_TAKEN = re.compile(r"\b(one|two|\d(?:\.\d)?) ?(?:x )?(?:tab|cap|pill)")
_COUNTS = {"one": 1.0, "two": 2.0}


def amounts(
    medicine: Medicine, dosage: Dosage | None, named: Sequence[str], by: str
) -> dict[str, Any]:
    """The fields of an event that tell of the dose; what is not known is left out."""
    tablet = next((text for text in named if _STRENGTH.search(text.lower())), "")
    iron = "iron" in medicine.gives and by == "oral"
    elemental = _elemental(medicine, tablet.lower()) if iron else None
    quantity = _quantity(dosage)
    found: dict[str, Any] = {"tablet": tablet, "product": named[0] if named else ""}
    found["written"] = _written(quantity)
    found["folate"] = folate_stated(tablet) if _is_mixture(medicine) else None
    found["tablet_elemental"] = elemental
    strength = _strength(tablet.lower())
    mg, count = _taken(quantity, strength, tablet.lower(), dosage)
    if iron or _is_mixture(medicine):
        found["product_dose"] = mg
        found["dose"] = _elemental_dose(mg, count, strength, elemental) if iron else None
    else:
        found["dose"] = mg
    return found


def _is_mixture(medicine: Medicine) -> bool:
    return any(group in ("folate_combinations", "multivitamins") for group in medicine.groups)


def _quantity(dosage: Dosage | None) -> Quantity | None:
    if dosage is None:
        return None
    rates = (rate.dose_quantity for rate in dosage.dose_and_rate if rate.dose_quantity)
    found = next(rates, None) or dosage.dose or dosage.dose_quantity
    return found if found and found.value is not None and 0 < found.value < 1e7 else None


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


def _elemental(medicine: Medicine, text: str) -> float | None:
    stated = _stated(text)
    if stated is None:
        return elemental_of_tablet(medicine, text)
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


def bounds_end(dosage: Dosage | None) -> str:
    repeat = dosage.timing.repeat if dosage and dosage.timing else None
    return repeat.bounds_period.end if repeat and repeat.bounds_period else ""


def bounds_start(dosage: Dosage | None) -> str:
    repeat = dosage.timing.repeat if dosage and dosage.timing else None
    return repeat.bounds_period.start if repeat and repeat.bounds_period else ""


def bounds_days(dosage: Dosage | None) -> float | None:
    repeat = dosage.timing.repeat if dosage and dosage.timing else None
    return duration(repeat.bounds_duration) if repeat else None


def first_dosage(found: Sequence[Dosage]) -> Dosage | None:
    """The one in force first. Several side by side add up in ways that are not guessed."""
    if len(found) < 2:
        return found[0] if found else None
    order = [dosage.sequence for dosage in found]
    if None in order or len(set(order)) < len(order):
        routes = {coded(dosage.route) for dosage in found}
        return Dosage(route=found[0].route) if len(routes) == 1 else None
    return min(found, key=lambda dosage: dosage.sequence or 0)
