"""The addresses of CDS Hooks, and the table of what became of its cards."""

from uuid import uuid4

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from hematinic.web.away import unavailable
from hematinic.web.errors import json_response
from hematinic.web.hooks.desk import Desk
from hematinic.web.hooks.discovery import services
from hematinic.web.hooks.feedback import reports, table, to_parquet
from hematinic.web.hooks.request import BadRequestError
from hematinic.web.hooks.trust import Caller, NotTrustedError
from hematinic.web.outcome import outcome
from hematinic.web.pages.answer import page
from hematinic.web.pool import BusyError, TooLongError
from hematinic.web.service import in_time

PARQUET = "application/vnd.apache.parquet"

CODES = {401: "login", 403: "forbidden", 404: "not-found", 412: "required", 413: "too-long",
         415: "not-supported"}  # fmt: skip


def routes(desk: Desk) -> APIRouter:
    """The standard describes itself, so none of it is part of the OpenAPI description."""
    router = APIRouter(include_in_schema=False)
    offered = orjson.dumps(services(desk.service.guideline))

    async def caller(request: Request) -> Caller:
        peer = request.client.host if request.client else ""
        return await desk.trust.caller(request.headers, peer, request.url.path)

    async def content(request: Request) -> bytes:
        """A page of another site can send a form unasked, but not JSON."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip()
        if kind not in ("application/json", "application/fhir+json"):
            raise BadRequestError("the body is to be application/json", 415)
        body = await request.body()
        if len(body) > desk.settings.largest_mb * 2**20:
            raise BadRequestError(f"larger than {desk.settings.largest_mb} MB", 413)
        return body

    def known(name: str) -> None:
        if name not in desk.hooks:
            raise BadRequestError("there is no such service; see /cds-services", 404)

    @router.get("/cds-services")
    async def discovery(request: Request) -> Response:
        try:
            await caller(request)
        except NotTrustedError as error:
            return refused(error)
        return json_response(offered)

    @router.post("/cds-services/{name}")
    async def hook(name: str, request: Request) -> Response:
        try:
            known(name)
            asking = await caller(request)
            answer = await desk.hook(name, await content(request), asking)
        except (BadRequestError, NotTrustedError) as error:
            return refused(error)
        except (BusyError, TooLongError) as error:
            return unavailable(request.url.path, error)
        return json_response(answer.body)

    @router.post("/cds-services/{name}/feedback")
    async def feedback(name: str, request: Request) -> Response:
        try:
            known(name)
            asking = await caller(request)
            rows = reports(await content(request), asking.name, desk.service.guideline)
        except (BadRequestError, NotTrustedError) as error:
            return refused(error)
        desk.store.put(rows)
        desk.audit.line(desk.entry(uuid4().hex, "feedback", asking) | {"reports": len(rows)})
        return Response(status_code=200)

    @router.get("/hooks")
    async def budget(request: Request) -> Response:
        """How often each alert was shown, and what became of it."""
        rows = await in_time(lambda: table(desk.store, desk.service.guideline))
        return page(request, "hooks.html", {"alerts": rows}, keep="no-store")

    @router.get("/hooks.parquet")
    async def budget_parquet() -> Response:
        rows = await in_time(lambda: to_parquet(table(desk.store, desk.service.guideline)))
        headers = {"Content-Disposition": 'attachment; filename="alerts.parquet"'}
        return Response(rows, headers=headers, media_type=PARQUET)

    return router


def refused(error: BadRequestError | NotTrustedError) -> Response:
    """As the next version of the standard asks for."""
    outcome_body = outcome(CODES.get(error.status, "invalid"), [error.says])
    response = json_response(orjson.dumps(outcome_body), error.status)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
