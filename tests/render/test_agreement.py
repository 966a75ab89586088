"""One plan, many faces: what one says of a medicine, a dose, a day or a warning, all say.

The plan's own JSON is what the others are held to.
"""

import html
import re
from datetime import date
from typing import Any

import icalendar
import orjson
import pytest

from hematinic.guideline.amounts import Dose
from hematinic.guideline.shared import routes
from hematinic.render.calendar import to_ics
from hematinic.render.fhir import bundle
from hematinic.render.json import as_data
from hematinic.render.paper.leaflet import to_text
from hematinic.render.paper.page import to_html
from hematinic.render.screen.markdown import to_markdown
from hematinic.render.words.doses import ordered
from hematinic.render.words.layers import layers
from hematinic.render.words.phrases import capital
from render.people import FILES, plans
from spec.patients import planner

MEDICINES = planner().rules.guideline.medicines


def given(name: str, *statuses: str) -> list[dict[str, Any]]:
    lines = as_data(plans()[name])["recommendations"]
    return [x for x in lines if "medicine" in x and x["status"] in (statuses or ("recommended",))]


def amounts(line: dict[str, Any]) -> list[str]:
    """Every amount of one dose that a face must show: `200 mg`, `65 mg`."""
    found = [line["dose"], line["product_dose"]]
    texts = [f"{one['value']:,g} {one['unit']}" for one in found if one and "to" not in one]
    return texts + [f"{mg:,g} mg" for mg in line["schedule"]["amounts_mg"]]


def words_of(page: str) -> str:
    """What a page says, on one line."""
    inside = re.sub(r"<(style|svg).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", inside)).split())


def patient_day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B} {day.year}"


def events(name: str) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(to_ics(plans()[name])).walk("VEVENT"))


def requests(name: str, kind: str) -> list[dict[str, Any]]:
    found = orjson.loads(orjson.dumps(bundle(plans()[name])))["entry"]
    return [e["resource"] for e in found if e["resource"]["resourceType"] == kind]


def item_of(request: dict[str, Any]) -> str:
    return request["instantiatesCanonical"][0].partition("|")[0].rpartition(":")[2]


# Medicines, doses, routes


@pytest.mark.parametrize("name", FILES)
def test_the_leaflet_has_each_medicine_its_dose_and_its_route(name):
    text = " ".join(to_text(plans()[name]).split())
    page = words_of(to_html(plans()[name], "patient"))
    for line in given(name, "recommended", "consider", "alternative"):
        route = routes()[line["route"]].says.patient
        for said in (
            MEDICINES[line["medicine"]].label,
            route,
            line["line_patient"],
            *amounts(line),
        ):
            assert said in text
            assert said in page or capital(said) in page


@pytest.mark.parametrize("name", FILES)
def test_one_medication_line_stands_in_every_face_for_clinicians(name):
    """What the plan's own line begins with, before its first day, FHIR's dosages have too."""
    fhir = {item_of(one): one for one in requests(name, "MedicationRequest")}
    page = words_of(to_html(plans()[name], "clinician"))
    for order in ordered(plans()[name], "recommended", "consider", "alternative"):
        said = order.said("clinician").sentence
        assert " ".join(said.split()) in page
        for dosage in fhir[order.line.item.id]["dosageInstruction"]:
            assert said in dosage["text"]


@pytest.mark.parametrize("name", FILES)
def test_the_sheet_has_each_line_in_full(name):
    page = words_of(to_html(plans()[name], "clinician"))
    data = as_data(plans()[name])
    for line in data["recommendations"]:
        assert " ".join(line["line"].split()) in page
        assert all(amount in page for amount in (amounts(line) if "medicine" in line else ()))
    assert data["bottom_line"] in page
    for line in data["missing"]:
        assert line["question"] in page


@pytest.mark.parametrize("name", FILES)
def test_the_calendar_has_each_medicine_and_its_dose(name):
    found = events(name)
    for line in given(name):
        label = MEDICINES[line["medicine"]].label
        said = [
            e["summary"] for e in found if label in e["summary"].lower() or label in e["summary"]
        ]
        for amount in amounts(line):
            assert any(amount in summary for summary in said)
        route = routes()[line["route"]].says.patient
        assert any(route in e["description"] for e in found if e["summary"] in said)


@pytest.mark.parametrize("name", FILES)
def test_fhir_has_each_medicine_its_dose_and_its_route(name):
    found = {item_of(one): one for one in requests(name, "MedicationRequest")}
    """What waits for an emergency is proposed without a request."""
    lines = [
        line for line in given(name, "recommended", "consider", "alternative") if not line["waits"]
    ]
    assert set(found) == {line["id"] for line in lines}
    for line in lines:
        request = found[line["id"]]
        label = MEDICINES[line["medicine"]].label
        assert label in request["medicationCodeableConcept"]["text"].lower().replace("b12", "B12")
        for dosage in request["dosageInstruction"]:
            assert dosage["route"]["coding"][0]["code"] == routes()[line["route"]].snomed[0]
        assert fhir_amounts(request) == expected_amounts(line)


def fhir_amounts(request: dict[str, Any]) -> list[tuple[float, ...]]:
    rates = [rate for d in request["dosageInstruction"] for rate in d.get("doseAndRate", ())]
    found = []
    for rate in rates:
        ends = rate.get("doseRange")
        ends = [ends["low"], ends["high"]] if ends else [rate["doseQuantity"]]
        found.append(tuple(Dose(f"{end['value']:g} {end['code']}").low for end in ends))
    return found


def expected_amounts(line: dict[str, Any]) -> list[tuple[float, ...]]:
    if line["schedule"]["amounts_mg"]:
        return [(mg,) for mg in line["schedule"]["amounts_mg"]]
    one = line["product_dose"] or line["dose"]
    if not one:
        return []
    return [(one["value"], one["to"]) if "to" in one else (one["value"],)]


# Days


@pytest.mark.parametrize("name", FILES)
def test_the_days_of_doses_agree(name):
    text = to_text(plans()[name])
    page = words_of(to_html(plans()[name], "clinician"))
    days = {event.decoded("dtstart").isoformat() for event in events(name)}
    fhir = orjson.dumps(bundle(plans()[name])).decode()
    for line in given(name):
        schedule = line["schedule"]
        for day in (schedule["first_due"], *schedule["doses"]):
            assert patient_day(day) in text
            assert day in page
            assert day in days
            assert f'"{day}"' in fhir
        if schedule["review"]:
            assert patient_day(schedule["review"]) in text
            assert schedule["review"] in days


@pytest.mark.parametrize("name", FILES)
def test_no_face_has_a_dose_on_another_day(name):
    """Of what has its days: the calendar has those and no others."""
    lines = {line["id"]: line for line in given(name) if line["schedule"]["doses"]}
    dated = {day for line in lines.values() for day in line["schedule"]["doses"]}
    for event in events(name):
        if "(dose " in event["summary"]:
            assert event.decoded("dtstart").isoformat() in dated


@pytest.mark.parametrize("name", FILES)
def test_the_days_of_checks_agree(name):
    made = plans()[name]
    text = " ".join(to_text(made).split())
    page = words_of(to_html(made, "clinician"))
    found = {(e.decoded("dtstart").isoformat(), str(e["description"])) for e in events(name)}
    asked = [one for one in requests(name, "ServiceRequest") if "occurrenceTiming" in one]
    fhir = {
        (item_of(one), one["occurrenceTiming"]["event"][0],
         one["occurrenceTiming"]["repeat"]["boundsPeriod"]["start"],
         one["occurrenceTiming"]["repeat"]["boundsPeriod"]["end"])
        for one in asked
    }  # fmt: skip
    expected = set()
    for line in as_data(made)["monitoring"]:
        if line["status"] in ("done", "not_applicable"):
            continue
        window = line["window"]
        expected.add((line["id"], line["due"], window["from"], window["to"]))
        assert f"{patient_day(line['due'])}: {line['line_patient']}" in text
        assert line["due"] in page
        assert line["if_not"] in page
        assert any(d == line["due"] and line["line_patient"] in said for d, said in found)
    assert fhir == expected


# The day's timetable


@pytest.mark.parametrize("name", FILES)
def test_the_timetable_of_a_day_agrees(name):
    made = plans()[name]
    found = as_data(made)["timetable"]
    faces = {
        "clinician": [words_of(to_html(made, "clinician")), told(to_markdown(made, "clinician"))],
        "patient": [words_of(to_html(made, "patient")), told(to_markdown(made, "patient"))],
    }
    faces["patient"].append(" ".join(to_text(made).split()))
    for reader, texts in faces.items():
        end = "_patient" if reader == "patient" else ""
        for text in texts:
            assert (day_title(reader).lower() in text.lower()) == (found is not None)
            for row in found["rows"] if found else ():
                assert re.search(rf"{row['time']}\W+{row['what']}\b", text)
                assert row[f"why{end}"] in text
            assert found is None or found[f"says{end}"] in text


def day_title(reader: str) -> str:
    day = planner().rules.guideline.day
    assert day is not None
    return day.title.patient if reader == "patient" else day.title.clinician


def told(markdown: str) -> str:
    return " ".join(re.sub(r"\\(.)", r"\1", markdown).split())


# Warnings


@pytest.mark.parametrize("name", FILES)
def test_warnings_agree(name):
    made = plans()[name]
    text = " ".join(to_text(made).split())
    leaflet = words_of(to_html(made, "patient"))
    page = words_of(to_html(made, "clinician").partition('<section class="whole">')[0])
    alerts = as_data(made)["alerts"]
    found = [
        (one["severity"], one["detail"], one["mitigation"][0]["action"]["text"])
        for one in requests(name, "DetectedIssue")
    ]
    severity = {"critical": "high", "warning": "moderate", "information": "low"}
    told = [one for one in found if not one[2].startswith("Ask ")]
    assert told == [(severity[a["level"]], a["line"], a["what_to_do"]) for a in alerts]
    for line in as_data(made)["unexplained"]:
        assert line["line"] in {detail for _, detail, _ in found}
        assert line["line_patient"] in text
        assert line["line_patient"] in leaflet
    notices = {fired.alert.id for fired in layers(made).notices}
    assert "draft" in notices
    for line in alerts:
        # The status of the content stands once on the sheet, as its notice.
        assert (line["line"] in page) is (line["id"] not in notices)
        assert line["what_to_do"] in page or line["id"] in notices
        if line["level"] != "information":
            assert line["line_patient"] in text
            assert line["line_patient"] in leaflet


@pytest.mark.parametrize("name", FILES)
def test_every_face_says_that_nobody_has_reviewed_it(name):
    made = plans()[name]
    faces = [to_text(made), to_html(made, "patient"), to_html(made, "clinician")]
    faces += [to_ics(made).decode().replace("\r\n ", "").replace("\\;", ";")]
    faces += [orjson.dumps(bundle(made)).decode()]
    for face in faces:
        assert made.header.draft_notice in face
        assert made.header.valid_until in face
        assert made.content_hash[:12] in face


def test_the_patients_are_many_and_differ():
    said = {
        (line["id"], line["route"])
        for name in FILES
        for line in given(name, "recommended", "consider", "alternative")
    }
    assert {route for _, route in said} == {"oral", "intramuscular", "intravenous"}
    assert len({item for item, _ in said}) >= 12
