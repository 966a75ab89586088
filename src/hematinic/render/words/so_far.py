"""How far a treatment has come, and the values that show it, before what a line says of them."""

from hematinic.guideline.model import Recommendation
from hematinic.plan.assess import Assessment
from hematinic.plan.why import Known, recorded_of
from hematinic.render.words import phrases as words
from hematinic.render.words.values import values_of


def days_since(item: Recommendation, assessment: Assessment) -> int | None:
    if not item.since:
        return None
    day = assessment.value(item.since)
    return assessment.facts.as_of - int(day[0]) if isinstance(day, tuple) else None


def so_far(item: Recommendation, assessment: Assessment) -> str:
    """`Day 42 (6 weeks) from the first day of oral iron: hemoglobin before oral iron 92 g/L
    (9.2 g/dL) on 2026-10-10. `; empty for a line that tells nothing."""
    days = days_since(item, assessment)
    if days is None:
        return ""
    values = "; ".join(_value(known, assessment) for known in recorded_of(item.tells, assessment))
    return (
        f"Day {days}{_weeks(days)} from {_since(item, assessment)}{': ' * bool(values)}{values}. "
    )


def _value(known: Known, assessment: Assessment) -> str:
    """A value with its day; of a date the day alone."""
    if assessment.rules.types[known.name].kind == "date":
        return f"{known.says}, {known.on}"
    return f"{known.says} {values_of(assessment).recorded(known.event)} on {known.on}"


def _since(item: Recommendation, assessment: Assessment) -> str:
    label, day = assessment.rules.labels[item.since], assessment.value(item.since)
    assert isinstance(day, tuple)
    return f"{label} ({words.day(day[0])})"


def _weeks(days: int) -> str:
    weeks = days // 7
    return f" ({weeks} weeks)" if weeks > 1 else ""
