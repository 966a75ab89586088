"""`POST /plan/download/{format}`: the plan of the form as a file. The facts are in the body of the
request, never in its address, and nothing is kept.
"""

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from hematinic.render.faces import DOWNLOADS, Download
from hematinic.render.words import phrases as words
from hematinic.web.pages.language import spelling
from hematinic.web.pages.planner import FIELDS, PlannerPage, State, typed_in
from hematinic.web.service import in_time
from hematinic.web.site import Site


def routes(site: Site) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    planner = PlannerPage(site)

    @router.post("/plan/download/{format}")
    async def download(request: Request, format: str) -> Response:  # noqa: A002
        chosen = DOWNLOADS.get(format)
        if chosen is None:
            raise HTTPException(404)
        async with request.form(max_files=1, max_fields=FIELDS) as form:
            values = typed_in(form)
        return await in_time(
            lambda: _answer(request, planner, State(values).take_aside(), format, chosen)
        )

    return router


def _answer(
    request: Request, planner: PlannerPage, state: State, name: str, chosen: Download
) -> Response:
    """With mistakes in the form the planner names them, as it does when a plan is asked for."""
    record_and_plan = planner.made(state)
    if record_and_plan is None:
        return planner.answer(request, state)
    record, plan = record_and_plan
    name = f"{plan.header.id}-{name}"
    file = f"{name}-{words.day(plan.as_of)}.{chosen.face.ending}"
    headers = {
        "Content-Disposition": f'attachment; filename="{file}"',
        "Cache-Control": "no-store",
    }
    content = chosen.write(plan, record, spelling(request))
    return Response(content, 200, headers, chosen.face.kind)
