"""What is asked of one patient: the plan, its alerts, why, and a follow-up question."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hematinic.cli.options import (
    TEXT,
    AsOf,
    Detail,
    File,
    Jurisdiction,
    LargePrint,
    LocalCodes,
    LocalLimits,
    PlanFormat,
    Printed,
    Reader,
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

if TYPE_CHECKING:
    from hematinic.render.words.outline import Depth


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
    reader: Reader = "clinician",
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
        reader,
        spelling_of(plan_made, locale),
        large_print,
        depth,
        detail or "",
        changes,
        account,
    )
    write(plan_made, record, str(format), options)


def check(
    file: File,
    as_of: AsOf = None,
    local_codes: LocalCodes = None,
    local_limits: LocalLimits = None,
    format: Printed = "text",  # noqa: A002
    guideline: GuidelineFolder = None,
) -> None:
    """The alerts that bear on draft orders, and every critical one; exit status 2 where one is."""
    from hematinic.plan.orders import OrderChecker
    from hematinic.render.json import check as checked_json
    from hematinic.render.screen import checked

    planner = OrderChecker(load(guideline))
    plan_made, _ = planned(planner, file, as_of, None, local_codes, local_limits=local_limits)
    if format == "json":
        sys.stdout.buffer.write(written(checked_json(plan_made)))
    else:
        checked.show(plan_made)
    raise typer.Exit(checked.exit_status(plan_made))


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


def codes(file: File, local_codes: LocalCodes = None, guideline: GuidelineFolder = None) -> None:
    """A file for --local-codes, ready to fill in: what a FHIR record codes and is not known."""
    from hematinic.cli.planning import read_today
    from hematinic.record.fhir import to_fill_in

    loaded = load(guideline).guideline
    print(to_fill_in(read_today(loaded, file, local_codes), loaded), end="")


def ask(
    question: Annotated[str, typer.Argument(help="A follow-up question, in quotes.")],
    patient: Annotated[
        Path | None, typer.Option(help="A patient file or FHIR bundle that the question is about.")
    ] = None,
    as_of: AsOf = None,
    format: Printed = "text",  # noqa: A002
    reader: Reader = "clinician",
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
    write_answer(asked(question, planner, record, reader, plan_day), format, more)
