"""A course of intravenous iron is shown with every dose and its day."""

import re

import pytest

from spec.patients import given, low_iron

FILE = low_iron(
    given("hydroxocobalamin", ago=2),
    hemoglobin=92,
    weight=64,
    vitamin_b12=140,
    sampled=3,
    pernicious_anemia=True,
)
DATED = [("2026-11-22", "1,000 mg"), ("2026-11-29", "500 mg")]


@pytest.fixture(scope="module")
def page(client):
    import json

    files = {"file": ("patient.yaml", json.dumps(FILE).encode(), "application/json")}
    return client.post("/plan", data={"do": "file"}, files=files).text


def text(part: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", part).replace("\u00a0", " ").split())


def test_the_plan_lists_the_doses_with_their_days(page):
    line = re.search(r'id="plan-iron-intravenous".*?</ol>', page, re.DOTALL)
    assert line
    said = text(line[0])
    assert "1,500 mg in all, as 1,000 mg and 500 mg intravenously 1 week apart" in said
    for day, amount in DATED:
        assert f"{day} {amount}" in said


def test_the_timeline_and_its_table_name_each_dose(page):
    drawing, _, table = page.partition("The same as a table")
    for day, amount in DATED:
        assert re.search(rf"<title>{day}: [^<]*{amount}</title>", drawing)
        assert re.search(rf"{day} [^.]*planned [^.]*{amount}", text(table))


def test_without_a_weight_no_dose_is_guessed(client):
    import json

    events = [event for event in FILE["events"] if event.get("observed") != "weight"]
    content = json.dumps(FILE | {"events": events}).encode()
    files = {"file": ("patient.yaml", content, "application/json")}
    page = client.post("/plan", data={"do": "file"}, files=files).text
    assert 'id="plan-iron-intravenous"' in page
    assert '<ol class="course"' not in page
