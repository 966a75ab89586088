"""`/proof`: what was proved of the rules, what was tested, and what was not checked.

`/hazards`: the hazard log, with the verdict on each control.
"""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from hematinic.proof.hazard_log import hazard_log
from hematinic.proof.page import hazards_part, report_data, report_part, style
from hematinic.proof.report import Report
from hematinic.web.pages.answer import page, site_style, wants_json
from hematinic.web.planner.form import fill
from hematinic.web.proofs import Proofs, Underway
from hematinic.web.site import Site

Data = dict[str, Any]

ACCEPTED = 202
"""It is being computed; ask again."""


def routes(site: Site) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    guideline, proofs = site.service.guideline, Proofs(site.service.rules)

    @router.get("/proof")
    async def proof(request: Request) -> Response:
        state = proofs.look()
        if isinstance(state, Underway):
            return page(request, "proof.html", _waiting(request, site, state), ACCEPTED)
        data = report_data(state)
        if wants_json(request):
            return page(request, "proof.html", data)
        links = {"at_hazards": "/hazards", "at_planner": "/plan", "forms": forms(site, state)}
        part = report_part(data, **links)
        return page(request, "proof.html", _shown(site, part))

    @router.get("/hazards")
    async def hazards(request: Request) -> Response:
        state = proofs.look()
        log = hazard_log(guideline, state if isinstance(state, Report) else None)
        if wants_json(request):
            return page(request, "hazards.html", log)
        part = hazards_part(log, at_report="/proof") if guideline.hazards else ""
        return page(request, "hazards.html", _shown(site, part))

    @router.get("/proof.css")
    async def css() -> Response:
        """The one stylesheet of these two pages: that of all pages, and of the parts."""
        both = f"{site_style()}\n{style()}"
        return Response(both, media_type="text/css", headers={"Cache-Control": "no-cache"})

    return router


def _shown(site: Site, part: object) -> Data:
    return {"status": site.status(), "part": part, "underway": None}


def _waiting(request: Request, site: Site, state: Underway) -> Data:
    underway = {
        "what": state.what,
        "done": state.done,
        "of": state.of,
        "problem": state.problem,
        "content_hash": site.service.guideline.content_hash,
    }
    if wants_json(request):
        return {"underway": underway}
    return {"status": site.status(), "part": "", "underway": underway}


def forms(site: Site, report: Report) -> dict[str, dict[str, str]]:
    """The planner's form filled with the patient of each claim that failed."""
    return {
        finding.claim: dict(fill(finding.patient, site.service.guideline))
        for finding in report.failed
        if finding.patient is not None
    }
