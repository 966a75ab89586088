"""Hooks are evaluated in processes beside the server: the same bytes, and none of them holds it up."""

import json
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from hematinic.web.app import bare_app, create_app
from hematinic.web.away import LARGE, LARGE_HOOK, Lanes
from hematinic.web.serve import listening
from hematinic.web.service import Service
from served import Served, served
from web.hooks import records
from web.hooks.conftest import HERE
from web.hooks.fhir_server import FhirServer

IRON = records.medicine("MedicationRequest", "iron-1", "B03AA07", "ferrous sulfate", status="draft")
PATIENT = "from hematinic.web.hooks import desk; desk.FETCHING = 60"
"""A busy machine fetches no less."""

JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("hooks"), PATIENT) as found:
        yield found


def both(beside: Served, here: TestClient, call: dict[str, Any]) -> tuple[bytes, bytes]:
    path, body = f"/cds-services/iron-b12-{call['hook']}", json.dumps(call).encode()
    status, headers, found = beside.ask("POST", path, body, JSON)
    assert (status, headers["content-type"]) == (200, "application/json")
    return found, here.post(path, content=body, headers=JSON).content


@pytest.mark.skipif(sys.platform != "linux", reason="processes are made otherwise there")
@pytest.mark.parametrize("hook", ["patient-view", "order-select", "order-sign"])
def test_the_cards_are_the_same_to_the_byte(beside, local, sent, hook):
    found, here = both(beside, local, records.call(hook, sent, [IRON]))
    assert found == here
    assert json.loads(found)["cards"]


def test_so_they_are_of_what_is_fetched(beside, local, server: FhirServer, sent):
    call = records.call("order-sign", {"patient": sent["patient"]}, [IRON], fhirServer=server.base)
    found, here = both(beside, local, call)
    assert found == here
    assert b"hydroxocobalamin" in found


def test_a_record_that_is_refused_is_told_of(beside, local, sent):
    other = sent | {"patient": sent["patient"] | {"id": "p2"}}
    found, here = both(beside, local, records.call("order-sign", other, [IRON]))
    assert found == here
    assert b"p2" in found


@pytest.fixture(scope="module")
def busy(service: Service) -> Iterator[TestClient]:
    """Where nobody may wait."""
    found = Lanes.of(service, bare_app)
    found.short.most_waiting = 0
    with TestClient(create_app(service, lanes=found), client=HERE) as client:
        yield client


def test_who_would_wait_too_long_is_told_when_to_come_back(busy, sent):
    path = "/cds-services/iron-b12-order-sign"
    answer = busy.post(path, json=records.call("order-sign", sent, [IRON]))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert answer.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize(("size", "lane"), [(LARGE_HOOK, "short"), (LARGE_HOOK + 1, "long")])
def test_only_a_large_record_stands_behind_what_takes_long(service, size, lane):
    found = Lanes.of(service, bare_app)
    assert found.of_hook(size) is getattr(found, lane)


@pytest.mark.parametrize(
    ("kind", "query", "size", "lane"),
    [
        (b"application/json", b"", LARGE, "short"),
        (b"application/json", b"", LARGE + 1, "long"),
        (b"application/json", b"detail=now", LARGE, "short"),
        (b"application/json", b"what_if=true", 0, "long"),
        (b"application/yaml", b"", 0, "long"),
    ],
)
def test_a_plan_stands_behind_what_takes_long_if_it_does_itself(service, kind, query, size, lane):
    headers = [(b"content-type", kind)]
    asked = {"method": "POST", "path": "/api/plan", "query_string": query, "headers": headers}
    found = Lanes.of(service, bare_app)
    assert found.lane(asked, size) is getattr(found, lane)


def test_no_part_of_an_answer_waits_for_the_one_before_it():
    with listening("127.0.0.1", 0) as found, socket.create_connection(found.getsockname()):
        taken, _ = found.accept()
        with taken:
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
