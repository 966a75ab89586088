"""Each kind of mistake has a page, and the example on it has just this mistake until it is mended."""

import shutil
from pathlib import Path

import pytest
from tools.pages import FOLDER, written

from hematinic.guideline.lint import lint, pages
from hematinic.guideline.lint.pages import Page

SMALL = Path(__file__).parent.parent / "guidelines" / "magnesium_potassium"


def made(folder: Path, page: Page, *, bad: bool) -> Path | None:
    """The small guideline with the example in it; the folder of its tests, if it has some."""
    shutil.copytree(SMALL, folder, dirs_exist_ok=True)
    file, text = folder / page.file, page.bad if bad else page.mended
    before = file.read_text()
    assert page.replaces in before
    after = before.replace(page.replaces, text, 1) if page.replaces else f"{before}{text}"
    file.write_bytes(after.encode(page.encoding if bad else "utf-8"))
    for other, more in page.also.items():
        (folder / other).write_text((folder / other).read_text() + more)
    if bad and page.bad_name:
        file.rename(folder / page.bad_name)
    if not page.bad_tests:
        return None
    tests = folder / "tests"
    tests.mkdir()
    names = " ".join(path.read_text() for path in SMALL.glob("*.yaml"))
    (tests / "test_all.py").write_text(
        f"'''{names}'''\n{page.bad_tests if bad else page.mended_tests}"
    )
    return tests


@pytest.mark.parametrize("kind", pages.kinds())
def test_the_example_has_just_this_mistake(tmp_path: Path, kind: str) -> None:
    page = pages.page(kind)
    found = lint(tmp_path, made(tmp_path, page, bad=True))
    told = found.warnings if pages.warns(kind) else found.mistakes
    assert [one.kind for one in (*found.mistakes, *found.warnings)] == [kind], told
    assert told[0].file == page.file
    assert told[0].says


@pytest.mark.parametrize("kind", pages.kinds())
def test_mended_it_has_none(tmp_path: Path, kind: str) -> None:
    page = pages.page(kind)
    found = lint(tmp_path, made(tmp_path, page, bad=False))
    assert [str(one) for one in (*found.mistakes, *found.warnings)] == []


def test_the_pages_are_those_that_are_written_from_the_code() -> None:
    """`make docs` writes them anew."""
    kept = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.md")}
    assert kept == written()
