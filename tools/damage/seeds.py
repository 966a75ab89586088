"""Records to damage, all fictional: results, problems and medicines in the forms of each version.

No two resources of one record bear on each other: damage to one must leave the others alone.
"""

from typing import Any

Json = dict[str, Any]

LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
RXNORM, UCUM = "http://www.nlm.nih.gov/research/umls/rxnorm", "http://unitsofmeasure.org"
ME = {"reference": "Patient/p1"}

PATIENT: Json = {
    "resourceType": "Patient",
    "id": "p1",
    "gender": "female",
    "birthDate": "1961-03-04",
}


def _coded(system: str, code: str, text: str = "") -> Json:
    return {"coding": [{"system": system, "code": code}]} | ({"text": text} if text else {})


def _amount(value: float, unit: str, **more: str) -> Json:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit} | more


def _of(kind: str, name: str, **fields: Any) -> Json:
    return {"resourceType": kind, "id": name, "subject": ME} | fields


def _result(name: str, code: str, **fields: Any) -> Json:
    told = {"status": "final", "code": _coded(LOINC, code), "effectiveDateTime": "2026-11-18"}
    return _of("Observation", name, **told | fields)


def _problem(name: str, code: str, **fields: Any) -> Json:
    status = _coded("http://terminology.hl7.org/CodeSystem/condition-clinical", "active")
    told = {"clinicalStatus": status, "code": _coded(SNOMED, code)}
    return _of("Condition", name, **told | fields)


def _taken(name: str, kind: str, medicine: str, **fields: Any) -> Json:
    return _of(
        kind, name, **{"status": "active", "medicationCodeableConcept": {"text": medicine}} | fields
    )


def _daily(**repeat: Any) -> Json:
    each = {"frequency": 3, "period": 1, "periodUnit": "d"} | repeat
    return {
        "timing": {"repeat": each},
        "doseAndRate": [{"doseQuantity": {"value": 2, "unit": "tablet"}}],
    }


LABORATORY = [
    PATIENT,
    _result(
        "f",
        "2276-4",
        valueQuantity=_amount(6, "ug/L"),
        effectiveDateTime="2026-11-18T08:30:00-05:00",
        referenceRange=[{"low": _amount(13, "ug/L"), "high": _amount(150, "ug/L")}],
    ),
    _result("b", "2132-9", valueQuantity=_amount(150, "ng/L", comparator="<")),
    _result("c", "1988-5", valueString="7,2 mg/L"),
    _result("t", "2502-3", valueRange={"low": _amount(8, "%"), "high": _amount(12, "%")}),
    _result(
        "panel",
        "58410-2",
        component=[
            {"code": _coded(LOINC, "718-7"), "valueQuantity": _amount(9.4, "g/dL")},
            {"code": _coded(LOINC, "777-3"), "valueQuantity": _amount(250, "10*3/uL")},
        ],
    ),
    _result("gpc", "14241-4", valueCodeableConcept=_coded(SNOMED, "10828004", "Positive")),
    _problem("crohn", "34000006", onsetDateTime="2019-05-01", recordedDate="2020-02-02"),
    _problem(
        "celiac",
        "396331005",
        verificationStatus=_coded("urn:v", "refuted"),
        recordedDate="2021-06-01",
    ),
    _problem(
        "glossitis",
        "45534005",
        clinicalStatus=_coded("urn:c", "resolved"),
        onsetDateTime="2024-01-01",
        abatementDateTime="2024-06-01",
    ),
    _problem(
        "pica", "14077003", onsetAge=_amount(40, "a"), severity=_coded(SNOMED, "255604002", "Mild")
    ),
    _of(
        "Procedure",
        "bypass",
        status="completed",
        code=_coded(SNOMED, "442338001"),
        performedPeriod={"start": "2018-02-01", "end": "2018-02-03"},
    ),
    {
        "resourceType": "AllergyIntolerance",
        "id": "a",
        "patient": ME,
        "code": {"text": "hydroxocobalamin"},
        "recordedDate": "2020-01-01",
        "verificationStatus": _coded("urn:v", "confirmed"),
    },
]

MEDICINES = [
    PATIENT,
    _taken(
        "m1",
        "MedicationRequest",
        "metformin 500 MG",
        intent="order",
        authoredOn="2026-11-01",
        dosageInstruction=[_daily()],
    ),
    _taken(
        "m2",
        "MedicationRequest",
        "ferrous fumarate 210 mg tablet",
        intent="order",
        authoredOn="2025-11-01",
        dosageInstruction=[_daily(boundsPeriod={"start": "2025-11-01", "end": "2026-02-01"})],
    ),
    _taken(
        "m3",
        "MedicationRequest",
        "folic acid 5 mg",
        intent="order",
        authoredOn="2026-10-01",
        dosageInstruction=[_daily(frequency=1, dayOfWeek=["mon", "wed"], timeOfDay=["08:00:00"])],
    ),
    _taken(
        "m4", "MedicationRequest", "omeprazole 20 mg", intent="proposal", authoredOn="2026-11-20"
    ),
    _taken(
        "m5",
        "MedicationRequest",
        "levothyroxine",
        intent="order",
        doNotPerform=True,
        authoredOn="2026-11-20",
    ),
    _taken(
        "m6",
        "MedicationRequest",
        "warfarin",
        intent="order",
        authoredOn="2025-01-01",
        dispenseRequest={
            "validityPeriod": {"end": "2025-06-01"},
            "expectedSupplyDuration": _amount(28, "d"),
            "numberOfRepeatsAllowed": 2,
        },
    ),
    _taken(
        "m7",
        "MedicationRequest",
        "naproxen 250 mg",
        intent="order",
        authoredOn="2026-11-02",
        dosageInstruction=[_daily() | {"asNeededBoolean": True}],
    ),
    _taken(
        "s1",
        "MedicationStatement",
        "methotrexate 10 mg",
        effectivePeriod={"start": "2025-01-01", "end": "2025-08-01"},
    ),
    _taken(
        "s2",
        "MedicationStatement",
        "hydroxocobalamin",
        taken="n",
        effectivePeriod={"start": "2026-01-01"},
    ),
    _taken(
        "s3",
        "MedicationStatement",
        "phenytoin",
        status="completed",
        effectivePeriod={"start": "2024-01-01", "end": "2024-03-01"},
    ),
    _of(
        "MedicationAdministration",
        "g",
        status="completed",
        effectiveDateTime="2026-11-10T09:00:00Z",
        medicationCodeableConcept=_coded(RXNORM, "1435169", "ferric carboxymaltose"),
        dosage={"dose": _amount(500, "mg"), "route": {"text": "IV"}},
    ),
    _of(
        "MedicationDispense",
        "d",
        status="completed",
        medicationCodeableConcept={"text": "lansoprazole 30 mg"},
        whenHandedOver="2025-11-01",
        daysSupply=_amount(28, "d"),
    ),
    _of(
        "MedicationStatement",
        "s4",
        status="active",
        medicationReference={"reference": "Medication/x"},
        effectivePeriod={"start": "2026-03-01"},
    ),
    {"resourceType": "Medication", "id": "x", "code": {"text": "doxycycline"}},
]

VERSIONS = [
    PATIENT,
    {
        "resourceType": "MedicationOrder",
        "id": "o",
        "status": "active",
        "patient": ME,
        "dateWritten": "2025-01-05",
        "dateEnded": "2025-02-05",
        "medicationCodeableConcept": {"text": "ranitidine"},
    },
    _of(
        "MedicationStatement",
        "r",
        status="recorded",
        medication={"concept": {"text": "colchicine"}},
        adherence={"code": _coded("urn:a", "not-taking")},
        effectiveDateTime="2026-11-01",
    ),
    _of(
        "MedicationStatement",
        "w",
        status="active",
        wasNotTaken=True,
        medicationCodeableConcept={"text": "topiramate"},
        effectivePeriod={"start": "2026-01-01"},
    ),
    _of(
        "MedicationAdministration",
        "n",
        status="completed",
        notGiven=True,
        medicationCodeableConcept={"text": "iron sucrose"},
        effectiveDateTime="2026-11-01",
    ),
    _of(
        "MedicationAdministration",
        "g5",
        status="completed",
        medication={"reference": {"reference": "Medication/x"}},
        occurenceDateTime="2026-11-02",
    ),
    {"resourceType": "Medication", "id": "x", "code": {"text": "ferric derisomaltose"}},
    _result(
        "newborn",
        "718-7",
        valueQuantity=_amount(190, "g/L"),
        focus=[{"reference": "RelatedPerson/baby"}],
    ),
    _result("error", "2276-4", status="entered-in-error", valueQuantity=_amount(900, "ug/L")),
    _result(
        "ifa", "2132-9", valueQuantity=_amount(900, "ng/L"), dataAbsentReason={"text": "clotted"}
    ),
    _of(
        "Procedure",
        "not",
        status="completed",
        notDone=True,
        code=_coded(SNOMED, "53442002"),
        performedDateTime="2020-01-01",
    ),
    _of(
        "Condition",
        "dstu",
        clinicalStatus="resolved",
        verificationStatus="confirmed",
        code=_coded(SNOMED, "64766004"),
        onsetDateTime="2015-01-01",
        abatementDateTime="2016-01-01",
    ),
    _of(
        "Observation",
        "word",
        status="final",
        effectiveDateTime="2026-11-18",
        code={"text": "Platelet count"},
        valueQuantity=_amount(240, "10*9/L"),
    ),
]

SEEDS = (LABORATORY, MEDICINES, VERSIONS)


def bundle(resources: list[Json]) -> Json:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": each} for each in resources],
    }
