"""How often each alert fires, and how often one interrupts: counted on sampled patients."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from hematinic.guideline.entry import Level
from hematinic.guideline.model import Alert, Guideline
from hematinic.plan.model import Plan

MEAN, MOST, SHARE = 1.5, 3, 0.95
"""The budget: so many alerts that interrupt on average, and at most so many for this share of the
patients. What must be stopped is told whatever it says: it is kept by what a warning is."""


@dataclass(frozen=True, slots=True)
class Row:
    """One alert of the guideline."""

    id: str
    codes: tuple[str, ...]
    level: Level
    interrupts: bool
    patients: int
    """Of whom it fired."""
    quiet: str
    """Of a warning that does not interrupt: why."""


@dataclass(frozen=True, slots=True)
class Budget:
    patients: int
    rows: tuple[Row, ...]
    """In the order of the levels, the most frequent first."""
    mean: float
    """Alerts that interrupt, of a patient."""
    mean_of_all: float
    most: int
    within: float
    """The share of the patients for whom at most `MOST` interrupt."""

    @property
    def kept(self) -> bool:
        return self.mean <= MEAN and self.within >= SHARE

    def per_thousand(self, row: Row) -> float:
        return 1000 * row.patients / self.patients if self.patients else 0.0


ORDER: tuple[Level, ...] = ("critical", "warning", "information")


def budget(guideline: Guideline, plans: Iterable[Plan]) -> Budget:
    fired, of_all, interrupting = Counter[str](), 0, []
    for plan in plans:
        fired.update(fired_alert.alert.id for fired_alert in plan.alerts)
        of_all += len(plan.alerts)
        interrupting.append(sum(fired_alert.alert.interrupts for fired_alert in plan.alerts))
    patients = len(interrupting)
    rows = [_row(alert, fired[alert.id]) for alert in guideline.alerts]
    rows.sort(key=lambda row: (ORDER.index(row.level), not row.interrupts, -row.patients, row.id))
    return Budget(
        patients=patients,
        rows=tuple(rows),
        mean=sum(interrupting) / patients if patients else 0.0,
        mean_of_all=of_all / patients if patients else 0.0,
        most=max(interrupting, default=0),
        within=sum(count <= MOST for count in interrupting) / patients if patients else 1.0,
    )


def _row(alert: Alert, patients: int) -> Row:
    return Row(alert.id, alert.implements, alert.level, alert.interrupts, patients, alert.quiet)
