"""The documentation as a site: it is built without a warning, and asks no other host for anything."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

LOADED = re.compile(
    r"<(?:script|img|iframe|source)[^>]* src=\"([^\"]+)\""
    r"|<link(?=[^>]* rel=\"(?:stylesheet|icon|preload|preconnect|prefetch|dns-prefetch)\")[^>]* href=\"([^\"]+)\""
)
OF_ANOTHER_HOST = re.compile(r"(?:https?:)?//")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built once, as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", "docs", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


def test_a_page_for_each_page(site: Path) -> None:
    written = {
        file.relative_to(ROOT / "docs").with_suffix("") for file in (ROOT / "docs").rglob("*.md")
    }
    assert {file.relative_to(site).with_suffix("") for file in site.rglob("*.html")} >= written


LISTED = ("lint", "reference/rules")
"""Folders of which the menu has the list alone."""


def test_each_page_stands_in_the_menu(site: Path) -> None:
    menu = set(
        re.findall(r'class="reference internal" href="([^"#]+)"', (site / "index.html").read_text())
    )
    pages = {str(file.relative_to(site)) for file in site.rglob("*.html")}
    made = {"index.html", "search.html", "genindex.html"}
    left_out = {page for page in pages - made - menu if not page.startswith(LISTED)}
    assert left_out == set()
    assert {f"{folder}/README.html" for folder in LISTED} <= menu


def test_no_page_loads_anything_from_another_host(site: Path) -> None:
    for file in site.rglob("*.html"):
        loaded = [one or other for one, other in LOADED.findall(file.read_text(encoding="utf-8"))]
        assert loaded, file
        assert [one for one in loaded if OF_ANOTHER_HOST.match(one)] == [], file


def test_no_style_loads_anything_from_another_host(site: Path) -> None:
    for file in site.rglob("*.css"):
        found = re.findall(r"(?:url\(|@import)\s*[\"']?((?:https?:)?//[^\"')]+)", file.read_text())
        assert found == [], file
