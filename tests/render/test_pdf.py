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
from hematinic.render.words.layers import in_words
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


FIRST_POINTS = 11
"""Of the type of the first page: it is read at arm's length."""


@POPPLER
@pytest.mark.parametrize("name", ["half loaded", "by vein, 62 kg", "kidneys", "loaded", "red flag"])
def test_the_first_page_is_now_and_the_plan(name):
    made = plans()[name]
    first, second = (letters(page) for page in pages_of(printed(name, "sheet")))
    told = in_words(made)
    rows = [row for section in told.plan.sections for row in section.lines]
    stands = [*(one.text for _, row in told.now.rows() for one in row), *(row.text for row in rows)]
    stands += [*(row.what for row in told.plan.checks), told.now.bottom_line]
    assert [text for text in stands if letters(text) not in first] == []
    whole = [lines.recommendation(line, made.assessment) for line in made.recommendations]
    assert [text for text in whole if letters(text) not in second] == []


@pytest.mark.parametrize("name", ["half loaded", "by vein, 62 kg", "kidneys", "loaded", "red flag"])
def test_its_type_is_large(name):
    document = opened(printed(name, "sheet"))
    sizes = [
        float(operands[1])
        for operands, operator in pikepdf.parse_content_stream(document.pages[0])
        if str(operator) == "Tf"
    ]
    assert sum(size >= FIRST_POINTS for size in sizes) > len(sizes) / 2


def needed(made: Plan) -> list[str]:
    """What no sheet is spared."""
    sheet, assessment = Sheet(made), made.assessment
    notices = [fired.alert.id for fired in sheet.in_words.layers.notices]
    alerts = [fired for fired in made.alerts if fired.alert.id not in notices]
    return [
        sheet.who,
        lines.bottom_line(made),
        *(lines.alert(fired, assessment) for fired in alerts),
        *(lines.what_to_do(fired.alert, assessment) for fired in alerts),
        *(lines.recommendation(line, assessment) for line in made.recommendations),
        *(due.check.if_not for due in made.monitoring if due.status in OPEN),
        *(lines.missing(line, assessment) for line in made.missing[:DECISIVE]),
        *sheet.refused,
        *sheet.aside,
        *(source["cite"] for source in sheet.sources),
    ]


@pytest.mark.parametrize("name", ["red flag", "pregnant", "by vein", "standard", "loaded", "child"])
def test_what_a_plan_is_spared_is_counted_and_nothing_else_is_missing(name):
    """In the order of `Sheet.spared`, and no more than two pages ask for."""
    made = plans()[name]
    content, sheet = printed(name, "sheet"), Sheet(made)
    read = letters(spoken(content))
    assert len(opened(content).pages) == 2
    assert [text for text in needed(made) if letters(text) not in read] == []
    whole = {
        "assumed": ", ".join(sheet.assumed[-3:]),
        "disagreements": "".join(sheet.disagreements[-1:]),
        "questions": sheet.missing[-1],
        "notes": sheet.notes[-1],
        "recorded": "; ".join(sheet.recorded),
    }
    left = [letters(text) in read for text in whole.values()]
    assert left == sorted(left)
    for part, text in whole.items():
        assert letters(text) in read or letters(sheet.spared[part]) in read
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
    assert max(sizes) >= FIRST_POINTS


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
