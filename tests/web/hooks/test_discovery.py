"""`GET /cds-services`: what is offered, and what is asked for beforehand."""

import re
from typing import Any

from starlette.testclient import TestClient

from hematinic.web.service import Service

HOOKS = {"patient-view", "order-select", "order-sign"}


def test_three_hooks(local: TestClient) -> None:
    answer = local.get("/cds-services")
    assert answer.status_code == 200
    services = answer.json()["services"]
    assert {one["hook"] for one in services} == HOOKS
    for one in services:
        assert one["id"] == f"iron-b12-{one['hook']}"
        assert all(one[field] for field in ("title", "description", "prefetch"))


def test_templates_keep_to_the_queries_that_every_client_must_know(local: TestClient) -> None:
    """Version 2.0: reads, searches by token, `_count`, `_sort`; tokens of the context alone."""
    for one in local.get("/cds-services").json()["services"]:
        for template in one["prefetch"].values():
            assert re.findall(r"{{(.*?)}}", template) == ["context.patientId"]
            _, _, query = template.partition("?")
            names = {part.partition("=")[0] for part in query.split("&") if part}
            assert names <= {"patient", "code", "_sort", "_count"}


def test_every_code_of_a_result_is_asked_for_and_no_other(asked: Any, service: Service) -> None:
    elements = service.guideline.elements.values()
    wanted = {
        f"http://loinc.org|{code}"
        for element in elements
        if element.kind in ("quantity", "result")
        for code in element.codes.get("loinc", ())
    }
    template = next(key.template for key in asked if key.name == "results")
    codes = set(template.partition("code=")[2].partition("&")[0].split(","))
    assert {code for code in codes if code.startswith("http://loinc.org|")} == wanted
    assert len(template) < 6_000, "an address that servers still take"


def test_an_unknown_service_is_not_found(local: TestClient) -> None:
    answer = local.post("/cds-services/other", json={})
    assert answer.status_code == 404
    assert answer.json()["resourceType"] == "OperationOutcome"
