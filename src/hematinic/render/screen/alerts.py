"""The table of alerts per 1,000 patients, in a terminal and as data."""

from collections.abc import Sequence

from msgspec import field
from rich.console import Console
from rich.table import Table

from hematinic.guideline.entry import Level
from hematinic.render.face import Face
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


class AlertBudget(Face, frozen=True):
    mean: float
    most: int
    share: float
    kept: bool


class AlertRate(Face, frozen=True):
    id: str
    codes: Sequence[str] = field(name="implements")
    level: Level
    interrupts: bool
    quiet: str
    per_thousand: float


class AlertsAnswer(Face, frozen=True):
    """How often each alert fires, as `hematinic alerts --format json` prints it."""

    patients: int
    mean: float
    mean_of_all: float
    most: int
    within: float
    budget: AlertBudget
    alerts: Sequence[AlertRate]


def as_face(found: Budget) -> AlertsAnswer:
    return AlertsAnswer(
        patients=found.patients,
        mean=round(found.mean, 3),
        mean_of_all=round(found.mean_of_all, 3),
        most=found.most,
        within=round(found.within, 4),
        budget=AlertBudget(MEAN, MOST, SHARE, found.kept),
        alerts=[_rate(row, round(found.per_thousand(row), 2)) for row in found.rows],
    )


def _rate(row: Row, rate: float) -> AlertRate:
    return AlertRate(row.id, row.codes, row.level, row.interrupts, row.quiet, rate)
