"""What a right plan says of a sampled patient on a day, by plain rules from the specification.

`must` and `must_not` are kept apart: where the specification leaves both open (for instance iron
in the weeks between an infusion and its check), a code stands in neither. Nothing here reads the
guideline or the engine.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hematinic.sample import diagnosis, expected_alerts, expected_regimens, two_weeks
from hematinic.sample.chart import Chart, Known
from hematinic.sample.model import Simulated


@dataclass(slots=True, kw_only=True)
class Expected:
    """Of one visit."""

    as_of: int
    """Ordinal."""
    b12_deficient: Known
    """What the record shows by that day, which may be less than what is so."""
    iron_deficient: Known
    neurological: Known
    left_open: set[str] = field(default_factory=set)
    """Of these three, those that the specification leaves open on that day."""
    two_week_check: str
    """planned, due, done, not_applicable; none where nothing is checked, any where left open."""
    regimens: set[str] = field(default_factory=set)
    regimens_not: set[str] = field(default_factory=set)
    alerts: set[str] = field(default_factory=set)
    alerts_not: set[str] = field(default_factory=set)


def truth(simulated: Simulated) -> Iterator[Expected]:
    for as_of in simulated.visits:
        yield expected(Chart(simulated, as_of))


def expected(chart: Chart) -> Expected:
    regimens, regimens_not = expected_regimens.of(chart)
    alerts, alerts_not = expected_alerts.of(chart)
    return Expected(
        as_of=chart.as_of,
        b12_deficient=diagnosis.b12_deficient(chart),
        iron_deficient=diagnosis.iron_deficient(chart),
        neurological=diagnosis.neurological(chart),
        left_open=left_open(chart),
        two_week_check=two_weeks.status(chart, regimens, regimens_not),
        regimens=regimens,
        regimens_not=regimens_not,
        alerts=alerts,
        alerts_not=alerts_not,
    )


def left_open(chart: Chart) -> set[str]:
    open_findings = {"b12_deficient", "neurological"} if chart.b12_lapsed else set()
    return open_findings if diagnosis.iron_settled(chart) else open_findings | {"iron_deficient"}
