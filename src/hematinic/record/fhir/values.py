"""What was measured: a canonical span or a word, or the reason why it cannot be used."""

import math
from functools import cache
from typing import NamedTuple

from hematinic.expressions.logic import STEP, Span, Value
from hematinic.guideline import shared
from hematinic.guideline.model import Element
from hematinic.guideline.quantities import scaled
from hematinic.record.events import SetAside
from hematinic.record.fhir.codes import Codebook
from hematinic.record.fhir.parts import Concept, Quantity, Range, shown, texts
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.resources import Measured
from hematinic.record.notation import measured
from hematinic.record.units import spelled, spelled_for, to_canonical
from hematinic.record.written import COMPARED, UnclearError, measurement

LONGEST_UNIT = 40


@cache
def _codes() -> dict[str, str]:
    return {
        code: name
        for name, qualifier in shared.qualifiers().results.items()
        for code in qualifier.codes
    }


@cache
def _words() -> dict[str, str]:
    return {
        word: name
        for name, qualifier in shared.qualifiers().results.items()
        for word in qualifier.words
    }


@cache
def _findings() -> dict[str, bool]:
    """Codes and words of whether a finding is there."""
    findings = shared.qualifiers().findings
    return {
        text: name == "present"
        for name, qualifier in findings.items()
        for text in (*qualifier.codes, *qualifier.words)
    }


Result = tuple[Value, str]
"""What was measured, and how it was written."""


class UnusableError(Exception):
    """Why a value cannot be used."""


class Number(NamedTuple):
    span: Span
    written: str
    doubt: str
    """Why it is asked about, though it is used."""


def result(part: Measured, element: Element, where: str, reading: Reading) -> Result:
    """Raises UnusableError."""
    if element.kind == "result":
        return _word(part, element)
    codebook, quantity = reading.codebook, part.value_quantity
    if quantity is None:
        number = _possible(*_otherwise(part, element, codebook), element)
    else:
        known = codebook.memory[of_quantity][element.name, quantity]
        if isinstance(known, str):
            raise UnusableError(known)
        number = known
    span, written, doubt = number
    if doubt:
        what = f"{element.label} {written}"
        reading.questioned.append(SetAside(where=where, what=what, why=doubt))
    return span, written


def of_quantity(codebook: Codebook, asked: tuple[str, Quantity]) -> Number | str:
    """What a quantity of an element is; a text of why it cannot be used."""
    name, quantity = asked
    element = codebook.guideline.elements[name]
    try:
        return _possible(*_read(quantity, element, codebook), element)
    except UnusableError as why:
        return str(why)


def _possible(span: Span, written: str, element: Element) -> Number:
    """Within what can be. Raises UnusableError."""
    if element.possible:
        (low, high), (least, most) = span, element.possible
        # Refused only where no part of it can be. `>300` of what ends at 500 is still 300 to 500.
        if high < least or low > most:
            limits = f"{least:g} to {most:g} {element.unit}"
            raise UnusableError(f"{written} is outside what is possible ({limits})")
        span = (max(low, least), min(high, most))
    # Implausible is used and asked about: an extreme value that is real must not be lost.
    least, most = element.plausible or span
    if least <= span[1] and span[0] <= most:
        return Number(span, written, "")
    why = f"outside the plausible range {least:g} to {most:g} {element.unit}; used as written: please confirm it"  # noqa: E501
    return Number(span, written, why)


class Straight(NamedTuple):
    """How a number of some unit is read where nothing is to be said of it."""

    by: float
    """Factor to the element's own unit."""
    least: float
    """In that unit, as `most`: what is possible and plausible."""
    most: float


def straight_number(codebook: Codebook, asked: tuple[str, Quantity]) -> Straight | None:
    """Of an element and a quantity, as `of_quantity` reads each number of it; None where it hangs
    on more."""
    name, quantity = asked
    element = codebook.guideline.elements[name]
    unit = codebook.memory[known_unit][name, quantity.code, quantity.unit]
    if quantity.comparator or quantity.grouped is not None or not isinstance(unit, Unit):
        return None
    limits = [each for each in (element.possible, element.plausible) if each]
    least, most = ((-math.inf, math.inf), *limits)[0]
    for low, high in limits:
        least, most = max(least, low), min(most, high)
    return Straight(unit.by, least, most)


def unit_amiss(codebook: Codebook, asked: tuple[str, Quantity]) -> str:
    """Why a quantity of an element cannot be used, after its number, where whatever that is its
    unit is amiss; else nothing."""
    name, quantity = asked
    element = codebook.guideline.elements.get(name)
    if element is None or element.kind != "quantity":
        return ""
    if quantity.value is None or quantity.comparator or quantity.grouped is not None:
        return ""
    unit = codebook.memory[known_unit][name, quantity.code, quantity.unit]
    return unit if isinstance(unit, str) else ""


# Words


def _word(part: Measured, element: Element) -> Result:
    concepts = [part.value_codeable_concept, *part.interpretation]
    for concept in concepts:
        word = _of_concept(concept)
        if word in element.options:
            return word, shown(concept)
    word = _words().get(part.value_string.strip().lower(), "")
    if word in element.options:
        return word, part.value_string.strip()
    written = quoted_value(part)
    raise UnusableError(f"'{written}' cannot be read as {', '.join(element.options)}")


def _of_concept(concept: Concept | None) -> str:
    if concept is None:
        return ""
    codes, words = _codes(), _words()
    meant = {codes[coding.code] for coding in concept.coding if coding.code in codes}
    lowered = (text.strip().lower() for text in texts(concept))
    meant = meant or {words[word] for word in lowered if word in words}
    # Codes that contradict each other mean nothing; the text decides only where no code does.
    return meant.pop() if len(meant) == 1 else ""


def yes_or_no(part: Measured) -> bool | None:
    """Whether a finding is there, of an observation that asks for it."""
    if part.value_boolean is not None:
        return part.value_boolean
    concept = part.value_codeable_concept
    written = [coding.code for coding in concept.coding] if concept else [part.value_string.lower()]
    written += [text.lower() for text in texts(concept)]
    known = _findings()
    answers = {known[word] for word in written if word in known}
    return answers.pop() if len(answers) == 1 else None


def quoted_value(part: Measured) -> str:
    """Whatever stands as the value, for a person."""
    if part.value_quantity is not None:
        return quantity_written(part.value_quantity)
    if part.value_range is not None:
        ends = (part.value_range.low, part.value_range.high)
        return " to ".join(quantity_written(end) if end else "?" for end in ends)
    if part.value_ratio is not None:
        sides = (part.value_ratio.numerator, part.value_ratio.denominator)
        return ":".join(quantity_written(side) if side else "?" for side in sides)
    if part.value_integer is not None:
        return f"{part.value_integer:g}"
    if part.value_boolean is not None:
        return "true" if part.value_boolean else "false"
    text = part.value_string or part.value_date_time
    return text.strip()[:80] or shown(part.value_codeable_concept, "this value")


# Numbers


def _otherwise(part: Measured, element: Element, codebook: Codebook) -> tuple[Span, str]:
    """Of what is not a single quantity."""
    if part.value_range is not None:
        return _of_range(part.value_range, element, codebook)
    if part.value_string:
        return _of_text(part.value_string, element, codebook)
    if part.value_integer is not None:
        # No unit is guessed for a record. `8` may be 8 g/dL or 8 mmol/L.
        raise UnusableError(f"{part.value_integer:g} has no unit")
    raise UnusableError(f"'{quoted_value(part)}' is no measurement in {element.unit}")


def _of_text(text: str, element: Element, codebook: Codebook) -> tuple[Span, str]:
    """`<5 ug/L`: number and unit in one string."""
    try:
        stated = measurement(text)
    except UnclearError as why:
        raise UnusableError(str(why)) from None
    if stated is None:
        raise UnusableError(f"'{text[:80]}' is no measurement in {element.unit}")
    number, unit = stated
    if not unit:
        raise UnusableError(f"'{text.strip()[:80]}' has no unit")
    by, spelled = _unit(Quantity(unit=unit), element, codebook, text.strip())
    _not_of_two_readings(number.value, number.grouped, by, element)
    written = f"{number.comparator}{number.value:.15g}"
    return _canonical(written, by, spelled, number.value)


def _not_of_two_readings(value: float, grouped: float | None, by: float, element: Element) -> None:
    """Raises where a patient could have the value with its point parting thousands."""
    limits = element.plausible or element.possible
    # `1.234` is one and a bit, or in much of Europe 1,234. Where both could be a patient's, neither
    # is taken.
    if grouped is not None and limits and limits[0] <= grouped * by <= limits[1]:
        raise UnusableError(f"'{value:.3f}' may be {value:.3f} or {grouped:.15g}")


def _read(quantity: Quantity, element: Element, codebook: Codebook) -> tuple[Span, str]:
    if quantity.value is None:
        raise UnusableError("has no value")
    if not quantity.comparator:
        by, unit = _unit(quantity, element, codebook)
        _not_of_two_readings(quantity.value, quantity.grouped, by, element)
        value = times(quantity.value, by)
        return (value, value), f"{quantity.value:.15g} {unit}"
    sign = quantity.comparator.strip()
    compared = COMPARED.get(sign) if sign else None
    if compared is None:
        written = quantity_written(quantity)
        raise UnusableError(f"'{written}': '{quantity.comparator[:20]}' is no comparison")
    by, unit = _unit(quantity, element, codebook)
    _not_of_two_readings(quantity.value, quantity.grouped, by, element)
    return _canonical(f"{compared}{quantity.value:.15g}", by, unit, quantity.value)


def _canonical(number: str, by: float, unit: str, exact: float) -> tuple[Span, str]:
    """Open ends are a step short of the number; `unit` is what is shown of it."""
    if number[0] not in "<>":
        value = times(exact, by)
        return (value, value), f"{number} {unit}"
    ends = measured(number)
    if ends is None:
        raise UnusableError(f"'{number}' is no measurement")
    (low, open_low), (high, open_high) = ends
    low, high = times(low, by), times(high, by)
    span = (low + STEP if open_low else low, high - STEP if open_high else high)
    return span, f"{number} {unit}"


def _of_range(span: Range, element: Element, codebook: Codebook) -> tuple[Span, str]:
    low, low_written = _end(span.low, element, -math.inf, codebook)
    high, high_written = _end(span.high, element, math.inf, codebook)
    if low > high or (math.isinf(high - low) and low == -math.inf and high == math.inf):
        raise UnusableError("its range has no ends that fit together")
    return (low, high), f"{low_written} to {high_written}"


def _end(
    quantity: Quantity | None, element: Element, missing: float, codebook: Codebook
) -> tuple[float, str]:
    if quantity is None or quantity.value is None:
        return missing, "?"
    if quantity.value < 0:
        raise UnusableError(f"an end of its range, {quantity_written(quantity)}, is below zero")
    by, _ = _unit(quantity, element, codebook)
    return times(quantity.value, by), quantity_written(quantity)


def times(value: float, by: float) -> float:
    return value if by == 1 or math.isinf(value) else scaled(value, by)


def quantity_written(quantity: Quantity) -> str:
    number = "" if quantity.value is None else f"{quantity.value:.15g}"
    return f"{quantity.comparator}{number} {spelled((quantity.unit or quantity.code)[:80])}".strip()


class Unit(NamedTuple):
    by: float
    """Factor to the element's own unit."""
    spelled: str
    """As it is shown."""


def _unit(quantity: Quantity, element: Element, codebook: Codebook, written: str = "") -> Unit:
    """Raises UnusableError."""
    unit = codebook.memory[known_unit][element.name, quantity.code, quantity.unit]
    if isinstance(unit, Unit):
        return unit
    raise UnusableError(f"{written or quantity_written(quantity)}{unit}")


def known_unit(codebook: Codebook, named: tuple[str, str, str]) -> Unit | str:
    """By its code, else by its printed form; where both can be read they must agree. A text of
    why it cannot be used."""
    name, code, unit = named
    element = codebook.guideline.elements[name]
    printed = (code,) if code == unit else (code, unit)
    factors = {by for text in printed if (by := _factor(element, text)) is not None}
    if len(factors) == 1:
        return Unit(factors.pop(), spelled_for(element, unit or code))
    if factors:
        return f": its unit is {unit[:40]} by print and {code[:40]} by code"
    if not code and not unit:
        return f" has no unit; {element.label} without one is not guessed"
    return f": its unit {(unit or code)[:40]} cannot be read as one of {element.label}"


def _factor(element: Element, text: str) -> float | None:
    return to_canonical(element, text) if 0 < len(text) <= LONGEST_UNIT else None
