"""The planner without a browser: what is typed, pasted or dropped becomes the plan of that record."""

import json
import re
from html import unescape

import pytest

from hematinic.guideline import yaml
from hematinic.web.planner.form import fill, read_form
from hematinic.web.planner.paste import read_text
from hematinic.web.planner.recorded import as_patient_file
from once import RULES

EXAMPLES = list(RULES.guideline.examples)

TYPED = {
    "birth_date": "1961-03-04", "sex": "female", "as_of": "2026-11-22", "on": "2026-11-20",
    "value.hemoglobin": "9.2", "unit.hemoglobin": "g/dL", "value.ferritin": "<5",
    "unit.ferritin": "ug/L", "value.vitamin_b12": "90", "unit.vitamin_b12": "ng/L",
    "is.paresthesia": "present",
}  # fmt: skip


def plan(client, **changed):
    return client.post("/plan", data={**TYPED, **changed}, headers={"accept": "application/json"})


def ids(found):
    return {line["id"] for line in found["recommendations"]}


def test_the_plan_is_that_of_the_same_patient_file(client, service):
    typed = read_form(TYPED, service.guideline, "2026-11-22").data
    from_form = plan(client).json()["plan"]
    from_file = client.post("/api/plan", json=typed).json()
    for part in ("recommendations", "alerts", "monitoring", "missing", "bottom_line"):
        assert from_form[part] == from_file[part]


def test_unknown_is_the_default_and_is_asked_for(client):
    found = plan(client, **{"is.paresthesia": ""}).json()["plan"]
    assert "paresthesia" in {line["element"] for line in found["missing"]}


def test_it_works_without_scripts(client):
    html = client.post("/plan", data=TYPED).text
    assert 'id="plan"' in html
    assert "Hydroxocobalamin 1\u00a0mg" in html
    assert 'value="9.2"' in html  # nothing typed is lost
    assert "= 92 g/L" in html  # and the other unit is told


def test_a_script_gets_the_plan_alone(client):
    html = client.post("/plan", data=TYPED, headers={"hx-request": "true"}).text
    assert "<html" not in html
    assert 'id="plan"' in html


def test_the_account_of_the_record_is_told_where_it_is_asked_for(client):
    told = plan(client, do="account").json()["plan"]["account"]
    assert [one["what"].split(":")[0].split()[0] for one in told] == [
        "Numbness", "Hemoglobin", "Vitamin", "Ferritin"
    ]  # fmt: skip
    assert all(one["became"].startswith("decided: ") for one in told)
    html = client.post("/plan/why", data={**TYPED, "do": "account"}).text
    assert all(one["became"] in html for one in told)
    assert 'value="account"' in client.post("/plan/why", data=TYPED).text


def test_what_was_opened_stays_open_beside_the_next(client):
    opened = client.post("/plan/why", data={**TYPED, "do": "account"}).text
    assert 'value="account changes"' in opened
    both = client.post("/plan/why", data={**TYPED, "do": "account changes"}).text
    assert 'id="account"' in both
    assert 'id="changes"' in both


def test_why_is_opened_below_the_plan_or_on_a_page_of_its_own(client):
    """The first with scripts, the second without; from there the plan is shown again with the same
    facts, and with what can be undone."""
    asked = client.post("/plan", data=TYPED).text
    assert 'formaction="/plan/why"' in asked
    below = client.post("/plan/why", data=TYPED, headers={"hx-request": "true"}).text
    assert "<html" not in below
    alone = client.post("/plan/why", data=TYPED).text
    assert below.strip().splitlines()[-1] in alone
    kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', alone))
    assert {name: unescape(kept[name]) for name in TYPED} == TYPED
    assert kept["before"].split() == plan(client).json()["plan"]["ids"]
    again = client.post("/plan", data={name: unescape(text) for name, text in kept.items()})
    assert 'class="at-once"' in again.text
    assert "mark-new" not in again.text


def test_why_of_no_patient_is_the_empty_planner_and_of_a_mistake_the_mistake(client):
    assert client.get("/plan/why").headers["location"] == "/plan"
    wrong = client.post("/plan/why", data=TYPED | {"value.hemoglobin": "much"})
    assert wrong.status_code == 422
    assert 'href="#f-value.hemoglobin"' in wrong.text
    below = client.post("/plan/why", data=TYPED | {"value.hemoglobin": "much"}, headers={"hx-request": "true"})  # fmt: skip
    assert below.headers["hx-retarget"] == "#plan"
    assert below.text.count('id="plan"') == 1


def test_a_result_that_nothing_explains_is_told_with_whom_to_ask(client):
    typed = TYPED | {"value.tsh": "9", "unit.tsh": "mU/L"}
    [line] = plan(client, **typed).json()["plan"]["unexplained"]
    html = client.post("/plan/why", data=typed).text
    assert "Not explained by this plan" in html
    assert line["line"] in html


def test_what_is_new_since_the_last_plan_is_marked(client):
    before = plan(client).json()["plan"]["ids"]
    found = plan(
        client,
        before=" ".join(before),
        **{
            "is.paresthesia": "absent",
            "is.gait_disturbance": "absent",
            "is.cognitive_impairment": "absent",
            "is.subacute_combined_degeneration": "absent",
        },
    ).json()["plan"]
    assert "b12-loading-standard" in found["new"]
    assert "B12 loading, neurological schedule" in found["gone"]


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"value.hemoglobin": "95"}, "value.hemoglobin",
         "hemoglobin 95 g/dL is outside what is possible (10 to 300 g/L); correct the value or its unit. Is it 95 g/L?"),
        ({"value.hemoglobin": "much"}, "value.hemoglobin",
         "'much' is no number; write 5.2, \"<5\" or \">2000\""),
        ({"birth_date": "soon"}, "birth_date",
         "patient, birth_date: 'soon' is no date of birth; write it as 1961-03-04"),
        ({"as_of": "soon"}, "as_of", "as_of: 'soon' is no day; write it as 2026-11-22"),
        ({"as_of": "2200-01-01"}, "as_of", "as_of: a plan is made for a day from 1900 to 2199; 2200-01-01 is none of them"),
        ({"sex": "woman"}, "sex", "patient: sex is female, male, other or unknown"),
        ({"units": "metric"}, "units", "units is UK or US or SI, not 'metric'"),
        ({"on.ferritin": "2027-01-01"}, "value.ferritin",
         "2027-01-01 lies in the future of 2026-11-22; only 'booked' may lie ahead"),
        ({"medicine.0": "folic_acid", "dose.0": "x"}, "medicine.0",
         "'x' is no dose; write a number above 0"),
        ({"lines": "{on: 2026-11-20, observed: nonsense, value: 1}"}, "lines",
         "there is nothing called 'nonsense' to be observed"),
        ({"lines": "{on: 2026-11-20, absent: paresthesia}"}, "lines",
         "contradicts paresthesia: paresthesia on the same day; remove one, or add 'at:' to tell which came later"),
        ({"lines": "{{{"}, "lines",
         "Line 1: the bracket { is opened here and never closed"),
        ({"day.waking": "7:10"}, "day.waking",
         "day, waking: '7:10' is no time on the hour or half hour; write it as 07:30"),
        ({"day.dinner": "12:00"}, "day.dinner",
         "day: dinner does not come after lunch; name both times"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_field(client, changed, field, says):
    response = plan(client, **changed)
    assert response.status_code == 422
    assert response.json()["problems"] == [{"field": field, "says": says}]
    html = client.post("/plan", data={**TYPED, **changed})
    assert html.status_code == 422
    assert f'href="#f-{field}"' in html.text
    assert f'id="f-{field}"' in html.text
    assert 'aria-invalid="true"' in html.text


def test_laboratory_text(service):
    found = read_text(
        "20/11/2026\nHb 9.2 g/dL (12.0-15.0)\nFerritin: <5 ug/L\nVit B12 90 ng/L L\nMCV\t88 fL\n"
        "Intrinsic factor antibody: Positive\nHaemoglobin 95\nSodium 140 mmol/L\nB12 90 mmol/L\n",
        service.guideline,
    )
    assert found.values == {
        "on": "2026-11-20",
        "value.hemoglobin": "9.2", "unit.hemoglobin": "g/dL",
        "value.ferritin": "<5", "unit.ferritin": "ug/L",
        "value.vitamin_b12": "90", "unit.vitamin_b12": "ng/L",
        "value.mcv": "88", "unit.mcv": "fL",
        "is.intrinsic_factor_antibody": "positive",
    }  # fmt: skip
    unit, unknown, wrong = map(str, found.left)
    assert "no unit. Is it 95 g/L" in unit
    assert "not recognized" in unknown
    assert "Is it 90 ng/L" in wrong


def test_pasted_text_fills_the_form_and_keeps_the_rest(client):
    data = {**TYPED, "do": "paste", "text": "Ferritin 12 ug/L\nNonsense 5"}
    html = client.post("/plan", data=data).text
    assert 'name="value.ferritin" value="12"' in html
    assert 'name="value.hemoglobin" value="9.2"' in html
    assert "Nonsense 5: not recognized" in html


def test_a_dropped_patient_file(client, patient):
    files = {"file": ("patient.json", json.dumps(patient))}
    html = client.post("/plan", data={"do": "file"}, files=files).text
    assert 'name="value.hemoglobin" value="92"' in html
    assert "Hold folic acid until B12 is given" in html


def test_a_dropped_bundle(client):
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"resource": {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1961-03-04"}},
            {"resource": {
                "resourceType": "Observation", "id": "o", "status": "final",
                "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}]},
                "subject": {"reference": "Patient/p"}, "effectiveDateTime": "2026-11-20",
                "valueQuantity": {"value": 92, "unit": "g/L", "system": "http://unitsofmeasure.org", "code": "g/L"},
            }},
        ],
    }  # fmt: skip
    files = {"file": ("bundle.json", json.dumps(bundle))}
    html = client.post("/plan", data={"do": "file"}, files=files).text
    assert 'name="value.hemoglobin" value="92"' in html
    assert 'value="1961-03-04"' in html


def test_a_file_that_cannot_be_read_says_why(client):
    for content in (b"", b"\xff\xfe", b'{"patient": 5}'):
        response = client.post("/plan", data={"do": "file"}, files={"file": ("x.json", content)})
        assert response.status_code == 422
        assert 'id="e-file"' in response.text


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_plan_and_survive_the_form(client, service, name):
    data = service.guideline.examples[name].record
    assert client.get(f"/plan?example={name}").status_code == 200
    again = read_form(fill(data, service.guideline), service.guideline, "2026-11-22").data
    direct = client.post("/api/plan", json=data).json()
    through = client.post("/api/plan", json=again).json()
    assert ids(direct) == ids(through)
    assert direct["monitoring"] == through["monitoring"]
    assert {line["id"] for line in direct["alerts"]} == {line["id"] for line in through["alerts"]}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_record_survives_being_written_as_a_patient_file(client, service, name):
    data = service.guideline.examples[name].record
    record = service.read(json.dumps(data).encode(), None)
    written = as_patient_file(record, service.guideline, data["as_of"])
    direct, through = (client.post("/api/plan", json=one).json() for one in (data, written))
    assert ids(direct) == ids(through)
    assert direct["monitoring"] == through["monitoring"]


def test_the_example_of_the_article_is_its_answer(client):
    plan = client.get("/plan?example=the-article&format=json").json()["plan"]
    answer = client.get("/?format=json").json()["article"]["answer"]["sentences"]
    assert plan["bottom_line"] == " ".join(one["text"] for one in answer)


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"


def test_hostile_text_is_only_text(client):
    fields = re.findall(r'name="([^"]+)"', client.get("/plan").text)
    for name in dict.fromkeys(fields):
        html = client.post("/plan", data={**TYPED, name: HOSTILE}).text
        assert "<script>alert" not in html, name
        assert "<img src=x" not in html, name
        assert "{{49}}" not in html, name


def test_hostile_forms_do_not_take_it_down(client):
    many = {f"x{i}": "1" for i in range(5000)}
    assert client.post("/plan", data=many).status_code in (400, 413, 422, 200)
    assert client.post(
        "/plan", content=b"--", headers={"content-type": "multipart/form-data; boundary=x"}
    ).status_code in (200, 400, 422)
    assert client.post("/plan", data={**TYPED, "lines": "[" * 10_000}).status_code == 422
    assert client.post("/plan", data={**TYPED, "as_of": "9" * 5000}).status_code == 422
    assert client.get("/healthz").status_code == 200


def test_the_timeline_and_its_table_say_the_same(client):
    found = client.get("/plan?example=no-response&format=json").json()["plan"]["timeline"]
    table = {(entry["day"], entry["kind"]) for entry in found["table"]}
    assert ("2026-11-20", "result") in table
    assert ("2026-11-06", "given") in table
    drawn = [mark for row in found["rows"] for mark in row["marks"]]
    told = [entry for entry in found["table"] if entry["kind"] != "result"]
    beyond = [row for row in found["rows"] if row["later"]]
    assert len(drawn) <= len(told) <= len(drawn) + 40
    assert beyond  # the yearly check lies beyond the drawing, which says so


def test_the_timeline_shows_every_planned_dose(client):
    plan = client.get("/plan?example=no-neurology&format=json").json()["plan"]
    days = {entry["day"] for entry in plan["timeline"]["table"] if entry["kind"] == "planned"}
    for line in plan["recommendations"]:
        if line.get("schedule") and line["status"] != "alternative":
            assert set(line["schedule"]["doses"]) <= days


TAKES = {
    "medicine.0": "levothyroxine", "verb.0": "started", "when.0": "2026-01-01", "every.0": "1 d",
    "medicine.1": "hydroxocobalamin", "verb.1": "given", "when.1": "2026-11-21", "dose.1": "1",
}  # fmt: skip


def test_the_timetable_its_drawing_and_its_table_say_the_same(client):
    typed = {**TYPED, **TAKES}
    found = plan(client, **TAKES).json()["plan"]
    rows, drawn = found["timetable"]["rows"], found["day"]
    told = {f"{row['time']}: {row['what']}" for row in rows}
    assert {mark["says"] for lane in drawn["lanes"] for mark in lane["marks"]} == told
    page = client.post("/plan/why", data=typed).text
    for row in rows:
        assert row["what"] in page
        assert row["why"] in page
    assert re.search(r"<title id=.timetable-title.>[^<]*07:00 Levothyroxine", page)


def test_the_patients_own_times_of_the_day(client):
    own = {"day.waking": "05:30"}
    [row] = [
        row
        for row in plan(client, **TAKES, **own).json()["plan"]["timetable"]["rows"]
        if row["name"] == "levothyroxine"
    ]
    assert row["time"] == "05:30"
    assert 'name="day.waking" value="05:30"' in client.post("/plan", data={**TYPED, **own}).text


def test_lines_are_read_as_a_patient_file_would(service):
    data = yaml.read(
        "events:\n  - {on: 2026-11-01, observed: hemoglobin, value: 101, unit: g/L}"
    ).data
    typed = read_form(
        {"lines": "- {on: 2026-11-01, observed: hemoglobin, value: 101, unit: g/L}"},
        service.guideline,
        "2026-11-22",
    )
    assert typed.data["events"] == data["events"]


def test_nesting_without_end_is_a_mistake_of_its_line(client):
    answer = client.post("/plan", data={"lines": "[" * 60_000})
    assert answer.status_code == 422
    assert "nested more than" in answer.text
    assert client.get("/healthz").status_code == 200


def test_what_was_taken_of_a_text_is_told_where_the_plan_is(client):
    """The page opens at the plan: above it nobody would see that an order was read as taken."""
    html = client.post("/plan", data={**TYPED, "do": "add", "add": "folic acid 5 mg daily"}).text
    plan = html[html.index('<section id="plan"') :]
    assert "if it is only ordered, say so in the list" in plan
