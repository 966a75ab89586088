"""`/statements`: the specification's entries, each with the items that implement it."""

import re
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from hematinic.web.api.statements import statements
from hematinic.web.pages.answer import page
from hematinic.web.site import Site

GROUPS = {
    r"S\d+": "What the article says",
    r"C\d+": "Its contradictions and gaps",
    r"K\d+": "Clarifications",
    r"AL-.*|R-.*": "Alerts and rechecks",
    r"[A-Z].*": "Regimens and referrals",
    r".*": "Beyond the article",
}


def routes(site: Site) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    found = data(site)

    @router.get("/statements")
    async def all_statements(request: Request) -> Response:
        return page(request, "statements.html", {**found, "status": site.status()})

    return router


def data(site: Site) -> dict[str, Any]:
    groups: dict[str, dict[str, Any]] = {title: {} for title in GROUPS.values()}
    for code, entry in statements(site.service.guideline).items():
        groups[_group(code)][code] = entry
    return {"groups": groups}


def _group(code: str) -> str:
    return next(title for pattern, title in GROUPS.items() if re.fullmatch(pattern, code))
