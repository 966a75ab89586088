"""A server as `hematinic serve` runs it, in a process of its own, on the loopback alone."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 600
"""Seconds. A busy machine decides no test; what never comes ends one all the same."""


@dataclass
class Served:
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        """The status, the headers by their small names, and the body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, named, answer.read()
        finally:
            connection.close()

    def plan(self, record: object) -> int:
        body = json.dumps(record).encode()
        return self.ask("POST", "/api/plan", body, {"content-type": "application/json"})[0]

    def connect(self, begun: bytes = b"") -> socket.socket:
        found = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        found.sendall(begun)
        return found

    def family(self) -> list[int]:
        """Every process that it has begun, and those have."""
        found, waiting = list[int](), [self.process.pid]
        while waiting:
            parent = waiting.pop()
            for file in Path(f"/proc/{parent}/task").glob("*/children"):
                children = [int(one) for one in file.read_text().split()]
                found += children
                waiting += children
        return found


def is_running(process: int) -> bool:
    """One that has ended and that nobody has asked about does not run."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def all_ended(processes: list[int]) -> bool:
    end = time.monotonic() + PATIENCE
    while any(map(is_running, processes)) and time.monotonic() < end:
        time.sleep(0.01)
    return not any(map(is_running, processes))


@contextmanager
def served(folder: Path, before: str = "") -> Iterator[Served]:
    """`before` is run in the server's process first, to shorten what would be waited for."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = f"{before}\nfrom hematinic.web.serve import serve\nserve('127.0.0.1', {port})"
    log = folder / "served.log"
    environment = os.environ | {"XDG_STATE_HOME": str(folder / "state")}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=out, stderr=out, env=environment
        )
    found = Served(process, port, log)
    try:
        _wait(found)
        yield found
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()


def _wait(found: Served) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found.process.poll() is not None:
            raise AssertionError(found.log.read_text())
        try:
            if found.ask("GET", "/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"it does not answer: {found.log.read_text()}")
