"""How much of a plan is answered: `?detail=now|plan|why`."""

import pytest

FIRST = {
    "program",
    "guideline",
    "patient",
    "as_of",
    "bottom_line",
    "bottom_line_patient",
    "notices",
    "now",
}


def test_the_first_layer_alone(client, patient):
    found = client.post("/api/plan?detail=now", json=patient).json()
    assert set(found) == {*FIRST, "disclaimer"}
    assert found["guideline"]["notice"]
    assert found["now"]["bottom_line"] == found["bottom_line"]


def test_the_first_two(client, patient):
    found = client.post("/api/plan?detail=plan", json=patient).json()
    assert set(found) == {*FIRST, "plan", "disclaimer"}
    assert found["plan"]["checks"]


@pytest.mark.parametrize("asked", ["", "?detail=why", "?detail="])
def test_all_of_it(client, patient, asked):
    found = client.post(f"/api/plan{asked}", json=patient).json()
    assert {*FIRST, "plan", "recommendations", "alerts", "assumed", "record"} <= set(found)


def test_another_word_is_refused(client, patient):
    assert client.post("/api/plan?detail=everything", json=patient).status_code == 422


def test_a_critical_alert_interrupts_and_information_does_not(client, patient):
    alerts = client.post("/api/plan", json=patient).json()["alerts"]
    assert all(one["interrupts"] for one in alerts if one["level"] == "critical")
    assert not any(one["interrupts"] for one in alerts if one["level"] == "information")


def test_now_holds_what_interrupts(client, patient):
    found = client.post("/api/plan", json=patient).json()
    interrupting = [one["id"] for one in found["alerts"] if one["interrupts"]]
    told = [one["id"] for one in found["now"]["stop"] if one["kind"] == "alert"]
    assert told == interrupting
