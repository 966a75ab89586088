"""The patient's leaflet: what it says, and in what order. How hard it is to read is measured
where its wordings are."""

import re

import msgspec
import pytest

from hematinic.render.paper.leaflet import leaflet, to_text
from hematinic.render.paper.page import to_html
from hematinic.render.screen import timetable
from hematinic.render.words import lines
from render.people import FILES, plans
from spec.patients import planner

ORDER = (
    "now", "what", "response", "planned", "day", "options", "feel", "do", "do-not", "know",
    "critical", "warning", "results", "help", "team", "dates", "ask", "questions", "checked",
)  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_the_order_of_the_sections(name):
    found = [section.name for section in leaflet(plans()[name])]
    assert found == [section for section in ORDER if section in found]
    assert {"what", "checked"} <= set(found)


def test_what_is_urgent_comes_first():
    [section] = [s for s in leaflet(plans()["red flag"]) if s.name == "now"]
    assert leaflet(plans()["red flag"])[0] == section
    assert section.heading == "Right now"


@pytest.mark.parametrize("name", FILES)
def test_what_is_not_decided_has_no_dates_to_follow(name):
    for section in leaflet(plans()[name]):
        if section.name == "options":
            assert all(not item.points for item in section.items)


def test_who_checked_this():
    found = leaflet(plans()["standard"])[-1]
    assert found.heading == "Who checked this"
    assert found.items[0].text == "Nobody yet."


@pytest.mark.parametrize("name", FILES)
def test_every_clinical_sentence_is_the_guidelines(name):
    """Headings, labels and dates apart, nothing is said that is not a wording of the guideline."""
    guideline = planner().rules.guideline
    header = guideline.header
    ours = {r.says.patient or r.says.clinician for r in guideline.recommendations}
    ours |= {a.patient or a.what_to_do for a in guideline.alerts}
    ours |= {c.patient for c in guideline.monitoring}
    ours |= {line.says.patient for line in header.bottom_line}
    ours |= {header.draft_notice, header.disclaimer.patient, "Nobody yet.", ""}
    sentences = {one.says for one in guideline.leaflet.values()}
    ours |= sentences
    assessment = plans()[name].assessment
    ours |= {lines.missing(line, assessment) for line in plans()[name].missing}
    ours |= {lines.unexplained(one, assessment, "patient") for one in plans()[name].unexplained}
    day = guideline.day
    assert day is not None
    ours |= {says.patient for says in (day.every_day, day.some_days, day.assumed, day.not_combined)}
    made = plans()[name]
    if made.timetable:
        ours |= {
            f"{timetable.what(row, assessment)}. "
            f"{timetable.why(row, made.timetable, assessment, 'patient')}".strip()
            for row in made.timetable.rows
        }
    for section in leaflet(made):
        assert {item.text for item in section.items} <= ours
        if section.kind in ("moments", "levels"):
            assert {point for item in section.items for point in item.points} <= sentences


# Beside the plan: what is felt, what to do, when to get help, what to ask


def told(name: str, section: str) -> str:
    """All that a section of this patient's leaflet says."""
    found = [item for one in leaflet(plans()[name]) if one.name == section for item in one.items]
    return " ".join(part for item in found for part in (item.title, item.text, *item.points))


@pytest.mark.parametrize("section", ["feel", "do", "do-not", "help", "ask"])
def test_tablets_and_drip_are_spoken_of_where_they_are_planned(section):
    tablets, drip = told("standard", section), told("by vein, 62 kg", section)
    assert "tablet" in tablets or "iron" in tablets
    assert "the drip" not in tablets
    assert "drip" in drip
    assert "upset" not in drip


def test_nothing_is_to_be_felt_of_what_is_not_given():
    assert "vitamin B12" not in told("only iron", "feel")
    assert "iron" not in told("only B12", "feel")
    assert told("nothing", "feel") == ""


def test_nerves_are_spoken_of_where_they_are_affected():
    assert "Numb" in told("neurological", "feel")
    assert "Numb" not in told("standard", "feel")
    assert "Numb" not in told("neurology unknown", "feel")


@pytest.mark.parametrize("name", FILES)
def test_every_leaflet_says_when_to_get_help_the_most_urgent_first(name):
    [section] = [s for s in leaflet(plans()[name]) if s.name == "help"]
    assert section.items[0].title == "Call an ambulance now if"
    assert "you have chest pain, or you faint" in section.items[0].points
    levels = [
        "Call an ambulance now if",
        "Call your team the same day if",
        "Tell your team soon if",
    ]
    found = [item.title for item in section.items]
    assert found == [level for level in levels if level in found]


def test_each_sentence_is_said_to_someone():
    said = {point for name in FILES for section in leaflet(plans()[name])
            for item in section.items for point in (item.text, *item.points)}  # fmt: skip
    assert {one.says for one in planner().rules.guideline.leaflet.values()} <= said


def test_a_sentence_gives_no_dose():
    for one in planner().rules.guideline.leaflet.values():
        assert not re.search(r"\d+ ?(mg|g|ug|micrograms?)\b", one.says)


def test_large_print_is_the_same_leaflet():
    plain, large = (to_html(plans()["standard"], "patient", large_print=x) for x in (False, True))
    assert large == plain.replace('<body class="patient">', '<body class="patient large">')


@pytest.mark.parametrize("reader", ["patient", "clinician"])
def test_what_came_from_a_record_cannot_become_markup(reader):
    made = plans()["standard"]
    who = msgspec.structs.replace(made.patient, id="<script>alert(1)</script>")
    page = to_html(msgspec.structs.replace(made, patient=who), reader)
    assert "<script" not in page


@pytest.mark.parametrize("reader", ["patient", "clinician"])
def test_a_page_fetches_nothing(reader):
    page = to_html(plans()["standard"], reader)
    assert not re.search(r'(src|href)="|url\(|@import', page)


@pytest.mark.parametrize("name", FILES)
def test_plain_text_is_plain(name):
    text = to_text(plans()[name])
    assert not re.search(r"[<>*#]", text)
    assert max(len(line) for line in text.splitlines()) <= 90
