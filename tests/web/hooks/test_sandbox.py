"""The traffic of the public sandbox of CDS Hooks, as it was captured, answered by this service.

It sends drafts that are not quite FHIR, a key it has no answer to is left out, and it asks before any
medicine is chosen.
"""

import json
import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.testclient import TestClient
from tools.record_server import moved

from hematinic.web.app import create_app
from hematinic.web.hooks.settings import read_settings
from hematinic.web.service import Service
from web.hooks import records

FOLDER = Path(os.environ.get("HEMATINIC_TEST_DATA", "")) / "cds-hooks"
needed = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="HEMATINIC_TEST_DATA names no folder with cds-hooks"
)


def captured() -> Iterator[dict[str, Any]]:
    for line in (FOLDER / "sandbox_capture.ndjson").read_text().splitlines():
        entry = json.loads(line)
        if entry["kind"] == "call":
            yield entry["body"]


def ours(call: dict[str, Any]) -> dict[str, Any]:
    """Its prefetch under our keys; the rest as it came."""
    names = {"patient": "patient", "obs": "results", "cond": "problems"}
    sent = {names[key]: value for key, value in call.get("prefetch", {}).items() if key in names}
    return call | {"prefetch": sent, "fhirServer": "http://127.0.0.1:9/fhir"}


def answered(client: TestClient, call: dict[str, Any]) -> list[dict[str, Any]]:
    answer = client.post(f"/cds-services/iron-b12-{call['hook']}", json=call)
    assert answer.status_code == 200, answer.text
    return answer.json()["cards"]


@needed
def test_every_captured_call_is_answered(local: TestClient) -> None:
    calls = [ours(call) for call in captured()]
    assert {call["hook"] for call in calls} >= {"patient-view", "order-select"}
    for call in calls:
        for card in answered(local, call):
            assert "Not seen:" in card["detail"]


@needed
def test_the_chart_of_its_patient_is_advised_on(local: TestClient) -> None:
    call = next(ours(call) for call in captured() if call["hook"] == "patient-view")
    [card] = [c for c in answered(local, call) if c["source"]["topic"]["code"] == "today"]
    created = [
        action["resource"]["medicationCodeableConcept"]["text"]
        for suggestion in card.get("suggestions", ())
        for action in suggestion["actions"]
    ]
    assert created in ([], ["Hydroxocobalamin"])


@needed
def test_a_form_with_nothing_chosen_gets_no_card(local: TestClient) -> None:
    for call in map(ours, captured()):
        drafts = call["context"].get("draftOrders", {}).get("entry", [])
        if drafts and "medicationCodeableConcept" not in drafts[0]["resource"]:
            assert answered(local, call) == []


def test_its_drafts_are_read_as_they_are(local: TestClient, sent: dict[str, Any]) -> None:
    """A category that is an object, a dose in pills, and no type on the bundle."""
    order = records.iron(date.today().isoformat()) | {
        "category": {"coding": [{"code": "community"}]},
        "dosageInstruction": [{
            "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
            "doseAndRate": [{"doseQuantity": {"value": 1, "code": "{pill}",
                                              "system": "http://unitsofmeasure.org"}}],
        }],
        "dispenseRequest": {"expectedSupplyDuration": {"value": 30, "unit": "days", "code": "d"}},
        "reasonCode": {"text": "tired"},
    }  # fmt: skip
    [card, *_] = answered(local, records.call("order-select", sent, [order]))
    assert card["source"]["topic"]["code"] == "iron-before-b12"
    assert card["suggestions"][0]["actions"][0]["resourceId"] == "MedicationRequest/request-123"


def test_ids_longer_than_fhir_allows_are_taken(local: TestClient, sent: dict[str, Any]) -> None:
    name = "a" * 194
    order = records.iron(date.today().isoformat(), name)
    [card, *_] = answered(local, records.call("order-select", sent, [order]))
    assert card["suggestions"][0]["actions"][0]["resourceId"] == f"MedicationRequest/{name}"


def test_an_order_that_only_refers_to_its_medicine_gets_no_all_clear(
    local: TestClient, sent: dict[str, Any]
) -> None:
    order = {"resourceType": "MedicationRequest", "id": "m", "status": "draft", "intent": "order",
             **records.WHOSE, "medicationReference": {"reference": "Medication/elsewhere"}}  # fmt: skip
    [card] = answered(local, records.call("order-sign", sent, [order]))
    assert "no all-clear" in card["summary"]
    assert "only referred to" in card["detail"]


@needed
@pytest.mark.parametrize("name", ["order_select_hook_request", "order_sign_hook_request"])
def test_the_requests_of_the_standard_s_own_tests(name: str, local: TestClient) -> None:
    """Their orders are of another patient than the hook: no advice, and that is said."""
    call = json.loads((FOLDER / f"{name}.json").read_text())
    [card] = answered(local, call)
    assert "No advice" in card["summary"]


# The sandbox driven with this service: its own calls, about the patient of our example


def recorded() -> list[dict[str, Any]]:
    """With all days moved to this one, as the record that it read from was."""
    text = (Path(__file__).parent / "sandbox_traffic.ndjson").read_text()
    return [json.loads(line) for line in moved(text).splitlines()]


def test_its_calls_are_answered_as_they_were(local: TestClient) -> None:
    told: dict[str, list[str]] = {}
    for entry in recorded():
        answer = local.post(entry["path"], json=entry["body"])
        assert answer.status_code == 200
        if "context" in entry["body"]:
            drafts = entry["body"]["context"].get("draftOrders", {}).get("entry", [])
            names = [d["resource"].get("medicationCodeableConcept", {}).get("text") for d in drafts]
            topics = [card["source"]["topic"]["code"] for card in answer.json()["cards"]]
            told[f"{entry['body']['hook']} {names}"] = topics
    assert told == {
        "patient-view []": ["today"],
        "order-select [None]": [],
        "order-select ['ferrous sulfate 325 MG Oral Tablet']": ["iron-before-b12"],
        "order-select ['Hydroxocobalamin']": [],
    }


def test_its_token_is_verified_by_the_key_that_it_publishes(
    service: Service, tmp_path: Path
) -> None:
    """As it signs: ES384, with a `jku` that nobody here asks."""
    key = ECKey.generate_key("P-384", {"kid": "44823f3d"}, auto_kid=False)
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [key.as_dict(private=True)]}))
    (tmp_path / "site.yaml").write_text(
        "base_url: http://127.0.0.1:8000\n"
        "clients:\n  - name: sandbox\n    issuer: https://sandbox.cds-hooks.org\n"
        "    keys: keys.json\n"
    )
    entry = recorded()[0]
    now = int(time.time())
    claims = {"iss": "https://sandbox.cds-hooks.org", "aud": "http://127.0.0.1:8000" + entry["path"],
              "exp": now + 300, "iat": now, "jti": str(uuid4())}  # fmt: skip
    header = {"alg": "ES384", "typ": "JWT", "kid": "44823f3d",
              "jku": "https://sandbox.cds-hooks.org/.well-known/jwks.json"}  # fmt: skip
    bearer = jwt.encode(header, claims, key, algorithms=["ES384"])
    with TestClient(create_app(service, read_settings(tmp_path / "site.yaml"))) as app:
        headers = {"Authorization": f"Bearer {bearer}"}
        assert app.post(entry["path"], json=entry["body"], headers=headers).status_code == 200
        assert app.post(entry["path"], json=entry["body"]).status_code == 401
