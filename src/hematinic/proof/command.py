"""`hematinic verify`: prove what can be proved of the guideline, and say how the rest is held."""

import os
import re
import sys
from pathlib import Path

from rich.console import Console

from hematinic.guideline.rules import load
from hematinic.proof import kept
from hematinic.proof.report import MILDER, WORSE, Finding, Report, show, to_json
from hematinic.proof.verify import verify
from hematinic.proof.vignettes import written


def run(
    format: str = "text",  # noqa: A002
    save: Path | None = None,
    folder: Path | None = None,
    with_tests: bool = True,
) -> int:
    """The exit status: 0, or 2 where anything failed. `save` takes the patients of what failed."""
    rules = load(folder)
    root = tests_here() if with_tests else None
    with Console(stderr=True).status("verifying") as status:
        report = verify(
            rules,
            tests=root,
            progress=lambda what, done, of: status.update(f"{done + 1} of {of}: {what}"),
            processes=os.cpu_count() or 1,
        )
    kept.keep(kept.identity(rules.guideline, root), report)
    if save is not None:
        saved(report, save)
    if format == "json":
        sys.stdout.buffer.write(to_json(report))
    elif format == "html":
        from hematinic.proof.page import to_html

        sys.stdout.buffer.write(to_html(report, rules.guideline).encode())
    else:
        show(report)
    return report.exit_status


def tests_here() -> Path | None:
    """The root of the tests that hazards name; a wheel has none."""
    return Path.cwd() if Path("tests/spec").is_dir() else None


def saved(report: Report, into: Path) -> list[Path]:
    """One patient file for each refutation, named by its claim."""
    into.mkdir(parents=True, exist_ok=True)
    files = []
    for finding in report.failed:
        for whose, patient, _ in finding.patients:
            file = into / file_name(finding, whose)
            file.write_text(written(patient))
            files.append(file)
    return files


def file_name(finding: Finding, whose: str = "") -> str:
    """By the claim, and of two patients by which of them."""
    which = {MILDER: " milder", WORSE: " worse"}.get(whose, "")
    words = re.sub(r"[^\w-]+", "-", f"{finding.claim}{which}")
    return f"{words}.yaml"
