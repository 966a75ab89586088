"""Rows of the OMOP Common Data Model 5.4 as the FHIR resources that say the same.

The FHIR reader then reads them: codes, units, dates and what cannot be used are treated alike,
whichever way a record comes. Concepts are looked up in the tables of the source itself; of one that
is not there, and of a site's own value, the code stands as the site has it, for `--local-codes`
(`urn:omop:measurement|12345`).

Source: the table descriptions of the CDM 5.4 (ohdsi.github.io/CommonDataModel). The few concepts
named here by their numbers are those that public conversions to it write; each has its page:
athena.ohdsi.org/search-terms/terms/NUMBER.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

Row = Mapping[str, Any]
Resource = dict[str, Any]

TABLES = (
    "measurement", "condition_occurrence", "drug_exposure", "procedure_occurrence", "observation",
)  # fmt: skip
"""Of a person's events, each with a `person_id`."""

SYSTEMS = {
    "LOINC": "http://loinc.org",
    "SNOMED": "http://snomed.info/sct",
    "RxNorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "ICD10": "http://hl7.org/fhir/sid/icd-10",
    "ICD10CM": "http://hl7.org/fhir/sid/icd-10-cm",
    "ATC": "http://www.whocc.no/atc",
    "NDC": "http://hl7.org/fhir/sid/ndc",
}
"""Of vocabularies, as FHIR calls them."""

GENDERS = {8507: "male", 8532: "female"}
OPERATORS = {4171754: "<=", 4171755: ">=", 4171756: "<", 4172704: ">"}
GIVEN = (32818, 38000180)
"""Types of a drug exposure that is an administration and no prescription: `EHR administration
record`, and the older `Inpatient administration`."""


class Concept(dict[str, str]):
    """`vocabulary_id`, `concept_code` and `concept_name` of a concept."""


Concepts = Mapping[int, Concept]


def person(row: Row) -> Resource:
    parts = [row.get("year_of_birth"), row.get("month_of_birth"), row.get("day_of_birth")]
    known = []
    for part, width in zip(parts, (4, 2, 2), strict=True):
        if part is None:
            break
        known.append(f"{int(part):0{width}d}")
    patient: Resource = {"resourceType": "Patient", "id": str(row["person_id"])}
    if known:
        patient["birthDate"] = "-".join(known)
    gender = GENDERS.get(row.get("gender_concept_id") or 0)
    return patient | ({"gender": gender} if gender else {})


def resource(table: str, row: Row, concepts: Concepts) -> Resource:
    """A row of an OMOP table as a FHIR resource. Raises KeyError for a table not in TABLES."""
    makers = {
        "measurement": _measured,
        "observation": _observed,
        "condition_occurrence": _condition,
        "procedure_occurrence": _procedure,
        "drug_exposure": _drug,
    }
    resource = makers[table](row, concepts)
    resource["id"] = str(row[f"{table}_id"])
    resource["subject"] = {"reference": f"Patient/{row['person_id']}"}
    return {key: value for key, value in resource.items() if value not in (None, {}, [])}


def _measured(row: Row, concepts: Concepts) -> Resource:
    low, high = _number(row.get("range_low")), _number(row.get("range_high"))
    unit = _unit(row, concepts)
    limits = {"low": low, "high": high}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": _concept("measurement", row, concepts),
        "effectiveDateTime": _when(row, "measurement"),
        "referenceRange": [
            {end: {"value": limit, **unit} for end, limit in limits.items() if limit is not None}
        ]
        if low is not None or high is not None
        else None,
        **_value(row, concepts),
    }


def _observed(row: Row, concepts: Concepts) -> Resource:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": _concept("observation", row, concepts),
        "effectiveDateTime": _when(row, "observation"),
        **_value(row, concepts),
    }


def _condition(row: Row, concepts: Concepts) -> Resource:
    return {
        "resourceType": "Condition",
        "code": _concept("condition", row, concepts),
        "onsetDateTime": _when(row, "condition_start"),
        "abatementDateTime": _when(row, "condition_end"),
    }


def _procedure(row: Row, concepts: Concepts) -> Resource:
    return {
        "resourceType": "Procedure",
        "status": "completed",
        "code": _concept("procedure", row, concepts),
        "performedDateTime": _when(row, "procedure"),
    }


def _drug(row: Row, concepts: Concepts) -> Resource:
    start, end = _when(row, "drug_exposure_start"), _when(row, "drug_exposure_end")
    route = concepts.get(row.get("route_concept_id") or 0)
    dosage: Resource = {}
    if row.get("sig"):
        dosage["text"] = str(row["sig"])
    if route:
        dosage["route"] = {"coding": [_coding(route)], "text": route["concept_name"]}
    if row.get("drug_type_concept_id") in GIVEN:
        return {
            "resourceType": "MedicationAdministration",
            "status": "completed",
            "medicationCodeableConcept": _concept("drug", row, concepts),
            "effectiveDateTime": start,
            "dosage": dosage,
        }
    return {
        "resourceType": "MedicationStatement",
        "status": "stopped" if row.get("stop_reason") else "completed",
        "statusReason": [{"text": str(row["stop_reason"])}] if row.get("stop_reason") else None,
        "medicationCodeableConcept": _concept("drug", row, concepts),
        "effectivePeriod": {"start": start, "end": end or start},
        "dosage": [dosage] if dosage else None,
    }


# Parts


def _concept(of: str, row: Row, concepts: Concepts) -> Resource:
    """The standard concept, the source's own, and the code as the site has it."""
    codings = []
    for key in (f"{of}_concept_id", f"{of}_source_concept_id"):
        concept = concepts.get(row.get(key) or 0)
        if concept and (coding := _coding(concept)) not in codings:
            codings.append(coding)
    source = str(row.get(f"{of}_source_value") or "").strip()
    if source:
        codings.append({"system": f"urn:omop:{of}", "code": source})
    name = next((coding["display"] for coding in codings if "display" in coding), source)
    return {"coding": codings, "text": name}


def _coding(concept: Concept) -> dict[str, str]:
    vocabulary = concept["vocabulary_id"]
    system = SYSTEMS.get(vocabulary, f"urn:omop:{vocabulary}")
    return {"system": system, "code": concept["concept_code"], "display": concept["concept_name"]}


def _value(row: Row, concepts: Concepts) -> Resource:
    number = _number(row.get("value_as_number"))
    if number is not None:
        comparator = OPERATORS.get(row.get("operator_concept_id") or 0)
        quantity = {"value": number, **_unit(row, concepts)}
        return {"valueQuantity": quantity | ({"comparator": comparator} if comparator else {})}
    concept = concepts.get(row.get("value_as_concept_id") or 0)
    if concept:
        return {
            "valueCodeableConcept": {
                "coding": [_coding(concept)],
                "text": concept["concept_name"],
            }
        }
    text = row.get("value_as_string") or row.get("value_source_value")
    return {"valueString": str(text)} if text else {}


def _unit(row: Row, concepts: Concepts) -> dict[str, str]:
    concept = concepts.get(row.get("unit_concept_id") or 0)
    if concept and concept["vocabulary_id"] == "UCUM":
        code = concept["concept_code"]
        return {"unit": code, "system": "http://unitsofmeasure.org", "code": code}
    unit = str(row.get("unit_source_value") or "").strip()
    return {"unit": unit} if unit else {}


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _when(row: Row, of: str) -> str | None:
    """The day, and the time where the source tells one: midnight is how it tells none."""
    day, moment = row.get(f"{of}_date"), row.get(f"{of}_datetime")
    if isinstance(moment, datetime) and (moment.hour or moment.minute or moment.second):
        return moment.strftime("%Y-%m-%dT%H:%M:%S")
    if isinstance(day, date):
        return day.isoformat()[:10]
    return moment.date().isoformat() if isinstance(moment, datetime) else None


def numbers_of(row: Row) -> Iterator[int]:
    """The concepts that a row refers to."""
    for key, value in row.items():
        if key.endswith("concept_id") and value:
            yield int(value)
