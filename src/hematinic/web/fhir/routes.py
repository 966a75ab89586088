"""The addresses under `/fhir`. FHIR describes itself by its CapabilityStatement, so none of them is
part of the OpenAPI description."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response

from hematinic.web.errors import WebError
from hematinic.web.fhir.answers import (
    FhirError,
    check_content,
    check_format,
    encoded,
    refused,
    resource,
)
from hematinic.web.fhir.artifacts import Artifacts
from hematinic.web.fhir.capability import capability
from hematinic.web.fhir.operations import OPERATIONS, answer
from hematinic.web.hooks.desk import Desk
from hematinic.web.hooks.trust import Caller
from hematinic.web.service import in_time

FORM = "application/x-www-form-urlencoded"

CODES = {413: "too-long", 503: "timeout"}

Answering = Callable[[Request], Awaitable[Response]]


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/fhir", include_in_schema=False)
    artifacts = Artifacts(desk.service.guideline)

    def base(request: Request) -> str:
        return f"{desk.settings.base_url or str(request.base_url).rstrip('/')}/fhir"

    async def content(request: Request) -> bytes:
        body = await request.body()
        if len(body) > desk.settings.largest_mb * 2**20:
            raise FhirError(413, "too-long", f"larger than {desk.settings.largest_mb} MB")
        return body

    async def metadata(request: Request) -> Response:
        origins = bool(desk.settings.origins)
        return resource(capability(desk.service.guideline, base(request), origins))

    async def read(request: Request) -> Response:
        artifact = artifacts.read(request.path_params["kind"], request.path_params["name"])
        headers = {
            "Cache_Control": "no-cache",
            "ETag": f'W/"{desk.service.guideline.content_hash[:16]}"',
        }
        return resource(artifact, 200, **headers)

    async def search(request: Request) -> Response:
        query = list(request.query_params.multi_items())
        if request.method == "POST":
            if request.headers.get("content-type", FORM).partition(";")[0].strip() != FORM:
                raise FhirError(415, "not-supported", f"a search is sent as {FORM}")
            query += parse_qsl((await content(request)).decode(errors="replace"))
        strict = "handling=strict" in request.headers.get("prefer", "")
        return resource(artifacts.search(request.path_params["kind"], query, base(request), strict))

    async def operate(request: Request) -> Response:
        kind, operation = request.path_params["kind"], request.path_params["operation"]
        name = request.path_params.get("name", "")
        if (kind, operation) not in OPERATIONS:
            raise FhirError(404, "not-supported", f"there is no operation ${operation[:40]} here")
        body = await content(request) if request.method == "POST" else b""
        if body:
            check_content(request.headers.get("content-type", ""))
        query = list(request.query_params.multi_items())
        today = date.today().toordinal()
        answer_body, alerts = await in_time(
            lambda: answer(desk.service, kind, name, operation, body, query, today)
        )
        where = {"kind": kind, "name": name, "query": query}
        audit(request, operation, alerts, where, body, answer_body, today)
        return encoded(answer_body)

    def audit(
        request: Request, operation: str, alerts: tuple[str, ...], where: dict[str, Any],
        body: bytes, answered: bytes, today: int,
    ) -> None:  # fmt: skip
        evaluation, caller = uuid4().hex, Caller(request.client.host if request.client else "")
        desk.audit.line(desk.entry(evaluation, operation, caller) | {"alerts": list(alerts)})
        if desk.settings.audit.keep_input:
            # The day that it was answered for, and not the one by now: a replay must give the same
            # bytes.
            kept = desk.kept(operation, caller, body, {}, today, answered)
            desk.audit.keep(evaluation, kept | where)

    async def nothing(request: Request) -> Response:
        if request.method not in ("GET", "HEAD", "POST"):
            raise FhirError(405, "not-supported", f"{request.method}: nothing is written here")
        raise FhirError(404, "not-found", "there is nothing at this address; see /fhir/metadata")

    for path, methods, answering in (
        ("/metadata", ["GET"], metadata),
        ("/{kind}/_search", ["POST"], search),
        ("/{kind}/${operation}", ["GET", "POST"], operate),
        ("/{kind}/{name}/${operation}", ["GET", "POST"], operate),
        ("/{kind}", ["GET"], search),
        ("/{kind}/{name}", ["GET"], read),
        # The last: routes are tried in their order, and this one takes every address.
        ("/{rest:path}", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"], nothing),
    ):
        router.add_api_route(path, _answering(answering), methods=methods, response_model=None)
    return router


def _answering(answering: Answering) -> Answering:
    """What goes wrong is told in FHIR's own terms, in a format that we have."""

    async def answered(request: Request) -> Response:
        try:
            check_format(request.headers.get("accept", ""), request.query_params.get("_format", ""))
            return await answering(request)
        except FhirError as error:
            return refused(error)
        except WebError as error:
            code = CODES.get(error.status, "processing")
            return refused(FhirError(error.status, code, error.message))

    return answered
