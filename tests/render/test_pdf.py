"""The plan on paper, read back by another program."""

import builtins
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from hematinic.render.pdf import PdfError, _nothing_from_outside, to_pdf
from render.people import plans

pytest.importorskip("weasyprint", exc_type=OSError, reason="needs Pango")
POPPLER = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")


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
