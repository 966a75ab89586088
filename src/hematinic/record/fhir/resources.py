"""The fields of FHIR R4 resources that the reader needs, and no others.

Every field may be missing. Names follow FHIR; msgspec turns `valueQuantity` into `value_quantity`.
"""

from collections.abc import Mapping

import msgspec


class Part(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename="camel"):
    pass


# Parts of resources


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


class Range(Part, frozen=True, kw_only=True):
    low: Quantity | None = None
    high: Quantity | None = None


class Period(Part, frozen=True, kw_only=True):
    start: str = ""
    end: str = ""


class Identifier(Part, frozen=True, kw_only=True):
    system: str = ""
    value: str = ""


class Reference(Part, frozen=True, kw_only=True):
    reference: str = ""
    display: str = ""
    identifier: Identifier | None = None


class Meta(Part, frozen=True, kw_only=True):
    version_id: str = ""
    last_updated: str = ""


# Dosage


class Repeat(Part, frozen=True, kw_only=True):
    bounds_period: Period | None = None
    bounds_duration: Quantity | None = None
    frequency: float | None = None
    period: float | None = None
    period_unit: str = ""
    day_of_week: tuple[str, ...] = ()
    time_of_day: tuple[str, ...] = ()
    when: tuple[str, ...] = ()


class Timing(Part, frozen=True, kw_only=True):
    event: tuple[str, ...] = ()
    repeat: Repeat | None = None
    code: Concept | None = None


class DoseAndRate(Part, frozen=True, kw_only=True):
    dose_quantity: Quantity | None = None
    dose_range: Range | None = None


class Dosage(Part, frozen=True, kw_only=True):
    """Of a request or statement; `dose` is what an administration has in place of `doseAndRate`."""

    sequence: float | None = None
    text: str = ""
    patient_instruction: str = ""
    timing: Timing | None = None
    route: Concept | None = None
    dose_and_rate: tuple[DoseAndRate, ...] = ()
    dose: Quantity | None = None
    dose_quantity: Quantity | None = None


class DispenseRequest(Part, frozen=True, kw_only=True):
    expected_supply_duration: Quantity | None = None
    number_of_repeats_allowed: float | None = None


class Ingredient(Part, frozen=True, kw_only=True):
    item_codeable_concept: Concept | None = None
    item_reference: Reference | None = None


# Resources


class Resource(Part, frozen=True, kw_only=True):
    resource_type: str = ""
    id: str = ""
    meta: Meta | None = None
    subject: Reference | None = None
    patient: Reference | None = None
    modifier_extension: tuple[msgspec.Raw, ...] = ()


class Link(Part, frozen=True, kw_only=True):
    other: Reference | None = None
    type: str = ""


class Patient(Resource, frozen=True, kw_only=True):
    identifier: tuple[Identifier, ...] = ()
    birth_date: str = ""
    gender: str = ""
    deceased_boolean: bool | None = None
    deceased_date_time: str = ""
    link: tuple[Link, ...] = ()


class ReferenceRange(Part, frozen=True, kw_only=True):
    low: Quantity | None = None
    high: Quantity | None = None
    type: Concept | None = None


class Measured(Resource, frozen=True, kw_only=True):
    """What an Observation and each of its components have in common; a component is no resource."""

    code: Concept | None = None
    value_quantity: Quantity | None = None
    value_string: str = ""
    value_codeable_concept: Concept | None = None
    value_integer: float | None = None
    value_boolean: bool | None = None
    value_range: Range | None = None
    data_absent_reason: Concept | None = None
    interpretation: tuple[Concept, ...] = ()
    reference_range: tuple[ReferenceRange, ...] = ()


class Observation(Measured, frozen=True, kw_only=True):
    status: str = ""
    component: tuple[Measured, ...] = ()
    effective_date_time: str = ""
    effective_instant: str = ""
    effective_period: Period | None = None
    effective_timing: Timing | None = None
    issued: str = ""


class Condition(Resource, frozen=True, kw_only=True):
    clinical_status: Concept | None = None
    verification_status: Concept | None = None
    severity: Concept | None = None
    code: Concept | None = None
    onset_date_time: str = ""
    onset_age: Quantity | None = None
    onset_period: Period | None = None
    onset_string: str = ""
    abatement_date_time: str = ""
    abatement_age: Quantity | None = None
    abatement_period: Period | None = None
    recorded_date: str = ""


class Procedure(Resource, frozen=True, kw_only=True):
    status: str = ""
    code: Concept | None = None
    performed_date_time: str = ""
    performed_period: Period | None = None
    performed_age: Quantity | None = None


class Medication(Resource, frozen=True, kw_only=True):
    status: str = ""
    code: Concept | None = None
    form: Concept | None = None
    ingredient: tuple[Ingredient, ...] = ()


class OfMedicine(Resource, frozen=True, kw_only=True):
    """What requests, statements and administrations have in common."""

    status: str = ""
    medication_codeable_concept: Concept | None = None
    medication_reference: Reference | None = None
    contained: tuple[Medication, ...] = ()


class MedicationRequest(OfMedicine, frozen=True, kw_only=True):
    intent: str = ""
    do_not_perform: bool = False
    status_reason: Concept | None = None
    authored_on: str = ""
    dosage_instruction: tuple[Dosage, ...] = ()
    dispense_request: DispenseRequest | None = None


class MedicationStatement(OfMedicine, frozen=True, kw_only=True):
    status_reason: tuple[Concept, ...] = ()
    effective_date_time: str = ""
    effective_period: Period | None = None
    date_asserted: str = ""
    dosage: tuple[Dosage, ...] = ()


class MedicationAdministration(OfMedicine, frozen=True, kw_only=True):
    status_reason: tuple[Concept, ...] = ()
    effective_date_time: str = ""
    effective_period: Period | None = None
    dosage: Dosage | None = None


class Reaction(Part, frozen=True, kw_only=True):
    substance: Concept | None = None


class AllergyIntolerance(Resource, frozen=True, kw_only=True):
    clinical_status: Concept | None = None
    verification_status: Concept | None = None
    code: Concept | None = None
    reaction: tuple[Reaction, ...] = ()
    onset_date_time: str = ""
    recorded_date: str = ""
    last_occurrence: str = ""


class Answer(Part, frozen=True, kw_only=True):
    value_boolean: bool | None = None
    value_quantity: Quantity | None = None
    value_coding: Coding | None = None
    value_string: str = ""
    value_date: str = ""
    value_date_time: str = ""
    item: tuple["Item", ...] = ()


class Item(Part, frozen=True, kw_only=True):
    link_id: str = ""
    answer: tuple[Answer, ...] = ()
    item: tuple["Item", ...] = ()


class QuestionnaireResponse(Resource, frozen=True, kw_only=True):
    questionnaire: str = ""
    status: str = ""
    authored: str = ""
    item: tuple[Item, ...] = ()


class Issue(Part, frozen=True, kw_only=True):
    diagnostics: str = ""
    details: Concept | None = None


class OperationOutcome(Resource, frozen=True, kw_only=True):
    issue: tuple[Issue, ...] = ()


KINDS: Mapping[str, type[Resource]] = {
    kind.__name__: kind
    for kind in (
        Patient, Observation, Condition, Procedure, Medication, MedicationRequest,
        MedicationStatement, MedicationAdministration, AllergyIntolerance, QuestionnaireResponse,
        OperationOutcome,
    )
}  # fmt: skip
"""Resources that are read; of any other only its type and its patient are looked at."""


def texts(concept: Concept | None) -> tuple[str, ...]:
    """What a reader would see of a concept: its text, then the displays that add to it."""
    if concept is None:
        return ()
    found = (concept.text, *(coding.display for coding in concept.coding))
    return tuple(dict.fromkeys(text for text in found if text))


def shown(concept: Concept | None, otherwise: str = "") -> str:
    """One line for a person."""
    if concept is not None and concept.text:
        return concept.text[:200]
    named = texts(concept)
    if named:
        return named[0][:200]
    codes = (coding.code for coding in concept.coding) if concept else ()
    return next((code[:80] for code in codes if code), otherwise)
