"""A broken guideline is refused with every mistake at once, each with its file and line."""

import shutil
from pathlib import Path

import pytest

from hematinic.guideline import yaml
from hematinic.guideline.load import GuidelineError
from hematinic.guideline.rules import compiled

HERE = Path(__file__).parent
SMALL = HERE.parent / "guidelines" / "magnesium_potassium"
FEW = "findings/more.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small guideline, and beside it an entry of each kind that it has none of."""
    shutil.copytree(SMALL, tmp_path / "guideline")
    return shutil.copytree(HERE / "more", tmp_path / "guideline", dirs_exist_ok=True)


def broken(folder: Path, file: str, old: str, new: str) -> int:
    """Replaces the first `old` in a file and tells the line that it stood on."""
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def test_unbroken_it_is_read(folder: Path) -> None:
    assert compiled(folder).definitions["alarm"]


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (FEW, "potassium_level < 2.5 'mmol/L'", "potassium_level < 2.5 'ug/L'", "is no unit of potassium_level"),
        (FEW, "or potassium_level <", "or potasium_level <", "did you mean potassium_level"),
        (FEW, "potassium_level < 2.5 'mmol/L'", "potassium_level < 2.5", "write its unit"),
        (FEW, "potassium_level < 2.5 'mmol/L'", "potassium_level <", "unexpected"),
        (FEW, "source: tests", "source: test", "did you mean tests"),
        (FEW, "implements: [M2]", "implements: [M9]", "there is no statement called 'M9'"),
        ("alerts/more.yaml", "level: critical", "level: crucial", "Invalid enum value"),
        ("alerts/more.yaml", "alarm:\n  implements: [M2]\n  level: critical\n", "alarm:\n  implements: [M2]\n", "missing required field `level`"),
        ("alerts/more.yaml", "level: critical", "livel: critical", "unknown field `livel`"),
        ("recommendations.yaml", "dose: 1 g", "dose: one g", "is no dose"),
        ("recommendations.yaml", "route: intravenous", "route: oral", "is given intravenous"),
        ("recommendations.yaml", "phase: today", "phase: tomorrow", "there is no phase"),
        ("facts/more.yaml", "latest: given potassium_chloride", "latest: gave potassium_chloride", "no kind of event"),
        ("facts/more.yaml", "course: magnesium_treatment", "course: magnesium_treatmnt", "there is no course"),
        ("guideline.yaml", "valid_until: 2027-11-22", "valid_until: soon", "Invalid isoformat"),
        (FEW, "    seizure: a seizure", "    seizures: a seizure", "there is no value called 'seizures'"),
        (FEW, "potassium {potassium_level}", "potassium {potasium}", "there is no value called"),
        ("alerts/more.yaml", "names: alarm", "names: alarms", "there is no finding"),
        ("alerts/more.yaml", "names: alarm", "names: potassium_low", "has no 'cases:'"),
        ("recommendations.yaml", "  phase: today\n", "  phase: today\n  names: flags\n", "there is no finding"),
        ("leaflet/more.yaml", "source: tests", "source: test", "there is no source"),
        ("leaflet/more.yaml", "warmth:\n  part: feel\n  moment: During the infusion\n", "warmth:\n  part: feel\n", "has its moment"),
        ("leaflet/more.yaml", "palpitations:\n  part: help\n  level: same_day\n", "palpitations:\n  part: help\n", "has its level"),
        ("leaflet/more.yaml", "part: feel", "part: felt", "Invalid enum value"),
        ("leaflet/more.yaml", "when: offered(magnesium)", "when: offered(magnesum)", "magnesum"),
        ("monitoring/more.yaml", "test: potassium", "test: {a: b}", "Expected `str`"),
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
    assert 0 <= problem.line - line <= 1  # an added key stands on the next line


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    broken(folder, FEW, "or potassium_level <", "or potasium_level <")
    broken(folder, "recommendations.yaml", "dose: 1 g", "dose: one g")
    broken(folder, "findings.yaml", "magnesium_level < 0.7", "magnesum_level < 0.7")
    with pytest.raises(GuidelineError) as error:
        compiled(folder)
    files = {p.file for p in error.value.problems}
    assert {FEW, "findings.yaml", "recommendations.yaml"} <= files
    assert len(error.value.problems) >= 3


def test_definitions_in_a_circle_are_refused(folder: Path) -> None:
    broken(folder, FEW, "define: (age >= 16) is true", "define: minor")
    broken(folder, FEW, "define: (age < 16) is true", "define: grown_up")
    with pytest.raises(GuidelineError, match="defined by each other"):
        compiled(folder)


def test_items_that_replace_each_other_are_refused(folder: Path) -> None:
    file = "recommendations.yaml"
    broken(
        folder, file, "potassium-after:\n", "potassium-after:\n  instead_of: [potassium-waits]\n"
    )
    broken(
        folder, file, "potassium-waits:\n", "potassium-waits:\n  instead_of: [potassium-after]\n"
    )
    with pytest.raises(GuidelineError, match="replaces what replaces it"):
        compiled(folder)


def test_the_content_hash_follows_every_byte(folder: Path) -> None:
    before = compiled(folder).guideline.content_hash
    broken(folder, "sources.yaml", "short: made up", "short: made  up")
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
