"""The plan on paper, read back by another program."""

import builtins
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hematinic.plan.model import Plan
from hematinic.record.events import Record
from hematinic.record.read import read_record
from hematinic.render.paper.leaflet import OPEN
from hematinic.render.paper.page import SPARED, to_html
from hematinic.render.paper.pdf import PdfError, _nothing_from_outside, to_pdf
from hematinic.render.paper.sheet import DECISIVE
from hematinic.render.words import lines
from render.people import plans
from spec.patients import TODAY, planner

pytest.importorskip("weasyprint", exc_type=OSError, reason="needs Pango")
POPPLER = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")


def has_font(name: str) -> bool:
    found = shutil.which("fc-list") and subprocess.run(["fc-list", name], capture_output=True)
    return bool(found and found.stdout)


LIBERATION = pytest.mark.skipif(
    not has_font("Liberation Sans Narrow"), reason="needs fonts-liberation: others are wider"
)
EXAMPLES = Path(__file__).parents[2] / "examples"
FILES_OF_EXAMPLES = [
    file
    for file in (*EXAMPLES.rglob("*.yaml"), *EXAMPLES.rglob("*.json"))
    if re.search(r"^patient:|Bundle", file.read_text(), re.MULTILINE)
]


@cache
def printed(name: str, reader: str) -> bytes:
    return to_pdf(plans()[name], reader)


def run(folder: Path, content: bytes, *command: str) -> str:
    file = folder / "plan.pdf"
    file.write_bytes(content)
    command = tuple(str(file) if word == "FILE" else word for word in command)
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@POPPLER
@pytest.mark.parametrize("reader", ["patient", "clinician"])
def test_each_page_has_version_validity_and_content(reader, tmp_path):
    made = plans()["neurological"]
    text = run(tmp_path, printed("neurological", reader), "pdftotext", "-layout", "FILE", "-")
    pages = text.rstrip("\f").split("\f")
    assert len(pages) > 1
    for n, page in enumerate(pages, 1):
        assert f"Unreviewed draft. {made.header.id} {made.header.version}" in page
        assert f"Valid until {made.header.valid_until}" in page
        assert made.content_hash[:12] in page
        assert f"Page {n} of {len(pages)}" in page


@POPPLER
def test_the_doses_can_be_read_off_it(tmp_path):
    text = run(tmp_path, printed("neurological", "clinician"), "pdftotext", "FILE", "-")
    plain = " ".join(text.split())
    assert "Hydroxocobalamin 1 mg intramuscularly on alternate days" in plain
    assert "Ferrous sulfate 200 mg (65 mg elemental iron) by mouth once daily" in plain


@POPPLER
@pytest.mark.parametrize("reader", ["patient", "clinician"])
def test_it_is_tagged_and_has_headings(reader, tmp_path):
    content = printed("neurological", reader)
    said = run(tmp_path, content, "pdfinfo", "FILE")
    assert "Tagged:          yes" in said
    assert "Title:           Draft: " in said
    structure = run(tmp_path, content, "pdfinfo", "-struct", "FILE")
    assert structure.count("H2") > 3
    assert "H1" in structure


# The sheet: one sheet of paper


@cache
def example(name: str) -> tuple[Plan, Record]:
    record = read_record(EXAMPLES / name, planner().rules.guideline, TODAY.toordinal())
    return planner().plan(record, record.as_of or TODAY.toordinal()), record


def pages(made: Plan, record: Record | None, spared: tuple[str, ...] = ()) -> list[Any]:
    import weasyprint

    return list(
        weasyprint.HTML(string=to_html(made, "clinician", record, spared=spared)).render().pages
    )


def printed_text(folder: Path, content: bytes) -> str:
    return " ".join(run(folder, content, "pdftotext", "-raw", "FILE", "-").split())


@POPPLER
@LIBERATION
@pytest.mark.parametrize("name", sorted(str(f.relative_to(EXAMPLES)) for f in FILES_OF_EXAMPLES))
def test_the_sheet_of_an_example_is_one_sheet_of_paper(name, tmp_path):
    said = run(
        tmp_path, to_pdf(*example(name)[:1], "clinician", example(name)[1]), "pdfinfo", "FILE"
    )
    assert re.search(r"Pages: +[12]\n", said)


@LIBERATION
@pytest.mark.parametrize(
    "name", ["half loaded", "by vein, 62 kg", "kidneys", "loaded", "only iron"]
)
def test_the_sheet_of_a_typical_patient_is_spared_nothing(name):
    assert len(pages(plans()[name], None)) <= 2


def letters(text: str) -> str:
    """Without what the end of a line puts into a text or takes out of it."""
    return re.sub(r"[\W_]", "", text)


@POPPLER
@LIBERATION
def test_what_a_heavy_plan_is_spared_is_counted_and_nothing_else_is_missing(tmp_path):
    made = plans()["red flag"]
    assert len(pages(made, None)) > 2
    found = letters(printed_text(tmp_path, to_pdf(made, "clinician")))
    labels = made.assessment.rules.labels
    last = letters(", ".join(labels[name] for name in made.assumed[-3:]))
    assert letters(f"{len(made.assumed)} conditions, signs and habits") in found
    assert last not in found
    assert last in letters(to_html(made, "clinician"))
    said = [lines.alert(fired, made.assessment) for fired in made.alerts]
    said += [lines.what_to_do(fired.alert, made.assessment) for fired in made.alerts]
    said += [lines.recommendation(line, made.assessment) for line in made.recommendations]
    said += [due.check.if_not for due in made.monitoring if due.status in OPEN]
    said += [lines.missing(line, made.assessment) for line in made.missing[:DECISIVE]]
    assert len(said) > 40
    assert [text for text in said if letters(text) not in found] == []


def test_what_is_spared_goes_in_its_order_and_the_page_is_spared_nothing():
    made, record = example("combined-deficiency-bundle.json")
    counts = [len(pages(made, record, SPARED[:n])) for n in range(len(SPARED) + 1)]
    assert counts == sorted(counts, reverse=True)
    assert "spare-" not in to_html(made, "clinician", record).partition("<body")[2]


def test_no_type_on_a_sheet_is_smaller_than_8_points():
    sizes = {
        box.style["font_size"] * 0.75
        for page in pages(*example("combined-deficiency-bundle.json"), SPARED)
        for box in page._page_box.descendants()
        if getattr(box, "text", "").strip()
    }
    assert min(sizes) >= 8
    assert 9 in sizes


# Spelling


@POPPLER
@pytest.mark.parametrize("reader", ["patient", "clinician"])
def test_a_pdf_is_in_the_spelling_asked_for(reader, tmp_path):
    made = plans()["standard"]
    written = printed_text(tmp_path, printed("standard", reader))
    said = printed_text(tmp_path, to_pdf(made, reader, spelling="uk"))
    words = {"patient": ("celiac", "coeliac"), "clinician": ("hemoglobin", "haemoglobin")}
    american, british = words[reader]
    assert american in written
    assert british not in written
    assert british in said
    assert american not in said
    assert '<html lang="en-GB">' in to_html(made, reader, spelling="uk")


# The file


def test_the_same_plan_gives_the_same_bytes():
    assert to_pdf(plans()["neurological"], "patient") == printed("neurological", "patient")


def test_it_fetches_nothing():
    with pytest.raises(ValueError, match="fetches nothing"):
        _nothing_from_outside("https://example.org/font.woff")


def test_without_its_libraries_it_says_what_to_install(monkeypatch):
    def missing(name, *rest, **more):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **more)

    real = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(PdfError, match="apt-get install libpango"):
        to_pdf(plans()["standard"], "patient")
