"""Who may ask: by the name that is asked for, by the page that asks, and by how often."""

import pytest
from starlette.testclient import TestClient

from hematinic.web.allowed import Allowed
from hematinic.web.app import create_app
from hematinic.web.guard import Guard
from hematinic.web.hooks.settings import Settings
from hematinic.web.rate import CLIENTS, Rate

SITE = Allowed(("https://cds.example.org:8443/base", "https://record.example.org"))


def refuses(allowed: Allowed, method: str = "POST", host: str = "localhost", **headers: str) -> str:
    named = {name.replace("_", "-"): text for name, text in headers.items()} | {"host": host}
    return allowed.refuses(method, [(n.encode(), text.encode()) for n, text in named.items()])


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000"])
def test_this_machine_goes_by_its_own_names(host):
    assert not refuses(Allowed(), host=host)


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "localhost.evil.example", "evil.example:8000", "127.0.0.1.nip.example",
     "2130706433", "[::1", "[::2]", "localhost@evil.example", "a b", "\x00", "x" * 300],
)  # fmt: skip
def test_it_goes_by_no_other(host):
    for method in ("GET", "POST"):
        assert "answers to 127.0.0.1, ::1, localhost" in refuses(Allowed(), method, host)


def test_a_site_adds_names_of_its_own():
    for host in ("cds.example.org:8443", "record.example.org", "localhost"):
        assert not refuses(SITE, host=host)
    assert refuses(SITE, host="other.example.org")


def test_the_address_where_it_listens_is_a_name_of_its_own_and_every_address_is_none():
    assert not refuses(Allowed((), "192.0.2.7"), host="192.0.2.7:8000")
    for everywhere in ("0.0.0.0", "::", ""):
        assert refuses(Allowed((), everywhere), host="192.0.2.7:8000")
        assert refuses(Allowed((), everywhere), host=everywhere)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://localhost"},
        {"origin": "null", "sec_fetch_site": "same-origin"},
        {"origin": "http://localhost", "sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
    ],
)
def test_its_own_pages_and_what_is_no_page_may_ask(headers):
    assert not refuses(Allowed(), **headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:3000"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "null", "sec_fetch_site": "cross-site"},
        {"origin": "http://localhost", "sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
)
def test_pages_of_others_may_look_and_not_send(headers):
    assert "another site" in refuses(Allowed(), **headers)
    assert not refuses(Allowed(), "GET", **headers)


def test_pages_that_a_site_names_may_ask():
    named = {"origin": "https://record.example.org", "sec_fetch_site": "cross-site"}
    assert not refuses(SITE, **named)
    assert refuses(SITE, **named | {"origin": "http://record.example.org"})
    assert refuses(SITE, **named | {"origin": "https://record.example.org.evil.example"})


def test_one_list_opens_both(service):
    settings = Settings(base_url="https://cds.example.org", origins=("https://record.example.org",))
    allowed = Allowed((settings.base_url, *settings.origins))
    with TestClient(create_app(service, settings, allowed), "https://cds.example.org") as client:
        asked = client.get("/cds-services", headers={"origin": "https://record.example.org"})
        assert asked.headers["access-control-allow-origin"] == "https://record.example.org"
        other = client.get("/cds-services", headers={"origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers
        assert client.get("/healthz").status_code == 200
        refused = client.get("/healthz", headers={"host": "evil.example"})
        assert refused.status_code == 403
        assert refused.headers["x-frame-options"] == "DENY"
        assert "evil.example" not in refused.text


# How often


def test_a_client_waits_for_its_share_and_no_other_for_it():
    rate = Rate(a_second=2, at_once=3)
    assert [rate.wait("192.0.2.1", 0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert rate.wait("192.0.2.2", 0) == 0
    assert rate.wait("192.0.2.1", 0.49) > 0
    assert rate.wait("192.0.2.1", 0.51) == 0
    assert [rate.wait("192.0.2.1", 100) for _ in range(4)] == [0, 0, 0, 0.5]


@pytest.mark.parametrize("here", ["127.0.0.1", "127.8.8.8", "::1", "testclient", ""])
def test_on_this_machine_nobody_waits(here):
    rate = Rate(a_second=0.01, at_once=1)
    assert not any(rate.wait(here, 0) for _ in range(50))


def test_clients_are_forgotten_so_that_they_fill_no_memory():
    rate = Rate()
    for number in range(CLIENTS + 50):
        rate.wait(f"2001:db8::{number:x}", number / 1000)
    assert len(rate.left) == CLIENTS


def test_who_asks_too_often_is_told_when_to_come_back(service):
    guarded = Guard(create_app(service), rate=Rate(a_second=0.01, at_once=2))
    client = TestClient(guarded, client=("192.0.2.1", 5))
    answers = [client.get("/healthz") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 100
    assert answers[-1].json()["error"]["message"] == "You ask too often. Try again in a moment."
    assert TestClient(guarded, client=("192.0.2.2", 5)).get("/healthz").status_code == 200


# How much

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/plan", JSON), ("/api/plan", "application/yaml"), ("/api/check", JSON),
        ("/api/ask", JSON), ("/fhir/PlanDefinition/iron-b12/$apply", JSON), ("/ask", FORM),
        ("/plan", FORM), ("/plan/download/json", FORM),
        ("/plan", "multipart/form-data; boundary=x"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("declared", [True, False])
def test_a_body_that_is_too_large_is_refused_as_such_everywhere(client, path, kind, declared):
    part = b"x" * 2**18
    content = part * 9 if declared else (part for _ in range(9))
    answer = client.post(path, content=content, headers={"content-type": kind})
    assert answer.status_code == 413
    assert "larger than the 2 MB that are read" in answer.text
