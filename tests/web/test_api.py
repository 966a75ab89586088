"""What programs may rely on: the same JSON as the command line, one shape of error, and limits."""

import json
import logging
import re
import subprocess
import sys
from dataclasses import replace

import msgspec
import orjson
import pytest

from hematinic.record.local_limits import local_limits


def problems(response):
    error = response.json()["error"]
    assert set(error) == {"message", "problems"}
    return [error["message"], *error["problems"]]


@pytest.mark.parametrize("command", ["plan", "check"])
def test_api_answers_what_the_command_line_prints(client, patient, tmp_path, command):
    file = tmp_path / "patient.json"
    file.write_text(json.dumps(patient))
    printed = subprocess.run(
        [sys.executable, "-m", "hematinic", command, str(file), "--format", "json"],
        capture_output=True,
        check=False,
    ).stdout
    answered = client.post(f"/api/{command}", json=patient).content
    assert answered == msgspec.json.format(printed, indent=-1)


def test_a_patient_file_in_yaml(client):
    text = "patient: {sex: male}\nas_of: 2026-11-22\nevents: []\n"
    response = client.post("/api/plan", content=text, headers={"content-type": "application/yaml"})
    assert response.status_code == 200
    assert response.json()["as_of"] == "2026-11-22"


def test_the_day_may_stand_in_the_address(client, patient):
    del patient["as_of"]
    response = client.post("/api/plan?as_of=2026-11-23", json=patient)
    assert response.json()["as_of"] == "2026-11-23"
    assert client.post("/api/plan?as_of=soon", json=patient).status_code == 422
    assert client.post("/api/plan?as_of=2026-02-31", json=patient).status_code == 422


def test_what_would_change_the_plan_is_told_when_asked(client, patient):
    assert client.post("/api/plan", json=patient).json()["would_change"] == []
    asked = client.post("/api/plan?what_if=true", json=patient).json()["would_change"]
    assert all(set(one) == {"facts", "gives", "takes"} for one in asked)
    assert asked


def test_the_account_of_the_record_is_told_when_asked(client, patient):
    assert "account" not in client.post("/api/plan", json=patient).json()
    found = client.post("/api/plan?detail=why", json=patient).json()["account"]
    assert len(found) == len(patient["events"])
    assert all(set(one) == {"event", "became", "lines", "answers"} for one in found)
    assert any(one["became"] == "decided" for one in found)
    assert client.post("/api/plan?detail=much", json=patient).status_code == 422


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"a": NaN}', b"[" * 5000])
def test_what_is_no_json_is_400(client, content):
    response = client.post(
        "/api/plan", content=content, headers={"content-type": "application/json"}
    )
    assert response.status_code == 400
    assert problems(response)


def test_a_refused_record_is_422_with_every_reason(client, patient):
    patient["events"] += [
        {"on": "2026-11-20", "observed": "hemoglobine", "value": 92, "unit": "g/L"},
        {"on": "2026-11-20", "observed": "ferritin", "value": 5},
    ]
    response = client.post("/api/plan", json=patient)
    assert response.status_code == 422
    told = problems(response)
    assert any("event 6" in line and "hemoglobin" in line for line in told)
    assert any("event 7" in line and "unit" in line for line in told)


@pytest.mark.parametrize("body", ["[]", "1", '"x"', "null", '{"events": {}}', '{"patient": []}'])
def test_json_that_is_no_patient_file_is_422(client, body):
    assert client.post("/api/plan", content=body).status_code == 422


def test_two_megabytes_are_the_limit(client):
    big = b'{"events": [' + b" " * (2 * 2**20) + b"]}"
    response = client.post("/api/plan", content=big)
    assert response.status_code == 413
    assert "2 MB" in problems(response)[0]


def test_a_body_that_hides_its_length_is_counted(client):
    response = client.post("/api/plan", content=(b" " * 100_000 for _ in range(40)))
    assert response.status_code == 413


def test_an_unknown_address_and_method_have_the_same_shape_of_error(client):
    assert client.get("/nowhere").status_code == 404
    assert problems(client.get("/nowhere"))
    assert client.get("/api/plan").status_code == 405
    assert problems(client.get("/api/plan"))


def test_every_answer_has_security_headers(client):
    for response in (client.get("/healthz"), client.get("/nowhere"), client.post("/api/plan")):
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"


def test_a_plan_is_never_kept_on_the_way(client, patient):
    assert client.post("/api/plan", json=patient).headers["cache-control"] == "no-store"


def test_health_names_the_guideline(client, service):
    health = client.get("/healthz").json()
    assert health["status"] == "ok"
    assert health["content_hash"] == service.guideline.content_hash


def test_each_statement_of_the_article_names_its_items(client):
    statements = client.get("/api/statements").json()
    assert set(statements["S11"]) == {"says", "note", "items"}
    assert "b12-loading-neurological" in {item["id"] for item in statements["S11"]["items"]}
    assert all(item["cites"] for item in statements["S11"]["items"])


def test_the_description_of_the_api_needs_no_other_host(client):
    assert "/api/plan" in client.get("/openapi.json").json()["paths"]
    assert client.get("/docs").status_code == 404


def test_a_log_holds_nothing_of_a_patient(client, patient, caplog):
    patient["patient"]["id"] = "Wilhelmina"
    patient["events"].append({"on": "2026-11-20", "present": "Zebrapox"})
    with caplog.at_level(logging.DEBUG):
        client.post("/api/plan", json=patient)
        client.post("/api/plan?name=Wilhelmina", json={"patient": {"id": "Wilhelmina"}})
        client.get("/Wilhelmina")
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
    assert ours
    assert not any("Wilhelmina" in line or "Zebrapox" in line for line in ours)


def test_a_crash_tells_nothing_and_answers(client, patient, monkeypatch, caplog):
    def crash(*_, **__):
        raise ValueError("Wilhelmina")

    monkeypatch.setattr("hematinic.web.service.read_bytes", crash)
    with caplog.at_level(logging.DEBUG):
        response = client.post("/api/plan", json=patient)
    assert response.status_code == 500
    assert "Wilhelmina" not in response.text + caplog.text
    assert "ValueError" in caplog.text


def shown(answer) -> set[str]:
    lines = [*answer.json()["recommendations"], *answer.json()["alerts"]]
    facts = [fact for line in lines for fact in line["why"]["because"]]
    return {fact["shown"] for fact in facts if fact["fact"] == "hemoglobin"}


@pytest.mark.parametrize(
    ("units", "says"), [("", "92 g/L (9.2 g/dL)"), ("US", "9.2 g/dL (92 g/L)")]
)
def test_results_are_shown_in_the_units_asked_for(client, patient, units, says):
    answer = client.post(f"/api/plan?units={units}", json=patient)
    assert shown(answer) == {says}


def test_units_nobody_knows_are_refused(client, patient):
    answer = client.post("/api/plan?units=metric", json=patient)
    assert answer.status_code == 422
    assert "none of UK, US, SI" in answer.text


def test_the_planner_shows_the_units_of_its_address(client):
    """The address, and then the form, carry the choice."""
    us, uk = (client.get(f"/plan?example=iron-before-b12&units={u}").text for u in ("US", "UK"))
    assert re.search(r"[\d.]+ g/dL \([\d.]+ g/L\)", us)
    assert re.search(r"[\d.]+ g/L \([\d.]+ g/dL\)", uk)
    assert '<option value="US" selected>' in us


def test_a_service_decides_by_the_limits_of_its_site(service, patient):
    """`hematinic serve --local-limits FILE`."""
    own = {"deficient_below": "150 ng/L", "laboratory": "Example", "source": "report"}
    site = replace(
        service, local_limits=local_limits({"vitamin_b12": own}, service.guideline, "site")
    )
    plan = site.read_and_plan(orjson.dumps(patient), None)
    assert "local-limit-b12" in {fired.alert.id for fired in plan.alerts}


@pytest.mark.parametrize(
    "day", ["0000-00-00", "0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"]
)
def test_no_day_that_no_plan_is_made_for_is_in_the_description(client, patient, day):
    described = client.get("/openapi.json").json()
    parameters = described["paths"]["/api/plan"]["post"]["parameters"]
    [query] = [one["schema"] for one in parameters if one["name"] == "as_of"]
    body = described["paths"]["/api/plan"]["post"]["requestBody"]["content"]["application/json"]
    pattern = body["schema"]["properties"]["as_of"]["pattern"]
    assert pattern == next(one["pattern"] for one in query["anyOf"] if "pattern" in one)
    assert re.fullmatch(pattern, "2026-11-22")
    assert not re.fullmatch(pattern, day)
    assert client.post("/api/plan", json=patient | {"as_of": day}).status_code == 422
    assert client.post(f"/api/plan?as_of={day}", json=patient).status_code == 422
