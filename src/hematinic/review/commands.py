"""`hematinic review list|show|diff`: what waits, what an item means, what a change would do.

The rest of the room is read by the command that needs it: it reads expressions, and a plan on a
terminal would wait for that.
"""

import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from hematinic.guideline.load import builtin, reading
from hematinic.guideline.rules import Rules, load
from hematinic.plan.build import Planner
from hematinic.record.events import Record, RecordError
from hematinic.record.patient_file import read_patient_file
from hematinic.record.read import read_record

if TYPE_CHECKING:
    from hematinic.review.diff import PlanChange

GuidelineFolder = Annotated[
    Path | None,
    typer.Option("--guideline", metavar="DIR", help="A guideline's folder; else the built-in one."),
]

app = typer.Typer(
    name="review", help="The editorial workflow.", no_args_is_help=True, rich_markup_mode=None
)

STAGES = {"submitted": "submitted", "under_review": "under review", "approved": "approved"}


@app.command("list")
def list_items(
    stage: Annotated[str, typer.Option(help="Only items at this stage.")] = "",
    guideline: GuidelineFolder = None,
) -> None:
    """Every item with its stage, its reviewers and the hash of its content."""
    from hematinic.review.ledger import ledger

    known = ledger(load(guideline).guideline)
    standings = [
        standing for standing in known.standings.values() if not stage or standing.stage == stage
    ]
    for standing in standings:
        outdated = f", {standing.outdated} of an earlier text" if standing.outdated else ""
        print(
            f"{STAGES[standing.stage]:12} {standing.reviewers}{outdated}  "
            f"{standing.content[:12]}  {standing.item}"
        )
    members = len(known.board.members)
    print(f"{len(standings)} items. The board has {members or 'no'} members.")


@app.command()
def show(
    item: Annotated[str, typer.Argument(help="The id of an item.")],
    guideline: GuidelineFolder = None,
) -> None:
    """What a review of an item binds to: the item, what it reads, what it cites, its history."""
    from hematinic.review.ledger import ledger

    known = ledger(load(guideline).guideline)
    if item not in known.standings:
        raise RecordError([f"there is no item called '{item}'; see hematinic review list"])
    standing = known.standings[item]
    print(f"{standing.kind} {item}: {STAGES[standing.stage]}, {standing.reviewers}")
    print(f"content: {standing.content}")
    for review in known.history(item):
        valid = "" if review.content == standing.content else " (of an earlier text)"
        print(f"{review.on} {review.reviewer}: {review.decision}{valid} {review.comment}".rstrip())
    meaning = msgspec.json.encode(known.content.meaning(item), order="deterministic")
    print(msgspec.json.format(meaning, indent=1).decode())


@app.command()
def book(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="Where it is written: book.pdf.")],
    patients: Annotated[
        Path | None,
        typer.Option(help="A folder of pairs, one of each rule; else `one_of_each` in the tests."),
    ] = None,
    guideline: GuidelineFolder = None,
) -> None:
    """Every rule on paper, with a patient who gets it and a near miss: what a reviewer reads."""
    from hematinic.proof.one_of_each import kept, pairs_folder
    from hematinic.review.book import Pages, files_of, to_pdf

    folder = patients or pairs_folder(guideline)
    pairs = kept(folder) if folder else {}
    places = reading(guideline or builtin()).places
    out.write_bytes(to_pdf(Pages(Planner(load(guideline)), pairs, files_of(places))))
    print(out)


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help="A guideline folder, or a git revision.")],
    patients: Annotated[
        Path | None,
        typer.Option(help="A folder of records whose plans are compared; else the examples."),
    ] = None,
    text: Annotated[bool, typer.Option(help="Also print the changed texts.")] = True,
    guideline: GuidelineFolder = None,
) -> None:
    """What changed since, item by item, and for which patients the plan differs."""
    from hematinic.review.content import Content
    from hematinic.review.diff import item_changes, plan_changes

    with _folder(before, guideline) as folder:
        old, new = load(folder), load(guideline)
        changes = list(item_changes(Content(old.guideline), Content(new.guideline)))
        records = dict(_records(patients, new) if patients else _examples(new))
        differing = list(plan_changes(Planner(old), Planner(new), records))
    for change in changes:
        print(f"{change.what}: {change.kind} {change.item}")
        if text:
            print("\n".join(f"    {line}" for line in change.text))
    for difference in differing:
        _tell(difference)
    print(f"{len(changes)} items changed; {len(differing)} of {len(records)} patients "
          "get a different plan.")  # fmt: skip


def _tell(change: "PlanChange") -> None:
    print(f"{change.patient}:")
    for sign, items in (("+", change.gives), ("-", change.takes)):
        for item in items:
            print(f"    {sign} {item}")
    for item, was, now in change.reworded:
        print(f"    {item}\n      - {was}\n      + {now}")


# What is read


def _examples(rules: Rules) -> Iterator[tuple[str, tuple[Record, int]]]:
    """The fictional patients of the guideline."""
    today = date.today().toordinal()
    for name, example in rules.guideline.examples.items():
        record = read_patient_file(example.record, rules.guideline, today)
        yield name, (record, record.as_of or today)


def _records(folder: Path, rules: Rules) -> Iterator[tuple[str, tuple[Record, int]]]:
    if not folder.is_dir():
        raise RecordError([f"--patients: there is no folder {folder}"])
    today = date.today().toordinal()
    files = [file for file in folder.iterdir() if file.suffix in (".yaml", ".json")]
    for file in sorted(files):
        record = read_record(file, rules.guideline, today)
        yield file.name, (record, record.as_of or today)


def _write_out(archive: tarfile.TarFile, folder: Path) -> None:
    """Its plain files, none outside of the folder. (`extractall` filters since Python 3.11.4.)"""
    for member in archive:
        path = (folder / member.name).resolve()
        content = archive.extractfile(member) if member.isfile() else None
        if content and path.is_relative_to(folder.resolve()):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.read())


@contextmanager
def _folder(named: str, guideline: Path | None) -> Iterator[Path]:
    """The folder itself, or the guideline as it stood at a git revision."""
    if Path(named).is_dir():
        yield Path(named)
        return
    if named.startswith("-"):  # to git it would be an option
        raise RecordError([f"'{named}' is no folder and no git revision"])
    here = guideline or Path(str(builtin()))
    # In the guideline's own folder, so that the archive holds nothing else of the repository.
    command = ["git", "-C", str(here), "archive", "--format=tar", named, "."]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        says = done.stderr.decode(errors="replace").strip()
        raise RecordError([f"'{named}' is no folder and no git revision: {says}"])
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
            _write_out(archive, Path(folder))
        yield Path(folder)
