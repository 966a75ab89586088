"""`GET /healthz`: that it runs, and what it runs."""

import orjson
from fastapi import APIRouter
from starlette.responses import Response

import hematinic
from hematinic.web.api.schemas import Health
from hematinic.web.errors import json_response
from hematinic.web.service import Service


def routes(service: Service) -> APIRouter:
    router = APIRouter(tags=["service"])
    guideline = service.guideline
    health = Health(
        status="ok",
        version=hematinic.__version__,
        guideline=f"{guideline.header.id} {guideline.header.version}",
        content_hash=guideline.content_hash,
    )
    body = orjson.dumps(health.model_dump())

    @router.get("/healthz", responses={200: {"model": Health}})
    async def healthz() -> Response:
        """Whether it runs, and which guideline."""
        return json_response(body)

    return router
