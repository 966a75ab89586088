"""Many patients: a store of their events, and the guideline over it."""

import csv
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from hematinic.cli.options import Jurisdiction, LocalCodes, LocalLimits
from hematinic.cli.planning import day_named
from hematinic.record.events import RecordError
from hematinic.review.commands import GuidelineFolder

if TYPE_CHECKING:
    from hematinic.cohort.run import Answers
    from hematinic.cohort.store import Store
    from hematinic.guideline.rules import Rules


class _First(typer.core.TyperGroup):
    """`cohort STORE …` is `cohort run STORE …`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        # A store that is called as a command is must be named with `run`, or by a path.
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args.insert(0, "run")
        return list(super().parse_args(ctx, args))


cohort = typer.Typer(
    cls=_First,
    no_args_is_help=True,
    help="The guideline over the patients of a store: answers, report, worklist.",
)

StoreFolder = Annotated[
    Path, typer.Argument(metavar="STORE", help="As 'hematinic ingest' made it.")
]
AnswersFolder = Annotated[
    Path, typer.Argument(metavar="ANSWERS", help="As 'hematinic cohort' made it.")
]
CohortDay = Annotated[
    str | None,
    typer.Option("--as-of", help="The day, 2026-11-22; the day of the ingest where absent."),
]
Jobs = Annotated[int, typer.Option(help="Processes; as many as there are cores where absent.")]


def ingest(
    path: Annotated[
        Path,
        typer.Argument(
            help="A bulk export, a folder or archive of bundles or patient files, an OMOP database."
        ),
    ],
    store: Annotated[
        Path, typer.Argument(metavar="STORE", help="A new folder, or a store to renew.")
    ],
    read_on: Annotated[
        str | None,
        typer.Option(help="The day of the reading: nothing after it counts; else today."),
    ] = None,
    local_codes: LocalCodes = None,
    jobs: Jobs = 0,
    guideline: GuidelineFolder = None,
) -> None:
    """The records of many patients into a store of events; again, only what has changed."""
    from hematinic.cohort.ingest import ingest as ingested
    from hematinic.guideline.rules import load
    from hematinic.record.fhir import read_local_codes

    day = day_named(read_on) or date.today().toordinal()
    codes = read_local_codes(local_codes) if local_codes else None
    with _progress("parts") as progress:
        read = ingested(path, store, load(guideline), day, codes, jobs, progress)
    for where, what, why in read.notes[:20]:
        print(f"{where}: {what}: {why}", file=sys.stderr)
    print(
        f"{store}: {read.patients:,} patients with {read.events:,} events; {read.read:,} were"
        f" read now, {read.refused:,} refused, {read.aside:,} entries set aside (aside.parquet)"
    )


@cohort.command()
def run(
    store: StoreFolder,
    as_of: CohortDay = None,
    out: Annotated[
        Path | None, typer.Option(help="A folder for the answers; else one in the store.")
    ] = None,
    engine: Annotated[
        Literal["local", "spark"], typer.Option(help="What carries the blocks.")
    ] = "local",
    jobs: Jobs = 0,
    jurisdiction: Jurisdiction = None,
    local_limits: LocalLimits = None,
    guideline: GuidelineFolder = None,
) -> None:
    """Decide for every patient of a store: answers as Parquet, report and worklist as pages."""
    from hematinic.cohort import run as runs
    from hematinic.cohort.store import Store
    from hematinic.guideline.rules import load
    from hematinic.record.local_limits import read_local_limits

    rules, opened = load(guideline), Store.opened(store)
    limits = read_local_limits(local_limits, rules.guideline) if local_limits else ()
    runner = None
    if engine == "spark":
        from hematinic.cohort import spark

        runner = spark.runner(guideline, limits)
    day = day_named(as_of) or opened.about.read_on
    with _progress("parts") as progress:
        answered = runs.run(
            rules, opened, day, out or store / "answers", runner, jobs, jurisdiction or "",
            limits, progress,
        )  # fmt: skip
    _foreign(opened, rules)
    _pages(rules, opened, answered)
    print(f"{answered.about.patients:,} patients on {answered.about.as_of}: {answered.folder}")
    for name in ("report.html", "worklist.html"):
        print(f"  {answered.folder / name}")


def _foreign(store: "Store", rules: "Rules") -> None:
    if store.about.guideline != rules.guideline.content_hash:
        says = "was read with another content: what only this one knows is not in it"
        print(f"{store.folder}: {says}; ingest again to read that too", file=sys.stderr)


def _pages(rules: "Rules", store: "Store", answers: "Answers") -> None:
    from hematinic.cohort.report import report, report_page, worklist_page
    from hematinic.cohort.worklist import worklist

    page = report_page(report(rules, store, answers))
    (answers.folder / "report.html").write_text(page, encoding="utf-8")
    listed = worklist_page(worklist(rules, store, answers, MOST), answers)
    (answers.folder / "worklist.html").write_text(listed, encoding="utf-8")


MOST = 500
"""Rows of a worklist."""


@cohort.command()
def report(
    answers: AnswersFolder,
    least: Annotated[int, typer.Option(help="Groups of fewer patients are told as that.")] = 5,
    guideline: GuidelineFolder = None,
) -> None:
    """The report page anew."""
    from hematinic.cohort.report import report as reported
    from hematinic.cohort.report import report_page

    rules, store, answered = _opened(answers, guideline)
    sys.stdout.write(report_page(reported(rules, store, answered, least)))


@cohort.command()
def worklist(
    answers: AnswersFolder,
    format: Annotated[  # noqa: A002
        Literal["html", "csv", "fhir"], typer.Option(help="How it is printed.")
    ] = "csv",
    most: Annotated[int, typer.Option(help="Patients.")] = MOST,
    guideline: GuidelineFolder = None,
) -> None:
    """Whom to see first, and what for, by danger, each with what is to be done now."""
    from hematinic.cohort.report import worklist_page
    from hematinic.cohort.worklist import COLUMNS, as_list, as_rows
    from hematinic.cohort.worklist import worklist as listed

    rules, store, answered = _opened(answers, guideline)
    rows = listed(rules, store, answered, most)
    if format == "html":
        sys.stdout.write(worklist_page(rows, answered))
    elif format == "fhir":
        sys.stdout.buffer.write(as_list(rows, answered) + b"\n")
    else:
        table = csv.writer(sys.stdout)
        table.writerow(COLUMNS)
        table.writerows(as_rows(rows))


def _opened(answers: Path, guideline: Path | None) -> tuple["Rules", "Store", "Answers"]:
    """Raises RecordError where they were made by another content."""
    from hematinic.cohort.run import Answers
    from hematinic.cohort.store import Store
    from hematinic.guideline.rules import load

    answered, rules = Answers.opened(answers), load(guideline)
    if answered.about.guideline != rules.guideline.content_hash:
        raise RecordError([f"{answers}: was made by another content; run 'hematinic cohort' again"])
    return rules, Store.opened(Path(answered.about.store)), answered


@cohort.command()
def query(
    answers: AnswersFolder,
    question: Annotated[str, typer.Argument(help="SQL over `patients` and `lines`, in quotes.")],
) -> None:
    """A question in SQL; the answer as CSV."""
    from hematinic.cohort.query import asked
    from hematinic.cohort.run import Answers

    names, rows = asked(Answers.opened(answers).folder, question)
    table = csv.writer(sys.stdout)
    table.writerow(names)
    table.writerows(rows)


@cohort.command()
def export(
    answers: AnswersFolder,
    file: Annotated[Path, typer.Argument(help="A CSV file to write.")],
) -> None:
    """Every line of every patient as CSV."""
    from hematinic.cohort.query import exported
    from hematinic.cohort.run import Answers

    print(f"{exported(Answers.opened(answers).folder, file):,} rows in {file}")


@cohort.command()
def diff(
    old: Annotated[str, typer.Argument(help="A guideline's folder, or a day.")],
    new: Annotated[str, typer.Argument(help="Another.")],
    store: StoreFolder,
) -> None:
    """Whose plan differs between two guidelines or two days, by line, with ten to look at."""
    from hematinic.cohort.diff import difference
    from hematinic.cohort.store import Store

    opened = Store.opened(store)
    changes = difference(_side(old, opened), _side(new, opened), opened)
    print(f"{changes.differ:,} of {changes.patients:,} patients differ")
    for change in changes.ordered():
        print(f"{change.kind} {change.item}: {change.patients:,} patients")
        for (before, after), count in change.states.most_common():
            print(f"    {count:,} from {before} to {after}")
        print(f"    such as {', '.join(change.shown)}")


def _side(text: str, store: "Store") -> Any:
    from hematinic.cohort.diff import Side
    from hematinic.guideline.rules import load

    folder = Path(text)
    if folder.is_dir():
        return Side(load(folder), store.about.read_on)
    return Side(load(), day_named(text) or store.about.read_on)


@cohort.command()
def check(
    store: StoreFolder,
    patients: Annotated[int, typer.Option(help="How many, taken by chance.")] = 200,
    as_of: CohortDay = None,
    guideline: GuidelineFolder = None,
) -> None:
    """Plan patients one by one and compare everything; exit status 2 where anything differs."""
    from hematinic.cohort.check import check as checked
    from hematinic.cohort.store import Store
    from hematinic.guideline.rules import load

    opened = Store.opened(store)
    day = day_named(as_of) or opened.about.read_on
    run = checked(load(guideline), opened, day, patients)
    print(f"{run.patients:,} patients, {run.values:,} values, {len(run.different):,} differ")
    for id_, name, columns, planned in run.different[:20]:
        print(f"    {id_}: {name}: {columns}, and the plan says {planned}")
    raise typer.Exit(2 if run.different else 0)


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """On a terminal alone."""
    shown = sys.stderr.isatty()

    def tell(done: int, of: int) -> None:
        if shown:
            print(f"\r{done} of {of} {what}", end="", file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        if shown:
            print(file=sys.stderr)
