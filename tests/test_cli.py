"""The command line as a user meets it: exit status, the message, and where it goes."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import hematinic
from command import run_here as run
from hematinic.render.screen.welcome import FIRST
from once import RULES

PATIENT = """\
patient: {id: demo, birth_date: 1961-03-04, sex: female}
as_of: 2026-11-22
events:
  - {on: 2026-11-20, observed: hemoglobin, value: 92, unit: g/L}
  - {on: 2026-11-20, observed: ferritin, value: 6, unit: ug/L}
  - {on: 2026-11-20, observed: vitamin_b12, value: 105, unit: ng/L}
  - {on: 2026-11-20, present: paresthesia}
  - {on: 2026-11-22, ordered: ferrous_sulfate, dose: 65, unit: mg, every: 1 d}
"""


def run_apart(*arguments: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, as a user does: a few, since each takes as long as ten here."""
    command = [sys.executable, "-m", "hematinic", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def patient(tmp_path: Path) -> str:
    file = tmp_path / "patient.yaml"
    file.write_text(PATIENT)
    return str(file)


def test_it_says_which_program_it_is_and_which_guideline() -> None:
    done = run_apart("--version")
    program, guideline = done.stdout.splitlines()
    assert (done.returncode, program) == (0, f"hematinic {hematinic.__version__}")
    loaded = RULES.guideline
    assert guideline == (
        f"guideline {loaded.header.id} {loaded.header.version}, submitted, "
        f"content {loaded.content_hash[:12]}"
    )


def test_without_arguments_it_says_what_to_do_first() -> None:
    done = run_apart()
    assert done.returncode == 2
    assert "No clinician has reviewed this content" in done.stdout
    assert len(done.stdout.splitlines()) < 12
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_what_it_says_to_do_first_can_be_done_in_an_empty_folder(tmp_path: Path) -> None:
    """But for `serve`, which goes on until it is told to end (tests/web/test_served.py)."""
    commands = [shlex.split(command.format(question="Which comes first?")) for command, _ in FIRST]
    assert ["hematinic", "serve"] in commands
    for name, *arguments in commands:
        if arguments == ["serve"]:
            continue
        assert name == "hematinic"
        command = [sys.executable, "-m", "hematinic", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), arguments
        assert done.stdout


def test_a_plan_names_the_program_and_the_guideline_apart(patient: str) -> None:
    data = json.loads(run("plan", patient, "--format", "json").stdout)
    assert data["program"] == {"name": "hematinic", "version": hematinic.__version__}
    assert data["guideline"]["id"] == RULES.guideline.header.id
    assert data["guideline"]["version"] == RULES.guideline.header.version


def test_plan_exits_0_whatever_its_alerts(patient: str) -> None:
    done = run_apart("plan", patient)
    assert done.returncode == 0
    assert "Hydroxocobalamin 1 mg intramuscularly on alternate days" in " ".join(
        done.stdout.split()
    )
    assert "Draft" in done.stdout


def test_plan_as_json_is_the_same_bytes_each_time(patient: str) -> None:
    first, second = (run_apart("plan", patient, "--format", "json") for _ in range(2))
    assert first.stdout == second.stdout
    assert json.loads(first.stdout)["guideline"]["status"] == "submitted"


@pytest.mark.parametrize("reader", ["clinician", "patient"])
def test_plan_as_markdown(patient: str, reader: str) -> None:
    done = run("plan", patient, "--format", "markdown", "--reader", reader)
    assert done.stdout.startswith("# Concurrent iron deficiency")


def test_check_exits_2_on_a_critical_alert(patient: str) -> None:
    done = run("check", patient, "--format", "json")
    assert done.returncode == 2
    assert {"alerts", "missing", "record", "disclaimer"} == set(json.loads(done.stdout))
    assert "STOP" in run("check", patient).stdout or "CRITICAL" in run("check", patient).stdout


def test_check_exits_0_without_a_draft_order(tmp_path: Path) -> None:
    file = tmp_path / "patient.yaml"
    file.write_text("\n".join(PATIENT.splitlines()[:-1]))
    assert run("check", str(file)).returncode == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("patient: {id: x", "line"),
        ("events: [{on: 2026-11-20, observed: hemoglobin, value: 11}]", "add 'unit:'"),
        ('{"resourceType": "Bundle", "entry": [', "JSON"),
        ("x" * 70_000_000, "more than the 64 MB"),
    ],
)
def test_refused_input_exits_1_and_says_why_on_stderr(
    tmp_path: Path, content: str, says: str
) -> None:
    file = tmp_path / "patient.yaml"
    file.write_text(content)
    done = run("plan", str(file))
    assert done.returncode == 1
    assert done.stdout == ""
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there() -> None:
    done = run_apart("plan", "nowhere.yaml")
    assert done.returncode == 1
    assert "there is no such file" in done.stderr


def test_as_of_looks_at_the_record_as_it_was(patient: str) -> None:
    data = json.loads(run("plan", patient, "--as-of", "2026-11-21", "--format", "json").stdout)
    assert data["as_of"] == "2026-11-21"
    assert [entry["what"] for entry in data["record"]] == ["ordered ferrous_sulfate"]
    assert run("plan", patient, "--as-of", "soon").returncode == 1


@pytest.mark.parametrize(
    ("face", "starts"),
    [
        ("html", b"<!"),
        ("leaflet", b"concurrent"),
        ("ics", b"BEGIN:VCALENDAR"),
        ("fhir", b"{"),
        ("markdown", b"# "),
    ],
)
def test_every_face_of_a_plan(patient: str, face: str, starts: bytes) -> None:
    command = [sys.executable, "-m", "hematinic", "plan", patient, "--format", face]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stdout.lower().startswith(starts.lower())


def test_paper_follows_the_locale_and_else_the_jurisdiction(patient: str) -> None:
    def page(*options: str) -> str:
        return run("plan", patient, "--format", "html", *options).stdout

    british, american = page("--locale", "en-GB"), page("--locale", "en-US")
    assert "haemoglobin" in british
    assert "haemoglobin" not in american
    assert page("--jurisdiction", "UK") == british
    assert page("--jurisdiction", "US", "--locale", "en-GB") != page("--jurisdiction", "US")


def test_large_print(patient: str) -> None:
    done = run("plan", patient, "--format", "html", "--reader", "patient", "--large-print")
    assert '<body class="patient large">' in done.stdout


def test_an_answer_ends_with_what_nobody_has_reviewed() -> None:
    done = run("ask", "how long do I take iron", "--reader", "patient")
    notice = RULES.guideline.header.draft_notice
    assert " ".join(done.stdout.split()).endswith(notice)


def test_ask_answers_with_statements() -> None:
    done = run("ask", "Can I give folic acid before B12?", "--format", "json")
    answer = json.loads(done.stdout)
    assert answer["behavior"] == "answer"
    assert all(sentence["statements"] for sentence in answer["sentences"])


def test_explain_opens_a_line(patient: str) -> None:
    done = run("explain", patient, "b12-loading-neurological")
    assert done.returncode == 0
    assert "stands, because" in done.stdout
    assert run("explain", patient, "b12-loading-nothing").returncode == 1


def test_a_day_that_no_calendar_has(patient: str) -> None:
    assert (
        "a plan is made for a day from 1900 to 2199; 0001-01-02 is none"
        in run("plan", patient, "--as-of", "0001-01-02").stderr
    )


def test_units_of_the_reader(patient: str) -> None:
    done = run("explain", patient, "severity-source", "--units", "US")
    assert "9.2 g/dL (92 g/L)" in " ".join(done.stdout.split())
    assert "92 g/L (9.2 g/dL)" in " ".join(
        run("explain", patient, "severity-source").stdout.split()
    )
    assert run("plan", patient, "--units", "metric").returncode == 1


LIMITS = Path(__file__).parent.parent / "examples" / "local-limits.yaml"


def test_local_limits_decide_and_are_named(patient: str) -> None:
    done = run("plan", patient, "--format", "json", "--local-limits", str(LIMITS))
    [line] = [a["line"] for a in json.loads(done.stdout)["alerts"] if a["id"] == "local-limit-b12"]
    assert "deficient below 150 ng/L (111 pmol/L)" in line


def test_a_wrong_file_of_local_limits_is_refused(patient: str, tmp_path: Path) -> None:
    file = tmp_path / "limits.yaml"
    file.write_text("vitamin_b12: {deficient_below: 150}")
    done = run("plan", patient, "--local-limits", str(file))
    assert done.returncode == 1
    assert "limits.yaml, vitamin_b12" in done.stderr
    assert "names no laboratory" in done.stderr
