"""What an author does with a guideline: lint, a new rule, proofs, coverage, artifacts."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from hematinic.cli.options import Printed
from hematinic.guideline.rules import load
from hematinic.record.events import RecordError
from hematinic.render.face import written
from hematinic.review.commands import GuidelineFolder


def statements(
    format: Printed = "text",  # noqa: A002
    tests: Annotated[
        Path | None, typer.Option(help="A folder of tests that name statements.")
    ] = None,
    guideline: GuidelineFolder = None,
) -> None:
    """Every statement of the specification: where it is implemented, cited, read and tested."""
    from hematinic.guideline.statements import coverage
    from hematinic.render.screen import coverage as shown

    spec = Path("tests/spec")
    folder = tests or (spec if spec.is_dir() else None)
    covered = coverage(load(guideline).guideline, folder)
    if format == "json":
        sys.stdout.buffer.write(written(shown.as_faces(covered)))
    else:
        shown.show(covered, with_tests=folder is not None)


def lint(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="The guideline's folder; the one installed if absent."),
    ] = None,
    format: Printed = "text",  # noqa: A002
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings too are a reason for exit status 1.")
    ] = False,
    tests: Annotated[
        Path | None,
        typer.Option(help="A folder of tests that name items; else `tests` in or beside DIR."),
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option("--explain", metavar="KIND", help="Tell about a kind of mistake, no more."),
    ] = None,
) -> None:
    """Every mistake of a guideline's folder, and what could be better.

    Exit status: 0 no mistake (there may be warnings), 1 a mistake, or with --strict a warning.
    """
    from hematinic.cli.lint import run

    raise typer.Exit(run(folder, format, strict, tests, explain))


def new(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="recommendation, alert, check or finding.")
    ],
    name: Annotated[str, typer.Argument(metavar="ID", help="Its id, of nothing else.")],
    given: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KEY=VALUE]...",
            help="Keys of the entry: when='…' phase=today says.patient='…'. What must be known and "
            "is not given is asked; texts that are not given are marked to be written.",
        ),
    ] = None,
    file: Annotated[
        str, typer.Option("--in", metavar="FILE", help="Of several files of a kind, which.")
    ] = "",
    tests: Annotated[
        Path | None, typer.Option(help="A folder of tests; else `tests` in or beside DIR.")
    ] = None,
    guideline: GuidelineFolder = None,
) -> None:
    """A new rule in the guideline's folder, with a patient who gets it and a near miss as its test.

    Nothing is written where anything is wrong with it.
    """
    from hematinic.cli.new import NewRule, run

    run(NewRule(kind, name, tuple(given or ()), file, guideline, tests))


def verify(
    format: Annotated[  # noqa: A002
        Literal["text", "json", "html"], typer.Option("--format", help="How it is printed.")
    ] = "text",
    save: Annotated[
        Path | None, typer.Option(help="A folder for the patients of what failed.")
    ] = None,
    without_tests: Annotated[
        bool, typer.Option("--without-tests", help="Do not run the tests that hazards name.")
    ] = False,
    guideline: GuidelineFolder = None,
) -> None:
    """Prove the safety rules for every combination of facts; a patient for each that fails."""
    from hematinic.proof.command import run

    raise typer.Exit(run(format, save, guideline, not without_tests))


def export(
    what: Annotated[str, typer.Argument(metavar="fhir", help="The kind of artifact.")],
    out: Annotated[Path, typer.Argument(metavar="DIR", help="Where it is written.")],
    guideline: GuidelineFolder = None,
) -> None:
    """The guideline as standard artifacts: PlanDefinition, ActivityDefinition, Questionnaire."""
    from hematinic.render.fhir import to_definitions

    if what != "fhir":
        raise RecordError([f"export: '{what}' is not written yet; there is fhir"])
    out.mkdir(parents=True, exist_ok=True)
    file = out / "guideline.fhir.json"
    file.write_bytes(to_definitions(load(guideline).guideline))
    print(file)
