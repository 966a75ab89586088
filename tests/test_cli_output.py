"""A plan is printed whole, on whatever it is printed, or the exit status says that it was not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hematinic.render.screen.console import printable

PATIENT = """\
patient: {id: "demo \\e[2J[bold]\\u202Ex", birth_date: 1961-03-04, sex: female}
as_of: 2026-11-22
events:
  - {on: 2026-11-20, observed: hemoglobin, value: 92, unit: g/L}
  - {on: 2026-11-20, observed: vitamin_b12, value: 105, unit: ng/L}
"""


@pytest.fixture
def patient(tmp_path: Path) -> str:
    file = tmp_path / "patient.yaml"
    file.write_text(PATIENT)
    return str(file)


def run(*arguments: str, out: int = subprocess.PIPE, **environment: str):
    command = [sys.executable, "-m", "hematinic", *arguments]
    return subprocess.run(
        command, stdout=out, stderr=subprocess.PIPE, check=False, env=os.environ | environment
    )


def words(done) -> list[str]:
    return done.stdout.decode().replace("|", " ").replace("│", " ").split()


@pytest.mark.parametrize("columns", ["0", "1", "39"])
def test_on_a_terminal_of_no_width_it_is_whole(patient, columns):
    told = run("plan", patient, COLUMNS=columns)
    assert told.returncode == 0
    assert words(told) == words(run("plan", patient, COLUMNS="80"))


def test_on_a_narrow_terminal_nothing_is_left_out(patient):
    narrow, wide = (run("plan", patient, COLUMNS=columns) for columns in ("40", "90"))
    told, whole = ("".join(c for c in "".join(words(one)) if c.isalnum()) for one in (narrow, wide))
    assert sorted(told) == sorted(whole)


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
@pytest.mark.parametrize("face", ["text", "markdown", "leaflet"])
def test_what_the_output_lacks_is_spelled(patient, encoding, face):
    told = run("plan", patient, "--format", face, PYTHONIOENCODING=encoding)
    whole = run("plan", patient, "--format", face, PYTHONIOENCODING="utf-8")
    assert told.returncode == 0
    assert len(told.stdout.decode("utf-8" if face != "text" else encoding)) > 0.9 * len(
        whole.stdout.decode()
    )


def test_an_output_that_is_full_is_told(patient):
    with open("/dev/full", "w") as full:
        done = run("plan", patient, out=full.fileno())
    assert done.returncode == 1
    assert done.stderr.decode() == "refused: standard output: No space left on device\n"


@pytest.mark.parametrize("face", ["text", "markdown"])
def test_no_record_commands_the_terminal(patient, face):
    told = run("plan", patient, "--format", face).stdout.decode()
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert face == "markdown" or "[2J[bold]" in told


def test_a_refusal_does_not_either(tmp_path):
    file = tmp_path / "patient.yaml"
    file.write_text('patient: {sex: "\\e[2J"}\nevents: [{on: "\\e]0;x\\a", present: "\\x9b1m"}]\n')
    done = run("plan", str(file))
    assert done.returncode == 1
    assert b"\x1b" not in done.stderr
    assert "\x9b" not in done.stderr.decode()


def test_lines_and_letters_stay():
    assert printable("Hb ≥ 100\n\tµg – 日本 é") == "Hb ≥ 100\n\tµg – 日本 é"
    assert printable("a\x1b\x9b\r\ud800b") == "a����b"
