"""Every command takes another guideline's folder, and none falls back to the built-in one."""

import json
import subprocess
from pathlib import Path

import orjson
import pytest
from click.testing import Result
from typer.testing import CliRunner

from hematinic.cli.main import app

OTHER = Path(__file__).parent / "guidelines/magnesium_potassium"

PATIENT = """\
patient: {id: demo, birth_date: 1961-03-04, sex: female}
as_of: 2026-11-22
events:
  - {on: 2026-11-21, observed: magnesium_level, value: 0.5, unit: mmol/L}
  - {on: 2026-11-21, observed: potassium_level, value: 2.2, unit: mmol/L}
  - {on: 2026-11-21, absent: kidney_failure}
  - {on: 2026-11-22, ordered: potassium_chloride, dose: 1, unit: g, every: 1 d}
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments), "--guideline", str(OTHER)])


@pytest.fixture
def patient(tmp_path: Path) -> Path:
    file = tmp_path / "patient.yaml"
    file.write_text(PATIENT)
    return file


def test_plan(patient: Path) -> None:
    data = json.loads(run("plan", patient, "--format", "json").stdout)
    assert data["guideline"]["id"] == "magnesium-potassium"
    assert [line["id"] for line in data["recommendations"]] == [
        "magnesium-first",
        "potassium-waits",
    ]


def test_check(patient: Path) -> None:
    done = run("check", patient, "--format", "json")
    assert [alert["id"] for alert in json.loads(done.stdout)["alerts"]] == [
        "heart-in-danger",
        "potassium-too-soon",
    ]
    assert done.exit_code == 2


def test_explain(patient: Path) -> None:
    assert "stands" in run("explain", patient, "magnesium-first").stdout


def test_codes(tmp_path: Path) -> None:
    """Its elements, and no other's, are offered for a code that is not known."""
    said = {"code": {"coding": [{"system": "urn:a-site", "code": "17", "display": "Mg"}]}}
    subject = {"resourceType": "Patient", "id": "demo", "birthDate": "1961-03-04"}
    result = {"resourceType": "Observation", "id": "a", "status": "final", **said,
              "subject": {"reference": "Patient/demo"}, "effectiveDateTime": "2026-11-21",
              "valueQuantity": {"value": 0.5, "unit": "mmol/L"}}  # fmt: skip
    entries = [{"resource": subject}, {"resource": result}]
    file = tmp_path / "bundle.json"
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    file.write_text(json.dumps(bundle))
    told = run("codes", file).stdout
    assert '"urn:a-site|17":' in told
    assert "# quantity: magnesium_level, potassium_level" in told


def test_statements() -> None:
    found = json.loads(run("statements", "--format", "json").stdout)
    assert [one["code"] for one in found] == ["M1", "M2", "M3", "N1", "N2"]


def test_export(tmp_path: Path) -> None:
    run("export", "fhir", tmp_path)
    data = orjson.loads((tmp_path / "guideline.fhir.json").read_bytes())
    kinds = {entry["resource"]["resourceType"] for entry in data["entry"]}
    assert {"PlanDefinition", "ActivityDefinition", "Questionnaire"} <= kinds
    assert "magnesium" in json.dumps(data)


def test_review_list_and_show() -> None:
    listed = run("review", "list").stdout
    assert "magnesium-first" in listed
    assert "The board has no members." in listed
    assert "leaflet leaflet-warm" in run("review", "show", "leaflet-warm").stdout


def test_review_diff_compares_the_plans_of_its_own_examples(tmp_path: Path) -> None:
    for file in OTHER.iterdir():
        text = file.read_text().replace("magnesium_level < 0.7", "magnesium_level < 0.4")
        (tmp_path / file.name).write_text(text)
    said = run("review", "diff", tmp_path, "--no-text").stdout
    assert "changed: recommendation magnesium-first" in said
    assert "1 of 1 patients get a different plan." in said
    assert "both-low:" in said


def test_review_diff_against_a_revision(tmp_path: Path) -> None:
    """The folder need not be the root of its repository."""
    folder = tmp_path / "inside" / "guideline"
    folder.mkdir(parents=True)
    for file in OTHER.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    who = ["-c", "user.name=Test", "-c", "user.email=test@localhost"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "x"]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    arguments = ["review", "diff", "HEAD", "--guideline", str(folder)]
    said = CliRunner().invoke(app, arguments).stdout
    assert "0 items changed; 0 of 1 patients" in said


def test_a_sample_of_another_subject_is_refused(tmp_path: Path) -> None:
    done = run("sample", "--patients", 3, "--out", tmp_path / "new")
    assert done.exit_code
    assert "which it does not know" in str(done.exception)
    assert not (tmp_path / "new").exists()


def test_a_folder_that_is_not_there(patient: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["plan", str(patient), "--guideline", str(tmp_path / "none")])
    assert "there is no such folder of a guideline" in str(done.exception)


def test_a_system_of_units_that_it_has_not(patient: Path) -> None:
    assert "units: 'US' is none of" in str(run("plan", patient, "--units", "US").exception)
