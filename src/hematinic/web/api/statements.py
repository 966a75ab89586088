"""`GET /api/statements`: each entry of the specification, and the items that implement it."""

from collections.abc import Iterator, Sequence
from typing import Literal

from fastapi import APIRouter
from starlette.responses import Response

from hematinic.guideline.model import Alert, Check, Finding, Guideline, Recommendation
from hematinic.render.face import Cite, Face, cites, encoded
from hematinic.web.api.schemas import content
from hematinic.web.service import Service

Kind = Literal["recommendation", "alert", "check", "finding"]
Item = Recommendation | Alert | Check | Finding


class StatementItem(Face, frozen=True):
    id: str
    kind: Kind
    cites: Sequence[Cite]


class StatementAnswer(Face, frozen=True):
    says: str
    note: str
    items: Sequence[StatementItem]


def routes(service: Service) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["statements"])
    body = encoded(statements(service.guideline))

    @router.get("/statements", responses={200: content(dict[str, StatementAnswer])})
    async def all_statements() -> Response:
        """Every statement with the items that implement it."""
        return Response(body, media_type="application/json")

    return router


def statements(guideline: Guideline) -> dict[str, StatementAnswer]:
    by_statement: dict[str, list[StatementItem]] = {code: [] for code in guideline.statements}
    for kind, item in items(guideline):
        for code in dict.fromkeys(_implements(item)):
            by_statement[code].append(StatementItem(name(item), kind, cites(item.cites)))
    return {
        code: StatementAnswer(entry.says, entry.note, by_statement[code])
        for code, entry in guideline.statements.items()
    }


def items(guideline: Guideline) -> Iterator[tuple[Kind, Item]]:
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
