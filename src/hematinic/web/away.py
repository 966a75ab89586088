"""Requests whose answer takes long, answered in other processes: this one only passes them on.

What reads a record, makes a plan or renders one is done there, by the same application; so nothing
that is sent can hold up, or end, the process that listens. What is long (YAML, large records, PDF,
what-if) has a lane of its own: an ordinary plan never waits for it.
"""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, NamedTuple

from fastapi import FastAPI
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hematinic.guideline.kept_rules import pack, unpack
from hematinic.plan.build import Planner
from hematinic.web.api.direct import PATH, Direct
from hematinic.web.outcome import error_content
from hematinic.web.pool import SECONDS, BusyError, Pool, TooLongError
from hematinic.web.service import Service

LARGE = 256 * 2**10
"""Bytes of a request that takes the long lane: of a FHIR bundle six milliseconds."""

LARGE_HOOK = 512 * 2**10
"""Bytes of a call of a hook that does: it holds a record as FHIR, and is waited for in the middle
of an order."""

HELD = ("method", "path", "raw_path", "query_string", "headers", "scheme", "http_version",
        "root_path", "server", "client")  # fmt: skip
"""Of a request, what is passed on."""


# Tuples, since a dataclass looks up its fields each time that it travels.


class PassedRequest(NamedTuple):
    """A request, whole."""

    scope: dict[str, Any]
    body: bytes


class RemoteAnswer(NamedTuple):
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    route: str
    """The pattern of the address, for the log."""


class RemoteApplication:
    """The application in a process of a pool, which answers one request at a time."""

    def __init__(self, app: FastAPI) -> None:
        self.app, self.runner = app, asyncio.Runner()

    def answer(self, passed: PassedRequest) -> RemoteAnswer:
        direct: Direct = self.app.state.direct
        sent = direct.answer(passed.scope, passed.body)
        if sent is None:
            return self.runner.run(self.answered(passed))
        start, *parts = sent
        body = b"".join(part.get("body", b"") for part in parts)
        return RemoteAnswer(start["status"], tuple(start["headers"]), body, PATH)

    async def answered(self, passed: PassedRequest) -> RemoteAnswer:
        start: Message = {"status": 500, "headers": ()}
        parts: list[bytes] = []
        scope = {"type": "http", "asgi": {"version": "3.0"}, "state": {}} | passed.scope

        async def receive() -> Message:
            return {"type": "http.request", "body": passed.body, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                parts.append(message.get("body", b""))

        await self.app(scope, receive, send)
        route = str(getattr(scope.get("route"), "path", ""))
        return RemoteAnswer(start["status"], tuple(start["headers"]), b"".join(parts), route)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is sent to a process of a pool for making its application: the guideline, already
    read."""

    rules: bytes
    service: Service
    """Without its planner, which is made anew there."""
    create: Callable[[Service], FastAPI]

    def __call__(self) -> RemoteApplication:
        planner = Planner(unpack(self.rules))
        return RemoteApplication(self.create(replace(self.service, planner=planner)))


@dataclass
class Lanes:
    short: Pool[RemoteApplication]
    long: Pool[RemoteApplication]

    @staticmethod
    def of(service: Service, create: Callable[[Service], FastAPI]) -> "Lanes":
        """`create` makes the application of a process; it must be picklable."""
        processors = len(os.sched_getaffinity(0))
        # A planner holds compiled functions, which cannot be sent; each process makes its own.
        bare: Any = None
        prepared = Prepared(pack(service.rules), replace(service, planner=bare), create)
        return Lanes(
            Pool(prepared, size=max(2, processors)),
            # What takes long stands back, and fewer may wait for it: short plans keep the
            # processors.
            Pool(prepared, size=max(1, processors // 2), most_waiting=32, niceness=5),
        )

    async def start(self) -> None:
        """Until plans can be made; the long lane may still get ready."""
        self.short.start()
        self.long.start()
        await self.short.ready()

    def close(self) -> None:
        self.short.close()
        self.long.close()

    def of_hook(self, size: int) -> Pool[RemoteApplication]:
        return self.long if size > LARGE_HOOK else self.short

    def lane(self, scope: Scope, size: int) -> Pool[RemoteApplication] | None:
        """None for what is answered here: pages that rest on the guideline alone, and hooks, whose
        callers, keys and tables are of one process, which sends out their evaluation alone."""
        path, query = scope["path"], scope["query_string"]
        if scope["method"] != "POST":
            of_example = path.startswith("/plan") and b"example=" in query
            return self.long if path == "/alerts" else self.short if of_example else None
        if not path.startswith(("/api/", "/plan", "/ask", "/fhir/")):
            return None
        kind = dict(scope["headers"]).get(b"content-type", b"").lower()
        long = (
            size > LARGE
            or b"yaml" in kind
            or b"multipart" in kind
            or b"what_if" in query
            or path.startswith("/plan/download/")
        )
        return self.long if long else self.short


class PassingOn:
    def __init__(self, app: ASGIApp, lanes: Lanes) -> None:
        self.app, self.lanes = app, lanes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # First without its body, which need not be read here of what is answered here.
        if scope["type"] != "http" or self.lanes.lane(scope, 0) is None:
            await self.app(scope, receive, send)
            return
        body = await _whole(receive)
        if body is None:
            return
        # Then by its size. A header may lie about that, so the body itself is counted.
        lane = self.lanes.lane(scope, len(body))
        assert lane is not None
        held_scope = {name: scope[name] for name in HELD if name in scope}
        try:
            answer = await lane.run(RemoteApplication.answer, PassedRequest(held_scope, body))
        except (BusyError, TooLongError) as error:
            await unavailable(scope["path"], error)(scope, receive, send)
        else:
            scope["route"] = SimpleNamespace(path=answer.route or "(no route)")
            start = {"type": "http.response.start", "status": answer.status}
            await send(start | {"headers": list(answer.headers)})
            await send({"type": "http.response.body", "body": answer.body})


def unavailable(path: str, error: BusyError | TooLongError) -> Response:
    """In the terms of that address, and when to come back."""
    says, again = f"This took longer than {SECONDS} seconds. Send a shorter record.", 60
    if isinstance(error, BusyError):
        says, again = "Too much is being asked at once. Try again in a moment.", error.again
    kind, body = error_content(path, 503, says)
    headers = {"Retry-After": str(again), "Cache-Control": "no-store"}
    return Response(body, 503, headers, kind)


async def _whole(receive: Receive) -> bytes | None:
    """The body; None where the client went away before its end."""
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)
