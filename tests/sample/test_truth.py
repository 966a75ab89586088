"""Plans agree with the truth, which is computed from the specification and not from the guideline.

`python -m tools.agreement --patients 10000` runs the same over as many as wanted.
"""

import ast
from pathlib import Path

import pytest
from tools.agreement import Tally, by_fhir, by_patient_file, compare, main

import hematinic.sample
import once
from hematinic.plan.build import Planner
from hematinic.sample.story import patients

FOLDER = Path(hematinic.sample.__file__).parent
KNOW_THE_PLANNER = {"agreement.py", "known_differences.py", "plans.py", "budget.py"}


@pytest.fixture(scope="module")
def planner() -> Planner:
    return once.planner()


@pytest.fixture(scope="module")
def tally(planner: Planner) -> Tally:
    return compare(patients(300, 1), by_patient_file(planner))


def report(tally: Tally) -> str:
    return "\n".join(found.line() for found in tally.unexplained)


def test_every_disagreement_has_a_reason(tally: Tally):
    assert not tally.unexplained, report(tally)


def test_what_is_known_to_differ_stays_rare(tally: Tally):
    assert tally.differ.total() < 0.01 * tally.compared.total()


@pytest.mark.parametrize(
    "about",
    [
        "iron_deficient", "neurological", "B12-NEURO", "B12-STD", "FE-HOLD", "FOL-HOLD",
        "AL-IRON-FIRST", "AL-FOLATE-FIRST", "AL-NEURO-UNKNOWN", "AL-CYANO-RENAL", "AL-REDFLAG",
    ],
)  # fmt: skip
def test_what_protects_the_patient_agrees(tally: Tally, about: str):
    assert tally.compared[about] > 0
    assert tally.differ[about] <= 0.01 * tally.compared[about]


def test_fhir_agrees_as_the_patient_file_does(planner: Planner):
    found = compare(patients(60, 2), by_fhir(planner, 2, 0.0))
    assert not found.unexplained, report(found)


@pytest.mark.parametrize("rate", [0.02, 0.2, 0.6])
def test_no_disagreement_of_an_untidy_record_is_silent(planner: Planner, rate: float):
    found = compare(patients(60, 3), by_fhir(planner, 3, rate))
    assert not found.unexplained, report(found)


def test_the_command_prints_a_table(capsys: pytest.CaptureFixture[str]):
    assert main(["--patients", "5"]) == 0
    assert "b12_deficient" in capsys.readouterr().out


def imported(file: Path) -> set[str]:
    tree = ast.parse(file.read_text())
    return {
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
    }


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.py")), ids=lambda file: file.name)
def test_the_truth_does_not_know_the_planner(file: Path):
    rooms = {name.split(".")[1] for name in imported(file) if name.startswith("hematinic.")}
    allowed = {"guideline", "record", "sample"}
    assert rooms <= (allowed | {"plan"} if file.name in KNOW_THE_PLANNER else allowed)


TRUTH = (
    "chart.py", "diagnosis.py", "two_weeks.py", "expected_regimens.py", "expected_alerts.py",
    "truth.py",
)  # fmt: skip


@pytest.mark.parametrize("name", TRUTH)
def test_the_truth_does_not_know_the_guideline(name: str):
    rooms = {m.split(".")[1] for m in imported(FOLDER / name) if m.startswith("hematinic.")}
    assert rooms == {"sample"}
