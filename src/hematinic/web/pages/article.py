"""`/`: the article for the reader who asks, and `/reader`: who that is."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from hematinic.render.article import AUDIENCES, OPEN, Audience
from hematinic.web.pages.answer import COOKIE, audience, page
from hematinic.web.site import Site

YEAR = 365 * 24 * 3600


def routes(site: Site) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def article(request: Request) -> Response:
        chosen = audience(request)
        data = {"article": site.read(chosen), "status": site.status(), "open": OPEN[chosen]}
        return page(request, "article.html", data)

    @router.post("/reader")
    async def reader(who: Annotated[str, Form()] = "") -> Response:
        """Keeps the choice in a cookie, which names no person, and goes back to the article."""
        chosen: Audience = next((name for name in AUDIENCES if name == who), "hospital")
        response = RedirectResponse("/", 303)
        response.set_cookie(COOKIE, chosen, max_age=YEAR, httponly=True, samesite="lax")
        return response

    return router
