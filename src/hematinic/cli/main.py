"""The commands. What a command does stands in the room that it calls."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from hematinic import __version__
from hematinic.cli.board import app as board
from hematinic.cli.cohort import cohort, ingest
from hematinic.cli.compare import compare
from hematinic.cli.content import export, lint, new, statements, verify
from hematinic.cli.hooks import app as hooks
from hematinic.cli.options import (
    LocalLimits,
    Printed,
    Site,
)
from hematinic.cli.patient import ask, check, codes, explain, plan
from hematinic.guideline.rules import load
from hematinic.render.face import written
from hematinic.review.commands import GuidelineFolder
from hematinic.review.commands import app as review

app = typer.Typer(
    name="hematinic",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


NO_COMMAND = 2
"""As of any other use that lacks something."""


def _version(asked: bool) -> None:
    """The program's first: it is told even where the guideline does not load."""
    if asked:
        print(f"hematinic {__version__}")
        guideline = load().guideline
        header, content = guideline.header, guideline.content_hash[:12]
        print(f"guideline {header.id} {header.version}, {header.status}, content {content}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def hematinic(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Which program this is, and which guideline it brings.",
            callback=_version,
            is_eager=True,
        ),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Of an unexpected fault, the traceback.")
    ] = False,
) -> None:
    """A published clinical answer, made to run: a record in, a safe, cited plan out."""
    if context.invoked_subcommand is None:
        from hematinic.render.screen import welcome

        print(welcome.text(load().guideline.header), end="")
        raise typer.Exit(NO_COMMAND)


def sample(
    patients: Annotated[int, typer.Option(max=1_000_000, help="How many.")],
    out: Annotated[Path, typer.Option(help="A new or empty folder.")],
    seed: Annotated[int, typer.Option(help="The same seed makes the same patients.")] = 1,
    format: Annotated[  # noqa: A002
        Literal["bundles", "ndjson"], typer.Option(help="A bundle a patient, or NDJSON by type.")
    ] = "bundles",
    untidy: Annotated[
        float, typer.Option(help="The share of records made untidy, 0.0 to 1.0.")
    ] = 0.0,
    guideline: GuidelineFolder = None,
) -> None:
    """Labelled synthetic FHIR records, plainly fictional, with the truth beside them."""
    from hematinic.sample.command import run

    written = run(patients, out, seed, format, untidy, guideline)
    print(f"{written} patients in {out}")


def alerts(
    patients: Annotated[int, typer.Option(min=0, help="How many are sampled.")] = 1000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same patients.")] = 1,
    format: Printed = "text",  # noqa: A002
    guideline: GuidelineFolder = None,
) -> None:
    """How often each alert fires per 1,000 sampled patients, and how many interrupt."""
    from hematinic.cli.alerts import counted
    from hematinic.render.screen import alerts as shown

    budget = counted(load(guideline), patients, seed)
    if format == "json":
        sys.stdout.buffer.write(written(shown.as_face(budget)))
    else:
        shown.show(budget)


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="The port to listen on; 0 for a free one.")
    ] = 8000,
    local_limits: LocalLimits = None,
    guideline: GuidelineFolder = None,
    site: Site = None,
) -> None:
    """The article, the planner and the API, for a browser on this machine; CDS Hooks and FHIR."""
    from hematinic.web.serve import serve as served

    served(host, port, local_limits, guideline, site)


# In the order in which `hematinic --help` lists them.
PATIENT = (plan, check, explain, codes, ask)
CONTENT = (statements, lint, new, verify)
OTHERS = (sample, alerts, export, serve, compare, ingest)
for command in (*PATIENT, *CONTENT, *OTHERS):
    app.command()(command)
app.add_typer(cohort, name="cohort")
app.add_typer(review)
app.add_typer(board)
app.add_typer(hooks)
