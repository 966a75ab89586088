"""A page for every rule, and all of them as a book: written from the guideline and from what both
patients of each rule are told when they are run."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import msgspec
import pytest
from tools.pages import PAIRS, RULES, rules
from typer.testing import CliRunner

from hematinic.cli.main import app
from hematinic.guideline.load import reading
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.proof.one_of_each import Runner, kept, write
from hematinic.proof.one_of_each.find import Finder
from hematinic.review.book import Pages, files_of, written
from hematinic.review.book.markdown import page_text
from once import planner

SMALL = Path(__file__).parent.parent / "guidelines/magnesium_potassium"


@cache
def fresh() -> dict[str, str]:
    return rules(planner())


def test_the_pages_are_those_that_are_made_from_the_guideline():
    """`make docs` writes them anew."""
    assert {file.name: file.read_text() for file in RULES.glob("*.md")} == fresh()


def test_every_rule_has_its_page_and_stands_in_the_index():
    for rule in planner().rules.items:
        assert f"`{rule}`" in fresh()[f"{rule}.md"]
        assert f"| [{rule}]({rule}.md) |" in fresh()["README.md"]


def test_a_page_tells_what_the_rule_carries_out_who_gets_it_and_who_does_not():
    page = fresh()["counts-tests.md"]
    assert re.search(r"> \*\*[A-Z0-9-]+\*\* \w", page)
    assert "Neutrophil count 1.4 ×10⁹/L" in page
    assert "The same patient, but with: Neutrophil count 1.5" in page
    heads = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert heads[:5] == [
        "What it carries out",
        "To whom it applies",
        "What it says",
        "A patient who gets it",
        "A near miss",
    ]


def test_a_page_tells_why_the_near_miss_does_not_get_it():
    assert (
        "it would apply, but hypersensitivity to parenteral iron" in fresh()["iron-intravenous.md"]
    )
    assert "neurological involvement: no" in fresh()["b12-loading-neurological.md"]


def test_what_replaces_a_rule_is_told_on_both_pages():
    pages = fresh()
    assert "(iron-oral-daily.md)" in pages["iron-intravenous.md"].split("## What it replaces")[1]
    assert "(iron-intravenous.md)" in pages["iron-oral-daily.md"].split("## What it replaces")[1]


def test_how_each_source_was_read_stands_beside_it():
    sources = fresh()["b12-loading-standard.md"].split("## Sources")[1]
    assert "BNF: British National Formulary" in sources
    assert "excerpt read" in sources


def test_a_page_is_stale_where_a_patient_is_another():
    """It has what the patients are told when they are run, not what somebody wrote of them."""
    pair = kept(PAIRS)["counts-tests"]
    events = [{**pair.gets_it["events"][0], "value": 1.2}]
    other = msgspec.structs.replace(pair, gets_it={**pair.gets_it, "events": events})
    page = page_text(Pages(planner(), {"counts-tests": other}, {}).page("counts-tests"))
    assert "Neutrophil count 1.2" in page
    assert "Neutrophil count 1.4" not in page


def test_links_between_pages_lead_somewhere():
    pages = fresh()
    for name, text in pages.items():
        for link in re.findall(r"\]\(([\w-]+\.md)(?:#(\w+))?\)", text):
            assert link[0] in pages, (name, link)
            assert not link[1] or f"\n## {link[1]}\n" in pages[link[0]], (name, link)


# Another guideline


@cache
def small() -> Planner:
    return Planner(load(SMALL))


def test_another_guideline_has_its_pages_by_the_same_code():
    pages = written(Pages(small(), {}, files_of(reading(SMALL).places)))
    assert set(pages) == {"README.md", "words.md", *(f"{rule}.md" for rule in small().rules.items)}
    assert all("No patient is kept" in pages[f"{rule}.md"] for rule in small().rules.items)


def test_a_book_of_another_guideline_with_pairs_that_the_solver_finds(tmp_path):
    finder = Finder(Runner(small()))
    for rule in small().rules.items:
        pair = finder.pair(rule)
        assert pair is not None, rule
        write(tmp_path / "one_of_each", pair)
    out = tmp_path / "book.pdf"
    arguments = ["review", "book", str(out), "--patients", str(tmp_path / "one_of_each")]
    done = CliRunner().invoke(app, [*arguments, "--guideline", str(SMALL)])
    assert done.exit_code == 0, done.output
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext: apt-get install poppler-utils")
    text = subprocess.run(["pdftotext", str(out), "-"], capture_output=True, check=True).stdout
    for rule in small().rules.items:
        assert rule in text.decode()
    assert b"No patient is kept" not in text
