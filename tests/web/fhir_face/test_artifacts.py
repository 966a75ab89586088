"""The guideline's artifacts: read at the id that each bears, found by their address; and what a client
is told before it asks, and when it asks for what is not had."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from hematinic.render.fhir import definitions
from hematinic.web.app import create_app
from hematinic.web.hooks.settings import Settings
from hematinic.web.service import Service

XML = "application/fhir+xml"


def search(client: TestClient, address: str, **query: str) -> dict[str, Any]:
    answer = client.get(f"/fhir/{address}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_metadata_tells_all_that_is_served(client: TestClient) -> None:
    found = client.get("/fhir/metadata").json()
    assert found["resourceType"] == "CapabilityStatement"
    assert found["fhirVersion"] == "4.0.1"
    resources = {one["type"]: one for one in found["rest"][0]["resource"]}
    assert set(resources) == {"PlanDefinition", "ActivityDefinition", "Library", "Questionnaire"}
    operations = {one["name"] for one in resources["PlanDefinition"]["operation"]}
    assert operations == {"apply", "r5.apply"}


@pytest.mark.filterwarnings("ignore")
def test_a_model_of_fhir_takes_it(client: TestClient) -> None:
    models = pytest.importorskip("fhir.resources.R4B.capabilitystatement")
    models.CapabilityStatement.model_validate(client.get("/fhir/metadata").json())


def test_each_artifact_at_its_id_and_by_its_address(client: TestClient, service: Service) -> None:
    for entry in definitions(service.guideline)["entry"]:
        one = entry["resource"]
        kind = one["resourceType"]
        assert client.get(f"/fhir/{kind}/{one['id']}").json() == json.loads(json.dumps(one))
        found = search(client, kind, url=f"{one['url']}|{one['version']}")
        assert [e["resource"]["id"] for e in found["entry"]] == [one["id"]]
        assert found["entry"][0]["fullUrl"].endswith(f"/fhir/{kind}/{one['id']}")


def test_pages_hold_each_once(client: TestClient, service: Service) -> None:
    found = search(client, "ActivityDefinition", _count="20")
    total, seen = found["total"], []
    while True:
        seen += [entry["resource"]["id"] for entry in found["entry"]]
        following = [link["url"] for link in found["link"] if link["relation"] == "next"]
        if not following:
            break
        found = client.get(following[0]).json()
    assert len(seen) == len(set(seen)) == total > 100


def test_other_ways_to_find(client: TestClient) -> None:
    [title] = {one["resource"]["title"] for one in search(client, "PlanDefinition")["entry"]}
    assert search(client, "PlanDefinition", title=title[:6].lower())["total"] == 1
    assert search(client, "PlanDefinition", **{"title:contains": title[-6:]})["total"] == 1
    assert search(client, "PlanDefinition", **{"title:exact": title[:6]})["total"] == 0
    assert search(client, "PlanDefinition", status="draft,active")["total"] == 1
    assert search(client, "PlanDefinition", url="urn:other")["total"] == 0
    assert "entry" not in search(client, "PlanDefinition", url="urn:other")
    assert search(client, "PlanDefinition", _count="0")["total"] == 1
    posted = client.post("/fhir/PlanDefinition/_search", data={"_id": "iron-b12"})
    assert posted.json()["total"] == 1


# What is not had


def outcome(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"].startswith("application/fhir+json")
    assert answer.json()["resourceType"] == "OperationOutcome"
    return answer.status_code, answer.json()["issue"][0]["code"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "PlanDefinition/other", 404, "not-found"),
        ("GET", "Patient/1", 404, "not-supported"),
        ("GET", "Patient", 404, "not-supported"),
        ("GET", "PlanDefinition/iron-b12/_history/1", 404, "not-found"),
        ("PUT", "PlanDefinition/iron-b12", 405, "not-supported"),
        ("DELETE", "PlanDefinition/iron-b12", 405, "not-supported"),
        ("POST", "PlanDefinition", 404, "not-found"),
        ("GET", "PlanDefinition?title:missing=true", 400, "not-supported"),
        ("GET", "PlanDefinition?_count=many", 400, "value"),
        ("GET", "PlanDefinition/$apply", 422, "required"),
        ("GET", "PlanDefinition?_format=xml", 406, "not-supported"),
    ],
)
def test_each_error_has_its_code(
    method: str, path: str, status: int, code: str, client: TestClient
) -> None:
    assert outcome(client.request(method, f"/fhir/{path}")) == (status, code)


def test_a_parameter_that_is_not_known_is_passed_over_unless_strict(client: TestClient) -> None:
    assert search(client, "PlanDefinition", color="red")["total"] == 1
    strict = client.get("/fhir/PlanDefinition?color=red", headers={"Prefer": "handling=strict"})
    assert outcome(strict) == (400, "not-supported")


@pytest.mark.parametrize("accept", [XML, "application/xml", "text/turtle", "text/html"])
def test_formats_that_are_not_had(accept: str, client: TestClient) -> None:
    for path in ("metadata", "PlanDefinition/iron-b12", "nothing/at/all"):
        answer = client.get(f"/fhir/{path}", headers={"Accept": accept})
        assert outcome(answer) == (406, "not-supported")
    sent = client.post("/fhir/PlanDefinition/iron-b12/$apply", content=b"<Bundle/>",
                       headers={"Content-Type": XML})  # fmt: skip
    assert outcome(sent) == (415, "not-supported")


@pytest.mark.parametrize(
    "accept",
    ["application/fhir+json", "application/json", "application/json+fhir", "*/*",
     "text/html, application/xhtml+xml, */*;q=0.8", "application/fhir+json;fhirVersion=4.0", ""],
)  # fmt: skip
def test_formats_that_are(accept: str, client: TestClient) -> None:
    assert client.get("/fhir/metadata", headers={"Accept": accept}).status_code == 200


# Settings of a site


@pytest.fixture(scope="module")
def elsewhere(service: Service) -> Any:
    settings = Settings(
        base_url="https://cds.example", origins=("https://record.example",), largest_mb=1
    )
    with TestClient(create_app(service, settings)) as found:
        yield found


def test_pages_of_listed_sites_may_ask(elsewhere: TestClient, client: TestClient) -> None:
    headers = {"Origin": "https://record.example", "Access-Control-Request-Method": "POST",
               "Access-Control-Request-Headers": "content-type, authorization"}  # fmt: skip
    for path in ("/fhir/metadata", "/cds-services"):
        asked = elsewhere.options(path, headers=headers)
        assert asked.headers["access-control-allow-origin"] == "https://record.example"
        other = elsewhere.options(path, headers=headers | {"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers
        assert "access-control-allow-origin" not in client.options(path, headers=headers).headers
    page = elsewhere.options("/plan", headers=headers)
    assert "access-control-allow-origin" not in page.headers


def test_addresses_are_those_that_the_site_has(elsewhere: TestClient) -> None:
    found = elsewhere.get("/fhir/PlanDefinition").json()
    assert found["entry"][0]["fullUrl"] == "https://cds.example/fhir/PlanDefinition/iron-b12"


def test_the_size_is_the_site_s(elsewhere: TestClient, client: TestClient) -> None:
    large = b'{"resourceType": "Bundle", "x": "%s"}' % (b"x" * 1_500_000)
    address = "/fhir/PlanDefinition/iron-b12/$apply"
    assert outcome(elsewhere.post(address, content=large)) == (413, "too-long")
    assert client.post(address, content=large).status_code == 200


def test_what_is_too_large_for_the_server_is_told_in_fhir_s_terms(client: TestClient) -> None:
    large = b'{"resourceType": "Bundle", "x": "%s"}' % (b"x" * 2_500_000)
    assert outcome(client.post("/fhir/PlanDefinition/iron-b12/$apply", content=large)) == (
        413, "too-long",
    )  # fmt: skip
