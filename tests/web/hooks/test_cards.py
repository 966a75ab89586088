"""What stands on the cards: the critical alerts first and all of them, whole suggestions, and nothing
beside what belongs there."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from web.hooks import records

Told = Callable[[dict[str, Any]], list[dict[str, Any]]]


def orders(today: str) -> list[dict[str, Any]]:
    return [records.iron(today), records.draft("folic", "folic acid 5 mg oral tablet", "4511")]


def summaries(cards: list[dict[str, Any]], level: str) -> list[str]:
    return [card["summary"] for card in cards if card["indicator"] == level]


def topics(cards: list[dict[str, Any]]) -> list[str]:
    return [card["source"]["topic"]["code"] for card in cards]


# The invariants of the standard's own description


@pytest.mark.parametrize("hook", ["patient-view", "order-select", "order-sign"])
def test_cards_are_as_the_standard_has_them(
    hook: str, cards: Told, sent: dict[str, Any], today: str
) -> None:
    found = cards(records.call(hook, sent, orders(today)))
    assert found
    for card in found:
        assert 0 < len(card["summary"]) < 140
        assert card["indicator"] in ("info", "warning", "critical")
        assert card["source"]["label"]
        assert card["uuid"]
        assert not _empty(card), "no null, no empty text, list or object"
        for reason in card.get("overrideReasons", ()):
            assert set(reason) == {"system", "code", "display"}
        suggestions = card.get("suggestions", ())
        assert bool(suggestions) is ("selectionBehavior" in card)
        if card.get("selectionBehavior") == "at-most-one":
            assert sum(one.get("isRecommended", False) for one in suggestions) <= 1
        for action in (action for one in suggestions for action in one["actions"]):
            assert action["description"]
            wanted = "resourceId" if action["type"] == "delete" else "resource"
            assert set(action) == {"type", "description", wanted}
    assert len({card["uuid"] for card in found}) == len(found)


def _empty(value: Any) -> bool:
    if isinstance(value, dict):
        return not value or any(_empty(one) for one in value.values())
    if isinstance(value, list):
        return not value or any(_empty(one) for one in value)
    return value is None or (isinstance(value, str) and not value.strip())


# Critical alerts


def test_a_card_for_each_critical_alert(cards: Told, sent: dict[str, Any], today: str) -> None:
    found = cards(records.call("order-sign", sent, orders(today)))
    assert topics(found)[:2] == ["iron-before-b12", "folate-before-b12"]
    assert len(summaries(found, "critical")) == 2
    assert len(found) <= 5


def test_without_orders_none_is_about_them(cards: Told, sent: dict[str, Any]) -> None:
    found = cards(records.call("patient-view", sent))
    assert topics(found) == ["today"]
    assert not summaries(found, "critical")


def test_an_order_that_is_nobody_s_concern_gets_no_card(cards: Told, sent: dict[str, Any]) -> None:
    other = records.draft("amoxicillin", "amoxicillin 500 mg oral capsule", "308191")
    assert cards(records.call("order-sign", sent, [other])) == []


def test_nothing_chosen_yet_gets_no_card(cards: Told, sent: dict[str, Any], today: str) -> None:
    """As the form for an order is opened, before a medicine is chosen."""
    empty = {"resourceType": "MedicationRequest", "id": "request-123", "status": "draft",
             "subject": {"reference": "Patient/p1"}, "authoredOn": today}  # fmt: skip
    assert cards(records.call("order-select", sent, [empty])) == []


def test_advice_is_on_what_is_selected(cards: Told, sent: dict[str, Any], today: str) -> None:
    """Of the other order only what is critical is told."""
    call = records.call("order-select", sent, orders(today))
    call["context"]["selections"] = ["MedicationRequest/folic"]
    found = cards(call)
    with_actions = [card for card in found if "suggestions" in card]
    assert topics(with_actions) == ["folate-before-b12"]
    assert "iron-before-b12" in topics(found)


def test_an_order_counts_as_one_whatever_its_status_says(
    cards: Told, sent: dict[str, Any], today: str
) -> None:
    found = cards(records.call("order-sign", sent, [records.iron(today) | {"status": "active"}]))
    assert topics(found)[0] == "iron-before-b12"


def test_the_same_order_may_stand_in_the_record_too(
    cards: Told, sent: dict[str, Any], today: str
) -> None:
    order = records.iron(today)
    sent["medicines-ordered"]["entry"].append({"resource": order | {"status": "active"}})
    found = cards(records.call("order-sign", sent, [order]))
    assert topics(found)[0] == "iron-before-b12"


# Suggestions


def test_the_iron_order_is_replaced_by_the_injection(
    cards: Told, sent: dict[str, Any], today: str
) -> None:
    [card] = [c for c in cards(records.call("order-sign", sent, [records.iron(today)]))
              if c["source"]["topic"]["code"] == "iron-before-b12"]  # fmt: skip
    first, second = card["suggestions"]
    assert first["isRecommended"]
    assert [action["type"] for action in first["actions"]] == ["delete", "create"]
    assert first["actions"][0]["resourceId"] == "MedicationRequest/request-123"
    order = first["actions"][1]["resource"]
    assert order["medicationCodeableConcept"]["text"] == "Hydroxocobalamin"
    assert (order["status"], order["intent"]) == ("draft", "order")
    assert order["subject"] == {"reference": "Patient/p1"}
    [dosage] = order["dosageInstruction"]
    assert dosage["doseAndRate"][0]["doseQuantity"]["value"] == 1
    assert dosage["timing"]["repeat"]["boundsPeriod"]["start"] == today
    assert dosage["route"]["text"] == "intramuscular"
    assert [action["type"] for action in second["actions"]] == ["create"]


def test_what_was_accepted_settles_the_alert(cards: Told, sent: dict[str, Any], today: str) -> None:
    """The next call holds the orders as the suggestion left them."""
    [card, *_] = cards(records.call("order-sign", sent, [records.iron(today)]))
    for suggestion in card["suggestions"]:
        kept = {"request-123": records.iron(today)}
        for n, action in enumerate(suggestion["actions"]):
            if action["type"] == "delete":
                del kept[action["resourceId"].partition("/")[2]]
            else:
                kept[f"new-{n}"] = action["resource"] | {"id": f"new-{n}"}
        after = cards(records.call("order-sign", sent, list(kept.values())))
        assert not summaries(after, "critical")


def test_of_two_orders_only_the_one_that_is_meant_goes(
    cards: Told, sent: dict[str, Any], today: str
) -> None:
    found = cards(records.call("order-sign", sent, orders(today)))
    deleted = {
        card["source"]["topic"]["code"]: action["resourceId"]
        for card in found
        for suggestion in card.get("suggestions", ())
        for action in suggestion["actions"]
        if action["type"] == "delete"
    }
    assert deleted == {
        "iron-before-b12": "MedicationRequest/request-123",
        "folate-before-b12": "MedicationRequest/folic",
    }


# Words


def test_how_a_source_was_read_stands_with_it(
    cards: Told, sent: dict[str, Any], today: str
) -> None:
    for card in cards(records.call("order-sign", sent, orders(today))):
        if card["source"]["topic"]["code"] != "not-seen":
            assert any(how in card["source"]["label"] for how in ("read)", "memory)", "proposal"))
        assert "No clinician has reviewed this content" in card["detail"]


def test_a_record_cannot_write_on_a_card(cards: Told, sent: dict[str, Any], today: str) -> None:
    order = records.draft("x", "<img src=x onerror=alert(1)> ferrous sulfate", "310325")
    order["medicationCodeableConcept"]["coding"][0]["display"] = "[click](javascript:alert(1))"
    sent["results"]["entry"][2]["resource"]["valueQuantity"]["unit"] = "<script>"
    for card in cards(records.call("order-sign", sent, [order])):
        assert "<img" not in card["detail"]
        assert "<script" not in card["detail"]
        assert "](javascript" not in card["detail"]


# What no plan can be made of


def test_orders_of_another_patient_get_no_advice(
    cards: Told, sent: dict[str, Any], today: str
) -> None:
    order = records.iron(today) | {"subject": {"reference": "Patient/1288992"}}
    [card] = cards(records.call("order-sign", sent, [order]))
    assert card["indicator"] == "warning"
    assert "No advice" in card["summary"]
    assert "suggestions" not in card


def test_a_record_of_another_patient_gets_no_advice(cards: Told, sent: dict[str, Any]) -> None:
    call = records.call("patient-view", sent)
    call["context"]["patientId"] = "somebody"
    [card] = cards(call)
    assert "No advice" in card["summary"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"hook": "order-sign"}, "hook"),
        ({"hookInstance": ""}, "hookInstance"),
        ({"context": {"userId": "Practitioner/1"}}, "patientId"),
        ({"context": {"patientId": "p1"}}, "draftOrders"),
        ({"context": []}, "context"),
    ],
)
def test_a_call_that_is_none_is_told_why(
    change: dict[str, Any], says: str, local: TestClient, sent: dict[str, Any], today: str
) -> None:
    call = records.call("order-select", sent, orders(today)) | change
    answer = local.post("/cds-services/iron-b12-order-select", json=call)
    assert answer.status_code == 400
    assert says in answer.json()["issue"][0]["diagnostics"]
