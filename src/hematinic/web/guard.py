"""The border: who may ask, how much and how often; security headers, one answer to a crash, and a
log that names no one.

Plain ASGI, because the framework's own middleware class costs more than a plan does.
"""

import asyncio
import logging
import math
import time
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hematinic.web.allowed import Allowed
from hematinic.web.outcome import error_content
from hematinic.web.patience import BODY, TAKING
from hematinic.web.pool import CrashError, place
from hematinic.web.rate import Rate

LARGEST_MB = 2
"""Megabytes of a request; a patient's record is far smaller."""

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


class _RefusedError(Exception):
    """Before anything of it is read, or while it is."""

    def __init__(self, status: int, says: str, again: float = 0) -> None:
        self.status, self.says, self.again = status, says, again
        super().__init__(says)


class Guard:
    """`allowed` of None: any Host, of an application that listens to no network."""

    def __init__(
        self,
        app: ASGIApp,
        allowed: Allowed | None = None,
        rate: Rate | None = None,
        largest_mb: int = LARGEST_MB,
    ) -> None:
        self.app, self.allowed, self.rate = app, allowed, rate or Rate()
        self.largest = largest_mb * 2**20

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await _Exchange(scope, receive, send, self.largest).run(self)

    def look(self, scope: Scope) -> None:
        """Raises _RefusedError."""
        client = scope.get("client")
        # From the cheapest to the dearest: who asks too often costs no more than a look at a table.
        if wait := self.rate.wait(client[0] if client else ""):
            raise _RefusedError(429, "You ask too often. Try again in a moment.", wait)
        if self.allowed and (says := self.allowed.refuses(scope["method"], scope["headers"])):
            raise _RefusedError(403, says)
        if _declared(scope) > self.largest:
            raise _too_large(self.largest)


class _Exchange:
    """One request and its answer."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, largest: int) -> None:
        self.scope, self.receive_from, self.send_to = scope, receive, send
        self.largest = largest
        self.received = 0
        self.late: float | None = None
        """By when the body must have come."""
        self.refused: _RefusedError | None = None
        """While the body came; whatever is made of that, this is answered."""
        self.whole = self.answering = False
        self.status = 0
        self.began = time.perf_counter()

    async def run(self, guard: Guard) -> None:
        try:
            guard.look(self.scope)
            await guard.app(self.scope, self.receive, self.send)
        except _RefusedError as error:
            await self.answer(error.status, error.says, error.again)
        except _UntakenError:
            log.info("nobody took the answer")
        except CrashError as error:  # which tells just that of another process
            log.error("crashed with %s", error)
            await self.answer(500, "Something went wrong here. Nothing of the request was kept.")
        except Exception as error:
            # The message of an exception may quote the record, so only its kind and place are told.
            log.error("crashed with %s at %s", type(error).__name__, place(error))
            await self.answer(500, "Something went wrong here. Nothing of the request was kept.")
        finally:
            took = (time.perf_counter() - self.began) * 1000
            log.info("%s %s %d %.1f ms", self.scope["method"], self.route(), self.status, took)

    def route(self) -> str:
        """The pattern of the address, never the address itself: someone may put anything there."""
        return str(getattr(self.scope.get("route"), "path", "(no route)"))

    async def receive(self) -> Message:
        if self.refused:
            raise self.refused
        if self.late is None:
            self.late = time.monotonic() + BODY
        try:
            # Once an answer has begun, it waits for no body: only to hear that the client left.
            left = None if self.whole or self.status else self.late - time.monotonic()
            async with asyncio.timeout(left):
                message = await self.receive_from()
        except TimeoutError:
            self.refused = _RefusedError(408, f"The body took longer than {BODY:g} seconds.")
            raise self.refused from None
        # Counted as it comes: a length that was declared may be wrong, and one in chunks declares
        # none.
        self.received += len(message.get("body", b""))
        self.whole = not message.get("more_body")
        if self.received > self.largest:
            self.refused = _too_large(self.largest)
            raise self.refused
        return message

    async def send(self, message: Message) -> None:
        if self.refused and not self.answering:
            raise self.refused  # not what was made of half a request
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": [*message["headers"], *HEADERS]}
        try:
            async with asyncio.timeout(TAKING):
                await self.send_to(message)
        except TimeoutError:
            raise _UntakenError from None

    async def answer(self, status: int, says: str, again: float = 0) -> None:
        # An answer has begun; a second start would break the connection for whatever is read of it.
        if self.status:
            return
        self.answering = True
        kind, body = error_content(str(self.scope["path"]), status, says)
        # The rest of a refused body is read by nobody, so that the connection can serve no more.
        headers = [(b"content-type", kind.encode()), (b"connection", b"close")]
        if again:
            headers.append((b"retry-after", str(math.ceil(again)).encode()))
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})


class _UntakenError(Exception):
    pass


def _too_large(largest: int) -> _RefusedError:
    says = f"The request is larger than the {largest // 2**20} MB that are read."
    return _RefusedError(413, says)


def _declared(scope: Scope) -> float:
    """Bytes of the body, so far as they are told beforehand."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            # A longer number is too large anyway, and to read thousands of digits takes time.
            return int(value) if value.isdigit() and len(value) < 20 else math.inf
    return 0
