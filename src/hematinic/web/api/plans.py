"""`POST /api/plan` and `POST /api/check`: a record in, the command line's JSON out."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from hematinic.plan.model import Plan
from hematinic.plan.orders import OrderChecker
from hematinic.record.events import Record, UnreadableError
from hematinic.render import json as plan_json
from hematinic.render.face import encoded
from hematinic.render.json.model import CheckAnswer, PlanAnswer, PlanLayers, PlanNow
from hematinic.web.api.schemas import (
    ERRORS,
    PLAN_DAY,
    content,
    record_body,
)
from hematinic.web.errors import WebError, json_response
from hematinic.web.service import Service, day_of, in_time

AsOf = Annotated[
    str | None,
    Query(
        description="The day of the plan; else the record's own, else today.",
        pattern=PLAN_DAY,
          json_schema_extra={"format": "date"}),
]  # fmt: skip

Units = Annotated[
    str,
    Query(description="In whose units results are shown: UK, US or SI; else the jurisdiction's."),
]
Detail = Annotated[
    plan_json.Detail,
    Query(
        description="now: the first layer. plan: the first two. why, or nothing: all; with why "
        "also what became of each event of the record."
    ),
]
WhatIf = Annotated[bool, Query(description="Also: which single facts would change the plan.")]


def routes(service: Service) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["plan"])
    body = {"requestBody": record_body(service.guideline)}

    checking = replace(service, planner=OrderChecker(service.rules))

    async def planned(
        request: Request, as_of: str | None, units: str = "", by: Service = service
    ) -> tuple[Record, Plan]:
        content = await request.body()
        if not content.strip():
            raise WebError(400, "The request has no body. Send a patient file or a FHIR Bundle.")
        in_yaml = "yaml" in request.headers.get("content-type", "").partition(";")[0]
        try:
            return await by.planned(content, day_of(as_of), units, json_only=not in_yaml)
        except UnreadableError as error:
            # A YAML file with a mistake is refused as a record is, with the line; what cannot be
            # read at all is a mistake of the request.
            if in_yaml and error.line:
                raise
            raise WebError(400, unreadable(error, in_yaml)) from None

    @router.post("/plan", response_model=None, openapi_extra=body,
                 responses={200: content(PlanAnswer, PlanLayers, PlanNow), **ERRORS})  # fmt: skip
    async def plan(
        request: Request, as_of: AsOf = None, units: Units = "", what_if: WhatIf = False,
        detail: Detail = "",
    ) -> Response:  # fmt: skip
        """The plan for one patient."""
        record, its_plan = await planned(request, as_of, units)
        changes = await in_time(lambda: service.what_if(its_plan)) if what_if else ()
        asked = detail == "why"
        account = await in_time(lambda: service.account(record, its_plan)) if asked else None
        return json_response(plan_json.to_json(its_plan, changes, detail, account))

    @router.post("/check", response_model=None, openapi_extra=body,
                 responses={200: content(CheckAnswer), **ERRORS})  # fmt: skip
    async def check(request: Request, as_of: AsOf = None) -> Response:
        """The alerts that bear on draft orders, and every critical one."""
        _, its_plan = await planned(request, as_of, by=checking)
        return json_response(encoded(plan_json.check(its_plan)))

    return router


def unreadable(error: UnreadableError, in_yaml: bool) -> str:
    place = f" It fails on line {error.line}." if error.line else ""
    return f"The body is not {'YAML' if in_yaml else 'JSON'} in UTF-8.{place}"
