"""The border: size limit, security headers, one answer to a crash, and a log that names no one.

Plain ASGI, because the framework's own middleware class costs more than a plan does.
"""

import logging
import time
from collections.abc import Iterable

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hematinic.web.errors import error_body
from hematinic.web.outcome import outcome

LARGEST_MB = 2
"""Megabytes of a request; a patient's record is far smaller."""

FHIR = ("/fhir/", "/cds-services")
"""Where what goes wrong is told in FHIR's terms."""

CODES = {413: "too-long", 500: "exception"}

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS: Iterable[tuple[bytes, bytes]] = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), interest-cohort=()"),
)

log = logging.getLogger("hematinic.web")


class _TooLargeError(Exception):
    pass


class Guard:
    def __init__(self, app: ASGIApp, largest_mb: int = LARGEST_MB) -> None:
        self.app, self.largest_mb = app, largest_mb

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await _Exchange(scope, receive, send, self.largest_mb).run(self.app)


class _Exchange:
    """One request and its answer."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, largest_mb: int) -> None:
        self.scope, self.receive_from, self.send_to = scope, receive, send
        self.largest = largest_mb * 2**20
        self.received = 0
        self.status = 0
        self.began = time.perf_counter()

    async def run(self, app: ASGIApp) -> None:
        try:
            if self.declared() > self.largest:
                raise _TooLargeError
            await app(self.scope, self.receive, self.send)
        except _TooLargeError:
            says = f"The request is larger than the {self.largest // 2**20} MB that are read."
            await self.answer(413, says)
        except Exception as error:
            # The message of an exception may quote the record, so only its kind and place are told.
            log.error("crashed with %s at %s", type(error).__name__, _place(error))
            await self.answer(500, "Something went wrong here. Nothing of the request was kept.")
        finally:
            took = (time.perf_counter() - self.began) * 1000
            log.info("%s %s %d %.1f ms", self.scope["method"], self.route(), self.status, took)

    def declared(self) -> int:
        for name, value in self.scope["headers"]:
            if name == b"content-length":
                return int(value) if value.isdigit() else self.largest + 1
        return 0

    def route(self) -> str:
        """The pattern of the address, never the address itself: someone may put anything there."""
        return str(getattr(self.scope.get("route"), "path", "(no route)"))

    async def receive(self) -> Message:
        message = await self.receive_from()
        self.received += len(message.get("body", b""))
        if self.received > self.largest:
            raise _TooLargeError
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": [*message["headers"], *HEADERS]}
        await self.send_to(message)

    async def answer(self, status: int, says: str) -> None:
        if self.status:
            return
        kind, body = b"application/json", error_body(says)
        if str(self.scope["path"]).startswith(FHIR):
            kind, body = b"application/fhir+json", orjson.dumps(outcome(CODES[status], [says]))
        headers = [(b"content-type", kind), (b"connection", b"close")]
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "an unknown place"
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
