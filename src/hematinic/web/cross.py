"""Pages of other sites: which of them may ask from a browser, and only for what is for them."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

FOR_OTHERS = ("/cds-services", "/fhir")


class Cross:
    def __init__(self, app: ASGIApp, origins: tuple[str, ...]) -> None:
        self.app = app
        self.shared = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "Accept", "Prefer"],
            expose_headers=["Location", "ETag"],
            max_age=600,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", ""))
        shared = any(path == prefix or path.startswith(f"{prefix}/") for prefix in FOR_OTHERS)
        await (self.shared if shared else self.app)(scope, receive, send)
