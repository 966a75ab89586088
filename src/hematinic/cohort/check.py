"""`hematinic cohort check`: patients of a store planned one by one, and all of it compared.

Any site can run it on its own records: the planner is the judge of what was decided for many.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from hematinic.cohort.decision import CHECK, FIRES, LINE, NO_DAY, Decided
from hematinic.cohort.decode import RecordDecoder
from hematinic.cohort.engine import Engine
from hematinic.cohort.run import Parts
from hematinic.cohort.store import Store
from hematinic.guideline.rules import Rules
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.asof import seen_from
from hematinic.record.events import Record

Codes = dict[str, list[int | None]]


@dataclass(slots=True)
class Checked:
    patients: int = 0
    values: int = 0
    different: list[tuple[str, str, int | None, int | None]] = field(default_factory=list)
    """The patient's id, the column, what the columns say and what the plan does."""


def check(rules: Rules, store: Store, as_of: int, patients: int, seed: int = 1) -> Checked:
    """Of so many patients, from as many parts as need be."""
    planner, engine = Planner(rules), Engine(rules)
    parts = Parts(engine, store, as_of, None)
    decoder = RecordDecoder(rules.guideline, store.about.meaning)
    chance, checked = random.Random(seed), Checked()
    numbers = list(range(store.about.parts))
    chance.shuffle(numbers)
    # Spread over the parts, which are one read each. Divided upwards.
    per_part = max(1, -(-patients // len(numbers)))
    for number in numbers:
        if checked.patients >= patients:
            break
        decided, people = parts.decided(number)
        count = min(per_part, people.num_rows, patients - checked.patients)
        places = sorted(chance.sample(range(people.num_rows), count))
        records = [*decoder.records(store, number, places)]
        _compare(codes_of(decided), planned(planner, records, as_of), places, records, checked)
    return checked


def _compare(
    columns: Codes, plans: Codes, places: Sequence[int], records: Sequence[Record], checked: Checked
) -> None:
    checked.patients += len(places)
    for name, expected in plans.items():
        for i, place in enumerate(places):
            checked.values += 1
            if columns[name][place] != expected[i]:
                difference = (records[i].patient.id, name, columns[name][place], expected[i])
                checked.different.append(difference)


def codes_of(decided: Decided) -> Codes:
    """None where a day has none."""
    columns: Codes = {name: [*map(int, codes)] for name, codes in decided.codes.items()}
    for name, days in decided.days.items():
        columns[name] = [None if day == NO_DAY else int(day) for day in days]
    return columns


def planned(planner: Planner, records: Sequence[Record], as_of: int) -> Codes:
    """Of each column what the plan of each record says."""
    columns: Codes = {}
    for i, record in enumerate(records):
        plan = planner.plan(seen_from(record, as_of), as_of)
        for name, code in _of_plan(planner, plan).items():
            columns.setdefault(name, [None] * len(records))[i] = code
    return columns


def _of_plan(planner: Planner, plan: Plan) -> dict[str, int | None]:
    rules, values = planner.rules, plan.assessment.values
    bottom = values[rules.layout.said]
    assert isinstance(bottom, tuple)
    codes: dict[str, int | None] = {"said": int(bottom[0])}
    for item in rules.guideline.recommendations:
        slots = rules.layout.recommendations[item.id]
        held = values[slots.when] is None and not values[slots.applies]
        codes[f"line {item.id}"] = LINE.index("unknown") if held else 0
        if item.prescribe:
            codes[f"due {item.id}"] = codes[f"overdue {item.id}"] = None
    for refusal in plan.not_recommended:
        barred = values[rules.layout.recommendations[refusal.item.id].refused]
        codes[f"line {refusal.item.id}"] = LINE.index("refused" if barred else "replaced")
    for line in plan.recommendations:
        codes[f"line {line.item.id}"] = LINE.index(line.status)
        if line.schedule:
            codes[f"due {line.item.id}"] = line.schedule.first_due
            codes[f"overdue {line.item.id}"] = line.schedule.overdue_since
    codes |= {f"alert {alert.id}": 0 for alert in rules.guideline.alerts}
    for fired in plan.alerts:
        known = values[rules.layout.alerts[fired.alert.id].when] is True
        codes[f"alert {fired.alert.id}"] = FIRES.index("fires" if known else "fires_unknown")
    for entry in rules.guideline.monitoring:
        codes |= {f"check {entry.id}": 0, f"due {entry.id}": None}
    for due in plan.monitoring:
        codes |= {f"check {due.check.id}": CHECK.index(due.status), f"due {due.check.id}": due.due}
    return codes
