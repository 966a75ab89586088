"""`GET /fhir/metadata`: what can be asked for here, for clients that look before they ask."""

from typing import Any

import hematinic
from hematinic.guideline.model import Guideline
from hematinic.web.fhir.artifacts import PARAMETERS, TYPES

APPLY = "http://hl7.org/fhir/OperationDefinition/PlanDefinition-apply"
POPULATE = "http://hl7.org/fhir/uv/sdc/OperationDefinition/Questionnaire-populate"

OPERATIONS = {
    "PlanDefinition": [
        {"name": "apply", "definition": APPLY,
         "documentation": "A CarePlan that contains the RequestGroup and what it proposes."},
        {"name": "r5.apply", "definition": f"{APPLY}|5.0.0",
         "documentation": "The same as a Bundle."},
    ],
    "Questionnaire": [
        {"name": "populate", "definition": POPULATE,
         "documentation": "What the record tells already."},
    ],
}  # fmt: skip


def capability(guideline: Guideline, base: str, cross_origin: bool) -> dict[str, Any]:
    header = guideline.header
    return {
        "resourceType": "CapabilityStatement",
        "status": "active" if header.status == "approved" else "draft",
        "experimental": header.status != "approved",
        "date": header.last_updated,
        "publisher": "Hematinic",
        "kind": "instance",
        "software": {"name": "Hematinic", "version": hematinic.__version__},
        "implementation": {"description": f"{header.title}. {header.draft_notice}", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["json", "application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "documentation": "Nothing of a patient is stored here: a record is sent with each "
                "operation, and forgotten.",
                "security": {"cors": cross_origin},
                "resource": [_resource(kind) for kind in TYPES],
            }
        ],
    }


def _resource(kind: str) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "type": kind,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "no-version",
        "searchParam": [{"name": name, "type": type_} for name, type_ in PARAMETERS.items()],
    }
    return resource | ({"operation": OPERATIONS[kind]} if kind in OPERATIONS else {})
