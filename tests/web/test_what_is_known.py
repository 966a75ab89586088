"""The planner's own list of what is known: added as jotted, removed, undone, asked next."""

import pytest

from hematinic.answers.reading.derived import with_every_name
from hematinic.answers.reading.understand import Reader
from hematinic.web.planner.adding import added
from hematinic.web.planner.known import MOST_STEPS, carried, facts, steps, without


@pytest.fixture(scope="module")
def reader(service):
    return Reader(with_every_name(service.guideline))


DAY = {"as_of": "2026-11-20"}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("ferritin <7 ug/L", {"value.ferritin": "<7", "unit.ferritin": "ug/L"}),
        ("Hb 9.4 g/dL", {"value.hemoglobin": "9.4", "unit.hemoglobin": "g/dL"}),
        ("hb 88", {"value.hemoglobin": "88", "unit.hemoglobin": "g/L"}),
        ("numb feet since May", {"is.paresthesia": "present"}),
        ("no numbness", {"is.paresthesia": "absent"}),
        ("on ferrous sulfate", {"medicine.0": "ferrous_sulfate", "verb.0": "started"}),
        (
            "ferrous sulfate 65 mg daily, ordered",
            {"medicine.0": "ferrous_sulfate", "verb.0": "ordered"},
        ),
        ("folic acid 5 mg ordered", {"medicine.0": "folic_acid", "verb.0": "ordered"}),
        ("gastric bypass 2019", {"lines": "{on: 2019, done: gastric_bypass}"}),
    ],
)
def test_what_is_jotted_down_stands_in_its_field(service, reader, text, holds):
    values, found = added(text, dict(DAY), service.guideline, reader)
    assert values.items() >= holds.items()
    assert found.taken
    assert found.left == []


@pytest.mark.parametrize("text", ["hb 9.5", "nonsense", "ferritin 8 g/L"])
def test_what_could_mean_two_things_or_none_is_shown_again(service, reader, text):
    """9.5 may be g/dL or mmol/L."""
    values, found = added(text, dict(DAY), service.guideline, reader)
    assert values == DAY
    assert len(found.left) == 1


def test_several_are_added_to_what_is_there(service, reader):
    before = DAY | {"value.ferritin": "9", "unit.ferritin": "ug/L", "sex": "female", "on": "2026-11-18"}  # fmt: skip
    values, _ = added("b12 95 ng/L; tingling hands", before, service.guideline, reader)
    assert values["value.ferritin"] == "9"
    assert values["value.vitamin_b12"] == "95"
    assert values["is.paresthesia"] == "present"
    assert values["sex"] == "female"


def test_one_fact_is_taken_out_and_nothing_else():
    values = {"value.ferritin": "9", "unit.ferritin": "ug/L", "on.ferritin": "2026-11-01",
              "is.paresthesia": "absent", "medicine.1": "folic_acid", "dose.1": "5"}  # fmt: skip
    assert without(values, "ferritin").keys() == {"is.paresthesia", "medicine.1", "dose.1"}
    assert without(values, "medicine.1").keys() == values.keys() - {"medicine.1", "dose.1"}


def test_the_unit_of_an_empty_field_is_no_step():
    one = {"value.ferritin": "9", "unit.ferritin": "ug/L"}
    assert facts(one | {"unit.egfr": "mL/min"}) == one
    assert carried([one], one | {"unit.egfr": "mL/min"}) == [one]


def test_so_many_steps_are_carried():
    found = []
    for number in range(MOST_STEPS + 5):
        found = carried(found, {"value.ferritin": str(number)})
    assert len(found) == MOST_STEPS
    assert found[-1] == {"value.ferritin": str(MOST_STEPS + 4)}


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"a": 1}]', "null"])
def test_steps_that_cannot_be_read_are_none(text):
    assert steps(text) == []


def test_the_next_question_is_answered_by_a_press(client):
    html = client.post("/plan", data={"birth_date": "1960", "value.vitamin_b12": "92", "unit.vitamin_b12": "ng/L"}).text  # fmt: skip
    assert 'id="next" class="ask-next"' in html
    assert 'value="set:is.' in html


def test_another_file_is_another_patient(client, patient):
    """Nothing of the one before is left, and there is no way back to it."""
    import json

    files = {"file": ("p.json", json.dumps(patient), "application/json")}
    data = {"do": "file", "is.nitrous_oxide": "present", "steps": '[{"is.nitrous_oxide":"present"}]'}  # fmt: skip
    found = client.post("/plan", data=data, files=files).text
    assert 'name="is.nitrous_oxide"' not in found
    assert 'value="undo"' not in found


def test_the_full_form_has_a_page_of_its_own(client):
    form = client.post("/plan/form", data={"do": "form", "value.ferritin": "9", "unit.ferritin": "ug/L"}).text  # fmt: skip
    assert form.count("<select") > 100
    assert 'name="value.ferritin" value="9"' in form
    assert client.get("/plan").text.count("<select") < 5


def test_a_step_with_a_bad_value_is_told(client):
    answer = client.post("/plan", data={"do": "set:is.paresthesia=perhaps"})
    assert answer.status_code == 422
