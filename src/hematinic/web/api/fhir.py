"""The guideline in FHIR's own terms: its PlanDefinition, and `$apply` of it to a record.

FHIR describes its operations itself, so these are not part of the OpenAPI description; what goes
wrong comes back as an OperationOutcome.
"""

from datetime import date
from typing import Any

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from hematinic.record.events import RecordError
from hematinic.render.fhir import apply, definitions, known
from hematinic.web.service import Service, in_time

MEDIA = "application/fhir+json"


def routes(service: Service) -> APIRouter:
    router = APIRouter(prefix="/fhir", include_in_schema=False)
    planner = service.planner

    @router.get("/PlanDefinition/{name}")
    async def definition(name: str) -> Response:
        if not known(planner, name):
            return _outcome(404, ["there is no such PlanDefinition"])
        entries = definitions(planner.rules.guideline)["entry"]
        resources = [entry["resource"] for entry in entries]
        return _fhir(next(r for r in resources if r["resourceType"] == "PlanDefinition"))

    @router.post("/PlanDefinition/{name}/$apply")
    async def applied(name: str, request: Request) -> Response:
        if not known(planner, name):
            return _outcome(404, ["there is no such PlanDefinition"])
        body = await request.body()
        subject = request.query_params.get("subject", "")
        today = date.today().toordinal()
        try:
            return _fhir(await in_time(lambda: apply(planner, body, today, subject)))
        except RecordError as error:
            return _outcome(422, [str(mistake) for mistake in error.problems])

    return router


def _fhir(resource: dict[str, Any], status: int = 200) -> Response:
    """Never kept by anyone on the way: it may be a patient's."""
    headers = {"Cache-Control": "no-store"}
    return Response(orjson.dumps(resource), status, media_type=MEDIA, headers=headers)


def _outcome(status: int, problems: list[str]) -> Response:
    issues = [{"severity": "error", "code": "invalid", "diagnostics": says} for says in problems]
    return _fhir({"resourceType": "OperationOutcome", "issue": issues}, status)
