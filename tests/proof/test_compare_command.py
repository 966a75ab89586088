"""`hematinic compare`, as it is typed: what it says, and how it ends."""

import json
import shutil
from pathlib import Path

import pytest

from command import run_here

HERE = Path(__file__).parent.parent / "guidelines/magnesium_potassium"


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Very low potassium begins at 2.8 mmol/L, not at 2.5."""
    folder = tmp_path_factory.mktemp("versions") / "after"
    shutil.copytree(HERE, folder)
    findings = folder / "findings.yaml"
    text = findings.read_text()
    assert text.count("potassium_level < 2.5") == 1
    findings.write_text(text.replace("potassium_level < 2.5", "potassium_level < 2.8"))
    return folder


def test_whose_plan_differs_is_told_and_the_command_ends_with_two(after: Path) -> None:
    found = run_here("compare", str(HERE), str(after))
    assert found.returncode == 2
    assert "shown by 1 patient." in found.stdout
    assert "Proved: nobody's plan differs in any other way." in found.stdout
    assert "alert heart-in-danger: not said → critical" in found.stdout
    before, _, later = found.stdout.partition("  After\n")
    assert "Watch the heart." not in before.partition("  Before\n")[2]
    assert "Watch the heart." in later


def test_the_patient_that_is_shown_can_be_planned(after: Path, tmp_path: Path) -> None:
    found = json.loads(run_here("compare", str(HERE), str(after), "--format", "json").stdout)
    [patient] = found["patients"]
    file = tmp_path / "patient.json"
    file.write_text(json.dumps(patient["file"]))
    said = [
        run_here("plan", str(file), "--guideline", str(folder)).stdout for folder in (HERE, after)
    ]
    assert ["Watch the heart." in one for one in said] == [False, True]


@pytest.mark.parametrize(
    ("clauses", "status", "says"),
    [
        ("- {item: heart-in-danger, direction: more}", 0, "None is beyond what was meant."),
        ("- {item: heart-in-danger, direction: less}", 2, "1 patient beyond what was meant."),
        ("[]", 2, "1 patient beyond what was meant."),
    ],
)
def test_what_was_meant_decides_how_it_ends(
    after: Path, tmp_path: Path, clauses: str, status: int, says: str
) -> None:
    meant = tmp_path / "meant.yaml"
    meant.write_text(clauses)
    found = run_here("compare", str(HERE), str(after), "--meant", str(meant))
    assert found.returncode == status
    assert says in found.stdout


def test_of_the_same_folder_it_proves_that_nobody_differs() -> None:
    found = run_here("compare", str(HERE), str(HERE))
    assert found.returncode == 0
    assert "Every patient gets the same plan. Proved." in found.stdout
    assert "which questions are asked: made the same way in both. Proved." in found.stdout
    assert "how a day is laid out: made the same way in both. Proved." in found.stdout


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    found = run_here("compare", str(tmp_path / "nowhere"))
    assert found.returncode not in (0, 2)
    assert "there is no folder" in found.stderr
    assert "nowhere" in found.stderr


def test_clauses_that_cannot_be_read_are_told_with_their_file(after: Path, tmp_path: Path) -> None:
    meant = tmp_path / "meant.yaml"
    meant.write_text("- {itm: heart-in-danger}")
    found = run_here("compare", str(HERE), str(after), "--meant", str(meant))
    assert found.returncode not in (0, 2)
    assert "meant.yaml" in found.stderr
    assert "itm" in found.stderr
