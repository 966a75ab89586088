"""The report on a population: counts alone, drawn, with small numbers held back.

Of a group of fewer than `least` patients only that is told, so that nobody is found in it.
"""

import math
import random
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import duckdb
from jinja2 import Environment

from hematinic.cohort.decode import RecordDecoder
from hematinic.cohort.query import connected
from hematinic.cohort.run import Answers
from hematinic.cohort.store import Store
from hematinic.cohort.worklist import RANKS, Row
from hematinic.guideline.rules import Rules
from hematinic.plan.build import Planner
from hematinic.record.asof import seen_from
from hematinic.render.templates import environment

LEAST = 5
ASKED = 200
"""Patients of whom the planner is asked what an answer would change."""

SHOWN = 25
"""Rows of a chart."""

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    count: int
    of: int
    """The longest bar."""
    least: int
    note: str = ""

    @property
    def hidden(self) -> bool:
        return 0 < self.count < self.least

    @property
    def says(self) -> str:
        return f"fewer than {self.least}" if self.hidden else f"{self.count:,}"

    @property
    def width(self) -> float:
        """Percent; of a small number no more than that it is small."""
        shown = self.least if self.hidden else self.count
        return round(100 * min(shown, self.of) / self.of, 2) if self.of else 0.0


def bars(counts: list[tuple[str, int]], least: int, of: int = 0, notes: bool = False) -> list[Bar]:
    longest = of or max((count for _, count in counts), default=0)
    share = [f"{100 * count / of:.1f} %" if of and notes else "" for _, count in counts]
    return [
        Bar(label, count, longest, least, "" if 0 < count < least else note)
        for (label, count), note in zip(counts, share, strict=True)
    ]


def report(rules: Rules, store: Store, answers: Answers, least: int = LEAST) -> Data:
    """What the page shows."""
    with connected(answers.folder) as database:
        total = answers.about.patients
        return {
            "about": answers.about,
            "least": least,
            "needs": bars(_needs(database, rules), least),
            "funnel": bars(_funnel(database, rules, total), least, total, notes=True),
            "months": bars(_months(database), least),
            "alerts": _alerts(database, rules, total, least),
            "unknown": _unknown(rules, store, answers, least),
            "quality": bars(_quality(store), least, total, notes=True),
            "aside": bars(_aside(store), least),
        }


def _counts(database: duckdb.DuckDBPyConnection, query: str) -> list[tuple[str, int]]:
    return [(str(name), int(count)) for name, count in database.execute(query).fetchall()]


def _titles(rules: Rules) -> dict[str, str]:
    items = rules.guideline.recommendations
    return {item.id: item.title or item.id.replace("-", " ") for item in items}


STANDING = "kind = 'line' and state in ('recommended', 'consider', 'after_questions')"


def _needs(database: duckdb.DuckDBPyConnection, rules: Rules) -> list[tuple[str, int]]:
    titles = _titles(rules)
    treating = [f"'{item.id}'" for item in rules.guideline.recommendations
                if item.action not in ("advise",)]  # fmt: skip
    found = _counts(
        database,
        f"select item::varchar, count(*) from lines where {STANDING} and item in"
        f" ({', '.join(treating)}) group by 1 order by 2 desc, 1 limit {SHOWN}",
    )
    return [(titles[item], count) for item, count in found]


def _funnel(database: duckdb.DuckDBPyConnection, rules: Rules, total: int) -> list[tuple[str, int]]:
    given = [f"'{item.id}'" for item in rules.guideline.recommendations if item.prescribe]
    steps = {
        "something applies": "kind = 'line' and state <> 'unknown'",
        "a line stands": STANDING,
        "a treatment stands": f"{STANDING} and item in ({', '.join(given)})",
        "a dose is overdue": "kind = 'line' and overdue_since is not null",
    }
    found = [("all patients", total)]
    for label, condition in steps.items():
        query = f"select '', count(distinct (part, place)) from lines where {condition}"
        found += [(label, count) for _, count in _counts(database, query)]
    return found


def _months(database: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """What is overdue, by the month since when."""
    return _counts(
        database,
        "select strftime(since, '%Y-%m') as month, count(*) from (select coalesce(overdue_since,"
        " due) as since from lines where overdue_since is not null or (kind = 'check' and state ="
        f" 'overdue')) group by 1 order by 1 desc limit {SHOWN}",
    )[::-1]


def _alerts(
    database: duckdb.DuckDBPyConnection, rules: Rules, total: int, least: int
) -> dict[str, list[Bar]]:
    """Per 1,000 patients, by level."""
    query = (
        "select item::varchar, count(*) from lines where kind = 'alert' group by 1 order by 2 desc"
    )
    counts = dict(_counts(database, query))
    found: dict[str, list[Bar]] = {}
    for alert in rules.guideline.alerts:
        if count := counts.get(alert.id):
            note = f"{1000 * count / total:.1f} per 1,000" if count >= least else ""
            label = alert.id.replace("-", " ")
            bar = Bar(label, count, max(counts.values()), least, note)
            found.setdefault(alert.level, []).append(bar)
    for level in found:
        found[level] = sorted(found[level], key=lambda bar: -bar.count)[:SHOWN]
    return found


def _unknown(rules: Rules, store: Store, answers: Answers, least: int) -> Data:
    """Of patients by chance, for how many an answer could change their plan."""
    planner, decoder = Planner(rules), RecordDecoder(rules.guideline, store.about.meaning)
    chance, counts, asked = random.Random(1), Counter[str](), 0
    for part, place in _by_chance(store, chance):
        record = seen_from(decoder.record(store, part, place), answers.as_of)
        plan = planner.plan(record, answers.as_of)
        counts.update(one.element for one in plan.missing if one.waited_for)
        asked += 1
    labels = rules.guideline.elements
    named = [(labels[name].label, count) for name, count in counts.most_common(SHOWN)]
    return {"asked": asked, "bars": bars(named, least, asked, notes=True)}


def _by_chance(store: Store, chance: random.Random) -> list[tuple[int, int]]:
    """Every patient as likely as any other; all of a small store."""
    sizes = [made.patients for made in store.parts()]
    numbers = [(part, place) for part, size in enumerate(sizes) for place in range(size)]
    return sorted(chance.sample(numbers, min(ASKED, len(numbers))))


def _quality(store: Store) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    nothing: list[str] = ["no event", "no date of birth", "sex unknown", "an implausible value"]
    unknown = store.about.meaning.words.index("unknown")
    for number in range(store.about.parts):
        columns = ["patient", "birth_first", "sex", "questioned"]
        people = store.table(number, "patients", columns)
        has = set(store.table(number, "events", ["patient"])["patient"].unique().to_pylist())
        counts["no event"] += people.num_rows - len(has)
        counts["no date of birth"] += sum(map(math.isnan, people["birth_first"].to_pylist()))
        counts["sex unknown"] += people["sex"].to_pylist().count(unknown)
        counts["an implausible value"] += sum(people["questioned"].to_pylist())
    return [(name, counts[name]) for name in nothing]


def _aside(store: Store) -> list[tuple[str, int]]:
    """What of the records was not used, by the reason; its own words may quote a record."""
    counts: Counter[str] = Counter()
    for number in range(store.about.parts):
        for why in store.table(number, "aside", ["why"])["why"].to_pylist():
            counts[why.partition(":")[0].partition("(")[0].strip()] += 1
    return counts.most_common(12)


# Pages


@cache
def templates() -> Environment:
    return environment("hematinic.cohort")


def report_page(data: Data) -> str:
    return templates().get_template("report.html").render(**data)


def worklist_page(rows: list[Row], answers: Answers) -> str:
    day = date.fromordinal(answers.as_of)
    page = templates().get_template("worklist.html")
    return page.render(rows=rows, about=answers.about, ranks=RANKS, day=day)
