"""The paper as a program reads it aloud: order, language, headings, tables, the drawing."""

from itertools import pairwise

import pdfua

from hematinic.plan.model import Plan
from hematinic.render.paper.leaflet import leaflet
from hematinic.render.paper.pdf import to_pdf
from hematinic.render.paper.sheet import DECISIVE, Sheet
from hematinic.render.words import phrases as words
from render.papers import (
    FACES,
    POPPLER,
    RICH,
    letters,
    opened,
    pages_of,
    printed,
    spoken,
    tags,
    told,
)
from render.people import plans


def test_it_passes_the_checks_of_pdfua(content, tmp_path):
    """They are 16 of the 106 rules that a program can check: no proof that it conforms."""
    file = tmp_path / "plan.pdf"
    file.write_bytes(content)
    report = pdfua.validate(str(file))
    assert [(found.rule_id, found.message) for found in report.findings] == []


def test_its_language_and_its_title(face):
    reader, large_print = FACES[face]
    for spelling, language in (("us", "en-US"), ("uk", "en-GB")):
        document = opened(to_pdf(plans()["only iron"], reader, None, large_print, spelling))
        assert str(document.Root.Lang) == language
        assert str(document.docinfo.Title).startswith("Draft: ")
        assert document.Root.ViewerPreferences.DisplayDocTitle


def test_its_headings_are_read_in_their_order(face, content):
    made = plans()[RICH]
    title, *found = [tag.text for tag in tags(content).all("H[1-6]")]
    assert title == made.header.title
    if face == "sheet":
        phases = [
            f"{e.phase.title} from {words.day(e.starts)}" if e.starts else e.phase.title
            for e in made.phases
        ]
        lines_of_day = Sheet(made).day
        assert found == [
            "Plan", "Checks by day", "Timeline", "Alerts", *phases, lines_of_day["title"], "Checks",
            "Missing, most decisive first", "Where sources disagree",
            "Recorded, and read for this plan", "Taken as absent, because unrecorded",
            "Notes: why each line stands", "References",
        ]  # fmt: skip
    else:
        titles = [tag.text for tag in tags(content).all("H2")]
        assert titles == [section.heading for section in leaflet(made)]


def test_it_is_read_in_the_order_of_the_plan(face, content):
    made, said, at = plans()[RICH], letters(spoken(content)), 0
    texts = in_order(made) if face == "sheet" else [t for s in leaflet(made) for t in told(s)]
    assert len(texts) > 40
    for text in [made.header.title, made.header.draft_notice, *texts]:
        found = said.find(letters(text), at)
        assert found >= at, text
        at = found + len(letters(text))


def in_order(made: Plan) -> list[str]:
    sheet = Sheet(made)
    rows = [row for phase in sheet.phases for row in phase["rows"]]
    checks = [part for check in sheet.checks for part in (check["due"], check["test"])]
    return [
        made.bottom_line.clinician,
        *(text for row in sheet.alerts for text in (row.text, row.detail)),
        *(text for row in rows for text in (row.title, row.text, row.dates)),
        *(text for row in sheet.day["rows"] for text in (row["time"], row["what"])),
        *checks,
        *sheet.missing[:DECISIVE],
        *(source["cite"] for source in sheet.sources),
        sheet.bracketed,
    ]


def test_no_level_of_headings_is_left_out(content):
    levels = [int(tag.name[1]) for tag in tags(content).all("H[1-6]")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_each_table_has_heads_and_no_row_of_it_is_split(content):
    tables = tags(content).all("Table")
    assert tables
    for table in tables:
        [head] = table.all("THead")
        assert [cell.scope for cell in head.all("TH")] == ["/Column", "/Column"]
        rows = table.all("TR")
        assert len(rows) > 1
        assert all(len(row.pages) == 1 for row in rows)
        assert {len(row.all("TD")) for row in rows[1:]} == {2}


@POPPLER
def test_a_table_that_goes_on_has_its_heads_again():
    """They are read once and printed on each page."""
    content = printed("neurological", "leaflet in large print")
    *_, table = tags(content).all("Table")
    assert len(table.pages) > 1
    assert len(table.all("THead")) == 1
    for number in table.pages:
        assert "Day What for" in " ".join(pages_of(content)[number - 1].split())


def test_the_drawing_is_told_in_words(face):
    content = printed("only iron", face)
    figures = [tag.alt for tag in tags(content).all("Figure")]
    assert figures == ([Sheet(plans()["only iron"]).drawn] if face == "sheet" else [])
