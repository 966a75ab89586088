"""What a plan says, in the codes of columns: the judge of what is decided for many."""

from collections.abc import Sequence

from hematinic.cohort.decision import CHECK, FIRES, LINE
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.asof import seen_from
from hematinic.record.events import Record

Codes = dict[str, list[int | None]]


def planned(planner: Planner, records: Sequence[Record], as_of: int) -> Codes:
    """Of each column what the plan of each record says; None where a day has none."""
    found: Codes = {}
    for i, record in enumerate(records):
        plan = planner.plan(seen_from(record, as_of), as_of)
        for name, code in _of_plan(planner, plan).items():
            found.setdefault(name, [None] * len(records))[i] = code
    return found


def _of_plan(planner: Planner, plan: Plan) -> dict[str, int | None]:
    rules, values = planner.rules, plan.assessment.values
    found: dict[str, int | None] = {"said": int(values[rules.layout.said][0])}  # type: ignore[index]
    for item in rules.guideline.recommendations:
        slots = rules.layout.recommendations[item.id]
        held = values[slots.when] is None and not values[slots.applies]
        found[f"line {item.id}"] = LINE.index("unknown") if held else 0
        if item.prescribe:
            found[f"due {item.id}"] = found[f"overdue {item.id}"] = None
    for refusal in plan.not_recommended:
        barred = values[rules.layout.recommendations[refusal.item.id].refused]
        found[f"line {refusal.item.id}"] = LINE.index("refused" if barred else "replaced")
    for line in plan.recommendations:
        found[f"line {line.item.id}"] = LINE.index(line.status)
        if line.schedule:
            found[f"due {line.item.id}"] = line.schedule.first_due
            found[f"overdue {line.item.id}"] = line.schedule.overdue_since
    found |= {f"alert {alert.id}": 0 for alert in rules.guideline.alerts}
    for fired in plan.alerts:
        known = values[rules.layout.alerts[fired.alert.id].when] is True
        found[f"alert {fired.alert.id}"] = FIRES.index("fires" if known else "fires_unknown")
    for check in rules.guideline.monitoring:
        found |= {f"check {check.id}": 0, f"due {check.id}": None}
    for due in plan.monitoring:
        found |= {f"check {due.check.id}": CHECK.index(due.status), f"due {due.check.id}": due.due}
    return found
