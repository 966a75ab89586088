"""The table of statements: where each is implemented, cited, read and tested."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from hematinic.guideline.statements import Coverage
from hematinic.render.face import Cite, Face, cites
from hematinic.render.screen.console import console as terminal


def show(
    coverages: Sequence[Coverage], *, with_tests: bool, console: Console | None = None
) -> None:
    out = console or terminal()
    table = Table("code", "statement", "implemented by", "cites (read)", show_lines=False)
    if with_tests:
        table.add_column("tests", justify="right")
    for entry in coverages:
        row = [entry.code, entry.says, _items(entry), ", ".join(cited(entry))]
        table.add_row(*row, *([str(len(entry.tests))] if with_tests else []))
    out.print(table)
    gaps = [entry.code for entry in coverages if not entry.implemented]
    out.print(
        f"{len(coverages)} statements, {len(gaps)} without an item: {', '.join(gaps) or 'none'}"
    )


def _items(entry: Coverage) -> str:
    return "\n".join([*dict.fromkeys(item.id for item in entry.items), *entry.by]) or "—"


def cited(entry: Coverage) -> list[str]:
    sources = {f"{cite.source} ({cite.read})": None for item in entry.items for cite in item.cites}
    return list(sources)[:6]


class ImplementedBy(Face, frozen=True):
    section: str
    id: str


class Covered(Face, frozen=True):
    """Of the specification; `hematinic statements --format json` prints a list of these."""

    code: str
    says: str
    items: Sequence[ImplementedBy]
    by: Sequence[str]
    cites: Sequence[Cite]
    tests: Sequence[str]


def as_faces(coverages: Sequence[Coverage]) -> list[Covered]:
    return [
        Covered(
            code=entry.code,
            says=entry.says,
            items=[ImplementedBy(item.section, item.id) for item in entry.items],
            by=entry.by,
            cites=cites(tuple(dict.fromkeys(c for item in entry.items for c in item.cites))),
            tests=entry.tests,
        )
        for entry in coverages
    ]
