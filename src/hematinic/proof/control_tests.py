"""The tests that hazards name, run: what such a control says holds when its test passes."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

from hematinic.guideline.counted import counted

NESTED = "HEMATINIC_CONTROL_TESTS"
"""Set while these tests run, so that a test that verifies does not run them again."""

SECONDS = 1800


@dataclass(frozen=True, slots=True)
class Outcome:
    verdict: str
    """passed, failed, or not checked."""
    says: str


def outcomes(names: Sequence[str], root: Path | None) -> Mapping[str, Outcome]:
    """Of each test, by the name that a hazard gives it: `tests/spec/test_x.py::test_y`."""
    if not names:
        return {}
    reason = _why_not(root)
    if reason or root is None:
        return {name: Outcome("not checked", reason) for name in names}
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        problem = _run(names, root, report)
        ran = list(_ran(report)) if report.is_file() else []
    return {name: _outcome(name, ran, problem) for name in names}


def _why_not(root: Path | None) -> str:
    if root is None:
        return (
            "not checked here: the tests are not part of what is installed, or were not asked for"
        )
    if os.environ.get(NESTED):
        return "not checked here: this was called by a test"
    if find_spec("pytest") is None:
        return "not checked here: pytest is not installed"
    return ""


def _run(names: Sequence[str], root: Path, report: Path) -> str:
    """What went wrong before any test could run; empty where nothing did."""
    options = ["-q", "-p", "no:cacheprovider", "-o", "addopts=--import-mode=importlib"]
    command = [sys.executable, "-m", "pytest", *options, f"--junitxml={report}", *names]
    environment = os.environ | {NESTED: "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    try:
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return f"the tests did not end within {SECONDS} seconds"
    lines = [line for line in done.stdout.splitlines() if line.startswith("ERROR")]
    return lines[0] if lines else ""


def _ran(report: Path) -> Iterable[tuple[str, str, str]]:
    """Of each case the name without its parameters, its verdict, and a line about it."""
    for case in ElementTree.parse(report).iter("testcase"):
        place = case.get("classname", "").replace(".", "/")
        name = f"{place}.py::{case.get('name', '').partition('[')[0]}"
        wrong = next(
            (element for element in case if element.tag in ("failure", "error", "skipped")), None
        )
        if wrong is None:
            yield name, "passed", ""
        else:
            line = (wrong.get("message") or wrong.tag).splitlines()[0]
            yield name, wrong.tag, line


def _outcome(name: str, ran: Iterable[tuple[str, str, str]], problem: str) -> Outcome:
    cases = [(verdict, line) for case, verdict, line in ran if case == name]
    wrong = [f"{verdict}: {line}" for verdict, line in cases if verdict != "passed"]
    if wrong:
        return Outcome("failed", wrong[0])
    if not cases:
        return Outcome("failed", problem or "no such test ran")
    return Outcome("passed", f"passed, {counted(len(cases), 'case')}")
