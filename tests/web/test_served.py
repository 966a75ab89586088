"""The server that runs: slow clients, signals, and work in other processes."""

import contextlib
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from served import PATIENCE, Served, all_ended, is_running, served

SHORT = """
from hematinic.web import patience
patience.HEAD, patience.BODY = 1.0, 1.0
import hematinic.web.guard as guard
guard.BODY = 1.0
"""
HEAD = b"POST /api/plan HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc")


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("served"), SHORT) as found:
        yield found


def received(client: socket.socket) -> bytes:
    parts = []
    with contextlib.suppress(ConnectionError):
        while part := client.recv(65_536):
            parts.append(part)
    return b"".join(parts)


def test_a_plan_is_made_elsewhere_and_comes_back(server, client, patient):
    body, kind = json.dumps(patient).encode(), {"content-type": "application/json"}
    status, headers, found = server.ask("POST", "/api/plan", body, kind)
    here = client.post("/api/plan", content=body, headers=kind)
    assert status == 200
    assert json.loads(found) == here.json()
    assert headers["cache-control"] == "no-store"
    assert "POST /api/plan 200" in server.log.read_text()


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/yaml", b"patient: {}\nevents: []\n", 200),
        ("application/yaml", b"events: " + b"[" * 60_000, 422),
        ("application/json", b"[" * 60_000, 400),
        ("application/json", b"{}" + b" " * 100_000, 200),
        ("application/json", b"", 400),
    ],
)
def test_what_is_long_is_answered_as_ever(server, kind, body, status):
    assert server.ask("POST", "/api/plan", body, {"content-type": kind})[0] == status


def test_a_pdf_is_made_while_plans_are(server, patient):
    form = {"content-type": "application/x-www-form-urlencoded"}
    body = b"as_of=2026-11-22&value.hemoglobin=92&unit.hemoglobin=g/L"
    with ThreadPoolExecutor(1) as beside:
        sheet = beside.submit(server.ask, "POST", "/plan/download/sheet", body, form)
        assert server.plan(patient) == 200
        status, headers, content = sheet.result()
    assert (status, headers["content-type"]) == (200, "application/pdf")
    assert content.startswith(b"%PDF")


def test_a_process_that_is_killed_is_replaced(server, patient):
    workers = [one for one in server.family() if _is_worker(one)]
    assert len(workers) >= 3
    for one in workers:
        os.kill(one, signal.SIGKILL)
    assert all_ended(workers)
    for _ in workers:
        server.plan(patient)  # whoever comes before its end is known may be told to come again
    assert [server.plan(patient) for _ in range(4)] == [200] * 4


def _is_worker(process: int) -> bool:
    command = Path(f"/proc/{process}/cmdline").read_bytes()
    children = any(file.read_text() for file in Path(f"/proc/{process}/task").glob("*/children"))
    return b"forkserver" in command and not children


# Slow clients


@pytest.mark.parametrize("begun", [b"", b"GET /", HEAD, b"GET / HTTP/1.1\r\nHost: localhost\r\nx"])
def test_who_sends_no_whole_head_is_cut_off(server, begun):
    with server.connect(begun) as client:
        received(client)  # until it is closed


def test_who_sends_a_head_for_ever_is_cut_off(server):
    with server.connect(b"GET / HTTP/1.1\r\n") as client, pytest.raises(ConnectionError):
        sends_a_head_for_ever(client)


def sends_a_head_for_ever(client: socket.socket) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        client.sendall(b"X-A: b\r\n")
        time.sleep(0.05)


@pytest.mark.parametrize(
    "sized", [b"Content-Length: 1000\r\n\r\n{", b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"]
)
def test_who_sends_no_whole_body_is_told_so(server, sized):
    with server.connect(HEAD + sized) as client:
        answer = received(client)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"took longer than 1 seconds" in answer


def test_the_others_are_answered_meanwhile(server, patient):
    slow = [server.connect(HEAD + b"Content-Length: 9\r\n\r\n{") for _ in range(50)]
    assert server.plan(patient) == 200
    for one in slow:
        one.close()


# Its end


@pytest.mark.parametrize("begun", [b"", HEAD, HEAD + b"Content-Length: 1000\r\n\r\n{"])
def test_told_to_end_it_ends_whoever_is_half_way(tmp_path, begun):
    with served(tmp_path) as server:
        family = server.family()
        assert family
        with server.connect(begun):
            server.process.send_signal(signal.SIGTERM)
            server.process.wait(PATIENCE)
        assert all_ended(family)


def test_killed_it_leaves_nobody_at_work(tmp_path):
    with served(tmp_path) as server:
        with server.connect(_endless()):
            family = server.family()
            assert len(family) >= 4
            server.process.kill()
            server.process.wait()
        assert all_ended(family)
        assert not any(map(is_running, family))


def _endless() -> bytes:
    """Long work: a sheet is being set."""
    body = b"as_of=2026-11-22&value.hemoglobin=92&unit.hemoglobin=g/L"
    head = b"POST /plan/download/sheet HTTP/1.1\r\nHost: localhost\r\n"
    kind = b"Content-Type: application/x-www-form-urlencoded\r\n"
    return head + kind + b"Content-Length: %d\r\n\r\n" % len(body) + body
