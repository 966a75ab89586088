"""The patient's leaflet: what it says, and in what order. How hard it is to read is measured
where its wordings are."""

import re

import msgspec
import pytest

from hematinic.render import lines, timetable
from hematinic.render.leaflet import leaflet, to_text
from hematinic.render.page import to_html
from render.people import FILES, plans
from spec.patients import planner

ORDER = (
    "now", "what", "response", "planned", "day", "options", "do-not", "know", "critical", "warning",
    "team", "dates", "questions", "checked",
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
            assert all(not item.dates for item in section.items)


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
    ours |= {header.draft_notice, header.disclaimer.patient, "Nobody yet."}
    assessment = plans()[name].assessment
    ours |= {lines.missing(line, assessment) for line in plans()[name].missing}
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
