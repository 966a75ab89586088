"""A broken guideline is refused with every mistake at once, each with its file and line."""

import shutil
from collections.abc import Callable
from importlib.resources import as_file
from pathlib import Path

import pytest

from hematinic.guideline import yaml
from hematinic.guideline.load import GuidelineError, builtin
from hematinic.guideline.rules import compiled

Break = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with as_file(builtin()) as source:
        shutil.copytree(source, tmp_path / "guideline")
    return tmp_path / "guideline"


def broken(folder: Path, file: str, old: str, new: str) -> int:
    """Replaces the first `old` in a file and tells the line that it stood on."""
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("findings/scope.yaml", "hemoglobin < 100 'g/L'", "hemoglobin < 100 'ug/L'", "is no unit of hemoglobin"),
        ("findings/scope.yaml", "hemoglobin < 100 'g/L'", "hemglobin < 100 'g/L'", "did you mean hemoglobin"),
        ("findings/scope.yaml", "hemoglobin < 100 'g/L'", "hemoglobin < 100", "write its unit"),
        ("findings/scope.yaml", "hemoglobin < 100 'g/L'", "hemoglobin <", "unexpected"),
        ("findings/iron.yaml", "source: ecco-2015", "source: ecco-2051", "did you mean ecco-2015"),
        ("findings/scope.yaml", "implements: [S34]", "implements: [S99]", "there is no statement called 'S99'"),
        ("alerts/before_b12.yaml", "level: critical", "level: crucial", "Invalid enum value"),
        ("alerts/before_b12.yaml", "  level: critical\n", "", "missing required field `level`"),
        ("alerts/before_b12.yaml", "level: critical", "livel: critical", "unknown field `livel`"),
        ("recommendations/b12.yaml", "dose: 1 mg", "dose: one mg", "is no dose"),
        ("recommendations/b12.yaml", "route: intramuscular", "route: oral", "is given intramuscular"),
        ("recommendations/b12.yaml", "phase: today", "phase: tomorrow", "there is no phase"),
        ("facts/b12.yaml", "latest: given parenteral_b12", "latest: gave parenteral_b12", "no kind of event"),
        ("facts/b12.yaml", "course: b12", "course: b21", "there is no course"),
        ("guideline.yaml", "valid_until: 2027-11-22", "valid_until: soon", "Invalid isoformat"),
        ("findings/red_flags.yaml", "    blasts: blasts", "    blast: blasts", "there is no value called 'blast'"),
        ("findings/red_flags.yaml", "potassium {potassium_at_worst}", "potassium {potasium}", "there is no value called"),
        ("alerts/this_guideline.yaml", "names: result_too_old", "names: results_too_old", "there is no finding"),
        ("alerts/this_guideline.yaml", "names: result_too_old", "names: ferritin_too_old", "has no 'cases:'"),
        ("recommendations/emergency.yaml", "names: red_flag", "names: flags", "there is no finding"),
        ("leaflet.yaml", "source: okam-2017", "source: okam-2071", "there is no source"),
        ("leaflet.yaml", "  moment: After an injection\n", "", "has its moment"),
        ("leaflet.yaml", "  level: same_day\n", "", "has its level"),
        ("leaflet.yaml", "part: feel", "part: felt", "Invalid enum value"),
        ("leaflet.yaml", "when: offered(hydroxocobalamin)", "when: offered(hydroxo)", "hydroxo"),
        ("monitoring/everyone.yaml", "test: complete blood count (hemoglobin)", "test: {a: b}", "Expected `str`"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_and_line(
    folder: Path, file: str, old: str, new: str, says: str
) -> None:
    line = broken(folder, file, old, new)
    with pytest.raises(GuidelineError) as error:
        compiled(folder)
    [problem] = [p for p in error.value.problems if says in p.says]
    assert problem.file == file
    assert abs(problem.line - line) <= 12  # the line of the entry or of the key within it


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    broken(folder, "findings/scope.yaml", "hemoglobin < 100 'g/L'", "hemglobin < 100 'g/L'")
    broken(folder, "recommendations/b12.yaml", "dose: 1 mg", "dose: one mg")
    broken(
        folder, "findings/iron.yaml", "ferritin_before_treatment < 70 'ug/L'", "feritin < 70 'ug/L'"
    )
    with pytest.raises(GuidelineError) as error:
        compiled(folder)
    files = {p.file for p in error.value.problems}
    assert files == {"findings/scope.yaml", "findings/iron.yaml", "recommendations/b12.yaml"}
    assert len(error.value.problems) >= 3


def test_definitions_in_a_circle_are_refused(folder: Path) -> None:
    broken(folder, "findings/scope.yaml", "define: (age >= 16) is true", "define: child")
    broken(folder, "findings/scope.yaml", "define: (age < 16) is true", "define: adult")
    with pytest.raises(GuidelineError, match="defined by each other"):
        compiled(folder)


def test_items_that_replace_each_other_are_refused(folder: Path) -> None:
    file = "recommendations/iron.yaml"
    broken(folder, file, "one_of: iron_route\n  title: Oral iron once daily", "instead_of: [iron-intravenous]\n  title: Oral iron once daily")  # fmt: skip
    with pytest.raises(GuidelineError, match="replaces what replaces it"):
        compiled(folder)


def test_the_content_hash_follows_every_byte(folder: Path) -> None:
    before = compiled(folder).guideline.content_hash
    broken(folder, "sources.yaml", "short: BNF", "short: the BNF")
    assert compiled(folder).guideline.content_hash != before


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        ("a: 1\na: 2\n", "twice", 2),
        ("a: [1, 2\n", "expected", 2),
        ("a: &x [1]\nb: *x\n", "aliases", 1),
        ("a: " + "[" * 200 + "]" * 200, "deep", 1),
    ],
)
def test_yaml_that_is_refused(text: str, says: str, line: int) -> None:
    with pytest.raises(yaml.YamlError, match=says) as error:
        yaml.read(text)
    assert error.value.line == line


def test_yaml_is_1_2() -> None:
    data = yaml.read("on: no\nyes: off\nn: 010\nf: 1.5\nt: true\nz: null\nq: '1'\n").data
    assert data == {"on": "no", "yes": "off", "n": 10, "f": 1.5, "t": True, "z": None, "q": "1"}
