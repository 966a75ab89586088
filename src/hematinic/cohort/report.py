"""The report on a population: counts alone, drawn, with small numbers held back."""

import math
import random
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import duckdb
from jinja2 import Environment

from hematinic.cohort.decode import RecordDecoder
from hematinic.cohort.query import connected
from hematinic.cohort.run import Answers
from hematinic.cohort.small_numbers import adding_up, few, of_steps, of_total
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
    count: int | None
    """None where it is held back."""
    says: str
    width: float
    """Percent of the longest; of a count that is held back it tells no more than `says`."""
    note: str = ""

    @property
    def hidden(self) -> bool:
        return self.count is None


Counts = list[tuple[str, int]]

Shown = list[bool]
"""Of each count whether it may be told (`small_numbers`)."""


def bars(counts: Counts, shown: Shown, least: int, of: int = 0, per: int = 100) -> list[Bar]:
    """`of` is a total that the reader knows; each count is then told as a share of it too."""
    visible = [count for (_, count), may in zip(counts, shown, strict=True) if may]
    longest = of if of and per == 100 else max([*visible, least])
    unit = "%" if per == 100 else f"per {per:,}"
    drawn = []
    for (label, count), may in zip(counts, shown, strict=True):
        note = f"{per * count / of:.1f} {unit}" if of and may else ""
        if may:
            drawn.append(Bar(label, count, f"{count:,}", round(100 * count / longest, 2), note))
        elif few(count, least):
            width = round(100 * min(least, longest) / longest, 2)
            drawn.append(Bar(label, None, f"fewer than {least}", width))
        else:
            drawn.append(Bar(label, None, "not shown", 0.0))
    return drawn


def by_size(bars: list[Bar]) -> list[Bar]:
    """Those that are held back last: their place would tell how many they are."""
    return sorted(bars, key=lambda bar: (bar.hidden, -(bar.count or 0), bar.label))


def within(counts: Counts, total: int, least: int, per: int = 100) -> list[Bar]:
    """Of groups that have nothing to do with each other, within one total."""
    shown = of_total([count for _, count in counts], total, least)
    return by_size(bars(counts, shown, least, total, per))


def cells(counts: Counts, least: int) -> list[Bar]:
    """Of a table that adds up."""
    return bars(counts, adding_up([count for _, count in counts], least), least)


def report(rules: Rules, store: Store, answers: Answers, least: int = LEAST) -> Data:
    """What the page shows."""
    with connected(answers.folder) as database:
        total = answers.about.patients
        return {
            "about": answers.about,
            "least": least,
            "needs": within(_needs(database, rules), total, least),
            "funnel": _steps(_funnel(database, rules, total), total, least),
            "months": cells(_months(database), least),
            "alerts": _alerts(database, rules, total, least),
            "unknown": _unknown(rules, store, answers, least),
            "quality": within(_quality(store), total, least),
            "aside": cells(_aside(store), least),
        }


def _steps(counts: Counts, total: int, least: int) -> list[Bar]:
    return bars(counts, of_steps([count for _, count in counts], least), least, total)


def _counts(database: duckdb.DuckDBPyConnection, query: str) -> Counts:
    return [(str(name), int(count)) for name, count in database.execute(query).fetchall()]


def _titles(rules: Rules) -> dict[str, str]:
    items = rules.guideline.recommendations
    return {item.id: item.title or item.id.replace("-", " ") for item in items}


STANDING = "kind = 'line' and state in ('recommended', 'consider', 'after_questions')"


def _needs(database: duckdb.DuckDBPyConnection, rules: Rules) -> Counts:
    titles = _titles(rules)
    treating = [f"'{item.id}'" for item in rules.guideline.recommendations
                if item.action not in ("advise",)]  # fmt: skip
    counts = _counts(
        database,
        f"select item::varchar, count(*) from lines where {STANDING} and item in"
        f" ({', '.join(treating)}) group by 1 order by 2 desc, 1 limit {SHOWN}",
    )
    return [(titles[item], count) for item, count in counts]


def _funnel(database: duckdb.DuckDBPyConnection, rules: Rules, total: int) -> Counts:
    given = [f"'{item.id}'" for item in rules.guideline.recommendations if item.prescribe]
    steps = {
        "something applies": "kind = 'line' and state <> 'unknown'",
        "a line stands": STANDING,
        "a treatment stands": f"{STANDING} and item in ({', '.join(given)})",
        "a dose is overdue": "kind = 'line' and overdue_since is not null",
    }
    funnel = [("all patients", total)]
    for label, condition in steps.items():
        query = f"select '', count(distinct (part, place)) from lines where {condition}"
        funnel += [(label, count) for _, count in _counts(database, query)]
    return funnel


def _months(database: duckdb.DuckDBPyConnection) -> Counts:
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
    by_level: dict[str, Counts] = {}
    for alert in rules.guideline.alerts:
        if count := counts.get(alert.id):
            by_level.setdefault(alert.level, []).append((alert.id.replace("-", " "), count))
    return {
        level: within(counted, total, least, per=1000)[:SHOWN]
        for level, counted in by_level.items()
    }


def _unknown(rules: Rules, store: Store, answers: Answers, least: int) -> Data:
    """Of patients by chance, for how many an answer could change their plan."""
    planner, decoder = Planner(rules), RecordDecoder(rules.guideline, store.about.meaning)
    chance, counts, asked = random.Random(1), Counter[str](), 0
    for part, chosen in groupby(_by_chance(store, chance), key=itemgetter(0)):
        for record in decoder.records(store, part, [place for _, place in chosen]):
            plan = planner.plan(seen_from(record, answers.as_of), answers.as_of)
            counts.update(missing.element for missing in plan.missing if missing.waited_for)
            asked += 1
    labels = rules.guideline.elements
    named = [(labels[name].label, count) for name, count in counts.most_common(SHOWN)]
    return {"asked": asked, "bars": within(named, asked, least)}


def _by_chance(store: Store, chance: random.Random) -> list[tuple[int, int]]:
    """Every patient as likely as any other; all of a small store."""
    sizes = [stored.patients for stored in store.parts()]
    numbers = [(part, place) for part, size in enumerate(sizes) for place in range(size)]
    return sorted(chance.sample(numbers, min(ASKED, len(numbers))))


def _quality(store: Store) -> Counts:
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


def _aside(store: Store) -> Counts:
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
