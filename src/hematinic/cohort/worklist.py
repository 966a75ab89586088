"""The worklist: whom to see first, and what for, by danger.

What is dangerous is what the guideline calls critical, then a warning that interrupts, then a dose
or a check that is overdue, the longest first, then what is due within a week. Each row opens
that patient's *now*, in the page, the table or the List itself: no patient stands in an address.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Any

import msgspec

from hematinic.cohort.decode import RecordDecoder
from hematinic.cohort.query import connected
from hematinic.cohort.run import Answers
from hematinic.cohort.store import Store
from hematinic.guideline.rules import Rules
from hematinic.plan.build import Planner
from hematinic.record.asof import seen_from
from hematinic.render.words.entries import by_lead
from hematinic.render.words.layers import in_words

WEEK = 7


@dataclass(frozen=True, slots=True)
class Reason:
    kind: str
    says: str
    since: date | None
    rank: int
    """0 is the most dangerous."""


@dataclass(slots=True)
class Row:
    id: str
    part: int
    place: int
    reasons: list[Reason]
    opened: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The headings of *now*, each with what it says."""

    @property
    def now(self) -> str:
        """In one line: the bottom line, then each heading with what it says."""
        headed = ((heading, "; ".join(texts)) for heading, texts in self.opened)
        return " | ".join(f"{heading}: {text}" if heading else text for heading, text in headed)

    @property
    def rank(self) -> tuple[int, int, date]:
        ranks = [reason.rank for reason in self.reasons]
        first = min(ranks)
        dates = [reason.since for reason in self.reasons if reason.rank == first and reason.since]
        return first, -ranks.count(first), min(dates, default=date.max)


RANKS = ("critical", "warning", "overdue", "due this week")


def worklist(rules: Rules, store: Store, answers: Answers, most: int) -> list[Row]:
    """The first `most` rows, each with what stands in *now*."""
    by_place: dict[tuple[int, int], Row] = {}
    for id_, part, place, reason in _reasons(rules, answers):
        row = by_place.setdefault((part, place), Row(id_, part, place, []))
        row.reasons.append(reason)
    rows = sorted(by_place.values(), key=lambda row: (row.rank, row.id))[:most]
    for row in rows:
        row.reasons.sort(key=lambda reason: (reason.rank, reason.since or date.max, reason.says))
    _open(rows, rules, store, answers.as_of)
    return rows


def _open(rows: list[Row], rules: Rules, store: Store, as_of: int) -> None:
    planner, decoder = Planner(rules), RecordDecoder(rules.guideline, store.about.meaning)
    by_part: dict[int, list[Row]] = {}
    for row in rows:
        by_part.setdefault(row.part, []).append(row)
    for part, some in by_part.items():
        records = decoder.records(store, part, [row.place for row in some])
        for row, record in zip(some, records, strict=True):
            now = in_words(planner.plan(seen_from(record, as_of), as_of)).now
            headings = [
                (heading, tuple(" ".join((lead, *says)).strip() for lead, says in by_lead(entries)))
                for heading, entries in now.rows()
            ]
            row.opened = (("", (now.bottom_line,)), *headings)


def _reasons(rules: Rules, answers: Answers) -> Iterator[tuple[str, int, int, Reason]]:
    guideline, today = rules.guideline, date.fromordinal(answers.as_of)
    alerts = {alert.id: alert for alert in guideline.alerts}
    lines = {line.id: line.title or line.id.replace("-", " ") for line in guideline.recommendations}
    checks = {check.id: check.test for check in guideline.monitoring}
    urgent = [f"'{name}'" for name, alert in alerts.items() if alert.interrupts]
    week = today + timedelta(days=WEEK)
    with connected(answers.folder) as database:
        rows = database.execute(
            "select id, part, place, kind::varchar, item::varchar, state::varchar, due,"
            " overdue_since from lines where"
            f" (kind = 'alert' and item in ({', '.join(urgent) or 'null'}))"
            " or (kind = 'line' and overdue_since is not null)"
            f" or (kind = 'check' and (state in ('overdue', 'due') or"
            f" (state = 'planned' and due <= date '{week}')))"
        )
        while some := rows.fetchmany(10_000):
            for id_, part, place, kind, item, state, due, overdue in some:
                if kind == "alert":
                    reason = Reason(kind, alerts[item].line, None, RANKS.index(alerts[item].level))
                elif kind == "line":
                    reason = Reason(kind, lines[item], overdue, RANKS.index("overdue"))
                else:
                    rank = RANKS.index("overdue" if state == "overdue" else "due this week")
                    reason = Reason(kind, checks[item], due, rank)
                yield id_, part, place, reason


# As a table, and as FHIR


COLUMNS = ("id", "danger", "what for", "since", "now")


def as_rows(rows: list[Row]) -> Iterator[tuple[str, ...]]:
    """`COLUMNS`: a line for each reason, and on each what is to be done now for that patient."""
    for row in rows:
        for reason in row.reasons:
            yield row.id, RANKS[reason.rank], reason.says, str(reason.since or ""), row.now


def as_list(rows: list[Row], answers: Answers) -> bytes:
    """A FHIR R4 List of the patients, in this order, each with the first reason as a flag and a
    link to the part of the narrative that says what is to be done now."""
    entries: list[dict[str, Any]] = [
        {
            "extension": [{"url": _LINK, "valueUrl": f"#now-{number}"}],
            "flag": {"text": _told(row)},
            "item": {"reference": f"Patient/{row.id}"},
        }
        for number, row in enumerate(rows, 1)
    ]
    narrated = "".join(_narrated(number, row) for number, row in enumerate(rows, 1))
    resource: dict[str, Any] = {
        "resourceType": "List",
        "status": "current",
        "mode": "snapshot",
        "title": f"Worklist: {answers.about.title}",
        "date": answers.about.as_of,
        "text": {
            "status": "generated",
            "div": '<div xmlns="http://www.w3.org/1999/xhtml">'
            f"{escape(answers.about.title)}: {len(rows)} patients, by danger{narrated}</div>",
        },
        "orderedBy": {"coding": [{"system": _ORDER, "code": "priority"}]},
    }
    if entries:
        resource["entry"] = entries
    return msgspec.json.format(msgspec.json.encode(resource))


_ORDER = "http://terminology.hl7.org/CodeSystem/list-order"
_LINK = "http://hl7.org/fhir/StructureDefinition/narrativeLink"


def _narrated(number: int, row: Row) -> str:
    parts = "".join(
        (f"<p><b>{escape(heading)}</b></p>" if heading else "")
        + "".join(f"<p>{escape(text)}</p>" for text in texts)
        for heading, texts in row.opened
    )
    return (
        f'<div id="now-{number}"><p>Patient/{escape(row.id)}: {escape(_told(row))}</p>{parts}</div>'
    )


def _told(row: Row) -> str:
    return f"{RANKS[row.reasons[0].rank]}: {row.reasons[0].says}"
