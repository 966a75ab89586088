"""What a right plan says of a sampled patient on a day, by plain rules from the specification.

`must` and `must_not` are kept apart: where the specification leaves both open (for instance iron
in the weeks between an infusion and its check), a code stands in neither. Nothing here reads the
guideline or the engine.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hematinic.sample import diagnosis, expected_alerts, expected_regimens, two_weeks
from hematinic.sample.model import Simulated
from hematinic.sample.seen import Known, Seen


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
        yield expected(Seen(simulated, as_of))


def expected(seen: Seen) -> Expected:
    regimens, regimens_not = expected_regimens.of(seen)
    alerts, alerts_not = expected_alerts.of(seen)
    return Expected(
        as_of=seen.as_of,
        b12_deficient=diagnosis.b12_deficient(seen),
        iron_deficient=diagnosis.iron_deficient(seen),
        neurological=diagnosis.neurological(seen),
        left_open=left_open(seen),
        two_week_check=two_weeks.status(seen, regimens, regimens_not),
        regimens=regimens,
        regimens_not=regimens_not,
        alerts=alerts,
        alerts_not=alerts_not,
    )


def left_open(seen: Seen) -> set[str]:
    open_findings = {"b12_deficient", "neurological"} if seen.b12_lapsed else set()
    return open_findings if diagnosis.iron_settled(seen) else open_findings | {"iron_deficient"}
