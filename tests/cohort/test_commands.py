"""The commands for many patients, and that one patient's start no slower for them."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "populations.md"


def run(*arguments: str, within: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hematinic", *arguments]
    source = str(Path(__file__).parents[2] / "src")
    environment = {**os.environ, "PYTHONPATH": source}
    return subprocess.run(command, capture_output=True, text=True, cwd=within, env=environment)


def commands() -> list[list[str]]:
    block = re.search(r"```console\n(.*?)```", PAGE.read_text(), re.S)
    assert block
    lines = [line.removeprefix("$ hematinic ") for line in block[1].splitlines()]
    return [shlex.split(line) for line in lines]


@pytest.fixture(scope="module")
def followed(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, list[subprocess.CompletedProcess[str]]]:
    folder = tmp_path_factory.mktemp("page")
    return folder, [run(*command, within=folder) for command in commands()]


def test_the_page_can_be_followed_to_the_letter(
    followed: tuple[Path, list[subprocess.CompletedProcess[str]]],
) -> None:
    folder, done = followed
    assert len(done) == 5
    assert [one.returncode for one in done] == [0] * 5, [one.stderr for one in done]
    _, ingested, decided, checked, asked = (one.stdout for one in done)
    assert "60 patients" in ingested
    assert "60 patients on 2026-11-22" in decided
    assert re.search(r"60 patients, [\d,]+ values, 0 differ", checked)
    assert asked.startswith("item,count_star()\n")
    for name in ("report.html", "worklist.html"):
        assert (folder / "store" / "answers" / name).stat().st_size > 5000


def test_other_faces_of_the_answers(
    followed: tuple[Path, list[subprocess.CompletedProcess[str]]],
) -> None:
    folder, _ = followed
    answers = "store/answers"
    listed = run("cohort", "worklist", answers, "--most", "3", within=folder).stdout.splitlines()
    assert listed[0] == "id,danger,what for,since,now"
    assert len({line.split(",")[0] for line in listed[1:]}) == 3
    assert (
        '"resourceType": "List"'
        in run("cohort", "worklist", answers, "--format", "fhir", within=folder).stdout
    )
    few = run("cohort", "report", answers, "--least", "20", within=folder).stdout
    assert "fewer than 20" in few
    exported = run("cohort", "export", answers, "lines.csv", within=folder)
    assert exported.returncode == 0
    assert (folder / "lines.csv").read_text().startswith("id,kind,item,state,due,overdue_since")
    differ = run("cohort", "diff", "2026-01-01", "2026-11-22", "store", within=folder)
    assert re.match(r"\d+ of 60 patients differ\n", differ.stdout)


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["cohort", "nowhere"], "is no store"),
        (["cohort", "query", "nowhere", "select 1"], "holds no answers"),
        (["ingest", "nowhere", "store"], "no such file or folder"),
        (["ingest", ".", "store", "--read-on", "someday"], "is no day"),
    ],
)
def test_what_is_wrong_is_told_with_the_remedy(
    tmp_path: Path, command: list[str], says: str
) -> None:
    done = run(*command, within=tmp_path)
    assert done.returncode == 1
    assert says in done.stderr
    assert done.stderr.startswith("refused: ")


def test_one_patient_needs_none_of_it() -> None:
    """Arrow, numpy and DuckDB are imported where many patients are, and nowhere else."""
    code = (
        "import sys; from hematinic.cli import main; from pathlib import Path\n"
        "from hematinic.cli.planning import planned\n"
        "from hematinic.guideline.rules import load; from hematinic.plan.build import Planner\n"
        f"planned(Planner(load()), Path({str(PAGE.parents[1] / 'examples' / 'iron-before-b12.yaml')!r}), None)\n"
        "print(sorted({'numpy', 'pyarrow', 'duckdb', 'pyspark'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
