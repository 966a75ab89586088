"""`/`: the article for the reader who asks, and `/reader`: who that is."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from hematinic.render.screen.article import AUDIENCES, OPEN, Audience
from hematinic.render.words.spelling import Spelling
from hematinic.web.pages.answer import COOKIE, audience, page, wants_json
from hematinic.web.pages.language import spelling
from hematinic.web.site import Site

YEAR = 365 * 24 * 3600


def routes(site: Site) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    # the article changes with its reader and the day only
    kept: dict[tuple[Audience, Spelling, bool, date], Response] = {}

    @router.get("/")
    async def article(request: Request) -> Response:
        chosen = audience(request)
        key = (chosen, spelling(request), wants_json(request), date.today())
        if key not in kept:
            data = {"article": site.read(chosen), "status": site.status(), "open": OPEN[chosen]}
            kept[key] = page(request, "article.html", data)
        return kept[key]

    @router.post("/reader")
    async def reader(who: Annotated[str, Form()] = "") -> Response:
        """Keeps the choice in a cookie, which names no person, and goes back to the article."""
        chosen: Audience = next((name for name in AUDIENCES if name == who), "hospital")
        response = RedirectResponse("/", 303)
        response.set_cookie(COOKIE, chosen, max_age=YEAR, httponly=True, samesite="lax")
        return response

    return router
