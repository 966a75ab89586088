"""The commands. What a command does stands in the room that it calls."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hematinic import __version__
from hematinic.cli.board import app as board
from hematinic.cli.cohort import cohort, ingest
from hematinic.cli.compare import compare
from hematinic.cli.hooks import app as hooks
from hematinic.cli.options import (
    TEXT,
    AsOf,
    Detail,
    File,
    Format,
    Jurisdiction,
    LargePrint,
    LocalCodes,
    LocalLimits,
    PlanFormat,
    Printed,
    Reader,
    ReaderName,
    ReportFormat,
    SampleFormat,
    Site,
    Spelled,
    Units,
)
from hematinic.cli.planning import planned
from hematinic.guideline.rules import load
from hematinic.plan.account import Accountant
from hematinic.plan.build import Planner
from hematinic.plan.what_if import WhatIf
from hematinic.record.events import RecordError
from hematinic.render.face import written
from hematinic.review.commands import GuidelineFolder
from hematinic.review.commands import app as review

if TYPE_CHECKING:
    from hematinic.render.words.outline import Depth

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


@app.command()
def plan(
    file: File,
    as_of: AsOf = None,
    jurisdiction: Jurisdiction = None,
    local_codes: LocalCodes = None,
    local_limits: LocalLimits = None,
    units: Units = None,
    format: Annotated[  # noqa: A002
        PlanFormat, typer.Option(help="How it is printed.")
    ] = TEXT,
    reader: Reader = ReaderName.clinician,
    locale: Spelled = None,
    large_print: LargePrint = False,
    detail: Detail = None,
    why: Annotated[
        bool, typer.Option("--why", help="Also: why each line stands, and its sources.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Everything, with what became of each event.")
    ] = False,
    what_if: Annotated[
        bool, typer.Option("--what-if", help="Also: which single facts would change the plan.")
    ] = False,
    guideline: GuidelineFolder = None,
) -> None:
    """The plan for one patient: what to do now and the plan on one screen."""
    from hematinic.cli.faces import spelling_of, write
    from hematinic.render.faces import Options

    planner = Planner(load(guideline))
    plan_made, record = planned(
        planner, file, as_of, jurisdiction, local_codes, units, local_limits
    )
    changes = WhatIf(planner).changes(plan_made) if what_if else ()
    account = Accountant(planner).account(record, plan_made) if detail == "why" or full else None
    depth: Depth = "full" if full else "why" if why else "plan"
    options = Options(
        reader.value,
        spelling_of(plan_made, locale),
        large_print,
        depth,
        detail.value if detail else "",
        changes,
        account,
    )
    write(plan_made, record, str(format), options)


@app.command()
def check(
    file: File,
    as_of: AsOf = None,
    local_codes: LocalCodes = None,
    local_limits: LocalLimits = None,
    format: Printed = Format.text,  # noqa: A002
    guideline: GuidelineFolder = None,
) -> None:
    """The alerts that bear on draft orders, and every critical one; exit status 2 where one is."""
    from hematinic.plan.orders import OrderChecker
    from hematinic.render.json import check as checked_json
    from hematinic.render.screen import checked

    planner = OrderChecker(load(guideline))
    plan_made, _ = planned(planner, file, as_of, None, local_codes, local_limits=local_limits)
    if format is Format.json:
        sys.stdout.buffer.write(written(checked_json(plan_made)))
    else:
        checked.show(plan_made)
    raise typer.Exit(checked.exit_status(plan_made))


@app.command()
def explain(
    file: File,
    item: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]",
            help="The id of a line, as in the JSON; without one, what became of each event.",
        ),
    ] = None,
    as_of: AsOf = None,
    local_limits: LocalLimits = None,
    units: Units = None,
    guideline: GuidelineFolder = None,
) -> None:
    """Why a line of the plan stands, or why it does not: the tree of values behind it. Without a
    line: the account of the record, what became of each of its events."""
    from hematinic.plan.explain import UnknownItemError
    from hematinic.plan.explain import explain as explained
    from hematinic.render.screen.explained import show, show_account

    planner = Planner(load(guideline))
    plan_made, record = planned(planner, file, as_of, units=units, local_limits=local_limits)
    if item is None:
        show_account(Accountant(planner).account(record, plan_made), plan_made)
        return
    try:
        show(item, explained(item, plan_made.assessment), plan_made)
    except UnknownItemError as error:
        raise RecordError([str(error)]) from None


@app.command()
def codes(file: File, local_codes: LocalCodes = None, guideline: GuidelineFolder = None) -> None:
    """A file for --local-codes, ready to fill in: what a FHIR record codes and is not known."""
    from hematinic.cli.planning import read_today
    from hematinic.record.fhir import to_fill_in

    loaded = load(guideline).guideline
    print(to_fill_in(read_today(loaded, file, local_codes), loaded), end="")


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A follow-up question, in quotes.")],
    patient: Annotated[
        Path | None, typer.Option(help="A patient file or FHIR bundle that the question is about.")
    ] = None,
    as_of: AsOf = None,
    format: Printed = Format.text,  # noqa: A002
    reader: Reader = ReaderName.clinician,
    more: Annotated[bool, typer.Option("--more", help="What bears on it besides, too.")] = False,
    guideline: GuidelineFolder = None,
) -> None:
    """A cited answer from the guideline's own sentences, or none."""
    from hematinic.answers import ask as asked
    from hematinic.cli.faces import write_answer

    planner = Planner(load(guideline))
    plan_and_record = planned(planner, patient, as_of) if patient else None
    plan_day, record = (
        (plan_and_record[0].as_of, plan_and_record[1]) if plan_and_record else (None, None)
    )
    write_answer(asked(question, planner, record, reader.value, plan_day), format, more)


@app.command()
def statements(
    format: Printed = Format.text,  # noqa: A002
    tests: Annotated[
        Path | None, typer.Option(help="A folder of tests that name statements.")
    ] = None,
    guideline: GuidelineFolder = None,
) -> None:
    """Every statement of the specification: where it is implemented, cited, read and tested."""
    from hematinic.guideline.statements import coverage
    from hematinic.render.screen import coverage as shown

    here = Path("tests/spec")
    folder = tests or (here if here.is_dir() else None)
    covered = coverage(load(guideline).guideline, folder)
    if format is Format.json:
        sys.stdout.buffer.write(written(shown.as_faces(covered)))
    else:
        shown.show(covered, with_tests=folder is not None)


@app.command()
def lint(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="The guideline's folder; the one installed if absent."),
    ] = None,
    format: Printed = Format.text,  # noqa: A002
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


@app.command()
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


@app.command()
def verify(
    format: Annotated[  # noqa: A002
        ReportFormat, typer.Option("--format", help="How it is printed.")
    ] = ReportFormat.text,
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

    raise typer.Exit(run(format.value, save, guideline, not without_tests))


@app.command()
def sample(
    patients: Annotated[int, typer.Option(max=1_000_000, help="How many.")],
    out: Annotated[Path, typer.Option(help="A new or empty folder.")],
    seed: Annotated[int, typer.Option(help="The same seed makes the same patients.")] = 1,
    format: Annotated[  # noqa: A002
        SampleFormat, typer.Option(help="A bundle a patient, or NDJSON by type.")
    ] = SampleFormat.bundles,
    untidy: Annotated[
        float, typer.Option(help="The share of records made untidy, 0.0 to 1.0.")
    ] = 0.0,
    guideline: GuidelineFolder = None,
) -> None:
    """Labelled synthetic FHIR records, plainly fictional, with the truth beside them."""
    from hematinic.sample.command import run

    written = run(patients, out, seed, format.value, untidy, guideline)
    print(f"{written} patients in {out}")


@app.command()
def alerts(
    patients: Annotated[int, typer.Option(min=0, help="How many are sampled.")] = 1000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same patients.")] = 1,
    format: Printed = Format.text,  # noqa: A002
    guideline: GuidelineFolder = None,
) -> None:
    """How often each alert fires per 1,000 sampled patients, and how many interrupt."""
    from hematinic.cli.alerts import counted
    from hematinic.render.screen import alerts as shown

    budget = counted(load(guideline), patients, seed)
    if format is Format.json:
        sys.stdout.buffer.write(written(shown.as_face(budget)))
    else:
        shown.show(budget)


@app.command()
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


@app.command()
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


app.command()(compare)
app.command()(ingest)
app.add_typer(cohort, name="cohort")
app.add_typer(review)
app.add_typer(board)
app.add_typer(hooks)
