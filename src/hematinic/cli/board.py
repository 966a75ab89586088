"""`hematinic board`: the board's room from a terminal. Nothing of it is loaded until it is asked
for."""

from pathlib import Path
from typing import Annotated

import typer

from hematinic.review.commands import GuidelineFolder

Database = Annotated[
    str,
    typer.Option(
        "--database",
        metavar="ADDRESS",
        help="sqlite:///FILE or postgresql+psycopg://…; else HEMATINIC_BOARD, else this user's.",
    ),
]
Demo = Annotated[bool, typer.Option("--demo", help="The demonstration's, in its own database.")]

app = typer.Typer(
    name="board",
    help="The board: who may approve what, and what exactly they read.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def init(database: Database = "") -> None:
    """Make a board, or bring its database up to date; a new one shows the first invitation."""
    from hematinic.board import commands

    commands.init(database)


@app.command()
def invite(
    role: Annotated[list[str], typer.Option(help="author, reviewer or editor; may be repeated.")],
    profession: Annotated[str, typer.Option(help="haematologist, pharmacist, …")],
    database: Database = "",
) -> None:
    """A link to join by, shown once; no mail is sent."""
    from hematinic.board import commands

    commands.invite(tuple(role), profession, database)


@app.command()
def queue(database: Database = "", demo: Demo = False) -> None:
    """What waits for review, the most dangerous first."""
    from hematinic.board import commands

    commands.queue(database, demo)


@app.command()
def verify(
    database: Database = "",
    demo: Demo = False,
    head: Annotated[
        str, typer.Option(help="The hash of an entry printed before; it must stand there still.")
    ] = "",
    release: Annotated[
        Path | None, typer.Option(help="A file of a release: it must be what the chain says.")
    ] = None,
) -> None:
    """Whether the record holds; exit status 2 where it does not."""
    from hematinic.board import commands

    raise typer.Exit(commands.verify(database, demo, head, release))


@app.command()
def export(database: Database = "", demo: Demo = False) -> None:
    """The whole record as text, for a regulator."""
    from hematinic.board import commands

    commands.export(database, demo)


@app.command()
def notices(
    file: Annotated[Path, typer.Argument(help="A YAML list of notices: doi, kind, says.")],
    database: Database = "",
) -> None:
    """Import that sources were superseded or retracted; their items' review comes forward."""
    from hematinic.board import commands

    commands.notices(file, database)


@app.command()
def release(
    database: Database = "",
    demo: Demo = False,
    out: Annotated[Path | None, typer.Option(help="A file for sites to pin.")] = None,
) -> None:
    """Freeze the present version with its approvals as they stand."""
    from hematinic.board import commands

    commands.release(database, demo, out)


@app.command()
def fhir(
    out: Annotated[Path, typer.Argument(metavar="DIR", help="Where it is written.")],
    database: Database = "",
    demo: Demo = False,
    guideline: GuidelineFolder = None,
) -> None:
    """The guideline as FHIR definitions, with the board's states and each approval's Provenance."""
    from hematinic.board import commands

    commands.fhir(out, database, demo, guideline)


@app.command()
def erase(
    what: Annotated[str, typer.Argument(help="The id of a text, as the export has it.")],
    database: Database = "",
) -> None:
    """Erase a name, interests or a reason for good; that it was erased stays."""
    from hematinic.board import commands

    commands.erase(what, database)


@app.command()
def leave(
    member: Annotated[str, typer.Argument(help="A member's id.")], database: Database = ""
) -> None:
    """A member has left: signs in no more; what was decided stays."""
    from hematinic.board import commands

    commands.leave(member, database)


@app.command()
def rules() -> None:
    """The rules that are enforced, as the page of the editorial policy prints them."""
    from hematinic.board import commands

    commands.rules()


@app.command()
def demo(
    database: Database = "",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port to listen on.")] = 8001,
    only_make: Annotated[
        bool, typer.Option("--only-make", help="Make it and tell how to sign in; serve nothing.")
    ] = False,
) -> None:
    """A board of made-up people in a database of its own, marked on every page, and its server."""
    from hematinic.board.demo import demo as made
    from hematinic.board.place import demo_address

    address = demo_address(database)
    for line in made(address):
        print(line, flush=True)
    if not only_make:
        from hematinic.web.hooks.settings import Settings
        from hematinic.web.serve import serve

        if port:
            print(f"Sign in at http://127.0.0.1:{port}/board/sign-in", flush=True)
        serve(port=port, settings=Settings(board=address))
