"""A course of intravenous iron is shown with every dose and its day."""

import json
import re

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


def posted(client, file, path="/plan/why"):
    files = {"file": ("patient.yaml", json.dumps(file).encode(), "application/json")}
    return client.post(path, data={"do": "file"}, files=files).text


def text(part: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", part).replace("\u00a0", " ").split())


def test_the_plan_lists_the_doses_with_their_days(client):
    page = posted(client, FILE)
    line = re.search(r'id="plan-iron-intravenous".*?</ol>', page, re.DOTALL)
    assert line
    said = text(line[0])
    assert "1,500 mg in all, as 1,000 mg and 500 mg intravenously 1 week apart" in said
    for day, amount in DATED:
        assert f"{day} {amount}" in said


def test_the_timeline_and_its_table_name_each_dose(client):
    drawing, _, table = posted(client, FILE, "/plan").partition("The same as a table")
    for day, amount in DATED:
        assert re.search(rf"<title>{day}: [^<]*{amount}</title>", drawing)
        assert re.search(rf"{day} [^.]*planned [^.]*{amount}", text(table))


def test_without_a_weight_no_dose_is_guessed(client):
    events = [event for event in FILE["events"] if event.get("observed") != "weight"]
    page = posted(client, FILE | {"events": events})
    assert 'id="plan-iron-intravenous"' in page
    assert '<ol class="course"' not in page
