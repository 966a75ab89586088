"""The table of alerts per 1,000 patients, in a terminal and as data."""

from collections.abc import Sequence

from msgspec import field
from rich.console import Console
from rich.table import Table

from hematinic.guideline.entry import Level
from hematinic.render.face import Face
from hematinic.render.screen.console import console as terminal
from hematinic.sample.budget import MEAN, MOST, SHARE, Budget, Row


def show(budget: Budget, console: Console | None = None) -> None:
    out = console or terminal()
    table = Table("code", "alert", "level", "interrupts", show_lines=False)
    table.add_column("per 1,000", justify="right")
    for row in budget.rows:
        rate = f"{budget.per_thousand(row):.1f}"
        table.add_row(row.codes[0], row.id, row.level, "yes" if row.interrupts else "no", rate)
    out.print(table)
    out.print(says(budget))


def says(budget: Budget) -> str:
    verdict = "kept" if budget.kept else "not kept"
    share, goal = f"{100 * budget.within:.1f}", f"{100 * SHARE:.0f}"
    return (
        f"{budget.patients} patients: {budget.mean:.2f} alerts that interrupt on average (of "
        f"{budget.mean_of_all:.2f}), {share} of 100 with at most {MOST}, at most {budget.most}. "
        f"The budget ({MEAN} on average, {MOST} in {goal} of 100) is {verdict}."
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


def as_face(budget: Budget) -> AlertsAnswer:
    return AlertsAnswer(
        patients=budget.patients,
        mean=round(budget.mean, 3),
        mean_of_all=round(budget.mean_of_all, 3),
        most=budget.most,
        within=round(budget.within, 4),
        budget=AlertBudget(MEAN, MOST, SHARE, budget.kept),
        alerts=[_rate(row, round(budget.per_thousand(row), 2)) for row in budget.rows],
    )


def _rate(row: Row, rate: float) -> AlertRate:
    return AlertRate(row.id, row.codes, row.level, row.interrupts, row.quiet, rate)
