"""`POST /api/plan` as nearly everybody asks it, answered without the framework.

To find the route, check the parameters and call what they are for takes the framework a fifth of
the time of an answer. Here is the usual alone: JSON, each parameter once, a record that can be
read. All else, and whatever fails, is left to the application, whose answer to the usual is the
same to the byte.
"""

import re
from collections.abc import Mapping
from typing import Any, get_args

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Message, Receive, Scope, Send

from hematinic.render.json import Detail, to_json
from hematinic.web.api.schemas import PLAN_DAY
from hematinic.web.errors import json_response
from hematinic.web.service import Service, day_of

PATH = "/api/plan"

_PARAMETER = re.compile(r"(as_of|detail|units)=([A-Za-z0-9-]*)")


class Direct:
    def __init__(self, service: Service, packed_from: int, packed: int) -> None:
        """Answers of `packed_from` bytes and more are packed as the application packs them."""
        self.service = service
        # What became of each event is told by the application.
        self.details: dict[str, Detail] = {name: name for name in get_args(Detail) if name != "why"}
        self.systems = {"", *service.guideline.header.unit_systems}
        self.packing = GZipMiddleware(_send, minimum_size=packed_from, compresslevel=packed)

    def answer(self, scope: Mapping[str, Any], body: bytes) -> list[Message] | None:
        """What is sent; None where the application is to answer."""
        if scope["path"] != PATH or scope["method"] != "POST":
            return None
        parameters = _parameters(scope["query_string"])
        if parameters is None or not _is_json(scope["headers"]) or not body.strip():
            return None
        day, units = parameters.get("as_of"), parameters.get("units", "")
        detail = self.details.get(parameters.get("detail", ""))
        if detail is None or units not in self.systems or not (day is None or _is_day(day)):
            return None
        try:
            plan = self.service.read_and_plan(body, day_of(day), units, json_only=True)
            content = to_json(plan, (), detail)
        except Exception:  # whatever it is, the application tells it
            return None
        return self.sent({**scope, "content": content})

    def sent(self, scope: Scope) -> list[Message]:
        messages: list[Message] = []

        async def send(message: Message) -> None:
            messages.append(message)

        # Nothing in it waits, so no event loop is needed: it runs to its end at once.
        running = self.packing({"type": "http", **scope}, _nothing, send).__await__()
        for _ in running:
            raise AssertionError("it waits for something")
        return messages


async def _send(scope: Scope, receive: Receive, send: Send) -> None:
    await json_response(scope["content"])(scope, receive, send)


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


def _parameters(query: bytes) -> dict[str, str] | None:
    """Each once, and of those that are known, with nothing encoded in them."""
    if not query:
        return {}
    matches = [_PARAMETER.fullmatch(part) for part in query.decode("latin-1").split("&")]
    parameters = {match[1]: match[2] for match in matches if match}
    return parameters if len(parameters) == len(matches) else None


def _is_json(headers: list[tuple[bytes, bytes]]) -> bool:
    return not any(name == b"content-type" and b"yaml" in value for name, value in headers)


def _is_day(text: str) -> bool:
    return re.match(PLAN_DAY, text) is not None
