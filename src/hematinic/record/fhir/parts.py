"""The parts that FHIR resources share, from DSTU2 to R5: only the fields that are read.

Every field may be missing. Names follow FHIR; msgspec turns `doseQuantity` into `dose_quantity`.
"""

import msgspec


class Part(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    pass


class Coding(Part, frozen=True, kw_only=True):
    system: str = ""
    code: str = ""
    display: str = ""


class Concept(Part, frozen=True, kw_only=True):
    coding: tuple[Coding, ...] = ()
    text: str = ""


class Quantity(Part, frozen=True, kw_only=True):
    value: float | None = None
    comparator: str = ""
    unit: str = ""
    code: str = ""
    grouped: float | None = None
    """What else the value may be: of the text `231.000`, whose point may part thousands."""


class Range(Part, frozen=True, kw_only=True):
    low: Quantity | None = None
    high: Quantity | None = None


class ReferenceRange(Part, frozen=True, kw_only=True):
    low: Quantity | None = None
    high: Quantity | None = None
    type: Concept | None = None
    meaning: Concept | None = None
    """DSTU2's `type`."""
    text: str = ""
    """Limits in words are not read; that they stand there is known."""


class Ratio(Part, frozen=True, kw_only=True):
    numerator: Quantity | None = None
    denominator: Quantity | None = None


class Period(Part, frozen=True, kw_only=True):
    start: str = ""
    end: str = ""


class Identifier(Part, frozen=True, kw_only=True):
    system: str = ""
    value: str = ""


class Reference(Part, frozen=True, kw_only=True):
    reference: str = ""
    type: str = ""
    display: str = ""
    identifier: Identifier | None = None


class CodeableReference(Part, frozen=True, kw_only=True):
    """R5's either a concept or a reference; DSTU2 has a bare reference in its place."""

    concept: Concept | None = None
    reference: Reference | str | None = None
    display: str = ""

    @property
    def to(self) -> Reference | None:
        if isinstance(self.reference, str):
            return Reference(reference=self.reference, display=self.display)
        return self.reference


class Meta(Part, frozen=True, kw_only=True):
    version_id: str = ""
    last_updated: str = ""


class Extension(Part, frozen=True, kw_only=True):
    url: str = ""
    value_code: str = ""
    value_boolean: bool | None = None
    value_codeable_concept: Concept | None = None
    value_reference: Reference | None = None
    extension: tuple["Extension", ...] = ()


# Dosage


class Repeat(Part, frozen=True, kw_only=True):
    bounds_period: Period | None = None
    bounds_duration: Quantity | None = None
    bounds_quantity: Quantity | None = None
    """DSTU2's `boundsDuration`."""
    bounds_range: Range | None = None
    count: float | None = None
    count_max: float | None = None
    frequency: float | None = None
    frequency_max: float | None = None
    period: float | None = None
    period_max: float | None = None
    period_unit: str = ""
    period_units: str = ""
    """DSTU2's `periodUnit`."""
    day_of_week: tuple[str, ...] = ()
    time_of_day: tuple[str, ...] = ()
    when: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        return self.period_unit or self.period_units


class Timing(Part, frozen=True, kw_only=True):
    event: tuple[str, ...] = ()
    repeat: Repeat | None = None
    code: Concept | None = None


class DoseAndRate(Part, frozen=True, kw_only=True):
    dose_quantity: Quantity | None = None
    dose_range: Range | None = None


class Dosage(Part, frozen=True, kw_only=True):
    """Of a request or statement; an administration has `dose` in place of `doseAndRate`."""

    sequence: float | None = None
    text: str = ""
    patient_instruction: str = ""
    timing: Timing | None = None
    as_needed_boolean: bool | None = None
    as_needed_codeable_concept: Concept | None = None
    as_needed: bool | None = None
    """R5."""
    as_needed_for: tuple[Concept, ...] = ()
    """R5."""
    route: Concept | None = None
    dose_and_rate: tuple[DoseAndRate, ...] = ()
    dose: Quantity | None = None
    dose_quantity: Quantity | None = None
    dose_range: Range | None = None
    quantity: Quantity | None = None
    """DSTU2, of an administration."""
    quantity_quantity: Quantity | None = None
    """DSTU2, of a statement."""


class InitialFill(Part, frozen=True, kw_only=True):
    duration: Quantity | None = None


class DispenseRequest(Part, frozen=True, kw_only=True):
    validity_period: Period | None = None
    dispense_interval: Quantity | None = None
    number_of_repeats_allowed: float | None = None
    quantity: Quantity | None = None
    expected_supply_duration: Quantity | None = None
    initial_fill: InitialFill | None = None


class Ingredient(Part, frozen=True, kw_only=True):
    item_codeable_concept: Concept | None = None
    item_reference: Reference | None = None
    item: CodeableReference | None = None
    is_active: bool | None = None
    strength: Ratio | None = None
    strength_ratio: Ratio | None = None
    """R5, as the next."""
    strength_quantity: Quantity | None = None
    amount: Ratio | None = None
    """DSTU2."""


class Contents(Concept, frozen=True, kw_only=True):
    """What a product is made of, beside its own code or name."""


# For a reader


def texts(concept: Concept | None) -> tuple[str, ...]:
    """What a reader would see of a concept: its text, then the displays that add to it."""
    if concept is None:
        return ()
    parts = (concept.text, *(coding.display for coding in concept.coding))
    return tuple(dict.fromkeys(text for text in parts if text))


def shown(concept: Concept | None, otherwise: str = "") -> str:
    """One line for a person."""
    if concept is not None and concept.text:
        return concept.text[:200]
    named = texts(concept)
    if named:
        return named[0][:200]
    codes = (coding.code for coding in concept.coding) if concept else ()
    return next((code[:80] for code in codes if code), otherwise)
