"""Which spelling a reader gets, and `/spelling`: the choice, kept in a cookie that names no one."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from hematinic.render.words.spelling import LOCALES, Spelling

COOKIE = "spelling"

YEAR = 365 * 24 * 3600

BRITISH = ("gb", "uk", "ie", "au", "nz", "za", "in", "sg", "mt")
"""Regions of English that spell so."""


def spelling(request: Request) -> Spelling:
    """The cookie's; else that of the English the browser asks for first; else as written."""
    chosen = request.cookies.get(COOKIE, "")
    for language in LOCALES:
        if chosen == language:
            return language
    return from_languages(request.headers.get("accept-language", ""))


def from_languages(accept: str) -> Spelling:
    """`en-GB,en;q=0.9`: the first English by its weight decides, where it names a region."""
    # Of equal weights the order of the header stays; more than twenty languages nobody reads.
    weighed = sorted(map(_weighed, accept.split(",")[:20]), key=lambda pair: -pair[1])
    for language, weight in weighed:
        name, _, region = language.partition("-")
        if name == "en" and region and weight > 0:
            return "uk" if region in BRITISH else "us"
    return "us"


def _weighed(part: str) -> tuple[str, float]:
    language, _, weight = part.strip().lower().partition(";q=")
    try:
        return language, float(weight or 1)
    except ValueError:
        return language, 0.0


def routes() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.post("/spelling")
    async def choose(
        spelling: Annotated[str, Form()] = "", back: Annotated[str, Form()] = "/"
    ) -> Response:
        """Goes back to the page that asked, never to another host."""
        # `//host` and `/\host` would lead a browser away from here.
        ours = back.startswith("/") and back[1:2] not in ("/", "\\") and back.isprintable()
        response = RedirectResponse(back if ours else "/", 303)
        if spelling in LOCALES:
            response.set_cookie(COOKIE, spelling, max_age=YEAR, httponly=True, samesite="lax")
        return response

    return router
