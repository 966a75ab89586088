"""Not taken, not given, not done, deleted, withdrawn: none of it counts, and each is told."""

from pathlib import Path

import pytest

from hematinic.plan.build import Planner
from record.as_they_come import Case, check, lines, of
from record.fhir_resources import (
    LOINC,
    SNOMED,
    administration,
    bundle,
    coding,
    condition,
    observation,
    patient,
    quantity,
    request,
    resource,
    statement,
)

B12 = {"text": "hydroxocobalamin 1 mg/ml injection"}
LOW_B12 = observation(id="b12", code=coding(LOINC, "2132-9"), valueQuantity=quantity(96, "pg/mL"))
TREATED = ("B12-STD", "B12-NEURO")
MODIFIED = [{"url": "https://ehr.example/fhir/negation", "valueBoolean": True}]
DELETED = {"method": "DELETE"}

CASES = (
    Case(
        "STU3, whether it is taken is not known",
        of(LOW_B12, statement(id="s", medicationCodeableConcept=B12, taken="unk", effectivePeriod={"start": "2026-08-03"})),
        untaken=("hydroxocobalamin",), told=("hydroxocobalamin & taken: unk",), regimens=TREATED,
    ),
    Case(
        "DSTU2, an injection that was refused",
        of(LOW_B12, administration(id="a", medicationCodeableConcept=B12, effectiveDateTime=None, effectiveTimeDateTime="2026-09-01T09:00:00Z", wasNotGiven=True, reasonNotGiven=[{"text": "patient refused"}])),
        untaken=("hydroxocobalamin",), told=("hydroxocobalamin & not given",), regimens=TREATED,
    ),
    Case(
        "DSTU2, a truth written as text",
        of(LOW_B12, statement(id="s", medicationCodeableConcept=B12, wasNotTaken="true", effectivePeriod={"start": "2026-08-03"})),
        untaken=("hydroxocobalamin",), told=("hydroxocobalamin & not taken",), regimens=TREATED,
    ),
    Case(
        "R4, a statement of the status not-taken",
        of(LOW_B12, statement(id="s", status="not-taken", medicationCodeableConcept={"text": "folic acid 5 mg tablets"})),
        untaken=("folic_acid",), told=("folic acid & not-taken",), no_alerts=("AL-FOLATE-FIRST",),
    ),
    Case(
        "R4, a dose that was not given",
        of(LOW_B12, administration(id="a", status="not-done", statusReason=[{"text": "vein not found"}])),
        untaken=("hydroxocobalamin",), told=("hydroxocobalamin & not-done",), regimens=TREATED,
    ),
    Case(
        "R5, adherence stopped, with the days",
        of(LOW_B12, statement(id="s", status="recorded", medicationCodeableConcept=None, medication={"concept": B12}, adherence={"code": {"coding": [{"code": "stopped"}]}}, effectivePeriod={"start": "2025-01-06", "end": "2025-03-10"})),
        over=("hydroxocobalamin",), regimens=TREATED,
    ),
    Case(
        "R4, the adherence of R5 as an extension",
        of(statement(id="s", medicationCodeableConcept={"text": "ferrous fumarate 210 mg tablets"}, extension=[{"url": "http://hl7.org/fhir/5.0/StructureDefinition/extension-MedicationStatement.adherence", "extension": [{"url": "code", "valueCodeableConcept": {"coding": [{"code": "not-taking"}]}}]}])),
        untaken=("ferrous_fumarate",), told=("ferrous fumarate & not taken",),
    ),
    Case(
        "an order not to give it, written as text",
        of(LOW_B12, request(id="m", medicationCodeableConcept=B12, doNotPerform="true")),
        untaken=("hydroxocobalamin",), told=("hydroxocobalamin & not to give",), regimens=TREATED,
    ),
    Case(
        "a dispense that the patient declined",
        of(LOW_B12, resource("MedicationDispense", id="d", status="declined", medicationCodeableConcept={"text": "cyanocobalamin 50 microgram tablets"}, whenHandedOver="2026-11-02", daysSupply=quantity(60, "d"))),
        untaken=("cyanocobalamin",), told=("cyanocobalamin & declined",), regimens=TREATED,
    ),
    Case(
        "R4, a bypass that was not done",
        of(resource("Procedure", id="p", status="not-done", code=coding(SNOMED, "442338001", "Gastric bypass"), performedDateTime="2021-05-05")),
        unread=("gastric_bypass",), told=("gastric bypass & not-done|not done",),
    ),
    Case(
        "STU3, a gastrectomy that was not done",
        of(resource("Procedure", id="p", status="completed", notDone=True, code=coding(SNOMED, "53442002", "Gastrectomy"), performedDateTime="2021-05-05")),
        unread=("gastrectomy",), told=("gastrectomy & not done",),
    ),
    Case(
        "a disease entered in error",
        of(condition(id="c", verificationStatus=coding("http://terminology.hl7.org/CodeSystem/condition-ver-status", "entered-in-error"))),
        unread=("crohn_disease",), told=("condition/c & error",),
    ),
    Case(
        "results that were cancelled or are not there yet",
        of(observation(id="x", status="cancelled"), observation(id="y", status="registered", code=coding(LOINC, "718-7"), valueQuantity=quantity(4, "g/dL"))),
        unread=("ferritin", "hemoglobin"), told=("observation/x & cancelled", "observation/y & registered"), missing=("ferritin",),
    ),
    Case(
        "a modifier in a dosage",
        of(request(id="m", dosageInstruction=[{"text": "1 tablet daily", "modifierExtension": MODIFIED}])),
        untaken=("ferrous_sulfate",), told=("ferrous sulfate & modifier",),
    ),
    Case(
        "a modifier in the medication that is contained in a statement",
        of(LOW_B12, statement(id="s", medicationCodeableConcept=None, medicationReference={"reference": "#m"}, effectivePeriod={"start": "2026-08-03"}, contained=[{"resourceType": "Medication", "id": "m", "code": B12, "modifierExtension": MODIFIED}])),
        untaken=("hydroxocobalamin",), told=("modifier",), regimens=TREATED,
    ),
    Case(
        "a modifier in the ingredients of a medication of its own",
        of(LOW_B12, statement(id="s", medicationCodeableConcept=None, medicationReference={"reference": "Medication/m"}, effectivePeriod={"start": "2026-08-03"}), {"resourceType": "Medication", "id": "m", "ingredient": [{"itemCodeableConcept": B12, "modifierExtension": MODIFIED}]}),
        untaken=("hydroxocobalamin",), told=("modifier",), regimens=TREATED,
    ),
    Case(
        "a modifier on an entry, and none in an empty list",
        bundle(patient(), observation(id="ok", modifierExtension=[])) | {"entry": [{"resource": patient()}, {"resource": observation(id="ok", modifierExtension=[])}, {"resource": observation(id="h", code=coding(LOINC, "718-7"), valueQuantity=quantity(4, "g/dL")), "modifierExtension": MODIFIED}]},
        read={"ferritin": 6}, unread=("hemoglobin",), told=("entry[2] & modifier",),
    ),
    Case(
        "rules that are not known, in one of several lines",
        lines(patient(), observation(id="o", implicitRules="https://ehr.example/rules"), observation(id="h", code=coding(LOINC, "718-7"), valueQuantity=quantity(101, "g/L"))),
        read={"hemoglobin": 101}, unread=("ferritin",), told=("observation/o & implicit rules",),
    ),
    Case(
        "rules that are not known, of the medication that is contained",
        of(LOW_B12, statement(id="s", medicationCodeableConcept=None, medicationReference={"reference": "#m"}, effectivePeriod={"start": "2026-08-03"}, contained=[{"resourceType": "Medication", "id": "m", "code": B12, "implicitRules": "https://ehr.example/rules"}])),
        untaken=("hydroxocobalamin",), told=("implicit rules",), regimens=TREATED,
    ),
    Case(
        "a transaction that deletes a statement",
        of(LOW_B12, statement(id="s7", medicationCodeableConcept=B12)) | {"type": "transaction", "entry": [{"resource": r} for r in (patient(), LOW_B12, statement(id="s7", medicationCodeableConcept=B12, effectivePeriod={"start": "2026-08-03"}))] + [{"request": DELETED | {"url": "MedicationStatement/s7"}}]},
        untaken=("hydroxocobalamin",), told=("hydroxocobalamin & deleted",), regimens=TREATED,
    ),
    Case(
        "a history: deleted, and made anew",
        {"resourceType": "Bundle", "type": "history", "entry": [{"resource": patient()}, {"resource": observation(id="o", meta={"versionId": "3"}, valueQuantity=quantity(9, "ug/L")), "request": {"method": "PUT", "url": "Observation/o"}, "response": {"status": "201", "etag": 'W/"3"'}}, {"request": DELETED | {"url": "Observation/o"}, "response": {"status": "204", "etag": 'W/"2"'}}, {"resource": observation(id="o", meta={"versionId": "1"}, valueQuantity=quantity(210, "ug/L")), "request": {"method": "POST", "url": "Observation"}, "response": {"status": "201"}}]},
        read={"ferritin": 9},
    ),
    Case(
        "a bulk export: subfolders of what was deleted and of errors",
        {"folder": {
            "Patient.ndjson": lines(patient()),
            "Observation.0001.ndjson": lines(observation(id="gone"), observation(id="h", code=coding(LOINC, "718-7"), valueQuantity=quantity(101, "g/L"))),
            "deleted/Bundles.ndjson": lines({"resourceType": "Bundle", "type": "transaction", "entry": [{"request": DELETED | {"url": "Observation/gone"}}]}),
            "error/1.ndjson": lines({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "processing", "diagnostics": "Condition could not be exported"}]}),
        }},
        read={"hemoglobin": 101}, unread=("ferritin",), told=("ferritin|observation/gone & deleted", "condition could not be exported"),
    ),
    Case(
        "a batch answered in part",
        {"resourceType": "Bundle", "type": "batch-response", "entry": [{"resource": patient(), "response": {"status": "200 OK"}}, {"response": {"status": "404", "outcome": {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "not-found", "details": {"text": "no such compartment"}}]}}}, {"response": {"status": "401 Unauthorized"}, "request": {"method": "GET", "url": "MedicationRequest?patient=p1"}}, {"resource": bundle(observation(id="o"), type="searchset"), "response": {"status": "200"}}]},
        read={"ferritin": 6}, told=("404 & no such compartment", "401 & medicationrequest"),
    ),
    Case(
        "a patch, which is not carried out",
        {"resourceType": "Bundle", "type": "transaction", "entry": [{"resource": patient()}, {"resource": observation(id="o")}, {"resource": {"resourceType": "Parameters", "parameter": [{"name": "operation"}]}, "request": {"method": "PATCH", "url": "Observation/o"}}]},
        read={"ferritin": 6}, told=("patch & observation/o",),
    ),
    Case(
        "the contained medication was entered in error",
        of(LOW_B12, statement(id="s", medicationCodeableConcept=None, medicationReference={"reference": "#m"}, effectivePeriod={"start": "2026-08-03"}, contained=[{"resourceType": "Medication", "id": "m", "status": "entered-in-error", "code": B12}])),
        untaken=("hydroxocobalamin",), told=("hydroxocobalamin & error",), regimens=TREATED,
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_did_not_happen(case: Case, planner: Planner, tmp_path: Path) -> None:
    check(case, planner, tmp_path)
