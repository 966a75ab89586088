"""The table of alerts per 1,000 patients, in a terminal and as data."""

from typing import Any

from rich.console import Console
from rich.table import Table

from hematinic.render.screen.console import console as terminal
from hematinic.sample.budget import MEAN, MOST, SHARE, Budget, Row


def show(found: Budget, console: Console | None = None) -> None:
    out = console or terminal()
    table = Table("code", "alert", "level", "interrupts", show_lines=False)
    table.add_column("per 1,000", justify="right")
    for row in found.rows:
        rate = f"{found.per_thousand(row):.1f}"
        table.add_row(row.codes[0], row.id, row.level, "yes" if row.interrupts else "no", rate)
    out.print(table)
    out.print(says(found))


def says(found: Budget) -> str:
    kept = "kept" if found.kept else "not kept"
    share, wanted = f"{100 * found.within:.1f}", f"{100 * SHARE:.0f}"
    return (
        f"{found.patients} patients: {found.mean:.2f} alerts that interrupt on average (of "
        f"{found.mean_of_all:.2f}), {share} of 100 with at most {MOST}, at most {found.most}. "
        f"The budget ({MEAN} on average, {MOST} in {wanted} of 100) is {kept}."
    )


def as_data(found: Budget) -> dict[str, Any]:
    return {
        "patients": found.patients,
        "mean": round(found.mean, 3),
        "mean_of_all": round(found.mean_of_all, 3),
        "most": found.most,
        "within": round(found.within, 4),
        "budget": {"mean": MEAN, "most": MOST, "share": SHARE, "kept": found.kept},
        "alerts": [_row(row, found) for row in found.rows],
    }


def _row(row: Row, found: Budget) -> dict[str, Any]:
    return {
        "id": row.id,
        "implements": list(row.codes),
        "level": row.level,
        "interrupts": row.interrupts,
        "quiet": row.quiet,
        "per_thousand": round(found.per_thousand(row), 2),
    }
