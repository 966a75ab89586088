"""The plan of the form as a file: the facts in the body, nothing in the address, nothing kept."""

import json

import pytest

from hematinic.render.faces import DOWNLOADS

FACTS = {
    "birth_date": "1961",
    "sex": "female",
    "as_of": "2026-11-22",
    "on": "2026-11-20",
    "value.hemoglobin": "92",
    "unit.hemoglobin": "g/L",
    "value.vitamin_b12": "90",
    "unit.vitamin_b12": "ng/L",
    "value.ferritin": "5",
    "unit.ferritin": "ug/L",
    "is.paresthesia": "present",
}
BEGINS = {"leaflet": b"%PDF", "sheet": b"%PDF", "calendar": b"BEGIN:VCALENDAR", "note": b"# ",
          "fhir": b"{", "json": b"{", "leaflet-page": b"<!doctype html>",
          "sheet-page": b"<!doctype html>", "leaflet-large": b"%PDF",
          "leaflet-text": b"Concurrent"}  # fmt: skip


@pytest.mark.parametrize("name", DOWNLOADS)
def test_each_format(client, name):
    answer = client.post(f"/plan/download/{name}", data=FACTS)
    assert answer.status_code == 200
    assert answer.content.lower().startswith(BEGINS[name].lower())
    assert answer.headers["cache-control"] == "no-store"
    disposition = answer.headers["content-disposition"]
    ending = DOWNLOADS[name].face.ending
    assert disposition == f'attachment; filename="iron-b12-{name}-2026-11-22.{ending}"'


def test_the_file_is_the_plan_of_the_facts(client):
    found = json.loads(client.post("/plan/download/json", data=FACTS).content)
    ids = [line["id"] for line in found["recommendations"]]
    assert "b12-loading-neurological" in ids
    fhir = json.loads(client.post("/plan/download/fhir", data=FACTS).content)
    assert fhir["resourceType"] == "Bundle"


def test_a_page_is_in_the_readers_spelling(client):
    british = {"accept-language": "en-GB"}
    page = client.post("/plan/download/sheet-page", data=FACTS, headers=british).text
    assert "haemoglobin" in page.lower()
    assert "haemoglobin" not in client.post("/plan/download/sheet-page", data=FACTS).text.lower()


@pytest.mark.parametrize("name", ["note", "calendar"])
def test_text_that_is_taken_along_is_in_the_readers_spelling(client, name):
    british, american = (
        client.post(f"/plan/download/{name}", data=FACTS, headers=headers)
        for headers in ({"accept-language": "en-GB"}, {})
    )
    assert "(haemoglobin)" in british.text.lower().replace("\r\n ", "")
    assert "(hemoglobin)" in american.text.lower().replace("\r\n ", "")


def test_a_mistake_is_named_and_nothing_is_made(client):
    answer = client.post("/plan/download/calendar", data=FACTS | {"value.hemoglobin": "many"})
    assert answer.status_code == 422
    assert "to mend" in answer.text
    assert "content-disposition" not in answer.headers


def test_an_unknown_format_and_a_get_are_refused(client):
    assert client.post("/plan/download/exe", data=FACTS).status_code == 404
    assert client.get("/plan/download/json").status_code == 405


def test_the_planner_offers_all(client):
    page = client.get("/plan").text
    for name in DOWNLOADS:
        assert f'formaction="/plan/download/{name}"' in page
