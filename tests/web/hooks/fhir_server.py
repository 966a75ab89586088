"""A FHIR server over a real socket, for what hooks fetch: it answers from a record, and can be slow,
wrong, gone, paged, or ask for a token."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

MEDIA = "application/fhir+json"


class FhirServer:
    """`wrong` maps a type of resource to how its searches go wrong."""

    def __init__(self, resources: list[dict[str, Any]]) -> None:
        self.resources = resources
        self.wrong: dict[str, str] = {}
        self.token = ""
        self.page = 0
        """Resources of a page; 0: all on one."""
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.base = ""
        self.closing = False
        self.outwaited = 0
        """Whom a slow server has answered at last, because they still waited for it."""

    async def read(self, request: Request) -> Response:
        kind, name = request.path_params["kind"], request.path_params["name"]
        if (refused := await self.before(request, kind)) is not None:
            return refused
        found = [r for r in self.resources if (r["resourceType"], r["id"]) == (kind, name)]
        return _json(found[0]) if found else _outcome(404, "not-found")

    async def search(self, request: Request) -> Response:
        kind = request.path_params["kind"]
        if (refused := await self.before(request, kind)) is not None:
            return refused
        codes = set(request.query_params.get("code", "").split(",")) - {""}
        found = [
            r for r in self.resources
            if r["resourceType"] == kind and (not codes or codes & set(_codes(r)))
        ]  # fmt: skip
        start = int(request.query_params.get("from", 0))
        end = start + (self.page or len(found))
        bundle: dict[str, Any] = {
            "resourceType": "Bundle", "type": "searchset", "total": len(found),
            "entry": [{"resource": r} for r in found[start:end]],
        }  # fmt: skip
        if end < len(found):
            following = str(request.url.include_query_params(**{"from": str(end)}))
            if self.wrong.get(kind) == "pages elsewhere":
                following = following.replace("127.0.0.1", "localhost")
            bundle["link"] = [{"relation": "next", "url": following}]
        return _json(bundle)

    async def before(self, request: Request, kind: str) -> Response | None:
        self.asked.append(f"{request.url.path}?{request.url.query}".rstrip("?"))
        self.headers.append(dict(request.headers))
        if self.token and request.headers.get("authorization") != f"Bearer {self.token}":
            return _outcome(401, "login")
        match self.wrong.get(kind, self.wrong.get("*", "")):
            case "slow":
                await self.slow(request)
            case "broken":
                return Response(b'{"resourceType": "Bun', media_type=MEDIA)
            case "outcome":
                return _outcome(200, "processing")
            case "error":
                return _outcome(500, "exception")
            case "redirect":
                return Response(status_code=302, headers={"Location": f"{self.base}/Patient/x"})
            case "html":
                return Response("<html>sign in</html>", media_type="text/html")
            case "another":
                patient = {"resourceType": "Patient", "id": "somebody"}
                return _json({"resourceType": "Bundle", "entry": [{"resource": patient}]})
            case "endless":
                return Response(b" " * 5_000_000, media_type=MEDIA)
        return None

    async def slow(self, request: Request) -> None:
        """Answers nobody for ten minutes; who goes away before has not waited."""
        end = time.monotonic() + 600
        while not self.closing and not await request.is_disconnected():
            if time.monotonic() > end:
                self.outwaited += 1
                return
            await asyncio.sleep(0.01)


def _codes(resource: dict[str, Any]) -> Iterator[str]:
    for coding in resource.get("code", {}).get("coding", ()):
        yield f"{coding.get('system')}|{coding.get('code')}"


def _json(data: dict[str, Any], status: int = 200) -> Response:
    return JSONResponse(data, status, media_type=MEDIA)


def _outcome(status: int, code: str) -> Response:
    issue = {"severity": "error", "code": code}
    return _json({"resourceType": "OperationOutcome", "issue": [issue]}, status)


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Its address, on a port of its own."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    server.force_exit = True
    thread.join(5)


@contextmanager
def fhir_server(resources: list[dict[str, Any]]) -> Iterator[FhirServer]:
    found = FhirServer(resources)
    app = Starlette(
        routes=[
            Route("/fhir/{kind}/{name}", found.read),
            Route("/fhir/{kind}", found.search),
        ]
    )
    with served(app) as address:
        found.base = f"{address}/fhir"
        yield found
        found.closing = True
