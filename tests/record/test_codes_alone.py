"""A resource is read by its code alone; the codes that look alike are told apart."""

from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from hematinic.render.fhir import bundle as written
from record.fhir_resources import (
    ATC,
    LOINC,
    RXNORM,
    SNOMED,
    Read,
    coding,
    condition,
    observation,
    quantity,
    request,
    resource,
)
from record.test_codes import FACTS, LABORATORY, MEDICINES, SIBLINGS, SYSTEMS
from spec.patients import both, plan

# Read by its code alone


@pytest.mark.parametrize(
    ("name", "system", "code"),
    [
        (name, system, code)
        for name, (loinc, snomed) in SIBLINGS.items()
        for system, codes in ((LOINC, loinc), (SNOMED, snomed))
        for code in codes.split()
    ],
)
def test_a_sibling_reads_as_the_same_result(
    guideline: Guideline, name: str, system: str, code: str
) -> None:
    element = guideline.elements[name]
    low, high = element.plausible or element.possible or (1, 9)
    value = quantity(round((low + high) / 2, 3), element.unit)
    found = Read(guideline, observation(code=coding(system, code), valueQuantity=value))
    assert found.event.name == name


@pytest.mark.parametrize(
    ("name", "system", "code"),
    [
        (name, system, code)
        for name, systems in MEDICINES.items()
        for system, codes in systems.items()
        for code in codes.split()
    ],
)
def test_a_request_reads_as_the_right_medicine(
    guideline: Guideline, name: str, system: str, code: str
) -> None:
    found = Read(guideline, request(medicationCodeableConcept=coding(SYSTEMS[system], code)))
    assert [event.name for event in found.events] == [name]


@pytest.mark.parametrize(
    ("name", "code"), [(name, code) for name, row in FACTS.items() for code in row[0].split()]
)
def test_a_condition_or_procedure_reads_as_what_it_is(
    guideline: Guideline, name: str, code: str
) -> None:
    done = resource(
        "Procedure", status="completed", code=coding(SNOMED, code), performedDateTime="2020-02-02"
    )
    is_condition = guideline.elements[name].kind == "condition"
    found = Read(guideline, condition(code=coding(SNOMED, code)) if is_condition else done)
    assert [event.name for event in found.events] == [name]


@pytest.mark.parametrize(
    ("name", "code"), [(name, code) for name, codes in LABORATORY.items() for code in codes.split()]
)
def test_an_observation_reads_as_what_was_measured(
    guideline: Guideline, name: str, code: str
) -> None:
    element = guideline.elements[name]
    measured: dict[str, Any] = {"valueQuantity": None, "valueCodeableConcept": {"text": "positive"}}
    if element.kind == "quantity":
        low, high = element.plausible or element.possible or (1, 1)
        measured = {"valueQuantity": quantity((low + high) / 2, element.unit)}
    found = Read(guideline, observation(code=coding(LOINC, code), **measured))
    assert [event.name for event in found.events] == [name]


@pytest.mark.parametrize(
    "code", ["5514", "11248", "11249", "6313", "473387", "2001499", "1435174", "2602297"]
)
def test_a_number_of_rxnorm_that_is_not_verified_reads_as_nothing(
    guideline: Guideline, code: str
) -> None:
    found = Read(guideline, request(medicationCodeableConcept=coding(RXNORM, code)))
    assert found.events == ()
    assert f"RxNorm {code}: no rule" in found.why


# The traps


SWAPPED = {
    ("rxnorm", "24909"): "iron_sucrose",
    ("snomed", "129497004"): "iron_sucrose",
    ("rxnorm", "105669"): "polysaccharide_iron",
    ("snomed", "387206004"): "polysaccharide_iron",
}


@pytest.mark.parametrize(("system", "code"), SWAPPED)
def test_iron_sucrose_and_polysaccharide_iron_are_never_swapped(
    guideline: Guideline, system: str, code: str
) -> None:
    """One is given into a vein, the other by mouth; an automatic map has had them swapped."""
    event = Read(guideline, request(medicationCodeableConcept=coding(SYSTEMS[system], code))).event
    name = SWAPPED[system, code]
    assert event.name == name
    assert event.route == {"iron_sucrose": "intravenous", "polysaccharide_iron": "oral"}[name]


def test_190634004_is_b12_deficiency_and_never_that_of_folate(guideline: Guideline) -> None:
    """A public file calls it folic acid deficiency: B12 would be left untreated."""
    for text in ("", "Folic acid deficiency"):
        found = Read(guideline, condition(code=coding(SNOMED, "190634004", text)))
        assert [event.name for event in found.events] == ["vitamin_b12_deficiency"]


def test_folate_deficiency_is_not_b12_deficiency(guideline: Guideline) -> None:
    for code in ("190633005", "85649008"):
        found = Read(guideline, condition(code=coding(SNOMED, code)))
        assert [event.name for event in found.events] == ["folate_deficiency"]


def test_a_historical_code_is_read_and_never_written(guideline: Guideline) -> None:
    """409258004 was replaced by 1217427007."""
    for code in ("409258004", "1217427007"):
        found = Read(guideline, request(medicationCodeableConcept=coding(SNOMED, code)))
        assert found.event.name == "hydroxocobalamin"
    made = plan(both())
    assert made.recommends("B12-STD")
    assert "409258004" not in str(written(made.plan))


def test_the_other_strength_of_b12_is_not_the_injection_of_1_mg(guideline: Guideline) -> None:
    """2001499 is 5 mg/mL and does not say which cobalamin; its text is heard, its form not guessed."""
    silent = Read(guideline, request(medicationCodeableConcept=coding(RXNORM, "2001499")))
    assert silent.events == ()
    named = Read(guideline, request(medicationCodeableConcept=coding(
        RXNORM, "2001499", "Vitamin B 12 5 MG/ML Injectable Solution")))  # fmt: skip
    assert "hydroxocobalamin" not in [event.name for event in named.events]


@pytest.mark.parametrize("text", ["", "hydroxocobalamin", "Cyanokit 5 g"])
def test_an_antidote_is_no_treatment_of_a_deficiency(guideline: Guideline, text: str) -> None:
    found = Read(guideline, request(medicationCodeableConcept=coding(ATC, "V03AB33", text)))
    gives: set[Any] = {n for event in found.events for n in guideline.medicines[event.name].gives}
    assert "vitamin_b12" not in gives
