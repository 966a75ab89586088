"""The pages and the API over a real socket: `python -m benchmarks.web`. Nothing is asserted.

The server is a process of its own; the client speaks HTTP/1.1 on kept connections by hand, because
a full client library costs more than the plan that it asks for.
"""

import asyncio
import json
import socket
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.processor import used
from hematinic.guideline import yaml

PATIENT = Path(__file__).parent.parent / "examples" / "iron-before-b12.yaml"


def request(method: str, path: str, body: bytes = b"") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Content-Type: application/json\r\n\r\n".encode() + body


async def ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, message: bytes
) -> tuple[float, int]:
    began = time.perf_counter()
    writer.write(message)
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    await reader.readexactly(length)
    assert head.startswith(b"HTTP/1.1 200"), head
    return time.perf_counter() - began, length


async def measure(port: int, message: bytes, count: int, connections: int) -> list[float]:
    async def one() -> list[float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        taken = [(await ask(reader, writer, message))[0] for _ in range(count // connections)]
        writer.close()
        return taken

    return [
        each for many in await asyncio.gather(*(one() for _ in range(connections))) for each in many
    ]


def told(name: str, taken: list[float], seconds: float, processor: float) -> str:
    """`processor`: seconds of it that the server and its processes used."""
    taken.sort()
    p50, p99 = (1000 * taken[int(len(taken) * share)] for share in (0.50, 0.99))
    each = 1000 * processor / len(taken)
    return (f"{name:44} {len(taken) / seconds:6.0f} a second   p50 {p50:7.2f} ms   "
            f"p99 {p99:7.2f} ms   processor {each:6.2f} ms each")  # fmt: skip


def main() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = f"from hematinic.web.serve import serve; serve('127.0.0.1', {port})"
    server = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        patient = json.dumps(yaml.read(PATIENT.read_text()).data).encode()
        for name, message, count, connections in (
            ("POST /api/plan, 1 connection", request("POST", "/api/plan", patient), 2000, 1),
            ("POST /api/plan?detail=now, 1 connection",
             request("POST", "/api/plan?detail=now", patient), 2000, 1),
            ("POST /api/plan, 32 connections", request("POST", "/api/plan", patient), 4000, 32),
            ("GET / (the article), 1 connection", request("GET", "/"), 300, 1),
            ("GET /plan with an example, 1 connection",
             request("GET", "/plan?example=no-response"), 100, 1),
        ):  # fmt: skip
            asyncio.run(measure(port, message, 32, 1))  # warm
            began, before = time.perf_counter(), used(server.pid)
            taken = asyncio.run(measure(port, message, count, connections))
            seconds = time.perf_counter() - began
            print(told(name, taken, seconds, used(server.pid) - before), flush=True)
    finally:
        server.terminate()
        server.wait()


def _wait(port: int) -> None:
    for _ in range(400):
        try:
            socket.create_connection(("127.0.0.1", port), 0.1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
