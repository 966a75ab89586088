"""`hematinic new`: an entry that can be run at once, with its test, and nothing to guess."""

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hematinic.cli.main import app
from hematinic.guideline.lint import lint
from hematinic.guideline.load import builtin
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.proof.one_of_each import faults, kept
from hematinic.record.events import RecordError

SMALL = Path(__file__).parent.parent / "guidelines/magnesium_potassium"

NEW = {
    "recommendation": (
        "potassium-twice",
        "phase=later", "action=prescribe", "implements=M2, M1", "cites=tests: page 3",
        "when=potassium_very_low and not kidney_failure", "instead_of=potassium-after",
        "prescribe={medicine: potassium_chloride, dose: 2 g, every: 1 d, duration: two days}",
        "says.patient=Take more: two a day.",
    ),
    "alert": (
        "potassium-high",
        "level=warning", "implements=M2", "cites=tests", "when=potassium_level > 6 'mmol/L'",
    ),
    "check": (
        "potassium-again",
        "implements=M2", "test=potassium", "when=offered(potassium)", "cites=tests",
        "due=as_of + 2 days", "window=as_of + 1 day, as_of + 3 days",
    ),
    "finding": ("potassium_high", "label=high potassium", "define=potassium_level > 5.5 'mmol/L'"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "small"))


def new(folder: Path, kind: str, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["new", kind, *arguments, "--guideline", str(folder)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout


def contents(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.parent.rglob("*") if file.is_file()}


@pytest.mark.parametrize("kind", NEW)
def test_what_is_new_can_be_run_and_has_its_pair(folder: Path, kind: str) -> None:
    name, *given = NEW[kind]
    said = new(folder, kind, name, *given)
    assert f"{kind} {name}" in said
    pairs = kept(folder.parent / "tests/one_of_each")
    assert list(pairs) == [name]
    assert list(faults(pairs[name], Planner(load(folder)))) == []


@pytest.mark.parametrize("kind", NEW)
def test_lint_asks_for_its_texts_and_for_nothing_else(folder: Path, kind: str) -> None:
    name, *given = NEW[kind]
    said = new(folder, kind, name, *given)
    found = lint(folder, folder.parent / "tests")
    assert not found.mistakes
    own = [one for one in found.warnings if name in one.says]
    assert {one.kind for one in own} <= {"to-be-written"}
    assert len(own) == said.count("to be written: ")


def test_a_text_that_is_given_is_not_to_be_written(folder: Path) -> None:
    texts = ("line=Potassium is high.", "what_to_do=Stop potassium.", "patient=Stop the tablets.")
    new(folder, "alert", *NEW["alert"], *texts)
    assert not [one for one in lint(folder).warnings if one.kind == "to-be-written"]


def test_it_is_written_as_the_rest_and_the_rest_is_left_as_it_was(folder: Path) -> None:
    before = (folder / "recommendations.yaml").read_text()
    new(folder, "recommendation", *NEW["recommendation"])
    after = (folder / "recommendations.yaml").read_text()
    assert after == before + (
        "potassium-twice:\n"
        "  implements: [M2, M1]\n"
        "  phase: later\n"
        "  when: potassium_very_low and not kidney_failure\n"
        "  action: prescribe\n"
        "  instead_of: [potassium-after]\n"
        "  prescribe: {medicine: potassium_chloride, dose: 2 g, every: 1 d, duration: two days}\n"
        "  title: TO WRITE (its name in three words)\n"
        "  says:\n"
        "    clinician: TO WRITE (the act)\n"
        '    patient: "Take more: two a day."\n'
        "  cites: [{source: tests, at: page 3}]\n"
    )


def test_its_test_runs(folder: Path) -> None:
    new(folder, "alert", *NEW["alert"])
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(command, cwd=folder.parent, capture_output=True, text=True, check=False)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


# What is refused, with nothing written


def refused(folder: Path, kind: str, *arguments: str) -> str:
    before = contents(folder)
    with pytest.raises(RecordError) as found:
        new(folder, kind, *arguments)
    assert contents(folder) == before
    return str(found.value)


def test_what_is_missing_is_told_at_once_with_what_can_stand_there(folder: Path) -> None:
    said = refused(folder, "alert", "potassium-high")
    assert "level= is missing; how hard it stops (critical, warning, information)" in said
    assert "implements= is missing; the statements that it carries out (M1, M2, M3" in said
    assert "when= is missing" in said
    assert "cites= is missing" in said


@pytest.mark.parametrize("name", ["potassium-after", "kidneys", "potassium_low", "magnesium-again"])
def test_a_name_that_is_taken(folder: Path, name: str) -> None:
    assert f"'{name}' is taken" in refused(folder, "alert", name, *NEW["alert"][1:])


def test_a_kind_that_is_none(folder: Path) -> None:
    assert "did you mean alert?" in refused(folder, "alrt", "potassium-high")


def test_a_key_that_is_none(folder: Path) -> None:
    said = refused(folder, "alert", *NEW["alert"], "what_to_doo=Stop.")
    assert "'what_to_doo' is no key of its kind; did you mean what_to_do?" in said


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("implements=M9", "M9"),
        ("level=fatal", "did you mean"),
        ("when=potasium_level > 6 'mmol/L'", "did you mean potassium_level?"),
        ("when=potassium_level > 6 'kg'", "kg"),
        ("cites=test", "did you mean tests?"),
    ],
)
def test_what_lint_would_call_a_mistake(folder: Path, wrong: str, says: str) -> None:
    said = refused(folder, "alert", *NEW["alert"], wrong)
    assert "alerts.yaml:" in said
    assert says in said or wrong.startswith("level")


def test_a_condition_that_is_true_of_nobody(folder: Path) -> None:
    never = "when=potassium_level > 6 'mmol/L' and potassium_low"
    said = refused(folder, "alert", *NEW["alert"], never)
    assert "no patient is found to whom 'potassium-high' applies" in said


# Where there is somebody to ask


def test_what_is_missing_is_asked_at_a_terminal(folder: Path) -> None:
    keyboard, terminal = pty.openpty()
    name, *given = NEW["alert"]
    left = [one for one in given if not one.startswith("level")]
    command = [sys.executable, "-m", "hematinic", "new", "alert", name, *left]
    process = subprocess.Popen(
        [*command, "--guideline", str(folder)],
        stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    os.write(keyboard, b"warning\n")
    said, wrong = process.communicate()
    os.close(keyboard)
    os.close(terminal)
    assert process.returncode == 0, wrong
    assert "how hard it stops" in said + wrong
    assert "level: warning" in (folder / "alerts.yaml").read_text()


# The guideline that is built in


def test_of_several_files_one_is_named_and_its_form_is_kept(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(str(builtin()), tmp_path / "built-in"))
    given = (
        "ferritin-odd", "level=information", "implements=S25", "cites=design: S25",
        "when=ferritin > 900 'ug/L'",
    )  # fmt: skip
    assert "name the file that it stands in; there is before_b12" in refused(
        folder, "alert", *given
    )
    new(folder, "alert", *given, "--in", "oral_iron")
    before = Path(str(builtin())) / "alerts/oral_iron.yaml"
    assert (folder / "alerts/oral_iron.yaml").read_text() == before.read_text() + (
        "ferritin-odd:\n"
        "  implements: [S25]\n"
        "  level: information\n"
        "  when: ferritin > 900 'ug/L'\n"
        "  line: TO WRITE (what is wrong)\n"
        "  what_to_do: TO WRITE (what to do)\n"
        "  patient: TO WRITE (the same in plain words)\n"
        "  basis: design\n"
        "  cites: [{source: design, at: S25}]\n"
    )
    pair = kept(tmp_path / "tests/one_of_each")["ferritin-odd"]
    values = [pair.gets_it["events"][0]["value"], pair.just_not["events"][0]["value"]]
    assert values == [901, 900]


def test_the_first_of_its_kind_has_no_file_yet(folder: Path) -> None:
    (folder / "alerts.yaml").unlink()
    new(folder, "alert", *NEW["alert"])
    assert [alert.id for alert in load(folder).guideline.alerts] == ["potassium-high"]
