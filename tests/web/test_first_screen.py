"""What to do now stands on the first screen of a plan, on a desk and on a phone: the first dose with
its route, what must not be given, whom to call and the next date. Nothing is opened or scrolled.

Sixteen patients were written with what a clinician looks for; twelve more are sampled, and of those
the screen is held to all that the plan says first.
"""

import json
from datetime import date
from functools import cache

import pytest

from chromium import needed
from hematinic.record.asof import seen_from
from hematinic.record.read import read_data
from hematinic.render.words.layers import in_words
from hematinic.sample.patient_file import as_patient_file
from hematinic.sample.story import simulate
from spec.patients import (
    TODAY,
    both,
    given,
    injections,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    ordered,
    patient,
    planner,
    present,
    started,
)

pytestmark = needed

SCREENS = [(1280, 800), (390, 844)]

INJECTION = "Hydroxocobalamin 1 mg intramuscularly"

WRITTEN = {
    "tablets of B12 that do not suffice": (
        patient(started("cyanocobalamin", "1 mg", ago=90, every="1 d", route="oral"), age=61,
                vitamin_b12=118, hemoglobin=98, mcv=112, ferritin=60, egfr=85),
        {"today": [INJECTION], "stop": ["No folic acid"], "next": ["2026-11-29"]},
    ),
    "nitrous oxide and numb feet, the level normal": (
        patient(age=24, sex="male", nitrous_oxide_use=True, paresthesia=True, vitamin_b12=310,
                hemoglobin=148, mcv=98),
        {"today": [INJECTION], "stop": ["Stop nitrous oxide"], "call": ["Neurology"],
         "next": ["2026-11-29"]},
    ),
    "a low phosphate after carboxymaltose": (
        patient(given("ferric_carboxymaltose", "1000 mg", ago=15), age=41, phosphate=0.5,
                hemoglobin=108, fatigue=True, bone_pain=True, ferritin=12, sampled=30),
        {"call": ["the same day: phosphate 0.5", "No ferric carboxymaltose again"],
         "next": ["2026-12-05"]},
    ),
    "nerves, and a level that explains nothing": (
        patient(age=57, paresthesia=True, gait_disturbance=True, vitamin_b12=410, hemoglobin=139,
                mcv=88, crp=2, egfr=80),
        {"today": [INJECTION, "Methylmalonic acid and copper"], "call": ["Neurology"],
         "next": ["2026-12-06"]},
    ),
    "low copper": (
        patient(age=55, copper=4, paresthesia=True, gait_disturbance=True, vitamin_b12=390,
                hemoglobin=101),
        {"call": ["copper, if low, is given by them"], "next": ["2026-12-06"]},
    ),
    "injections refused": (
        both(refuses_injections=True, age=48, hemoglobin=96),
        {"today": ["Cyanocobalamin 2 mg by mouth"], "stop": ["No folic acid"],
         "next": ["2026-11-29"]},
    ),
    "a low potassium": (
        low_b12(age=72, potassium=2.8, hemoglobin=70, paresthesia=True),
        {"today": [INJECTION], "stop": ["may fall further: treat it", "No folic acid"],
         "call": ["Same-day emergency", "Neurology or hematology"], "lead": ["potassium 2.8"],
         "next": ["2026-11-29"]},
    ),
    "schistocytes and few platelets": (
        patient(age=52, vitamin_b12=110, hemoglobin=84, mcv=108, platelets=31, schistocytes=True),
        {"today": [INJECTION], "stop": ["Bleeding risk (platelets 31"],
         "call": ["Hematology today to exclude TTP"], "next": ["2026-11-29"]},
    ),
    "stable on maintenance": (
        low_b12(*injections(6, last=150), given("hydroxocobalamin", ago=100),
                given("hydroxocobalamin", ago=40), sampled=180, age=70),
        {"next": [f"2026-12-13: {INJECTION}"], "lead": ["B12 treatment goes on"]},
    ),
    "bleeding, and a hemoglobin of 62": (
        low_iron(age=66, melena=True, hemoglobin=62, syncope=True),
        {"call": ["Same-day emergency"], "lead": ["No oral iron", "for endoscopy"],
         "next": ["2026-12-06"]},
    ),
    "an infusion that waits for an infection": (
        low_iron(bacteremia=True, active_infection=True, crohn_disease=True, hemoglobin=84,
                 weight=70),
        {"stop": ["No iron by mouth or vein now"]},
    ),
    "tablets that end with an infusion": (
        low_iron(oral_iron(70), present("crohn_disease", activity="active"), hemoglobin=82,
                 weight=66, sampled=80),
        {"today": ["Ferric derisomaltose", "intravenously", "Stop oral iron"],
         "next": ["2026-12-13"]},
    ),
    "another iron salt taken already": (
        low_iron(started("ferrous_fumarate", "68 mg", ago=30, every="1 d"), hemoglobin=104,
                 sampled=40),
        {"today": ["Ferrous fumarate 68 mg", "by mouth", "no second iron salt"],
         "next": ["2027-01-01"]},
    ),
    "no hydroxocobalamin to be had": (
        both(hydroxocobalamin_unavailable=True, hemoglobin=88),
        {"today": ["Cyanocobalamin 2 mg by mouth"], "stop": ["No folic acid"],
         "next": [f"2026-11-24: {INJECTION}"]},
    ),
    "pregnant": (
        both(observed("gestation", 26, "wk"), age=31, pregnancy=True, hemoglobin=88,
             booking_weight=64, weight=74),
        {"today": [INJECTION], "call": ["specialist"], "next": ["2026-11-29"]},
    ),
    "iron and folic acid ordered before B12": (
        both(ordered("ferrous_sulfate", "65 mg", every="1 d"),
             ordered("folic_acid", "5 mg", every="1 d"), paresthesia=True, hemoglobin=92),
        {"today": [INJECTION], "stop": ["Hold iron", "Hold folic acid"], "call": ["Neurology"],
         "next": ["2026-11-29"]},
    ),
}  # fmt: skip


@cache
def drawn(number):
    """A sampled patient on the first day of the story on which somebody looks."""
    simulated = simulate(4, number)
    file, day = as_patient_file(simulated), date.fromordinal(simulated.visits[0]).isoformat()
    return file | {"as_of": day, "events": [one for one in file["events"] if one["on"] <= day]}


def first_told(file):
    """By the rows of the first layer, each entry of it."""
    day = date.fromisoformat(str(file["as_of"])).toordinal()
    record = read_data(file, planner().rules.guideline, day)
    now = in_words(planner().plan(seen_from(record, day), day)).now
    rows = {"stop": now.stop, "today": now.today, "call": now.call, "next": now.next}
    return {"lead": [now.bottom_line]} | {
        row: [part for one in told for part in (one.lead, one.text) if part]
        for row, told in rows.items()
    }


def letters(text):
    return "".join(one for one in text.lower() if one.isalnum())


PARTS = """["lead", "stop", "today", "call", "next"].flatMap(row =>
  [...document.querySelectorAll(`.at-once .${row}`)].map(part => {
    const box = part.getBoundingClientRect()
    return [row, box.y, box.bottom, box.x, part.innerText]
  }))"""
"""Each part of the first layer: its row, where it stands in the window, and its text."""


def shown(opened, tmp_path, file, size):
    """The texts of the first layer that stand within the window, by their rows."""
    written = tmp_path / "patient.json"
    written.write_text(json.dumps(file))
    width, height = size
    page = opened("/plan", viewport={"width": width, "height": height})
    page.set_input_files("input[type=file]", written)
    page.click("text=Fill in from this file")
    page.wait_for_selector(".at-once .lead")
    assert page.evaluate("[...document.querySelectorAll('details')].every(one => !one.open)")
    found = {}
    for row, y, bottom, x, text in page.evaluate(PARTS):
        if y >= 0 and bottom <= height and x >= 0:
            found[row] = found.get(row, "") + text
    return {row: letters(text) for row, text in found.items()}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_a_clinician_looks_for(opened, tmp_path, name):
    file, looked_for = WRITTEN[name]
    assert file["as_of"] == TODAY.isoformat()
    for size in SCREENS:
        found = shown(opened, tmp_path, file, size)
        for row, texts in looked_for.items():
            for text in texts:
                assert letters(text) in found.get(row, ""), (size, row, text)


@pytest.mark.parametrize("number", range(12))
def test_all_that_is_said_first(opened, tmp_path, number):
    file = drawn(number)
    for size in SCREENS:
        found = shown(opened, tmp_path, file, size)
        for row, texts in first_told(file).items():
            for text in texts:
                assert letters(text) in found.get(row, ""), (size, row, text)
