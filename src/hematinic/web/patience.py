"""How long a client may take: for the head of a request, for its body, and to take its answer.

uvicorn bounds how long a connection is idle after an answer, and none of these.
"""

import asyncio
import socket
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from hematinic.web.together import Together

HEAD = 10.0
"""Seconds from the opening of a connection, or from the last answer, to the end of a head."""

BODY = 20.0
"""Seconds for a whole body."""

TAKING = 20.0
"""Seconds for which a part of an answer waits to be taken."""

UNTAKEN = 30_000
"""Milliseconds for which the kernel keeps what a client does not take."""


class Bounded(H11Protocol):
    """Closes a connection on which no whole head comes."""

    late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        together: Any = Together(transport)
        super().connection_made(together)
        self.begin()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self.begin()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.late is not None:
            self.late.cancel()

    def begin(self) -> None:
        if self.late is not None:
            self.late.cancel()
        self.late = asyncio.get_running_loop().call_later(HEAD, self.look)

    def look(self) -> None:
        # `cycle` is the request in hand: none yet, or one that is answered, so a head is still
        # awaited.
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()


def bounded_taking(listening: socket.socket) -> None:
    """Connections that a socket takes on are dropped where nobody takes what was sent."""
    option: Any = getattr(socket, "TCP_USER_TIMEOUT", None)  # of Linux
    if option is not None and listening.family in (socket.AF_INET, socket.AF_INET6):
        listening.setsockopt(socket.IPPROTO_TCP, option, UNTAKEN)
