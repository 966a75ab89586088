"""One application for all tests of the pages: it is made once in service, too."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

import once
from chromium import address, browser, opened, pages  # noqa: F401
from hematinic.proof.report import Report
from hematinic.web.app import create_app
from hematinic.web.service import Service, make_service

PATIENT: dict[str, Any] = {
    "patient": {"id": "demo-1", "birth_date": "1961-03-04", "sex": "female"},
    "as_of": "2026-11-22",
    "events": [
        {"on": "2026-11-20", "observed": "hemoglobin", "value": 92, "unit": "g/L"},
        {"on": "2026-11-20", "observed": "ferritin", "value": "<5", "unit": "ug/L"},
        {"on": "2026-11-20", "observed": "vitamin_b12", "value": 90, "unit": "ng/L"},
        {"on": "2026-11-20", "present": "paresthesia"},
        {"on": "2026-11-22", "ordered": "folic_acid", "dose": 5, "unit": "mg", "every": "1 d"},
    ],
}


@pytest.fixture(scope="session")
def service() -> Service:
    return make_service()


@pytest.fixture(scope="session")
def client(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(service), follow_redirects=False) as found:
        yield found


@pytest.fixture(scope="session")
def report() -> Report:
    """Computed and kept before a page of proofs is asked for, so that it shows it."""
    return once.report()


@pytest.fixture
def patient() -> dict[str, Any]:
    return json.loads(json.dumps(PATIENT))
