"""`GET /api/statements`: each entry of the specification, and the items that implement it."""

from collections.abc import Iterator
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from hematinic.guideline.model import Alert, Check, Finding, Guideline, Recommendation
from hematinic.render.json import cites
from hematinic.web.api.schemas import StatementAnswer
from hematinic.web.service import Service

Item = Recommendation | Alert | Check | Finding


def routes(service: Service) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["statements"])
    body = orjson.dumps(statements(service.guideline))

    @router.get("/statements", responses={200: {"model": dict[str, StatementAnswer]}})
    async def all_statements() -> Response:
        """Every statement with the items that implement it."""
        return Response(body, media_type="application/json")

    return router


def statements(guideline: Guideline) -> dict[str, Any]:
    found: dict[str, Any] = {
        code: {"says": entry.says, "note": entry.note, "items": []}
        for code, entry in guideline.statements.items()
    }
    for kind, item in items(guideline):
        for code in dict.fromkeys(_implements(item)):
            entry = {"id": name(item), "kind": kind, "cites": cites(item.cites)}
            found[code]["items"].append(entry)
    return found


def items(guideline: Guideline) -> Iterator[tuple[str, Item]]:
    yield from (("recommendation", item) for item in guideline.recommendations)
    yield from (("alert", item) for item in guideline.alerts)
    yield from (("check", item) for item in guideline.monitoring)
    yield from (("finding", item) for item in guideline.findings.values())


def name(item: Item) -> str:
    return item.name if isinstance(item, Finding) else item.id


def _implements(item: Item) -> Iterator[str]:
    yield from item.implements
    if isinstance(item, Recommendation):
        for reason in item.contraindications:
            yield from reason.implements
