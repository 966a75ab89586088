"""`hematinic verify`: prove what can be proved of the guideline, and say how the rest is held."""

import sys
from pathlib import Path

from rich.console import Console

from hematinic.guideline.load import builtin
from hematinic.guideline.rules import compiled, load
from hematinic.proof.report import Finding, Report, show, to_json
from hematinic.proof.verify import verify
from hematinic.proof.vignettes import written


def run(
    format: str = "text",  # noqa: A002
    save: Path | None = None,
    folder: Path | None = None,
    tests: Path | None = None,
) -> int:
    """The exit status: 0, or 2 where anything failed. `save` takes the patients of what failed."""
    rules = load() if folder is None else compiled(folder)
    root = tests or (Path.cwd() if Path("tests/spec").is_dir() else None)
    waiting = Console(stderr=True)
    with waiting.status("verifying") as status:
        report = verify(
            rules,
            folder=folder or builtin(),
            tests=root,
            progress=lambda what, done, of: status.update(f"{done + 1} of {of}: {what}"),
        )
    if save is not None:
        saved(report, save)
    if format == "json":
        sys.stdout.buffer.write(to_json(report))
    else:
        show(report)
    return report.exit_status


def saved(report: Report, into: Path) -> list[Path]:
    """One patient file for each refutation, named by its claim."""
    into.mkdir(parents=True, exist_ok=True)
    found = []
    for finding in report.failed:
        if finding.patient is not None:
            file = into / f"{_name(finding)}.yaml"
            file.write_text(written(finding.patient))
            found.append(file)
    return found


def _name(finding: Finding) -> str:
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in finding.claim)
