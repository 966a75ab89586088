"""A site that withholds what is not approved: nothing clinical is answered until all of it is.

A part alone is never withheld: a plan without one of its alerts would be another plan.
"""

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from hematinic.web.outcome import error_content

OPEN = ("/board", "/policy", "/about", "/static", "/healthz", "/spelling", "/statements",
        "/openapi.json")  # fmt: skip
"""What tells of the content and its review, and plans for nobody."""

SAYS = ("This site shows only what its board has approved, and not all of this guideline is. "
        "Where it stands: /board")  # fmt: skip


class Withheld:
    def __init__(self, app: ASGIApp, approved: Callable[[], bool]) -> None:
        self.app, self.approved = app, approved

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", ""))
        open_ = any(path == prefix or path.startswith(f"{prefix}/") for prefix in OPEN)
        if scope["type"] != "http" or open_ or self.approved():
            await self.app(scope, receive, send)
            return
        kind, body = error_content(path, 403, SAYS)
        headers = [(b"content-type", kind.encode()), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 403, "headers": headers})
        await send({"type": "http.response.body", "body": body})
