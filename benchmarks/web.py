"""The pages and the API over a real socket: `python -m benchmarks.web`. Nothing is asserted.

The server is a process of its own; the client speaks HTTP/1.1 on kept connections by hand, because
a full client library costs more than the plan that it asks for. Where other programs run, the
clock tells how long they let the server wait; `nice -n -15` before it, as root, lets it wait less.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from tools.same_plans import sampled

from benchmarks.processor import used
from benchmarks.served import served
from hematinic.guideline import yaml

PATIENT = Path(__file__).parent.parent / "examples" / "iron-before-b12.yaml"


Answer = tuple[float, int]
"""The seconds it took, and its bytes."""


def request(method: str, path: str, body: bytes = b"") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Content-Type: application/json\r\n\r\n".encode() + body


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, message: bytes) -> Answer:
    began = time.perf_counter()
    writer.write(message)
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    await reader.readexactly(length)
    assert head.startswith(b"HTTP/1.1 200"), head
    return time.perf_counter() - began, length


async def measure(
    port: int, messages: Sequence[bytes], count: int, connections: int
) -> list[Answer]:
    async def one() -> list[Answer]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        asked = islice(cycle(messages), count // connections)
        taken = [await ask(reader, writer, message) for message in asked]
        writer.close()
        return taken

    return [
        each for many in await asyncio.gather(*(one() for _ in range(connections))) for each in many
    ]


def told(name: str, taken: list[Answer], seconds: float, processor: float) -> str:
    """`processor`: seconds of it that the server and its processes used."""
    took = sorted(each for each, _ in taken)
    p50, p99 = (1000 * took[int(len(took) * share)] for share in (0.50, 0.99))
    each = 1000 * processor / len(took)
    size = sum(length for _, length in taken) / len(taken) / 1000
    return (f"{name:44} {size:5.0f} kB {len(took) / seconds:6.0f} a second   p50 {p50:7.2f} ms   "
            f"p99 {p99:7.2f} ms   processor {each:6.2f} ms each")  # fmt: skip


def main() -> None:
    with served() as (port, process):
        example = json.dumps(yaml.read(PATIENT.read_text()).data).encode()
        made_up = [task["content"].encode() for _, task in sampled(40, 1)]
        plans = [request("POST", "/api/plan", each) for each in made_up]
        nows = [request("POST", "/api/plan?detail=now", each) for each in made_up]
        for name, messages, count, connections in (
            ("POST /api/plan, 40 made-up patients", plans, 2000, 1),
            ("POST /api/plan?detail=now, the same", nows, 2000, 1),
            ("POST /api/plan, the same, 32 connections", plans, 2000, 32),
            ("POST /api/plan, an example", [request("POST", "/api/plan", example)], 1000, 1),
            ("GET / (the article)", [request("GET", "/")], 300, 1),
            ("GET /plan with an example", [request("GET", "/plan?example=no-response")], 100, 1),
        ):
            asyncio.run(measure(port, messages, 80, 1))  # warm
            began, before = time.perf_counter(), used(process)
            taken = asyncio.run(measure(port, messages, count, connections))
            seconds = time.perf_counter() - began
            print(told(name, taken, seconds, used(process) - before), flush=True)


if __name__ == "__main__":
    main()
