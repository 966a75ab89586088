"""The command line: `hematinic plan FILE` and its companions."""

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hematinic.guideline.load import GuidelineError
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.asof import seen_from
from hematinic.record.events import RecordError
from hematinic.record.read import read_record

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


@app.command()
def plan(
    file: File,
    as_of: AsOf = None,
    format: Annotated[Format, typer.Option(help="How it is printed.")] = Format.text,  # noqa: A002
    reader: Annotated[
        ReaderOption, typer.Option(help="For whom it is worded; the content is the same.")
    ] = ReaderOption.clinician,
) -> None:
    """The plan for one patient."""
    found = planned(file, as_of)
    if format is Format.json:
        from hematinic.render.json import to_json

        sys.stdout.buffer.write(to_json(found))
    elif format is Format.markdown:
        from hematinic.render.markdown import to_markdown

        print(to_markdown(found, reader.value))
    else:
        from hematinic.render.terminal import show

        show(found, reader.value)


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


def planned(file: Path, as_of: str | None) -> Plan:
    today = date.today().toordinal()
    asked = _day(as_of)
    planner = Planner(load())
    record = read_record(file, planner.rules.guideline, max(today, asked or 0))
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
