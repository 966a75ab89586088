"""A page as HTML or as JSON, by what the client accepts, from the same data."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import Request
from jinja2 import Environment
from markupsafe import Markup, escape
from starlette.responses import Response

from hematinic.render.face import written
from hematinic.render.screen.article import AUDIENCES, Audience
from hematinic.render.templates import environment
from hematinic.render.words.spelling import LOCALES, british_page
from hematinic.web.pages.language import spelling

COOKIE = "reader"


@cache
def templates() -> Environment:
    templates = environment("hematinic.web")
    templates.globals["static"] = static
    templates.globals["audiences"] = AUDIENCES
    templates.filters["unbroken"] = unbroken
    templates.filters["words"] = lambda name: str(name).replace("_", " ").replace("-", " ")
    return templates


def unbroken(text: object) -> Markup:
    """A number stays with its unit, and a day in one piece."""
    unbroken = re.sub(r"\b(\d[\d.,]*) (?=[^\W\d]|%)", "\\1\u00a0", str(escape(text)))
    return Markup(re.sub(r"\d{4}-\d\d-\d\d", r'<span class="unbroken">\g<0></span>', unbroken))


@cache
def static(name: str) -> str:
    """The address of a file with its hash, so that a browser may keep it for good."""
    content = files("hematinic.web").joinpath("static").joinpath(name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def site_style() -> str:
    return files("hematinic.web").joinpath("static/style.css").read_text(encoding="utf-8")


def wants_json(request: Request) -> bool:
    asked = request.query_params.get("format")
    if asked is not None:
        return asked == "json"
    # Only of whoever takes no HTML: a browser may list both.
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


def audience(request: Request) -> Audience:
    """From the cookie; a hospital clinician where there is none or it says nothing known."""
    chosen = request.cookies.get(COOKIE, "")
    return next((name for name in AUDIENCES if name == chosen), "hospital")


def page(
    request: Request,
    template: str,
    data: Mapping[str, Any],
    status: int = 200,
    keep: str = "no-cache",
) -> Response:
    """Every page knows who reads it and where it stands, so that its links and menu can say so."""
    headers = {"Cache-Control": keep, "Vary": "Accept, Accept-Language, Cookie"}
    if wants_json(request):
        mark = request.app.state.fictional
        body = written({**data, "fictional": mark} if mark else data)
        return Response(body, status, headers, "application/json")
    return Response(html(request, template, data), status, headers, "text/html; charset=utf-8")


def html(request: Request, template: str, data: Mapping[str, Any]) -> str:
    """In the reader's spelling: the only place where a page, or a part of one, becomes text."""
    chosen = spelling(request)
    context = {
        "audience": audience(request),
        "path": request.url.path,
        "in_emergency": request.app.state.in_emergency,
        "fictional": request.app.state.fictional,
        "spelling": chosen,
        "language": LOCALES[chosen],
    }
    text = templates().get_template(template).render(context | dict(data))
    return british_page(text) if chosen == "uk" else text
