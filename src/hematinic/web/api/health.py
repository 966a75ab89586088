"""`GET /healthz`: the program is running, with which version and content."""

from typing import Literal

from fastapi import APIRouter
from starlette.responses import Response

import hematinic
from hematinic.render.face import Face, encoded
from hematinic.web.api.schemas import content
from hematinic.web.errors import json_response
from hematinic.web.service import Service


class Health(Face, frozen=True):
    status: Literal["ok"]
    version: str
    guideline: str
    content_hash: str


def routes(service: Service) -> APIRouter:
    router = APIRouter(tags=["service"])
    guideline = service.guideline
    health = Health(
        status="ok",
        version=hematinic.__version__,
        guideline=f"{guideline.header.id} {guideline.header.version}",
        content_hash=guideline.content_hash,
    )
    body = encoded(health)

    @router.get("/healthz", responses={200: content(Health)})
    async def healthz() -> Response:
        """Whether it runs, and which guideline."""
        return json_response(body)

    return router
