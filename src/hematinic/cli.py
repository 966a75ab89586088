"""The command line: `hematinic plan FILE` and its companions."""

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import orjson
import typer

from hematinic.guideline.load import GuidelineError
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.plan.what_if import WhatIf
from hematinic.record.asof import seen_from
from hematinic.record.events import RecordError
from hematinic.record.read import read_record
from hematinic.review.commands import app as review

app = typer.Typer(
    name="hematinic",
    help="Iron and vitamin B12 deficiency: a record in, a safe, cited plan out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Format(StrEnum):
    text = "text"
    json = "json"
    markdown = "markdown"


class JurisdictionOption(StrEnum):
    UK = "UK"
    US = "US"


class SampleFormat(StrEnum):
    bundles = "bundles"
    ndjson = "ndjson"


class ReaderOption(StrEnum):
    clinician = "clinician"
    patient = "patient"


File = Annotated[Path, typer.Argument(help="A patient file (YAML, JSON) or a FHIR R4 Bundle.")]
AsOf = Annotated[
    str | None, typer.Option(help="The day of the plan, 2026-11-22; today where absent.")
]


@app.callback()
def hematinic() -> None:
    """Iron and vitamin B12 deficiency: a record in, a safe, cited plan out."""


Jurisdiction = Annotated[
    JurisdictionOption | None,
    typer.Option(help="By whose labels and formularies; the file's own, or UK."),
]


@app.command()
def plan(
    file: File,
    as_of: AsOf = None,
    jurisdiction: Jurisdiction = None,
    format: Annotated[Format, typer.Option(help="How it is printed.")] = Format.text,  # noqa: A002
    reader: Annotated[
        ReaderOption, typer.Option(help="For whom it is worded; the content is the same.")
    ] = ReaderOption.clinician,
    what_if: Annotated[
        bool, typer.Option("--what-if", help="Also: which single facts would change the plan.")
    ] = False,
) -> None:
    """The plan for one patient."""
    planner = Planner(load())
    found = planned(file, as_of, planner, jurisdiction)
    changes = WhatIf(planner).changes(found) if what_if else ()
    if format is Format.json:
        from hematinic.render.json import to_json

        sys.stdout.buffer.write(to_json(found, changes))
    elif format is Format.markdown:
        from hematinic.render.markdown import to_markdown

        print(to_markdown(found, reader.value, changes))
    else:
        from hematinic.render.terminal import show

        show(found, reader.value, changes)


@app.command()
def check(
    file: File,
    as_of: AsOf = None,
    format: Annotated[Format, typer.Option(help="How it is printed.")] = Format.text,  # noqa: A002
) -> None:
    """Only the alerts for draft orders. Exit status 2 where one is critical."""
    found = planned(file, as_of)
    from hematinic.render import checked

    if format is Format.json:
        sys.stdout.buffer.write(checked.to_json(found))
    else:
        checked.show(found)
    raise typer.Exit(checked.exit_status(found))


@app.command()
def explain(
    file: File,
    item: Annotated[str, typer.Argument(metavar="ID", help="The id of a line, as in the JSON.")],
    as_of: AsOf = None,
) -> None:
    """Why a line of the plan stands, or why it does not: the tree of values behind it."""
    from hematinic.plan.explain import UnknownItemError
    from hematinic.plan.explain import explain as explained
    from hematinic.render.explained import show

    found = planned(file, as_of)
    try:
        show(item, explained(item, found.assessment), found)
    except UnknownItemError as error:
        raise RecordError([str(error)]) from None


@app.command()
def statements(
    format: Annotated[Format, typer.Option(help="text or json.")] = Format.text,  # noqa: A002
    tests: Annotated[
        Path | None, typer.Option(help="A folder of tests that name statements.")
    ] = None,
) -> None:
    """Every statement of the specification: where it is implemented, cited, read and tested."""
    from hematinic.guideline.statements import coverage
    from hematinic.render import coverage as shown

    here = Path("tests/spec")
    folder = tests or (here if here.is_dir() else None)
    found = coverage(load().guideline, folder)
    if format is Format.json:
        sys.stdout.buffer.write(orjson.dumps(shown.as_data(found), option=orjson.OPT_INDENT_2))
    else:
        shown.show(found, with_tests=folder is not None)


@app.command()
def sample(
    patients: Annotated[int, typer.Option(help="How many.")],
    out: Annotated[Path, typer.Option(help="A new or empty folder.")],
    seed: Annotated[int, typer.Option(help="The same seed makes the same patients.")] = 1,
    format: Annotated[  # noqa: A002
        SampleFormat, typer.Option(help="A bundle a patient, or NDJSON by type.")
    ] = SampleFormat.bundles,
    untidy: Annotated[
        float, typer.Option(help="The share of records made untidy, 0.0 to 1.0.")
    ] = 0.0,
) -> None:
    """Labelled synthetic FHIR records, plainly fictional, with the truth beside them."""
    from hematinic.sample.command import run

    written = run(patients, out, seed, format.value, untidy)
    print(f"{written} patients in {out}")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
) -> None:
    """The article, the planner and the API, for a browser on this machine."""
    from hematinic.web.serve import serve as served

    served(host, port)


app.add_typer(review)


def planned(
    file: Path,
    as_of: str | None,
    ready: Planner | None = None,
    jurisdiction: str | None = None,
) -> Plan:
    today = date.today().toordinal()
    asked = _day(as_of)
    planner = ready or Planner(load())
    record = read_record(file, planner.rules.guideline, max(today, asked or 0))
    if jurisdiction:
        record = msgspec.structs.replace(record, jurisdiction=str(jurisdiction))
    day = asked or record.as_of or today
    return planner.plan(seen_from(record, day), day)


def _day(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        raise RecordError([f"--as-of: '{text}' is no day; write it as 2026-11-22"]) from None


def main() -> None:
    """Exit status: 0 done, 1 the input was refused, 2 a finding that must stop."""
    try:
        app()
    except RecordError as error:
        print("\n".join(f"refused: {problem}" for problem in error.problems), file=sys.stderr)
        sys.exit(1)
    except GuidelineError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
