"""CDS Hooks under load: `python -m benchmarks.hooks [SECONDS]`. Nothing is asserted.

Sixteen clients over kept connections for a minute, each with a whole prefetch: charts opened, iron
ordered for a patient who lacks B12, and an order that is of no concern. Then one client beside a
FHIR server that never answers. One process of the service, one of the clients.
"""

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from tools.record_server import codes, resources

from benchmarks.processor import used
from benchmarks.web import ask, request, told
from hematinic.guideline.rules import load
from hematinic.web.hooks.discovery import keys

EXAMPLE = Path(__file__).parent.parent / "examples" / "combined-deficiency-bundle.json"
CLIENTS = 16
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"

Call = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Server:
    process: "subprocess.Popen[bytes]"
    port: int


def prefetch() -> dict[str, Any]:
    """As a client answers the templates."""
    record, found = resources(EXAMPLE), {}
    for key in keys(load().guideline):
        mine = [one for one in record if one["resourceType"] == key.type]
        wanted = set(key.template.partition("code=")[2].partition("&")[0].split(",")) - {""}
        mine = [one for one in mine if not wanted or wanted & set(codes(one))]
        entries = [{"resource": one} for one in mine]
        bundle = {"resourceType": "Bundle", "type": "searchset", "entry": entries}
        found[key.name] = mine[0] if key.type == "Patient" else bundle
    return found


def call(hook: str, sent: dict[str, Any], medicine: str = "", rxnorm: str = "") -> Call:
    context: dict[str, Any] = {"userId": "Practitioner/1", "patientId": sent["patient"]["id"]}
    if medicine:
        order = {
            "resourceType": "MedicationRequest", "id": "order-1", "status": "draft",
            "intent": "order", "authoredOn": date.today().isoformat(),
            "subject": {"reference": f"Patient/{sent['patient']['id']}"},
            "medicationCodeableConcept": {
                "text": medicine, "coding": [{"system": RXNORM, "code": rxnorm}]},
        }  # fmt: skip
        context["draftOrders"] = {"resourceType": "Bundle", "entry": [{"resource": order}]}
        context["selections"] = ["MedicationRequest/order-1"]
    return {"hook": hook, "context": context, "prefetch": sent}


def message(made: Call) -> bytes:
    body = json.dumps(made | {"hookInstance": str(uuid4())}).encode()
    return request("POST", f"/cds-services/iron-b12-{made['hook']}", body)


async def client(port: int, calls: list[Call], until: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    taken, n = [], 0
    while time.perf_counter() < until:
        taken.append((await ask(reader, writer, message(calls[n % len(calls)])))[0])
        n += 1
    writer.close()
    return taken


async def clients(port: int, calls: list[Call], seconds: float, count: int) -> list[float]:
    until = time.perf_counter() + seconds
    found = await asyncio.gather(*(client(port, calls, until) for _ in range(count)))
    return [each for one in found for each in one]


async def beside_health(port: int, calls: list[Call], seconds: float, count: int) -> list[float]:
    """The longest that `/healthz` took meanwhile is told first."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    health, asking = [], asyncio.create_task(clients(port, calls, seconds, count))
    while not asking.done():
        health.append((await ask(reader, writer, request("GET", "/healthz")))[0])
        await asyncio.sleep(0.1)
    writer.close()
    print(f"/healthz took at most {1000 * max(health):.0f} ms while", end=" ")
    return await asking


def shown(name: str, server: Server, calls: list[Call], seconds: float, count: int) -> None:
    began, before = time.perf_counter(), used(server.process.pid)
    taken = asyncio.run(beside_health(server.port, calls, seconds, count))
    lasted = time.perf_counter() - began
    print(told(name, taken, lasted, used(server.process.pid) - before), flush=True)


def kinds(sent: dict[str, Any]) -> Iterator[tuple[str, Call]]:
    yield "a chart is opened", call("patient-view", sent)
    yield "iron is ordered", call("order-sign", sent, "ferrous sulfate 325 MG", "310325")
    yield "another order", call("order-select", sent, "amoxicillin 500 MG", "308191")


async def _silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.sleep(30)


async def beside_a_silent_server(port: int, made: Call, times: int) -> list[float]:
    server = await asyncio.start_server(_silent, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    asked = made | {"prefetch": {}, "fhirServer": f"http://127.0.0.1:{address[1]}/fhir"}
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    taken = [(await ask(reader, writer, message(asked)))[0] for _ in range(times)]
    writer.close()
    server.close()
    return taken


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site.yaml"
        site.write_text("database: sqlite:///hooks.sqlite\naudit: {folder: audit}\n")
        command = [sys.executable, "-m", "hematinic", "serve", "--port", str(port)]
        process = subprocess.Popen([*command, "--site", str(site)], stderr=subprocess.DEVNULL)
        server = Server(process, port)
        try:
            _wait(port)
            sent = prefetch()
            each = dict(kinds(sent))
            asyncio.run(clients(port, list(each.values()), 1.0, 1))  # warm
            for name, made in each.items():
                shown(f"{name}, 1 client", server, [made], 3.0, 1)
            shown(f"all three, {CLIENTS} clients", server, list(each.values()), seconds, CLIENTS)
            before = used(process.pid)
            taken = asyncio.run(beside_a_silent_server(port, each["iron is ordered"], 10))
            spent = used(process.pid) - before
            print(told("a FHIR server that never answers", taken, sum(taken), spent))
        finally:
            process.terminate()
            process.wait()


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 0.1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
