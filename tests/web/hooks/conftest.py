"""One application, called from this machine, as a record system on it would."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from hematinic.web.app import create_app
from hematinic.web.hooks import desk
from hematinic.web.hooks.discovery import keys
from hematinic.web.service import Service
from web.hooks import records
from web.hooks.fhir_server import FhirServer, fhir_server

HERE = ("127.0.0.1", 50_000)


A_MOMENT = desk.FETCHING
"""Seconds that a server has, where nobody gives it more."""


@pytest.fixture
def in_a_moment(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """For a server that never answers."""
    return lambda: monkeypatch.setattr(desk, "FETCHING", A_MOMENT)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine fetches no less than an idle one."""
    monkeypatch.setattr(desk, "FETCHING", 600)


@pytest.fixture(scope="session")
def local(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(service), client=HERE) as found:
        yield found


@pytest.fixture(scope="session")
def today() -> str:
    return date.today().isoformat()


@pytest.fixture(scope="session")
def resources(today: str) -> list[records.Resource]:
    return records.record(today, (date.today() - timedelta(days=2)).isoformat())


@pytest.fixture(scope="session")
def asked(service: Service) -> Any:
    """The prefetch keys."""
    return keys(service.guideline)


@pytest.fixture
def sent(resources: list[records.Resource], asked: Any) -> dict[str, Any]:
    """All of the record, as a client sends it."""
    return records.prefetch(resources, asked)


@pytest.fixture
def server(resources: list[records.Resource]) -> Iterator[FhirServer]:
    with fhir_server(resources) as found:
        yield found


Cards = list[dict[str, Any]]


@pytest.fixture(scope="session")
def cards(local: TestClient) -> Callable[[dict[str, Any]], Cards]:
    def told(call: dict[str, Any]) -> Cards:
        answer = local.post(f"/cds-services/iron-b12-{call['hook']}", json=call)
        assert answer.status_code == 200, answer.text
        return answer.json()["cards"]

    return told
