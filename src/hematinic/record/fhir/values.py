"""What was measured: a canonical span or a word, or the reason why it cannot be used."""

import math
from functools import cache
from typing import NamedTuple

from hematinic.expressions.logic import STEP, Span, Value
from hematinic.guideline import shared
from hematinic.guideline.model import Element
from hematinic.guideline.quantities import scaled
from hematinic.record.events import SetAside
from hematinic.record.fhir.parts import Concept, Quantity, Range, shown, texts
from hematinic.record.fhir.reading import Reading, coded
from hematinic.record.fhir.resources import Measured
from hematinic.record.notation import measured
from hematinic.record.units import spelled, spelled_for, to_canonical
from hematinic.record.written import COMPARED, UnclearError, measurement

LONGEST_UNIT = 40


@cache
def _codes() -> dict[str, str]:
    return {code: name for name, said in shared.qualifiers().results.items() for code in said.codes}


@cache
def _words() -> dict[str, str]:
    return {word: name for name, said in shared.qualifiers().results.items() for word in said.words}


@cache
def _findings() -> dict[str, bool]:
    """Codes and words of whether a finding is there."""
    findings = shared.qualifiers().findings
    return {
        text: name == "present"
        for name, said in findings.items()
        for text in (*said.codes, *said.words)
    }


class Result(NamedTuple):
    value: Value
    written: str


class UnusableError(Exception):
    """Why a value cannot be used."""


def result(found: Measured, element: Element, where: str, reading: Reading) -> Result:
    """Raises UnusableError."""
    if element.kind == "result":
        return _word(found, element)
    span, written = _span(found, element)
    low, high = element.possible or (-math.inf, math.inf)
    if span[1] < low or span[0] > high:
        limits = f"{low:g} to {high:g} {element.unit}"
        raise UnusableError(f"{written} is outside what is possible ({limits})")
    span = (max(span[0], low), min(span[1], high))
    if element.plausible and (span[1] < element.plausible[0] or span[0] > element.plausible[1]):
        reading.questioned.append(_question(element, written, where))
    return Result(span, written)


def _question(element: Element, written: str, where: str) -> SetAside:
    low, high = element.plausible or (0, 0)
    why = (
        f"outside the plausible range {low:g} to {high:g} {element.unit}; "
        "used as written: please confirm it"
    )
    return SetAside(where=where, what=f"{element.label} {written}", why=why)


# Words


def _word(found: Measured, element: Element) -> Result:
    concepts = [found.value_codeable_concept, *found.interpretation]
    for concept in concepts:
        word = _of_concept(concept)
        if word in element.options:
            return Result(word, shown(concept))
    word = _words().get(found.value_string.strip().lower(), "")
    if word in element.options:
        return Result(word, found.value_string.strip())
    written = quoted_value(found)
    raise UnusableError(f"'{written}' cannot be read as {', '.join(element.options)}")


def _of_concept(concept: Concept | None) -> str:
    if concept is None:
        return ""
    codes, words = _codes(), _words()
    found = {codes[coding.code] for coding in concept.coding if coding.code in codes}
    said = (text.strip().lower() for text in texts(concept))
    found = found or {words[word] for word in said if word in words}
    return found.pop() if len(found) == 1 else ""


def yes_or_no(found: Measured) -> bool | None:
    """Whether a finding is there, of an observation that asks for it."""
    if found.value_boolean is not None:
        return found.value_boolean
    concept = found.value_codeable_concept
    said = [coding.code for coding in concept.coding] if concept else [found.value_string.lower()]
    said += [text.lower() for text in texts(concept)]
    known = _findings()
    answers = {known[word] for word in said if word in known}
    return answers.pop() if len(answers) == 1 else None


def quoted_value(found: Measured) -> str:
    """Whatever stands as the value, for a person."""
    if found.value_quantity is not None:
        return _quantity_written(found.value_quantity)
    if found.value_range is not None:
        ends = (found.value_range.low, found.value_range.high)
        return " to ".join(_quantity_written(end) if end else "?" for end in ends)
    if found.value_ratio is not None:
        parts = (found.value_ratio.numerator, found.value_ratio.denominator)
        return ":".join(_quantity_written(part) if part else "?" for part in parts)
    if found.value_integer is not None:
        return f"{found.value_integer:g}"
    if found.value_boolean is not None:
        return "true" if found.value_boolean else "false"
    text = found.value_string or found.value_date_time
    return text.strip()[:80] or shown(found.value_codeable_concept, "this value")


# Numbers


def _span(found: Measured, element: Element) -> tuple[Span, str]:
    if found.value_quantity is not None:
        return _of_quantity(found.value_quantity, element)
    if found.value_range is not None:
        return _of_range(found.value_range, element)
    if found.value_string:
        return _of_text(found.value_string, element)
    if found.value_integer is not None:
        raise UnusableError(f"{found.value_integer:g} has no unit")
    raise UnusableError(f"'{quoted_value(found)}' is no measurement in {element.unit}")


def _of_text(text: str, element: Element) -> tuple[Span, str]:
    """`<5 ug/L`: number and unit in one string."""
    try:
        found = measurement(text)
    except UnclearError as why:
        raise UnusableError(str(why)) from None
    if found is None:
        raise UnusableError(f"'{text[:80]}' is no measurement in {element.unit}")
    number, unit = found
    if not unit:
        raise UnusableError(f"'{text.strip()[:80]}' has no unit")
    by = _factor(element, unit, "", text.strip())
    written = f"{number.comparator}{number.value:.15g}"
    return _canonical(written, by, spelled_for(element, unit), number.value)


def _of_quantity(quantity: Quantity, element: Element) -> tuple[Span, str]:
    if quantity.value is None:
        raise UnusableError("has no value")
    written = _quantity_written(quantity)
    compared = COMPARED.get(quantity.comparator.strip())
    if compared is None:
        raise UnusableError(f"'{written}': '{quantity.comparator[:20]}' is no comparison")
    by = _factor(element, quantity.code, quantity.unit, written)
    number = f"{compared}{quantity.value:.15g}"
    unit = spelled_for(element, quantity.unit or quantity.code)
    return _canonical(number, by, unit, quantity.value)


def _canonical(number: str, by: float, unit: str, exact: float) -> tuple[Span, str]:
    """Open ends are a step short of the number; `unit` is what is shown of it."""
    ends = measured(number if number[0] in "<>" else exact)
    if ends is None:
        raise UnusableError(f"'{number}' is no measurement")
    (low, open_low), (high, open_high) = ends
    low, high = _times(low, by), _times(high, by)
    span = (low + STEP if open_low else low, high - STEP if open_high else high)
    return span, f"{number} {unit}"


def _of_range(found: Range, element: Element) -> tuple[Span, str]:
    low, low_written = _end(found.low, element, -math.inf)
    high, high_written = _end(found.high, element, math.inf)
    if low > high or (math.isinf(high - low) and low == -math.inf and high == math.inf):
        raise UnusableError("its range has no ends that fit together")
    return (low, high), f"{low_written} to {high_written}"


def _end(quantity: Quantity | None, element: Element, missing: float) -> tuple[float, str]:
    if quantity is None or quantity.value is None:
        return missing, "?"
    written = _quantity_written(quantity)
    by = _factor(element, quantity.code, quantity.unit, written)
    return _times(quantity.value, by), written


def _times(value: float, by: float) -> float:
    return value if by == 1 or math.isinf(value) else scaled(value, by)


def _quantity_written(quantity: Quantity) -> str:
    number = "" if quantity.value is None else f"{quantity.value:.15g}"
    return f"{quantity.comparator}{number} {spelled((quantity.unit or quantity.code)[:80])}".strip()


def _factor(element: Element, code: str, unit: str, written: str) -> float:
    """Of the unit's code, else of its printed form; where both can be read they must agree."""
    printed = (code,) if code == unit else (code, unit)
    found = {by for text in printed if (by := _known_factor(element, text)) is not None}
    if len(found) == 1:
        return found.pop()
    if found:
        raise UnusableError(f"{written}: its unit is {unit[:40]} by print and {code[:40]} by code")
    if not code and not unit:
        raise UnusableError(f"{written} has no unit; {element.label} without one is not guessed")
    label = element.label
    raise UnusableError(
        f"{written}: its unit {(unit or code)[:40]} cannot be read as one of {label}"
    )


def _known_factor(element: Element, text: str) -> float | None:
    return to_canonical(element, text) if 0 < len(text) <= LONGEST_UNIT else None


# The laboratory's own limits


def limits(found: Measured, element: Element) -> tuple[float, float] | None:
    """Canonical, where the laboratory gives both ends of one normal range."""
    ranges = {pair for r in found.reference_range if coded(r.type or r.meaning) in ("", "normal")
              if (pair := _limits(r.low, r.high, found, element)) is not None}  # fmt: skip
    return ranges.pop() if len(ranges) == 1 else None


def _limits(
    low: Quantity | None, high: Quantity | None, found: Measured, element: Element
) -> tuple[float, float] | None:
    ends = []
    for end in (low, high):
        if end is None or end.value is None:
            return None
        unit = end if end.code or end.unit else found.value_quantity or end
        try:
            ends.append(_times(end.value, _factor(element, unit.code, unit.unit, "")))
        except UnusableError:
            return None
    return (ends[0], ends[1]) if ends[0] <= ends[1] else None
