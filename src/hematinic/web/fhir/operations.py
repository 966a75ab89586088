"""`$apply`, `$r5.apply` and `$populate`: from what was sent to the bytes of the answer. The same
input gives the same bytes."""

from collections.abc import Sequence

import orjson

from hematinic.record.events import RecordError
from hematinic.record.fhir.questionnaire import address
from hematinic.render.fhir import bundle, care_plan, known
from hematinic.render.fhir.operation import (
    OperationError,
    OperationInput,
    operation_input,
    plan_of,
    record_of,
)
from hematinic.render.fhir.populate import populated
from hematinic.web.fhir.answers import FhirError
from hematinic.web.service import Service

OPERATIONS = {("PlanDefinition", "apply"), ("PlanDefinition", "r5.apply"),
              ("Questionnaire", "populate")}  # fmt: skip

UNPROCESSABLE = 422


def answer(
    service: Service, kind: str, name: str, operation: str, body: bytes,
    query: Sequence[tuple[str, str]], today: int,
) -> tuple[bytes, tuple[str, ...]]:  # fmt: skip
    """The answer, and the alerts that it tells of. `name` is the id of the definition; empty where
    the operation is asked of the type. Raises FhirError."""
    try:
        asked_for = operation_input(body, query)
        check_definition(service, kind, (name,) if name else asked_for.definitions)
        return _answer(service, operation, asked_for, today)
    except OperationError as error:
        raise FhirError(UNPROCESSABLE, error.code, *_problems(error)) from None
    except RecordError as error:
        raise FhirError(UNPROCESSABLE, "processing", *_problems(error)) from None


def _answer(
    service: Service, operation: str, asked_for: OperationInput, today: int
) -> tuple[bytes, tuple[str, ...]]:
    if operation == "populate":
        record, day = record_of(asked_for, service.planner, today, service.local_limits)
        filled = populated(record, service.guideline, day)
        parameters = {"resourceType": "Parameters",
                "parameter": [{"name": "response", "resource": filled}]}  # fmt: skip
        return orjson.dumps(parameters), ()
    plan = plan_of(asked_for, service.planner, today, service.local_limits)
    alerts = tuple(fired.alert.id for fired in plan.alerts)
    return orjson.dumps(bundle(plan) if operation == "r5.apply" else care_plan(plan)), alerts


def check_definition(service: Service, kind: str, names: Sequence[str]) -> None:
    """Raises FhirError where another than ours is named, or none."""
    header = service.guideline.header
    if not names:
        says = f"which {kind}? name it, or ask at /fhir/{kind}/{header.id}"
        raise FhirError(UNPROCESSABLE, "required", says)
    for name in names:
        if kind == "PlanDefinition":
            ours = known(service.planner, name)
        else:
            plain, _, version = name.partition("|")
            places = (header.id, f"{kind}/{header.id}", address(service.guideline))
            ours = plain in places and version in ("", header.version)
        if not ours:
            raise FhirError(404, "not-found", f"there is no {kind} '{name[:100]}' here")


def _problems(error: RecordError) -> tuple[str, ...]:
    return tuple(str(problem) for problem in error.problems)
