"""Lines that no rule reads are passed over: the record is the same, to the last note."""

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from hematinic.record.events import Record, RecordError
from hematinic.record.fhir import read_lines
from hematinic.record.fhir.bundle import Deletion
from hematinic.record.fhir.codes import codebook
from hematinic.record.fhir.passed import FEW, TRIED, Passing, passed
from hematinic.sample.story import patients
from hematinic.sample.write import Maker
from once import RULES

DAY = 739_943
DATA = Path(os.environ.get("HEMATINIC_TEST_DATA", "/nonexistent"))
SYNTHEA = DATA / "synthea-r4" / "synthea-r4-anaemia-cohort.tar.gz"
GUIDELINE = RULES.guideline

Resource = dict[str, Any]

SUBJECT = {"subject": {"reference": "Patient/p1"}}
PATIENT = {"resourceType": "Patient", "id": "p1", "birthDate": "1961-03-04", "gender": "female"}


def coded(code: str, display: str, system: str = "http://loinc.org") -> Resource:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def result(code: Resource, value: float, unit: str, **more: Any) -> Resource:
    quantity = {"value": value, "unit": unit, "code": unit}
    return {
        "resourceType": "Observation", "id": "o1", "status": "final", "code": code, **SUBJECT,
        "effectiveDateTime": "2026-03-04", "valueQuantity": quantity, **more,
    }  # fmt: skip


GLUCOSE, FERRITIN = coded("2339-0", "Glucose"), coded("2276-4", "Ferritin")
glucose, ferritin = result(GLUCOSE, 5, "mmol/L"), result(FERRITIN, 8, "ug/L", id="f1")
CLAIM = {"resourceType": "Claim", "id": "c1", "patient": {"reference": "Patient/p1"}}
TURNED = {"modifierExtension": [{"url": "http://x.example/not", "valueBoolean": True}]}


def both(*lines: bytes, deleted: tuple[Deletion, ...] = (), codes: Any = None) -> tuple[Any, Any]:
    """What is read of the lines with and without passing over: a record, or why there is none."""
    placed = [(f"file {at % 3}", line) for at, line in enumerate(lines)]
    found: list[Record | list[Any]] = []
    for passing in (Passing(), None):
        try:
            found.append(read_lines(placed, deleted, GUIDELINE, DAY, codes, passing))
        except RecordError as error:
            found.append([*map(str, error.problems)])
    return found[0], found[1]


def is_passed(line: bytes, codes: Any = None) -> bool:
    return passed(codebook(GUIDELINE, codes), line) is not None


# Which lines


@pytest.mark.parametrize("resource", [
    glucose,
    CLAIM,
    {**CLAIM, "resourceType": "NobodyHasHeardOfIt"},
    {**CLAIM, "contained": [{"resourceType": "Coverage", "id": "c"}]},
    {"resourceType": "DiagnosticReport", "id": "r1", "status": "final", **SUBJECT},
    {"resourceType": "Condition", "id": "k1", **SUBJECT,
     "code": coded("195662009", "Acute viral pharyngitis", "http://snomed.info/sct")},
    {"resourceType": "Procedure", "id": "q1", "status": "completed", **SUBJECT,
     "code": coded("430193006", "Medication reconciliation", "http://snomed.info/sct")},
    {"resourceType": "MedicationRequest", "id": "m1", "status": "active", "intent": "order",
     "medicationCodeableConcept": coded("313782", "Acetaminophen 325 MG", "http://www.nlm.nih.gov/research/umls/rxnorm"),
     **SUBJECT},
])  # fmt: skip
def test_what_no_rule_reads_is_passed_over(resource: Resource) -> None:
    line = orjson.dumps(resource)
    assert is_passed(line)
    found, decoded = both(orjson.dumps(PATIENT), orjson.dumps(ferritin), line)
    assert found == decoded
    assert [event.name for event in found.events] == ["ferritin"]


LOCAL = {"http://lab.example|GLU": "ferritin"}

KEPT: dict[str, Resource] = {
    "a patient": PATIENT,
    "a product": {"resourceType": "Medication", "id": "m1", "code": coded("1", "a product")},
    "a bundle": {"resourceType": "Bundle", "id": "b1", "type": "collection", "entry": []},
    "a result that is read": ferritin,
    "a result that is read by its name": result({"text": "Ferritin"}, 8, "ug/L"),
    "a result whose name is like one": result(coded("1", "Ferritin in the sweat"), 8, "ug/L"),
    "a result without a code": result({"text": "Glucose"}, 5, "mmol/L"),
    "a panel": {**glucose, "component": [{"code": FERRITIN, "valueQuantity": {"value": 8}}]},
    "what is about another": {**glucose, "focus": [{"reference": "Patient/p2"}]},
    "what an older version calls the focus": {**glucose, "extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/observation-focusCode"}]},
    "what holds another resource": {**CLAIM, "contained": [ferritin]},
    "what names its patient by a number": {**CLAIM, "patient": {
        "reference": "Patient/p1", "identifier": {"value": "7"}}},
    "what names its patient by an address": {**CLAIM, "patient": {
        "reference": "http://a.example/fhir/Patient/p1"}},
    "rules that are not known": {**glucose, "implicitRules": "http://x.example"},
    "what has no id": {**glucose, "id": ""},
    "a medicine that is referred to": {
        "resourceType": "MedicationRequest", "id": "m1", "status": "active", **SUBJECT,
        "medicationReference": {"reference": "Medication/m1"}},
    "a withdrawn report": {"resourceType": "DiagnosticReport", "id": "r1", **SUBJECT,
                           "status": "entered-in-error"},
    "an allergy": {"resourceType": "AllergyIntolerance", "id": "a1", "code": coded("1", "dust"),
                   "patient": {"reference": "Patient/p1"}},
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_what_may_be_read_is_not(name: str) -> None:
    line = orjson.dumps(KEPT[name])
    assert not is_passed(line)
    found, decoded = both(orjson.dumps(PATIENT), line)
    assert found == decoded


def test_what_may_turn_a_meaning_is_not() -> None:
    lines = [orjson.dumps({**one, **TURNED}) for one in (glucose, CLAIM)]
    found, decoded = both(orjson.dumps(PATIENT), *lines, orjson.dumps({**glucose, "id": "o2"}))
    assert found == decoded
    assert any("modifier" in note.why for note in found.set_aside)


def test_a_code_of_a_site_is_read() -> None:
    line = orjson.dumps(result(coded("GLU", "Glucose", "http://lab.example"), 8, "ug/L"))
    assert is_passed(line)
    assert not is_passed(line, LOCAL)
    found, decoded = both(orjson.dumps(PATIENT), line, codes=LOCAL)
    assert found == decoded
    assert len(found.events) == 1


def test_a_code_in_two_displays_stands_in_one_order() -> None:
    problem = {"resourceType": "Condition", **SUBJECT}
    lines = [
        orjson.dumps({**problem, "id": text, "code": coded("1", text)})
        for text in ("Fatigue", "Ankle")
    ]
    assert [is_passed(line) for line in lines] == [False, True]
    for some in (lines, lines[::-1]):
        found, decoded = both(orjson.dumps(PATIENT), *some)
        assert found == decoded
        assert [unread.shown for unread in found.unread] == ["Ankle", "Fatigue"]


# Awkward lines: what is amiss in what no rule reads is no matter, in what may be read it is told


def but(resource: Resource, old: bytes, new: bytes) -> bytes:
    line = orjson.dumps(resource)
    assert line.count(old) == 1
    return line.replace(old, new)


AWKWARD: dict[str, bytes] = {
    "a key twice": but(glucose, b'"status":', b'"status":"draft","status":'),
    "a code twice, one of them known": but(
        glucose, b'"code":{', b'"code":' + orjson.dumps(FERRITIN) + b',"code":{'),
    "a code twice, the first unknown": but(
        ferritin, b'"code":{', b'"code":' + orjson.dumps(GLUCOSE) + b',"code":{'),
    "a value that is no quantity": orjson.dumps({**glucose, "valueQuantity": "high"}),
    "an array where one belongs": orjson.dumps({**glucose, "status": ["final"]}),
    "a code that is text": orjson.dumps({**glucose, "code": "2339-0"}),
    "an id that is a number": orjson.dumps({**glucose, "id": 7}),
    "no UTF-8": but(glucose, b"final", b"fin\xffal"),
    "torn": orjson.dumps(glucose)[:-9],
    "two on one line": orjson.dumps(glucose) + orjson.dumps(ferritin),
    "letters by their numbers": but(ferritin, b"2276-4", b"\\u0032276-4"),
    "a key by its number": but(ferritin, b'"code":{', b'"\\u0063ode":{'),
    "white space": orjson.dumps(glucose, option=orjson.OPT_INDENT_2).replace(b"\n", b" "),
    "no object": b"[1, 2]",
    "null": b"null",
    "nested too deeply": b'{"resourceType":"Claim","id":"c","x":' + b"[" * 3000 + b"]" * 3000 + b"}",
    "another's claim": orjson.dumps({**CLAIM, "patient": {"reference": "Patient/p2"}}),
}  # fmt: skip


@pytest.mark.parametrize("name", AWKWARD)
def test_an_awkward_line_is_told_alike(name: str) -> None:
    found, decoded = both(orjson.dumps(PATIENT), AWKWARD[name], orjson.dumps(ferritin))
    assert found == decoded
    alone, decoded_alone = both(AWKWARD[name])
    assert alone == decoded_alone


def test_a_code_that_stands_twice_is_never_read_as_one_of_the_two() -> None:
    for name in ("a code twice, one of them known", "a code twice, the first unknown"):
        found, _ = both(orjson.dumps(PATIENT), AWKWARD[name])
        assert not found.events


def test_another_patient_refuses_the_record_as_before() -> None:
    found, _ = both(orjson.dumps(PATIENT), AWKWARD["another's claim"])
    assert "mixes 2 patients" in found[0]


@pytest.mark.parametrize("second", [
    glucose, {**glucose, "valueQuantity": {"value": 6}}, {**ferritin, "id": "o1"},
    {**glucose, "meta": {"versionId": "2"}}, {"resourceType": "Observation", "id": "o1", **SUBJECT},
])  # fmt: skip
def test_versions_of_one_are_told_apart_as_before(second: Resource) -> None:
    found, decoded = both(*map(orjson.dumps, (PATIENT, glucose, second, CLAIM)))
    assert found == decoded


def test_what_was_deleted_is_told_as_before() -> None:
    gone = (Deletion("deleted", "Observation/o1"), Deletion("deleted", "Claim/c1"))
    found, decoded = both(*map(orjson.dumps, (PATIENT, glucose, CLAIM, ferritin)), deleted=gone)
    assert found == decoded
    assert sum("was deleted at its source" in note.why for note in found.set_aside) == 2


# Whole records


def test_made_up_patients_among_what_nobody_reads() -> None:
    maker = Maker(GUIDELINE, 5, 0.3)
    for number, simulated in enumerate(patients(40, 5)):
        resources, _ = maker.made(simulated)
        name = simulated.person.id
        theirs = orjson.dumps(glucose).replace(b"Patient/p1", f"Patient/{name}".encode())
        claim = orjson.dumps(CLAIM).replace(b"Patient/p1", f"Patient/{name}".encode())
        lines = [*map(orjson.dumps, resources)]
        lines[number:number] = [theirs, claim, theirs.replace(b'"o1"', b'"o2"')]
        found, decoded = both(*lines)
        assert found == decoded


@pytest.mark.skipif(not SYNTHEA.is_file(), reason="HEMATINIC_TEST_DATA has no Synthea bundles")
def test_the_patients_of_synthea() -> None:
    """As an export would have them. Most of it is passed over."""
    passing, lines = Passing(), 0
    for number, each in enumerate(bundles()):
        placed = exported(each)
        lines += len(placed)
        read = [read_lines(placed, (), GUIDELINE, DAY, None, p) for p in (passing, None)]
        assert read[0] == read[1], number
    assert lines > 30_000
    assert passing.passed.total() > 0.7 * lines


def bundles() -> Iterator[Resource]:
    with tarfile.open(SYNTHEA) as members:
        for member in members:
            inside = members.extractfile(member)
            bundle = orjson.loads(inside.read()) if inside is not None else {}
            entries = bundle.get("entry", ())
            if any(entry["resource"]["resourceType"] == "Patient" for entry in entries):
                yield bundle


def exported(bundle: Resource) -> list[tuple[str, bytes]]:
    """Of one patient, each line with the name of a file by its type."""
    resources = [entry["resource"] for entry in bundle["entry"]]
    [name] = [one["id"] for one in resources if one["resourceType"] == "Patient"]
    return [
        (one["resourceType"],
         orjson.dumps(one).replace(f'"urn:uuid:{name}"'.encode(), f'"Patient/{name}"'.encode()))
        for one in resources
        if one["resourceType"] == "Patient" or "subject" in one or "patient" in one
    ]  # fmt: skip


# Only where it pays


def test_of_a_file_in_which_little_can_be_passed_over_none_is_tried() -> None:
    passing, known = Passing(), codebook(GUIDELINE)
    line = ("file", orjson.dumps(ferritin))
    passing.over([line] * TRIED, False, known)
    assert passing.tried["file"] == TRIED
    passing.over([line, ("another", orjson.dumps(glucose))], False, known)
    assert (passing.tried["file"], passing.passed["another"]) == (TRIED, 1)


def test_of_a_file_in_which_much_is_all_are() -> None:
    passing, known = Passing(), codebook(GUIDELINE)
    few, many = ("file", orjson.dumps(glucose)), ("file", orjson.dumps(ferritin))
    for _ in range(TRIED):
        passing.over([few, *[many] * (FEW - 2)], False, known)
    assert passing.passed["file"] == TRIED
