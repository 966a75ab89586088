"""The head of an answer is sent with what follows it: sent by itself it costs as much as the whole,
and wakes up the client for nothing."""

import asyncio
from typing import Any


class Together:
    """A connection, as uvicorn writes to it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.held = b""

    def write(self, data: bytes) -> None:
        """The first part waits for the second, if that comes before anything else happens."""
        if not data:
            return
        if self.held:
            self.transport.write(self.held + data)
            self.held = b""
        else:
            self.held = data
            asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        if self.held:
            self.transport.write(self.held)
            self.held = b""

    def close(self) -> None:
        self.flush()
        self.transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.transport, name)
