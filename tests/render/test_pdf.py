"""What is on the paper, read back by other programs."""

import re
from collections import Counter
from itertools import pairwise

import msgspec
import pikepdf
import pytest

from hematinic.plan.model import Plan
from hematinic.render.paper.leaflet import OPEN, foot, leaflet
from hematinic.render.paper.page import to_html
from hematinic.render.paper.pdf import to_pdf
from hematinic.render.paper.sheet import DECISIVE, Sheet
from hematinic.render.words import lines
from render.papers import (
    EXAMPLES,
    FACES,
    FILES_OF_EXAMPLES,
    POPPLER,
    RICH,
    example,
    letters,
    opened,
    pages_of,
    printed,
    spoken,
    tags,
    told,
)
from render.people import plans


@POPPLER
def test_each_page_has_version_validity_and_the_drafts_notice(face, content):
    made = plans()[RICH]
    found = pages_of(content)
    assert len(found) > 1
    for n, page in enumerate(found, 1):
        line = " ".join(page.split())
        assert foot(made) in line
        assert f"Page {n} of {len(found)}" in line
        assert made.header.draft_notice in line


@POPPLER
def test_every_word_of_it_is_in_print(face, content):
    """By another program than the one that reads the tags, and as often as it is said."""
    made = plans()[RICH]
    texts = needed(made) if face == "sheet" else [t for s in leaflet(made) for t in told(s)]
    said = Counter(re.findall(r"\w+", " ".join(texts)))
    print_ = Counter(re.findall(r"\w+", " ".join(pages_of(content))))
    assert len(said) > 200
    assert said - print_ == Counter()


@pytest.mark.parametrize("name", ["neurological", "red flag", "by vein", "pregnant", "child"])
def test_all_that_a_leaflet_says_is_printed(name):
    for face in ("leaflet", "leaflet in large print"):
        said = letters(spoken(printed(name, face)))
        texts = [text for section in leaflet(plans()[name]) for text in told(section)]
        assert [text for text in texts if letters(text) not in said] == []


@pytest.mark.parametrize(
    "name", ["half loaded", "by vein, 62 kg", "kidneys", "loaded", "only iron"]
)
def test_the_sheet_of_a_typical_patient_is_spared_nothing(name):
    made = plans()[name]
    content = printed(name, "sheet")
    said = letters(spoken(content))
    assert len(opened(content).pages) <= 2
    assert [text for text in everything(made) if letters(text) not in said] == []


def everything(made: Plan) -> list[str]:
    sheet = Sheet(made)
    return [
        *needed(made),
        *sheet.missing,
        *sheet.disagreements,
        ", ".join(sheet.assumed),
        sheet.key if sheet.drawing["rows"] else "",
    ]


def needed(made: Plan) -> list[str]:
    """What no sheet is spared."""
    sheet, assessment = Sheet(made), made.assessment
    return [
        sheet.who,
        made.bottom_line.clinician,
        *(lines.alert(fired, assessment) for fired in made.alerts),
        *(lines.what_to_do(fired.alert, assessment) for fired in made.alerts),
        *(lines.recommendation(line, assessment) for line in made.recommendations),
        *(due.check.if_not for due in made.monitoring if due.status in OPEN),
        *(lines.missing(line, assessment) for line in made.missing[:DECISIVE]),
        *sheet.refused,
        *sheet.aside,
        "; ".join(sheet.recorded),
        *sheet.notes,
        *(source["cite"] for source in sheet.sources),
    ]


@pytest.mark.parametrize("name", ["red flag", "pregnant", "by vein", "standard"])
def test_what_a_heavy_plan_is_spared_is_counted_and_nothing_else_is_missing(name):
    """In the order of `Sheet.spared`, and no more than two pages ask for."""
    made = plans()[name]
    content = printed(name, "sheet")
    said = letters(spoken(content))
    assert len(opened(content).pages) == 2
    assert [text for text in needed(made) if letters(text) not in said] == []
    assert letters(f"{len(made.assumed)} conditions, signs and habits.") in said
    assert letters(", ".join(Sheet(made).assumed[-3:])) not in said
    whole = {
        "disagreements": Sheet(made).disagreements[-1],
        "questions": Sheet(made).missing[-1],
        "drawing": Sheet(made).key,
    }
    left = [letters(text) in said for text in whole.values()]
    assert left == sorted(left)
    assert letters(to_html(made, "clinician")).count(letters("signs and habits")) == 0


@pytest.mark.parametrize("name", sorted(str(f.relative_to(EXAMPLES)) for f in FILES_OF_EXAMPLES))
def test_the_sheet_of_an_example_is_one_sheet_of_paper(name):
    made, record = example(name)
    document = opened(to_pdf(made, "clinician", record))
    assert len(document.pages) <= 2


@pytest.mark.parametrize("name", ["neurological", RICH])
def test_no_heading_stands_last_on_a_page(name):
    for face in FACES:
        found = [tag for tag in tags(printed(name, face)) if tag.pages]
        headings = [pair for pair in pairwise(found) if re.match("H[1-6]", pair[0].name)]
        assert len(headings) > 8
        assert [h.text for h, after in headings if h.pages != {min(after.pages)}] == []


def test_no_type_on_a_sheet_is_smaller_than_8_points():
    content = printed("red flag", "sheet")
    sizes = {
        float(operands[1])
        for page in opened(content).pages
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) == "Tf"
    }
    assert min(sizes) >= 8
    assert {9, 8.5} <= sizes


def test_a_plan_of_nothing_has_no_empty_part():
    bare = msgspec.structs.replace(
        plans()["nothing"], alerts=(), recommendations=(), phases=(), monitoring=(), missing=(),
        not_recommended=(), assumed=(), record=(), questioned=(), timetable=None,
    )  # fmt: skip
    headings = [tag.text for tag in tags(to_pdf(bare, "clinician")).all("H[1-6]")]
    assert headings == [bare.header.title]
    titles = [tag.text for tag in tags(to_pdf(bare, "patient")).all("H2")]
    assert titles == [section.heading for section in leaflet(bare)]


# Spelling


@pytest.mark.parametrize("face", ["sheet", "leaflet"])
def test_a_pdf_is_in_the_spelling_asked_for(face):
    made = plans()["standard"]
    written = spoken(printed("standard", face))
    said = spoken(to_pdf(made, FACES[face][0], spelling="uk"))
    spellings = {"leaflet": ("celiac", "coeliac"), "sheet": ("hemoglobin", "haemoglobin")}
    american, british = spellings[face]
    assert american in written
    assert british not in written
    assert british in said
    assert american not in said
