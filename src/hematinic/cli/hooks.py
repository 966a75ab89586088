"""`hematinic hooks`: what became of cards, and an evaluation made again."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hematinic.cli.options import LocalLimits, Printed, Site
from hematinic.render.face import written
from hematinic.review.commands import GuidelineFolder

if TYPE_CHECKING:
    from hematinic.web.hooks.desk import Desk

app = typer.Typer(
    name="hooks", no_args_is_help=True, help="CDS Hooks: cards and what became of them."
)


@app.command()
def replay(
    evaluation: Annotated[str, typer.Argument(help="The `id` of a line of the audit.")],
    site: Site = None,
    local_limits: LocalLimits = None,
    guideline: GuidelineFolder = None,
) -> None:
    """An evaluation whose input was kept, made again; exit status 2 where it differs by a byte."""
    from hematinic.web.hooks.replay import replay as replayed

    outcome = replayed(_desk(site, local_limits, guideline), evaluation)
    sys.stdout.buffer.write(outcome.said + b"\n")
    if not outcome.guideline_same:
        print("Another guideline than at that time is installed.", file=sys.stderr)
    print("The same to the byte." if outcome.same else "It differs.", file=sys.stderr)
    raise typer.Exit(0 if outcome.same else 2)


@app.command()
def feedback(
    site: Site = None,
    format: Printed = "text",  # noqa: A002
    parquet: Annotated[
        Path | None, typer.Option(help="A file to write the table to, as Parquet.")
    ] = None,
    guideline: GuidelineFolder = None,
) -> None:
    """How often each alert was shown, accepted, overridden and ignored."""
    from hematinic.web.hooks.feedback import table, to_parquet

    desk = _desk(site, None, guideline)
    rows = table(desk.store, desk.service.guideline)
    if parquet:
        parquet.write_bytes(to_parquet(rows))
        print(parquet)
    elif format == "json":
        sys.stdout.buffer.write(written(rows))
    else:
        for row in rows:
            counts = ", ".join(
                f"{name} {getattr(row, name)}" for name in ("accepted", "overridden", "ignored")
            )
            print(f"{row.level:12} {row.alert:40} shown {row.shown}: {counts}")


def _desk(site: Path | None, local_limits: Path | None, guideline: Path | None) -> "Desk":
    from hematinic.web.hooks.desk import Desk
    from hematinic.web.hooks.settings import of_this_machine, read_settings
    from hematinic.web.service import make_service

    settings = read_settings(site) if site else of_this_machine()
    return Desk(make_service(local_limits, guideline), settings)
