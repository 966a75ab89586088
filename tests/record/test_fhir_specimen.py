"""What a sample is of: a result of urine or of a newborn's blood is not the patient's blood."""

from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from hematinic.record.fhir import read_lines
from record.fhir_resources import LOINC, TODAY, Read, coding, observation, patient, quantity
from record.fhir_resources import resource as of

V2_0487 = "http://terminology.hl7.org/CodeSystem/v2-0487"


def sample(kind: Any, **fields: Any) -> dict[str, Any]:
    return of("Specimen", **{"id": "s7", "type": kind} | fields)


def potassium(**fields: Any) -> dict[str, Any]:
    code = {"code": coding(LOINC, "2823-3", "Potassium")}
    return observation(**code | {"valueQuantity": quantity(2.8, "mmol/L")} | fields)


OTHERS = [
    {"text": "Urine"},
    {"text": "24 hour urine"},
    {"coding": [{"code": "122575003", "display": "Urine specimen"}]},
    {"coding": [{"system": V2_0487, "code": "UR"}]},
    {"coding": [{"system": V2_0487, "code": "CSF"}]},
    {"text": "Pleural fluid"},
    {"text": "Umbilical cord blood"},
    {"coding": [{"system": V2_0487, "code": "BLDCO"}]},
]

BLOOD = [
    {"text": "Serum"},
    {"text": "Venous blood"},
    {"text": "Plasma or body fluid"},
    {"coding": [{"system": V2_0487, "code": "SER"}]},
    {"coding": [{"system": "http://lab.example", "code": "UR"}]},
    None,
]


@pytest.mark.parametrize("kind", OTHERS)
def test_a_sample_of_another_kind(guideline: Guideline, kind: Any) -> None:
    found = Read(guideline, sample(kind), potassium(specimen={"reference": "Specimen/s7"}))
    assert found.events == ()
    assert "Potassium 2.8 mmol/L: its sample is of" in found.why
    assert found.record.set_aside[0].element == "potassium"


@pytest.mark.parametrize("kind", BLOOD)
def test_a_sample_of_blood(guideline: Guideline, kind: Any) -> None:
    found = Read(guideline, sample(kind), potassium(specimen={"reference": "Specimen/s7"}))
    assert found.event.value == (2.8, 2.8)
    assert found.why == ""


def test_a_sample_in_words_contained_or_by_its_version(guideline: Guideline) -> None:
    urine = {"resourceType": "Specimen", "id": "s", "type": {"text": "Urine"}}
    for fields in (
        {"specimen": {"display": "Urine"}},
        {"specimen": {"reference": "#s"}, "contained": [urine]},
    ):
        assert Read(guideline, potassium(**fields)).events == ()
    whole = {"reference": "http://a.example/Specimen/s7/_history/2"}
    assert Read(guideline, sample({"text": "Urine"}), potassium(specimen=whole)).events == ()
    other = {"specimen": {"reference": "#t"}, "contained": [urine]}
    assert Read(guideline, potassium(**other)).event.name == "potassium"


def test_what_is_measured_in_another_sample_is_read(guideline: Guideline) -> None:
    stool = observation(
        code=coding(LOINC, "27396-1"),
        valueQuantity=quantity(40, "ug/g"),
        specimen={"display": "Stool"},
    )
    assert Read(guideline, stool).event.name == "fit"


def test_a_specimen_that_is_no_reference_costs_nothing_else(guideline: Guideline) -> None:
    found = Read(guideline, potassium(specimen=7))
    assert found.event.name == "potassium"
    assert "specimen" in found.why


def test_of_many_lines_alike(guideline: Guideline) -> None:
    """Lines of an export of one shape: which sample each names tells of what it is."""
    import msgspec

    from hematinic.record.fhir.passed import Passing

    passing, found = Passing(), []
    for number in range(6):
        urine = number == 5
        name = f"00{number}"
        lines = [
            ("Patient", patient(id=name)),
            ("Specimen", sample({"text": "Urine" if urine else "Serum"}, id=f"5{name}")),
            (
                "Observation",
                potassium(id=f"0b{number}", specimen={"reference": f"Specimen/5{name}"}),
            ),
        ]
        for _, data in lines[1:]:
            data["subject"] = {"reference": f"Patient/{name}"}
        encoded = [(place, msgspec.json.encode(data)) for place, data in lines]
        record = read_lines(encoded, (), guideline, TODAY, None, passing)
        found.append([event.name for event in record.events])
    assert any(passing.likenesses.meanings.values())
    assert found == [["potassium"]] * 5 + [[]]


def test_the_sample_of_a_report_is_that_of_what_it_contains(guideline: Guideline) -> None:
    within = potassium(id="k")
    report = of(
        "DiagnosticReport", status="final", code={"text": "Urine"}, contained=[within],
        specimen=[{"reference": "Specimen/s7"}], result=[{"reference": "#k"}],
    )  # fmt: skip
    assert Read(guideline, sample({"text": "Urine"}), report).events == ()
    assert Read(guideline, sample({"text": "Serum"}), report).event.name == "potassium"
