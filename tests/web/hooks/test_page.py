"""What the page on integration has an integrator send by hand, and what the log keeps of it."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from documentation.followed import ROOT, Page
from served import PATIENCE, served
from web.hooks import records
from web.hooks.fhir_server import FhirServer

PAGE = "integrate.md"


@pytest.fixture
def written() -> dict[str, Any]:
    """The file `call.json` of the page."""
    blocks = Page(ROOT / "docs" / PAGE).blocks
    [block] = [one for one in blocks if one.does == "file" and one.what == "call.json"]
    return json.loads(block.text)  # type: ignore[no-any-return]


def test_its_call_gets_the_card_that_it_names(local: TestClient, written: dict[str, Any]) -> None:
    [card] = local.post("/cds-services/iron-b12-order-select", json=written).json()["cards"]
    assert card["summary"].rstrip(".") in " ".join((ROOT / "docs" / PAGE).read_text().split())
    assert "Not seen: results (no answer)" in card["detail"]


def test_its_chart_with_neither_prefetch_nor_server_is_refused(
    local: TestClient, written: dict[str, Any]
) -> None:
    context = {key: written["context"][key] for key in ("userId", "patientId")}
    call = {"hook": "patient-view", "hookInstance": written["hookInstance"], "context": context}
    assert local.post("/cds-services/iron-b12-patient-view", json=call).status_code == 412


@pytest.mark.parametrize("path", ["/cds-services", "/fhir/metadata"])
def test_its_addresses_answer(path: str, local: TestClient) -> None:
    assert local.get(path).status_code == 200


def test_the_log_of_a_server_that_reads_a_record_does_not_name_the_patient(
    tmp_path: Path, server: FhirServer, today: str
) -> None:
    """`serve` logs what it is asked, by its route; what it asks for itself has the patient in it."""
    call = records.call("order-sign", {}, [records.iron(today)], fhirServer=server.base)
    unhurried = "import hematinic.web.hooks.desk as desk; desk.FETCHING = 60"
    with served(tmp_path, unhurried) as found:
        headers = {"content-type": "application/json"}
        body = json.dumps(call).encode()
        status, _, _ = found.ask("POST", "/cds-services/iron-b12-order-sign", body, headers)
        found.ask("GET", "/healthz")
        told = time.monotonic() + PATIENCE
        while "POST" not in found.log.read_text() and time.monotonic() < told:
            time.sleep(0.05)  # it writes after it has answered
        log = found.log.read_text()
    assert status == 200
    assert "/fhir/Patient/p1" in server.asked
    assert "POST /cds-services/{name} 200" in log
    assert "p1" not in log
