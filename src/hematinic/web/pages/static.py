"""`/static/…`: the few files of ours, named by their hash, kept by browsers for good."""

from importlib.resources import files

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

A_YEAR = 365 * 24 * 60 * 60
"""Seconds. A file that changes gets another name."""

KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


def routes() -> APIRouter:
    router = APIRouter(include_in_schema=False)
    folder = files("hematinic.web").joinpath("static")
    content = {
        file.name: file.read_bytes() for file in folder.iterdir() if _suffix(file.name) in KINDS
    }

    @router.get("/static/{name}")
    async def static(name: str) -> Response:
        if name not in content:
            raise HTTPException(404)
        headers = {"Cache-Control": f"public, max-age={A_YEAR}, immutable"}
        return Response(content[name], headers=headers, media_type=KINDS[_suffix(name)])

    return router


def _suffix(name: str) -> str:
    return name.rpartition(".")[2]
