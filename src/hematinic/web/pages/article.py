"""`/`: the answer on one page, for the reader who asks. `/answer/{topic}`: what goes beyond it.

`/reader`: who reads."""

from copy import copy
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from hematinic.render.screen.article import AUDIENCES, OPEN, Audience
from hematinic.render.words.spelling import Spelling
from hematinic.web.pages.answer import COOKIE, audience, page, wants_json
from hematinic.web.pages.described import described
from hematinic.web.pages.language import spelling
from hematinic.web.site import Site

YEAR = 365 * 24 * 3600

LISTS = ("references", "disagreements")
"""Pages of their own beside those of the topics."""


def routes(site: Site) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    # a page changes with its reader and the day only
    kept: dict[tuple[str, Audience, Spelling, bool, date, int], Response] = {}

    def answered(request: Request, name: str, template: str, more: dict[str, Any]) -> Response:
        chosen = audience(request)
        # The last two are the day and the board's last decision: what was made before them is
        # dropped.
        key = (name, chosen, spelling(request), wants_json(request), date.today(), site.decided)
        if key not in kept:
            for old in [old_key for old_key in kept if old_key[-2:] != key[-2:]]:
                del kept[old]
            read = site.read(chosen)
            data = {"article": read, "status": site.status(), "open": OPEN[chosen], **more}
            kept[key] = page(request, template, data)
        return again(kept[key])

    @router.get("/")
    async def article(request: Request) -> Response:
        read = site.read(audience(request))
        cited = numbers(read)
        signed = site.written if site.fictional else site.ledger
        more = {"cited": cited, "described": described(read, site.status(), signed, cited)}
        return answered(request, "", "article.html", more)

    @router.get("/answer/{topic}")
    async def topic(request: Request, topic: str) -> Response:
        if topic in LISTS:
            return answered(request, topic, f"{topic}.html", {})
        sections = site.read(audience(request))["sections"]
        section_of_topic = next((section for section in sections if section["id"] == topic), None)
        if section_of_topic is None:
            raise HTTPException(404)
        return answered(request, topic, "topic.html", {"section": section_of_topic})

    @router.post("/reader")
    async def reader(who: Annotated[str, Form()] = "") -> Response:
        """Keeps the choice in a cookie, which names no person, and goes back to the article."""
        chosen: Audience = next((name for name in AUDIENCES if name == who), "hospital")
        response = RedirectResponse("/", 303)
        response.set_cookie(COOKIE, chosen, max_age=YEAR, httponly=True, samesite="lax")
        return response

    return router


def again(response_kept: Response) -> Response:
    """With headers of its own: whoever compresses an answer changes them."""
    response = copy(response_kept)
    response.raw_headers = [*response_kept.raw_headers]
    return response


def numbers(article: dict[str, Any]) -> list[int]:
    """Of the references that the answer itself cites."""
    lines = [line for part in article["parts"] for line in part["lines"]]
    lines += article["answer"]["sentences"] if article["answer"] else []
    return sorted({number for line in lines for number in line["cites"]})
