"""`$apply` over HTTP: a record in, proposals out; what is wrong, as an OperationOutcome."""

from pathlib import Path

from starlette.testclient import TestClient

EXAMPLE = Path(__file__).parents[2] / "examples" / "combined-deficiency-bundle.json"
ADDRESS = "/fhir/PlanDefinition/iron-b12/$apply"


def test_apply_gives_drafts_alone(client: TestClient) -> None:
    answer = client.post(ADDRESS, content=EXAMPLE.read_bytes())
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/fhir+json")
    assert answer.headers["cache-control"] == "no-store"
    resources = [entry["resource"] for entry in answer.json()["entry"]]
    requests = [r for r in resources if r["resourceType"] == "MedicationRequest"]
    assert requests
    assert {(r["status"], r["intent"]) for r in requests} == {("draft", "proposal")}


def test_another_subject_is_refused(client: TestClient) -> None:
    answer = client.post(f"{ADDRESS}?subject=Patient/somebody", content=EXAMPLE.read_bytes())
    assert answer.status_code == 422
    assert answer.json()["resourceType"] == "OperationOutcome"


def test_nonsense_is_an_outcome(client: TestClient) -> None:
    for body in (b"", b"{", b"[]", b'{"resourceType": "Patient"}'):
        answer = client.post(ADDRESS, content=body)
        assert answer.status_code == 422
        assert answer.json()["issue"][0]["diagnostics"]


def test_the_definition_itself(client: TestClient) -> None:
    answer = client.get("/fhir/PlanDefinition/iron-b12")
    assert answer.json()["resourceType"] == "PlanDefinition"
    assert answer.json()["status"] == "draft"
    assert client.get("/fhir/PlanDefinition/other").status_code == 404
