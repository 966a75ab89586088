"""Words beside a code that take back what the code says."""

from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from record.fhir_resources import SNOMED, Read, allergy, coding, condition, observation, resource


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Crohn's disease - excluded by colonoscopy", "not there"),
        ("No evidence of Crohn's disease", "not there"),
        ("R/O Crohn's disease", "not there"),
        ("Ausschluss Morbus Crohn", "not there"),
        ("FH: Crohn's disease", "family"),
        ("Crohn's disease (sister)", "family"),
        ("Family history of Crohn's disease", "family"),
        ("?Crohn's disease", "not sure"),
        ("Crohn's disease?", "not sure"),
        ("Suspected Crohn's disease", "not sure"),
        ("Verdacht auf Morbus Crohn", "not sure"),
    ],
)
def test_words_that_take_it_back(guideline: Guideline, text: str, says: str) -> None:
    found = Read(guideline, condition(code=coding(SNOMED, "34000006", text)))
    assert found.events == ()
    assert text in found.why
    assert says in found.why
    assert found.record.set_aside[0].element == "crohn_disease"


@pytest.mark.parametrize(
    "text",
    [
        "Crohn's disease, unspecified, without complications",
        "Crohn's disease not in remission",
        "Crohn's disease of small intestine, no fistula",
        "Crohn's disease found at surgery",
    ],
)
def test_words_that_do_not(guideline: Guideline, text: str) -> None:
    found = Read(guideline, condition(code=coding(SNOMED, "34000006", text)))
    assert found.event.kind == "present"


def test_what_is_refuted_is_absent_whatever_its_words(guideline: Guideline) -> None:
    code = coding(SNOMED, "34000006", "Crohn's disease ruled out")
    found = Read(guideline, condition(code=code, verificationStatus=coding("urn:v", "refuted")))
    assert found.event.kind == "absent"


def test_a_procedure_an_allergy_and_a_finding(guideline: Guideline) -> None:
    done: dict[str, Any] = {"status": "completed", "performedDateTime": "2024-02-02"}
    bypass = coding(SNOMED, "442338001", "Gastric bypass ruled out at clinic")
    finding = observation(
        code=coding(SNOMED, "91019004", "No paresthesia"), valueQuantity=None, valueBoolean=True
    )
    for each in (
        resource("Procedure", code=bypass, **done),
        allergy(code={"text": "No allergy to hydroxocobalamin"}),
        finding,
    ):
        found = Read(guideline, each)
        assert found.events == ()
        assert "its words say" in found.why
    assert Read(guideline, allergy()).event.kind == "present"
