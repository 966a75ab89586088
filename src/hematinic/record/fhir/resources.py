"""The fields of FHIR resources that the reader needs, and no others, from DSTU2 to R5.

Every field may be missing. Where a version has another name for a field, both names stand here and
a property gives the one that is filled.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Union, cast

import msgspec

from hematinic.record.fhir.frequent import FREQUENT
from hematinic.record.fhir.parts import (
    CodeableReference,
    Coding,
    Concept,
    DispenseRequest,
    Dosage,
    Extension,
    Identifier,
    Ingredient,
    Meta,
    Part,
    Period,
    Quantity,
    Range,
    Ratio,
    Reference,
    ReferenceRange,
    Timing,
)


class Resource(Part, frozen=True, kw_only=True):
    """Each kind is told by its `resourceType`, which is the name of its class."""

    id: str = ""
    meta: Meta | None = None
    implicit_rules: Literal[""] = ""
    """What has any is not of the form that is decoded at once."""
    subject: Reference | None = None
    patient: Reference | None = None
    contained: tuple[Any, ...] = ()

    @property
    def resource_type(self) -> str:
        return type(self).__name__


TYPE = "resourceType"

WITHDRAWN = ("entered-in-error", "cancelled")
"""Statuses of what does not count."""


# Whose it is


class Link(Part, frozen=True, kw_only=True):
    other: Reference | None = None
    type: str = ""


class HumanName(Part, frozen=True, kw_only=True):
    text: str = ""
    family: str | tuple[str, ...] = ""
    given: tuple[str, ...] = ()


class Patient(Resource, frozen=True, kw_only=True, tag_field=TYPE):
    identifier: tuple[Identifier, ...] = ()
    active: bool | None = None
    name: tuple[HumanName, ...] = ()
    birth_date: str = ""
    gender: str = ""
    deceased_boolean: bool | None = None
    deceased_date_time: str = ""
    link: tuple[Link, ...] = ()


# Observations and the reports that hold them


class Measured(Resource, frozen=True, kw_only=True):
    """What an Observation and each of its components have in common; a component is no resource."""

    code: Concept | None = None
    value_quantity: Quantity | None = None
    value_string: str = ""
    value_codeable_concept: Concept | None = None
    value_integer: float | None = None
    value_boolean: bool | None = None
    value_range: Range | None = None
    value_ratio: Ratio | None = None
    value_date_time: str = ""
    data_absent_reason: Concept | None = None
    interpretation: tuple[Concept, ...] = ()
    reference_range: tuple[ReferenceRange, ...] = ()


class Observation(Measured, frozen=True, kw_only=True, tag_field=TYPE):
    status: str = ""
    specimen: Reference | None = None
    focus: tuple[Reference, ...] = ()
    component: tuple[Measured, ...] = ()
    effective_date_time: str = ""
    effective_instant: str = ""
    effective_period: Period | None = None
    effective_timing: Timing | None = None
    issued: str = ""
    extension: tuple[Extension, ...] = ()


class Specimen(Resource, frozen=True, kw_only=True, tag_field=TYPE):
    type: Concept | None = None


class DiagnosticReport(Resource, frozen=True, kw_only=True, tag_field=TYPE):
    """Read for the results that are contained in it."""

    status: str = ""
    code: Concept | None = None
    specimen: tuple[Reference, ...] = ()
    effective_date_time: str = ""
    effective_period: Period | None = None
    issued: str = ""


# Problems and procedures


class Condition(Resource, frozen=True, kw_only=True, tag_field=TYPE):
    clinical_status: Concept | None = None
    verification_status: Concept | None = None
    severity: Concept | None = None
    code: Concept | None = None
    onset_date_time: str = ""
    onset_age: Quantity | None = None
    onset_quantity: Quantity | None = None
    onset_period: Period | None = None
    onset_string: str = ""
    abatement_date_time: str = ""
    abatement_age: Quantity | None = None
    abatement_quantity: Quantity | None = None
    abatement_period: Period | None = None
    abatement_boolean: bool | None = None
    recorded_date: str = ""
    asserted_date: str = ""
    """STU3."""
    date_recorded: str = ""
    """DSTU2."""

    @property
    def recorded(self) -> str:
        return self.recorded_date or self.asserted_date or self.date_recorded


class Procedure(Resource, frozen=True, kw_only=True, tag_field=TYPE):
    status: str = ""
    code: Concept | None = None
    focus: Reference | None = None
    """R5: whom it was done to, where that is not the subject."""
    performed_date_time: str = ""
    performed_period: Period | None = None
    performed_age: Quantity | None = None
    occurrence_date_time: str = ""
    """R5, as the two after it."""
    occurrence_period: Period | None = None
    occurrence_age: Quantity | None = None
    not_done: bool | None = None
    """STU3; DSTU2 says `notPerformed`."""
    not_performed: bool | None = None


class AllergyReaction(Part, frozen=True, kw_only=True):
    substance: Concept | None = None


class AllergyIntolerance(Resource, frozen=True, kw_only=True, tag_field=TYPE):
    clinical_status: Concept | None = None
    verification_status: Concept | None = None
    status: str = ""
    """DSTU2: both statuses in one."""
    code: Concept | None = None
    substance: Concept | None = None
    """DSTU2's `code`."""
    reaction: tuple[AllergyReaction, ...] = ()
    onset_date_time: str = ""
    recorded_date: str = ""
    asserted_date: str = ""
    """STU3."""
    last_occurrence: str = ""
    last_occurence: str = ""
    """DSTU2 spells it so."""


# Medicines


class Product(Part, frozen=True, kw_only=True):
    form: Concept | None = None
    ingredient: tuple[Ingredient, ...] = ()


class Medication(Resource, frozen=True, kw_only=True, tag_field=TYPE):
    status: str = ""
    code: Concept | None = None
    form: Concept | None = None
    dose_form: Concept | None = None
    """R5."""
    ingredient: tuple[Ingredient, ...] = ()
    product: Product | None = None
    """DSTU2 has form and ingredients in it."""


class OfMedicine(Resource, frozen=True, kw_only=True):
    """What requests, statements, administrations and dispenses have in common."""

    status: str = ""
    medication_codeable_concept: Concept | None = None
    medication_reference: Reference | None = None
    medication: CodeableReference | None = None
    """R5."""

    @property
    def concept(self) -> Concept | None:
        newer = self.medication.concept if self.medication else None
        return self.medication_codeable_concept or newer

    @property
    def reference(self) -> Reference | None:
        return self.medication_reference or (self.medication.to if self.medication else None)


class MedicationRequest(OfMedicine, frozen=True, kw_only=True, tag_field=TYPE):
    """DSTU2 calls it MedicationOrder."""

    intent: str = ""
    do_not_perform: bool = False
    reported_boolean: bool | None = None
    reported_reference: Reference | None = None
    reported: bool | None = None
    """R5."""
    status_reason: Concept | None = None
    reason_ended: Concept | None = None
    """DSTU2."""
    authored_on: str = ""
    date_written: str = ""
    """DSTU2."""
    date_ended: str = ""
    """DSTU2."""
    effective_dose_period: Period | None = None
    """R5."""
    dosage_instruction: tuple[Dosage, ...] = ()
    dispense_request: DispenseRequest | None = None

    @property
    def is_reported(self) -> bool:
        return bool(self.reported_boolean or self.reported_reference or self.reported)

    @property
    def written(self) -> str:
        return self.authored_on or self.date_written


class Adherence(Part, frozen=True, kw_only=True):
    code: Concept | None = None


class MedicationStatement(OfMedicine, frozen=True, kw_only=True, tag_field=TYPE):
    taken: str = ""
    """STU3: y, n, unk or na."""
    was_not_taken: bool | None = None
    """DSTU2."""
    reason_not_taken: tuple[Concept, ...] = ()
    adherence: Adherence | None = None
    """R5."""
    status_reason: tuple[Concept, ...] = ()
    effective_date_time: str = ""
    effective_period: Period | None = None
    effective_timing: Timing | None = None
    date_asserted: str = ""
    dosage: tuple[Dosage, ...] = ()
    extension: tuple[Extension, ...] = ()


class MedicationAdministration(OfMedicine, frozen=True, kw_only=True, tag_field=TYPE):
    was_not_given: bool | None = None
    """DSTU2; STU3 says `notGiven`."""
    not_given: bool | None = None
    reason_not_given: tuple[Concept, ...] = ()
    effective_date_time: str = ""
    effective_period: Period | None = None
    effective_time_date_time: str = ""
    """DSTU2, as the next."""
    effective_time_period: Period | None = None
    occurence_date_time: str = ""
    """R5, which spells it so; the two after it too."""
    occurence_period: Period | None = None
    occurence_timing: Timing | None = None
    occurrence_date_time: str = ""
    occurrence_period: Period | None = None
    dosage: Dosage | None = None


class MedicationDispense(OfMedicine, frozen=True, kw_only=True, tag_field=TYPE):
    not_done: bool | None = None
    """STU3."""
    authorizing_prescription: tuple[Reference, ...] = ()
    quantity: Quantity | None = None
    days_supply: Quantity | None = None
    when_prepared: str = ""
    when_handed_over: str = ""
    dosage_instruction: tuple[Dosage, ...] = ()


# Answers, and what a server says


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


class QuestionnaireResponse(Resource, frozen=True, kw_only=True, tag_field=TYPE):
    questionnaire: str = ""
    status: str = ""
    authored: str = ""
    item: tuple[Item, ...] = ()


class Issue(Part, frozen=True, kw_only=True):
    severity: str = ""
    code: str = ""
    diagnostics: str = ""
    details: Concept | None = None


class OperationOutcome(Resource, frozen=True, kw_only=True, tag_field=TYPE):
    issue: tuple[Issue, ...] = ()


class MedicationOrder(MedicationRequest, frozen=True, kw_only=True):
    """DSTU2's name of it."""


class MedicationUsage(MedicationStatement, frozen=True, kw_only=True):
    """A draft of R5 had this name."""


# Of any other only its type and its patient are looked at


class Unread(Resource, frozen=True, kw_only=True):
    pass


class Other(Unread, frozen=True, kw_only=True):
    """Of a type that is seldom met."""

    type: str = msgspec.field(name=TYPE, default="")

    @property
    def resource_type(self) -> str:
        return self.type


READ: tuple[type[Resource], ...] = (
    Patient, Observation, DiagnosticReport, Condition, Procedure, Medication, MedicationRequest,
    Specimen, MedicationOrder, MedicationStatement, MedicationUsage, MedicationAdministration,
    MedicationDispense, AllergyIntolerance, QuestionnaireResponse, OperationOutcome,
)  # fmt: skip

UNREAD: frozenset[type[Resource]] = frozenset(
    cast(
        type[Resource],
        msgspec.defstruct(
            name, [], bases=(Unread,), frozen=True, kw_only=True, gc=False, tag_field=TYPE
        ),
    )
    for name in FREQUENT
)

KINDS: Mapping[str, type[Resource]] = {kind.__name__: kind for kind in (*READ, *UNREAD)}

if TYPE_CHECKING:
    AnyKind = Resource
else:
    AnyKind = Union[(*READ, *UNREAD)]
