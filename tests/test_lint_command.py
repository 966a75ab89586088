"""`hematinic lint` as an editor of a guideline meets it: what is printed, and the exit status."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from command import run_here

SMALL = Path(__file__).parent / "guidelines" / "magnesium_potassium"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return run_here("lint", *map(str, arguments))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(SMALL, tmp_path / "guideline")


def added(folder: Path, text: str) -> None:
    path = folder / "findings.yaml"
    path.write_text(path.read_text() + text)


MISTAKE = "new:\n  label: new\n  define: magnesum_level < 0.5 'mmol/L'\n"
WARNING = "new:\n  label: new\n  define: magnesium_low and magnesium_low\n"


def test_nothing_to_tell_exits_0(folder: Path) -> None:
    command = [sys.executable, "-m", "hematinic", "lint", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "No mistakes, no warnings\n", "")


def test_a_mistake_exits_1(folder: Path) -> None:
    added(folder, MISTAKE)
    done = run(folder)
    assert done.returncode == 1
    assert done.stdout == (
        "findings.yaml:7:11: there is no `magnesum_level` [unknown-name]\n"
        "    7 |   define: magnesum_level < 0.5 'mmol/L'\n"
        "      |           ^^^^^^^^^^^^^^\n"
        "      did you mean magnesium_level?\n"
        "1 mistake in 1 file; warnings are looked for once there are none\n"
        "`hematinic lint --explain KIND` tells more of a kind, with an example.\n"
    )


def test_a_mistake_as_json(folder: Path) -> None:
    added(folder, MISTAKE)
    done = run(folder, "--format", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == {
        "mistakes": [
            {
                "file": "findings.yaml",
                "line": 7,
                "column": 11,
                "end": 25,
                "kind": "unknown-name",
                "says": "there is no `magnesum_level`",
                "help": "did you mean magnesium_level?",
                "source": "  define: magnesum_level < 0.5 'mmol/L'",
                "also": [],
                "page": "docs/lint/unknown-name.md",
            }
        ],
        "warnings": [],
    }


@pytest.mark.parametrize(("options", "status"), [((), 0), (("--strict",), 1)])
def test_a_warning_exits_0_but_for_the_strict(
    folder: Path, options: tuple[str, ...], status: int
) -> None:
    added(folder, WARNING)
    done = run(folder, *options)
    assert done.returncode == status
    assert done.stdout == (
        "findings.yaml:7:29: this stands here twice [warning: simpler-condition]\n"
        "    7 |   define: magnesium_low and magnesium_low\n"
        "      |                             ^^^^^^^^^^^^^\n"
        "      the condition is the same without it\n"
        "No mistakes, 1 warning\n"
        "`hematinic lint --explain KIND` tells more of a kind, with an example.\n"
    )


def test_tests_in_the_folder_or_beside_it_are_found(folder: Path) -> None:
    (folder.parent / "tests").mkdir()
    assert "7 warnings" in run(folder).stdout
    (folder / "tests").mkdir()
    items = (
        "kidneys heart-in-danger potassium-too-soon magnesium-again magnesium-first potassium-after"
    )
    (folder / "tests" / "test_plan.py").write_text(f"'''{items}'''")
    assert "no test asks for `potassium-waits`" in run(folder).stdout
    assert "1 warning\n" in run(folder).stdout
    assert "7 warnings" in run(folder, "--tests", folder.parent / "tests").stdout


def test_a_folder_of_tests_that_is_not_there_is_refused(folder: Path) -> None:
    done = run(folder, "--tests", folder / "nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no such folder of tests" in done.stderr


def test_a_kind_is_explained() -> None:
    done = run("--explain", "wrong-unit")
    assert done.returncode == 0
    page = (Path(__file__).parent.parent / "docs/lint/wrong-unit.md").read_text()
    assert done.stdout.strip() == page.split("-->")[1].strip()


def test_a_kind_that_there_is_not_is_told_with_the_nearest() -> None:
    done = run("--explain", "wrong-units")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "refused: lint: there is no kind of mistake called 'wrong-units'; did you mean wrong-unit?\n"  # fmt: skip


def test_other_commands_tell_the_mistakes_of_a_guideline_too(folder: Path) -> None:
    added(folder, MISTAKE)
    command = [sys.executable, "-m", "hematinic", "statements", "--guideline", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("1 mistake in the guideline\nfindings.yaml:7:11: there is no")
