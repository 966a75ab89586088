"""What is sent and answered, for the OpenAPI description. The names come from the guideline."""

from collections.abc import Sequence
from typing import Any

import msgspec
from fastapi import FastAPI

from hematinic.guideline.apart import day_times
from hematinic.guideline.model import Element, Guideline
from hematinic.web.errors import ErrorAnswer

Schema = dict[str, Any]


REFERENCE = "#/components/schemas/{name}"


def content(*kinds: Any) -> dict[str, Any]:
    """The entry of `responses` in OpenAPI for a response that is one of these structs."""
    schemas = [msgspec.json.schema_components((kind,), ref_template=REFERENCE)[0] for kind in kinds]
    one_of = [schema for (schema,) in schemas]
    schema = one_of[0] if len(one_of) == 1 else {"anyOf": one_of}
    return {"content": {"application/json": {"schema": schema}}}


def describe(app: FastAPI, faces: Sequence[Any]) -> None:
    """Puts the schemas of our faces beside those that FastAPI makes of what it is sent."""
    # FastAPI describes what pydantic reads; what we answer with is msgspec's, and is put beside it.
    of_requests = app.openapi

    def described() -> dict[str, Any]:
        document = of_requests()
        _, components = msgspec.json.schema_components(faces, ref_template=REFERENCE)
        schemas = document["components"]["schemas"] | components
        document["components"]["schemas"] = dict(sorted(schemas.items()))
        return document

    app.openapi = described  # type: ignore[method-assign]


ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"description": says, **content(ErrorAnswer)}
    for status, says in {
        400: "Not JSON or YAML, or not UTF-8",
        413: "Larger than 2 MB",
        422: "The record is refused; every reason is told",
        503: "Took too long",
    }.items()
}

DAY: Schema = {"type": "string", "format": "date"}

PLAN_DAY = r"^(19|20|21)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
"""As a pattern, the days that a plan is made for."""


def record_body(guideline: Guideline) -> Schema:
    """The `requestBody` of what takes a record: a patient file or a FHIR R4 Bundle."""
    patient_file = {"schema": patient_file_schema(guideline)}
    bundle: Schema = {
        "type": "object",
        "required": ["resourceType"],
        "properties": {"resourceType": {"const": "Bundle"}, "entry": {"type": "array"}},
    }
    return {
        "required": True,
        "content": {
            "application/json": patient_file,
            "application/yaml": patient_file,
            "application/fhir+json": {"schema": bundle},
        },
    }


def patient_file_schema(guideline: Guideline) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "patient": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string"},
                    "birth_date": DAY,
                    "sex": {"enum": ["female", "male", "other", "unknown"]},
                },
            },
            "as_of": {**DAY, "pattern": PLAN_DAY},
            "jurisdiction": {"type": "string"},
            "units": {"enum": list(guideline.header.unit_systems)},
            "local_limits": {"type": "object"},
            "day": _day(guideline),
            "events": {"type": "array", "items": {"anyOf": list(_events(guideline))}},
        },
    }


def _day(guideline: Guideline) -> Schema:
    """The patient's own times; from waking to bed they run in this order."""
    times = day_times(guideline.day) if guideline.day else {}
    clock = {"type": "string", "pattern": "^([01]?[0-9]|2[0-3]):(00|30)$"}
    return {
        "type": "object",
        "description": "The patient's own times. From waking to bed they run in this order; those "
        "that do not are refused with 422.",
        "additionalProperties": False,
        "properties": dict.fromkeys(times, clock),
    }


def _events(guideline: Guideline) -> list[Schema]:
    """What has no name to give, as a guideline without procedures, is left out."""
    named = _names_by_kind(guideline)
    number = {"oneOf": [{"type": "number"}, {"type": "string", "pattern": "^[<>] ?[0-9.]+$"}]}
    return [
        *(_measured(name, guideline.elements[name], number) for name in named["quantity"]),
        *(_resulted(name, guideline.elements[name]) for name in named["result"]),
        *(_event(verb, named["condition"]) for verb in ("present", "absent") if named["condition"]),
        *(_event(verb, named["procedure"]) for verb in ("done",) if named["procedure"]),
        *(
            _event(verb, list(guideline.medicines), dose={"type": "number"},
                   unit={"enum": ["mg", "ug", "g"]}, every={"type": "string"})
            for verb in ("started", "stopped", "given", "ordered", "booked")
            if guideline.medicines
        ),
    ]  # fmt: skip


def _names_by_kind(guideline: Guideline) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {"quantity": [], "result": [], "condition": [], "procedure": []}
    for name, element in guideline.elements.items():
        names[element.kind].append(name)
    return names


def _event(verb: str, names: list[str], **more: Schema) -> Schema:
    return {
        "type": "object",
        "required": ["on", verb],
        "properties": {"on": DAY, verb: {"enum": names}, **more},
    }


def _measured(name: str, element: Element, number: Schema) -> Schema:
    units = [element.unit, *element.accepts]
    event = _event("observed", [name], value=number, unit={"enum": units})
    return event | {"required": [*event["required"], "value", "unit"]}


def _resulted(name: str, element: Element) -> Schema:
    event = _event("observed", [name], value={"enum": list(element.options)})
    return event | {"required": [*event["required"], "value"]}
