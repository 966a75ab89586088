"""`hematinic compare`: what another version of the guideline does otherwise, and to whom."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from hematinic.cli.options import Printed
from hematinic.guideline.rules import load
from hematinic.record.events import RecordError


def compare(
    before: Annotated[Path, typer.Argument(help="A guideline's folder: the earlier version.")],
    after: Annotated[
        Path | None, typer.Argument(help="The later version; the built-in one where absent.")
    ] = None,
    meant: Annotated[
        Path | None,
        typer.Option(help="What the change is meant to do, as YAML (docs/comparing.md)."),
    ] = None,
    format: Printed = "text",  # noqa: A002
) -> None:
    """Every kind of patient whose plan differs between two versions, or the proof that there is
    none; exit status 2 where there is one beyond what was meant."""
    from hematinic.proof.difference import difference
    from hematinic.proof.difference.meant import MeantError, read
    from hematinic.proof.difference.show import show, to_json

    for folder in filter(None, (before, after)):
        if not folder.is_dir():
            raise RecordError([f"there is no folder {folder}"])
    try:
        clauses = read(meant.read_text(encoding="utf-8")) if meant else None
        compared = difference(load(before), load(after), clauses)
    except MeantError as error:
        raise RecordError([f"{meant}: {error}"]) from None
    if format == "json":
        sys.stdout.buffer.write(to_json(compared))
    else:
        show(compared)
    raise typer.Exit(0 if compared.as_meant else 2)
