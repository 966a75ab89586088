"""`/statements`: the specification's entries, each with the items that implement it."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from hematinic.guideline.statements import group_of
from hematinic.web.api.statements import statements
from hematinic.web.pages.answer import page
from hematinic.web.site import Site


def routes(site: Site) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    statements = data(site)

    @router.get("/statements")
    async def all_statements(request: Request) -> Response:
        return page(request, "statements.html", {**statements, "status": site.status()})

    return router


def data(site: Site) -> dict[str, Any]:
    guideline = site.service.guideline
    groups: dict[str, dict[str, Any]] = {
        group.title: {} for group in guideline.header.statement_groups
    }
    for code, entry in statements(guideline).items():
        groups.setdefault(group_of(code, guideline).title, {})[code] = entry
    return {"groups": groups}
