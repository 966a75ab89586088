"""Clients that take their time, by the hundred: each is cut off, and the others are answered."""

import random
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.served import Served, served

from tools.attack.told import Progress, Result

HEAD = b"POST /api/plan HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"

KINDS: tuple[tuple[str, bytes, bytes], ...] = (
    ("nothing", b"", b""),
    ("half a line", b"GET / HT", b""),
    ("a head without end", b"GET / HTTP/1.1\r\n", b"X-A: b\r\n"),
    ("no body", HEAD + b"Content-Length: 1000\r\n\r\n", b""),
    ("a body byte by byte", HEAD + b"Content-Length: 100000\r\n\r\n{", b" "),
    ("chunks without end", HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    ("answers not taken", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50, b""),
)
"""What each sends first, and then every second."""

SECONDS = 90
"""By then everybody has been cut off."""


def slow(seed: int, count: int) -> Iterator[Result]:
    result, progress = Result("slow clients"), Progress("slow clients cut off", count)
    chance, slowest = random.Random(seed), 0.0
    with TemporaryDirectory() as folder, served(Path(folder)) as server:
        clients = [(*chance.choice(KINDS), _connected(server)) for _ in range(count)]
        for _, first, _, client in clients:
            with suppress(OSError):
                client.sendall(first)
        began = time.monotonic()
        while clients and time.monotonic() - began < SECONDS:
            slowest = max(slowest, _honest(server, result))
            clients = [one for one in clients if _goes_on(one[2], one[3], one[0])]
            progress.at(count - len(clients))
            time.sleep(1)
        result.tried = count
        result.fell += [f"not cut off: {name}" for name, *_ in clients]
        for *_, client in clients:
            client.close()
    result.measured |= {"all cut off after": f"{time.monotonic() - began:.0f} s",
                        "an honest client waited at most": f"{1000 * slowest:.0f} ms"}  # fmt: skip
    yield result


def _connected(server: Served) -> socket.socket:
    found = server.connect()
    found.setblocking(False)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    return found


def _goes_on(more: bytes, client: socket.socket, name: str) -> bool:
    """Whether it is still heard."""
    try:
        if name != "answers not taken" and client.recv(65_536) == b"":
            raise ConnectionResetError
    except BlockingIOError:
        pass
    except OSError:
        client.close()
        return False
    try:
        client.send(more or b"\r\n" if name == "answers not taken" else more)
    except BlockingIOError:
        pass
    except OSError:
        client.close()
        return False
    return True


def _honest(server: Served, result: Result) -> float:
    began = time.monotonic()
    status = server.ask("GET", "/healthz")[0]
    if status != 200:
        result.fell.append(f"an honest client was answered {status}")
    return time.monotonic() - began
