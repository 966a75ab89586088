"""What is missing is read from the client's FHIR server: with its token, page by page, and never
longer than a hook may take, whatever the server does."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from hematinic.web.hooks.fetch import allowed
from hematinic.web.hooks.settings import Client
from hematinic.web.hooks.trust import Caller
from web.hooks import records
from web.hooks.fhir_server import FhirServer

Told = Callable[[dict[str, Any]], list[dict[str, Any]]]

HERE = Caller("this-machine")


def call(server: FhirServer, today: str, prefetch: Any = None, **more: Any) -> dict[str, Any]:
    return records.call(
        "order-sign", prefetch or {}, [records.iron(today)], fhirServer=server.base, **more
    )


def said(cards: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What stands on cards, whichever call made them."""
    return [(card["summary"], card["detail"]) for card in cards]


def test_fetched_says_the_same_as_sent(
    cards: Told, sent: dict[str, Any], server: FhirServer, today: str
) -> None:
    whole = cards(records.call("order-sign", sent, [records.iron(today)]))
    assert said(cards(call(server, today))) == said(whole)
    assert server.asked


def test_what_was_sent_is_not_asked_for_again(
    cards: Told, sent: dict[str, Any], server: FhirServer, today: str
) -> None:
    cards(call(server, today, sent))
    assert server.asked == []
    del sent["problems"]
    cards(call(server, today, sent))
    assert [one.partition("?")[0] for one in server.asked] == ["/fhir/Condition"]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_are_followed(
    size: int, cards: Told, server: FhirServer, sent: dict[str, Any], today: str
) -> None:
    server.page = size
    whole = cards(records.call("order-sign", sent, [records.iron(today)]))
    assert said(cards(call(server, today))) == said(whole)


def test_the_next_page_of_what_was_sent_is_fetched(
    cards: Told, server: FhirServer, sent: dict[str, Any], today: str
) -> None:
    server.page = 1
    first = {"resourceType": "Bundle", "entry": sent["problems"]["entry"][:1],
             "link": [{"relation": "next", "url": f"{server.base}/Condition?patient=p1&from=1"}]}  # fmt: skip
    part = cards(call(server, today, sent | {"problems": first}))
    assert said(part) == said(cards(records.call("order-sign", sent, [records.iron(today)])))


def test_pages_of_another_server_are_not(cards: Told, server: FhirServer, today: str) -> None:
    server.page, server.wrong["Condition"] = 1, "pages elsewhere"
    found = cards(call(server, today))
    assert sum("/Condition" in one for one in server.asked) == 1
    assert all("problems (in part)" in card["detail"] for card in found)


# The token


def test_the_token_opens_the_server(cards: Told, server: FhirServer, today: str) -> None:
    server.token = "s3cret"
    without = cards(call(server, today))
    assert all("Not seen:" in card["detail"] for card in without)
    given = {"fhirAuthorization": {"access_token": "s3cret", "token_type": "Bearer"}}
    assert said(cards(call(server, today, **given))) != said(without)
    assert server.headers[-1]["authorization"] == "Bearer s3cret"


# Failures


WAYS = ("broken", "outcome", "error", "redirect", "html", "another", "endless")


KINDS = ("*", "Observation", "MedicationRequest")


def told_that_not_all_was_seen(cards: list[dict[str, Any]]) -> bool:
    """And of iron before B12 all the same, which nothing has excluded."""
    assert cards[0]["source"]["topic"]["code"] == "iron-before-b12"
    assert cards[0]["indicator"] == "critical"
    return all("Not seen:" in card["detail"] for card in cards)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_failing_server_costs_no_alert(
    way: str, kind: str, cards: Told, server: FhirServer, today: str
) -> None:
    server.wrong[kind] = way
    assert told_that_not_all_was_seen(cards(call(server, today)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_slow_server_is_not_waited_for(
    kind: str, cards: Told, server: FhirServer, today: str, in_a_moment: Callable[[], None]
) -> None:
    """However long a busy machine takes: it answers before the server does."""
    in_a_moment()
    server.wrong[kind] = "slow"
    assert told_that_not_all_was_seen(cards(call(server, today)))
    assert server.outwaited == 0


def test_a_server_that_is_gone_costs_no_alert(cards: Told, today: str) -> None:
    gone = records.call("order-sign", {}, [records.iron(today)], fhirServer="http://127.0.0.1:9/f")
    assert cards(gone)[0]["indicator"] == "critical"


def test_an_opened_chart_of_which_nothing_is_seen_is_no_all_clear(local: TestClient) -> None:
    answer = local.post(
        "/cds-services/iron-b12-patient-view", json=records.call("patient-view", {})
    )
    assert answer.status_code == 412
    assert answer.json()["resourceType"] == "OperationOutcome"


def test_a_medicine_that_is_only_referred_to_is_read(
    cards: Told, server: FhirServer, sent: dict[str, Any], today: str
) -> None:
    code = {"coding": [{"system": records.ATC, "code": "B03BA03"}], "text": "hydroxocobalamin"}
    server.resources = [
        *server.resources,
        {"resourceType": "Medication", "id": "m1", "code": code},
        {"resourceType": "MedicationAdministration", "id": "given", "status": "completed",
         **records.WHOSE, "effectiveDateTime": today,
         "medicationReference": {"reference": "Medication/m1"}},
    ]  # fmt: skip
    found = cards(call(server, today))
    assert "iron-before-b12" not in [card["source"]["topic"]["code"] for card in found]
    assert "/fhir/Medication/m1" in server.asked


def test_one_that_cannot_be_read_leaves_medicines_open(
    cards: Told, sent: dict[str, Any], today: str
) -> None:
    unread = {"resourceType": "MedicationAdministration", "id": "given", "status": "completed",
              **records.WHOSE, "effectiveDateTime": today,
              "medicationReference": {"reference": "Medication/m1"}}  # fmt: skip
    sent["medicines-given"]["entry"].append({"resource": unread})
    found = cards(records.call("order-sign", sent, [records.iron(today)]))
    assert all("medicines given (in part)" in card["detail"] for card in found)


# Whom we call


ELSEWHERE = [
    "http://169.254.169.254/latest", "http://example.org/fhir", "http://10.0.0.1/fhir",
    "http://127.0.0.1@example.org/fhir", "http://127.0.0.1.example.org/fhir", "file:///etc/passwd",
    "http://localhost.example.org/fhir", "ftp://127.0.0.1/", "//127.0.0.1/fhir", "127.0.0.1",
    "http://[::ffff:8.8.8.8]/fhir", "http://2130706433.example/", "", "http://",
    "http://127.0.0.1:99999/fhir",
]  # fmt: skip


@pytest.mark.parametrize("address", ELSEWHERE)
def test_no_other_machine_is_called_without_a_client(address: str) -> None:
    assert allowed(address, HERE) == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.0.0.2"])
def test_this_machine_is(host: str) -> None:
    assert allowed(f"http://{host}:8080/fhir/", HERE) == f"http://{host}:8080/fhir"


@given(st.text(max_size=60))
def test_a_client_s_own_servers_alone(address: str) -> None:
    own = Client(name="a", issuer="b", keys="c", fhir_servers=("https://record.example/fhir/",))
    assert allowed(address, Caller("a", own)) in ("", "https://record.example/fhir")
    assert allowed("https://record.example/fhir", Caller("a", own))
    assert not allowed("http://127.0.0.1/fhir", Caller("a", own))
    assert not allowed("https://record.example/fhir/../admin", Caller("a", own))
