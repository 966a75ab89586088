"""`hematinic verify` as it is called: its exit status, its formats, the patients it saves."""

from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from hematinic.cli.main import app

SOUND = Path(__file__).parent.parent / "guidelines/magnesium_potassium"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Potassium no longer waits for magnesium."""
    folder = tmp_path / "broken"
    folder.mkdir()
    for file in SOUND.iterdir():
        text = file.read_text().replace("(magnesium_low is false or magnesium_given)", "true")
        (folder / file.name).write_text(text)
    return folder


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEMATINIC_CACHE", str(tmp_path / "cache"))


def called(*arguments: str | Path):  # type: ignore[no-untyped-def]
    return CliRunner().invoke(app, ["verify", "--without-tests", *map(str, arguments)])


def test_a_sound_guideline_exits_0() -> None:
    done = called("--guideline", SOUND)
    assert done.exit_code == 0
    assert "Nothing failed" in done.output


def test_a_failure_exits_2_names_the_invariant_and_prints_a_patient(broken: Path) -> None:
    done = called("--guideline", broken)
    assert done.exit_code == 2
    assert "magnesium-before-potassium" in done.output
    assert "observed: " in done.output


def test_the_patients_of_failures_are_saved(broken: Path, tmp_path: Path) -> None:
    called("--guideline", broken, "--save", tmp_path / "patients")
    assert (tmp_path / "patients/magnesium-before-potassium.yaml").is_file()


def test_json_has_the_patient_and_the_method(broken: Path) -> None:
    data = orjson.loads(called("--guideline", broken, "--format", "json").stdout_bytes)
    assert data["holds"] is False
    [failed] = [one for one in data["sections"][0]["findings"] if not one["holds"]]
    assert failed["claim"] == "magnesium-before-potassium"
    assert failed["method"] == "proved"
    assert failed["patient"]["events"]


def test_html_says_how_to_run_the_patient(broken: Path) -> None:
    text = called("--guideline", broken, "--format", "html").stdout
    assert "hematinic plan patient.yaml" in text
    assert "invariant-magnesium-before-potassium" in text
    assert '<span class="verdict bad">Fails</span>' in text
