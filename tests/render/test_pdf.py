"""The plan on paper, read back by other programs."""

import os
import re
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from pathlib import Path

import msgspec
import pdfua
import pikepdf
import pytest

from hematinic.plan.model import Plan
from hematinic.record.events import Record, SetAside
from hematinic.record.read import read_record
from hematinic.render.paper.leaflet import OPEN, Section, foot, leaflet
from hematinic.render.paper.page import TEMPLATES, to_html
from hematinic.render.paper.pdf import UNPRINTED, printable, to_pdf
from hematinic.render.paper.sheet import DECISIVE, Sheet
from hematinic.render.words import lines
from hematinic.render.words import phrases as words
from hematinic.render.words.spelling import of_jurisdiction
from render.papers import POPPLER, letters, opened, pages_of, spoken, tags
from render.people import FILES, plans
from spec.patients import TODAY, planner

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES_OF_EXAMPLES = [
    file
    for file in (*EXAMPLES.rglob("*.yaml"), *EXAMPLES.rglob("*.json"))
    if re.search(r"^patient:|Bundle", file.read_text(), re.MULTILINE)
]
RICH = "levothyroxine and calcium"
"""Of the plans, one that has all that a face can show."""

FACES = {
    "sheet": ("clinician", False),
    "leaflet": ("patient", False),
    "leaflet in large print": ("patient", True),
}


@cache
def printed(name: str, face: str) -> bytes:
    reader, large_print = FACES[face]
    return to_pdf(plans()[name], reader, large_print=large_print)


@pytest.fixture(params=FACES)
def face(request) -> str:
    return request.param


@pytest.fixture
def content(face) -> bytes:
    return printed(RICH, face)


def told(section: Section) -> list[str]:
    texts = [section.heading]
    for item in section.items:
        how = item.detail if section.kind == "treatments" else ""
        late = item.detail if section.kind == "dates" else ""
        texts += [item.title, words.capital(how), item.text, late, *item.points]
    return texts


# As what it can be read


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
            "Alerts", *phases, lines_of_day["title"], "Checks", "Timeline",
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
        *sheet.notes,
        *(source["cite"] for source in sheet.sources),
        sheet.numbers,
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


# What is on it


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


@cache
def example(name: str) -> tuple[Plan, Record]:
    record = read_record(EXAMPLES / name, planner().rules.guideline, TODAY.toordinal())
    return planner().plan(record, record.as_of or TODAY.toordinal()), record


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


# What is written in a record is text


HOSTILE = '#panic() #read("/etc/passwd") #sys.inputs $1+1$ *_@<>_* `raw` \\u{41} \\ // = - + / [x] {y} "q" <a>'


def test_nothing_of_a_record_is_markup_or_code():
    made = plans()["only iron"]
    aside = SetAside(where="event 1", what="= #panic()", why=HOSTILE)
    hostile = msgspec.structs.replace(
        made,
        patient=msgspec.structs.replace(made.patient, id=HOSTILE),
        record=(aside,),
    )
    said = letters(spoken(to_pdf(hostile, "clinician")))
    assert letters(f"Patient {HOSTILE}, plan of") in said
    assert letters(f"= #panic(): {HOSTILE}") in said


def test_no_template_reads_a_file_or_takes_text_for_code():
    """A template could only read in its own folder; it does neither there."""
    for file in TEMPLATES.glob("*.typ"):
        calls = re.findall(
            r"\b(?:read|eval|plugin|include|image|csv|yaml|toml|xml)\(", file.read_text()
        )
        assert calls == [], file.name
        assert "@preview" not in file.read_text()


def test_what_no_font_has_leaves_a_mark():
    assert printable("Zoë, µ ≥ 10⁹/L × 2 – ½; Ω и é") == "Zoë, µ ≥ 10⁹/L × 2 – ½; Ω и é"
    assert printable("a\u0000\u202e b\t\n\u2028c 患 😀") == "a\ufffd\ufffd b   c \ufffd \ufffd"
    made = plans()["only iron"]
    everyone = "".join(map(chr, range(0x20, 0x10000)))
    odd = msgspec.structs.replace(made.patient, id=UNPRINTED.sub("", everyone) + "患 \u0007 😀")
    assert "\ufffd" in spoken(to_pdf(msgspec.structs.replace(made, patient=odd), "clinician"))


def test_every_letter_of_a_plan_can_be_printed():
    for name in FILES:
        for reader in ("patient", "clinician"):
            said = to_html(plans()[name], reader)
            assert set(printable(said)) == set(said) - set("\n\u00a0")


# The file


def test_the_same_plan_gives_the_same_bytes():
    made = plans()["neurological"]
    with ThreadPoolExecutor(4) as threads:
        written = set(threads.map(lambda _: to_pdf(made, "patient"), range(8)))
    assert written == {printed("neurological", "leaflet")}


def test_another_day_place_and_process_change_no_byte():
    made, record = example("iron-before-b12.yaml")
    command = [sys.executable, "-m", "hematinic", "plan", str(EXAMPLES / "iron-before-b12.yaml")]
    elsewhere = {
        "TZ": "Pacific/Kiritimati",
        "SOURCE_DATE_EPOCH": "1",
        "LANG": "C",
        "HOME": "/nowhere",
    }
    written = subprocess.run(
        [*command, "--format", "pdf"], capture_output=True, check=True, env=os.environ | elsewhere
    )
    spelling = of_jurisdiction(made)
    assert written.stdout == to_pdf(made, "clinician", record, spelling=spelling)
    assert "/CreationDate" not in opened(written.stdout).docinfo


def test_its_fonts_are_ours_and_are_in_it(content):
    found = {}
    for page in opened(content).pages:
        for font in page.Resources.Font.values():
            [inside] = font.get("/DescendantFonts", [font])
            name = str(font.BaseFont).partition("+")[2]
            found[re.sub("-.*", "", name)] = "/FontFile2" in inside.FontDescriptor
    assert found == {"IBMPlexSans": True, "DejaVuSansMono": True}
