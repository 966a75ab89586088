"""The doors of the Makefile that a newcomer opens first. What sets up is left out: it is there."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def made(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "-o", ".venv/.ready", f"BIN={BIN}", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_run_prints_the_plan_of_the_example_and_what_to_try_next() -> None:
    done = made("run")
    assert done.returncode == 0, done.stderr
    assert "Treat both deficiencies" in done.stdout
    assert "Try next:" in done.stdout


def test_test_runs_the_whole_suite_and_check_what_is_checked_before_it_is_sent() -> None:
    """What they run is run by whoever runs this: only that they run it is looked at here."""
    assert f"{BIN}/python -m pytest -n auto" in made("--dry-run", "test").stdout
    lines = made("--dry-run", "check").stdout
    for tool in ("ruff format --check .", "ruff check .", "mypy", "python -m tools.readability"):
        assert f"{BIN}/{tool}" in lines


def test_format_and_lint() -> None:
    for arguments in (["format", "--check", "."], ["check", "."]):
        done = subprocess.run([BIN / "ruff", *arguments], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


def test_docs_write_the_pages_and_build_the_site_as_the_tests_do() -> None:
    lines = made("--dry-run", "docs").stdout
    assert f"{BIN}/python -m tools.pages" in lines
    assert f"{BIN}/python -m sphinx -W -q -b html docs build/docs" in lines
