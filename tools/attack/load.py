"""More than is usual at once: memory stays, each client is answered soon, plans pass a PDF."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.served import Served, served

from hematinic.guideline import yaml
from tools.attack.told import Progress, Result

PATIENT = Path(__file__).parents[2] / "examples" / "iron-before-b12.yaml"

AT_ONCE = 200
"""Clients."""
SOON = 5.0
"""Seconds within which each of them has its plan, or is told when to come back."""
ALIVE = 0.25
"""Seconds within which the server says that it is alive, meanwhile."""
WARM = 2_000
"""Requests before memory is looked at."""
GROWTH = 1.05
RISE = 1.5
"""How much slower the slowest of a hundred plans may be while a PDF is made."""


@dataclass(frozen=True, slots=True)
class Said:
    status: int
    again: bool
    seconds: float


class Client:
    """One connection; by hand, since a client library would cost more than a plan."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def __aenter__(self) -> "Client":
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()

    async def ask(self, request: bytes) -> Said:
        began = time.perf_counter()
        self.writer.write(request)
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        await self.reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
        status = int(head.split(b" ")[1])
        return Said(status, b"retry-after:" in head, time.perf_counter() - began)


def request(method: str, path: str, body: bytes = b"", kind: str = "application/json") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


PLAN = request("POST", "/api/plan", json.dumps(yaml.read(PATIENT.read_text()).data).encode())
HEALTH = request("GET", "/healthz")
SHEET = request(
    "POST", "/plan/download/sheet",
    b"as_of=2026-11-22&value.hemoglobin=92&unit.hemoglobin=g/L&value.ferritin=5&unit.ferritin=ug/L",
    "application/x-www-form-urlencoded",
)  # fmt: skip


async def one(port: int, what: bytes) -> Said:
    async with Client(port) as client:
        return await client.ask(what)


async def many(port: int, what: bytes, count: int, connections: int = 4) -> list[Said]:
    progress, done = Progress("requests", count), 0

    async def each() -> list[Said]:
        nonlocal done
        found = []
        async with Client(port) as client:
            for _ in range(count // connections):
                found.append(await client.ask(what))
                done += 1
                progress.at(done)
        return found

    return [said for found in await asyncio.gather(*(each() for _ in range(connections)))
            for said in found]  # fmt: skip


def p99(found: list[Said]) -> float:
    return sorted(said.seconds for said in found)[int(len(found) * 0.99)]


def load(seed: int, count: int) -> Iterator[Result]:
    """`count` is of the requests over which memory is looked at; nothing is drawn."""
    del seed
    with TemporaryDirectory() as folder, served(Path(folder)) as server:
        asyncio.run(many(server.port, PLAN, 40))
        yield at_once(server)
        yield beside_a_pdf(server)
        yield memory(server, count)


def memory(server: Served, count: int) -> Result:
    result = Result("requests one after another", count)
    first = asyncio.run(many(server.port, PLAN, min(WARM, count)))
    before = held(server)
    later = asyncio.run(many(server.port, PLAN, max(count - WARM, 0)))
    after = held(server)
    statuses = Counter(said.status for said in (*first, *later))
    if set(statuses) != {200}:
        result.fell.append(f"answered {dict(statuses)}")
    if after > GROWTH * before:
        result.fell.append(f"memory grew from {before} to {after} kB")
    result.measured["memory"] = f"{100 * (after / before - 1):+.1f} %"
    return result


def held(server: Served) -> int:
    """kB of the server and its processes, what they share counted once."""
    return sum(map(_held, (server.process.pid, *server.family())))


def _held(process: int) -> int:
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def at_once(server: Served) -> Result:
    """All connect first; then each asks."""
    result, found, health = Result("clients at once", AT_ONCE), list[Said](), list[Said]()

    async def all_of_them() -> None:
        async def alive() -> None:
            async with Client(server.port) as client:
                while len(found) < AT_ONCE:
                    health.append(await client.ask(HEALTH))
                    await asyncio.sleep(0.02)

        async def asking() -> None:
            found.append(await one(server.port, PLAN))

        await asyncio.gather(alive(), *(asking() for _ in range(AT_ONCE)))

    asyncio.run(all_of_them())
    statuses = Counter(said.status for said in found)
    if set(statuses) - {200, 503}:
        result.fell.append(f"answered {dict(statuses)}")
    if any(said.status == 503 and not said.again for said in found):
        result.fell.append("503 that does not say when to come back")
    slowest, alive = max(s.seconds for s in found), max(s.seconds for s in health)
    if slowest > SOON:
        result.fell.append(f"the slowest was answered after {slowest:.1f} s")
    if alive > ALIVE:
        result.fell.append(f"/healthz took {1000 * alive:.0f} ms")
    result.measured |= {
        "plans": str(statuses[200]),
        "told to come back": str(statuses[503]),
        "slowest": f"{slowest:.2f} s",
        "/healthz at most": f"{1000 * alive:.0f} ms",
    }
    return result


def beside_a_pdf(server: Served, plans: int = 300) -> Result:
    """One client asks for plans, alone and while another asks for sheets without a pause."""
    result = Result("plans beside a PDF", 2 * plans)

    async def beside() -> tuple[list[Said], list[Said]]:
        going = True

        async def sheets() -> list[Said]:
            found = []
            async with Client(server.port) as client:
                while going:
                    found.append(await client.ask(SHEET))
            return found

        drawing = asyncio.create_task(sheets())
        await asyncio.sleep(0.2)
        found = await many(server.port, PLAN, plans, 1)
        going = False
        return found, await drawing

    alone = asyncio.run(many(server.port, PLAN, plans, 1))
    found, drawn = asyncio.run(beside())
    if {said.status for said in (*alone, *found, *drawn)} != {200}:
        result.fell.append("not every one was answered")
    if p99(found) >= RISE * p99(alone):
        result.fell.append(f"p99 rose from {1000 * p99(alone):.0f} to {1000 * p99(found):.0f} ms")
    result.measured |= {
        "p99 alone": f"{1000 * p99(alone):.0f} ms",
        "p99 beside": f"{1000 * p99(found):.0f} ms",
        "sheets meanwhile": str(len(drawn)),
    }
    return result
