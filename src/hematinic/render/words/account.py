"""The account of a record in words: each event, and what became of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hematinic.guideline.rules import Rules
from hematinic.plan.account import Accounted
from hematinic.plan.assess import Assessment
from hematinic.plan.why import as_recorded
from hematinic.record.events import Event, SetAside, day_text
from hematinic.render.words import phrases as words
from hematinic.render.words.values import values_of

BECAME = {
    "answered": "changes no line, and answers what would be asked: ",
    "changes nothing": "looked at, and changes nothing",
    "superseded": "superseded by a later one",
    "too old": "too old to decide anything",
    "set aside": "set aside",
    "read by none": "read by no rule",
}

PARTS = {
    "bottom_line": "the bottom line",
    "timetable": "the timetable of the day",
    "unexplained": "it is told as not explained",
    "explained": "it is told with what explains it",
}
"""What an event decides beside the lines."""


@dataclass(frozen=True, slots=True)
class AccountLine:
    on: str
    """Its day; empty for what was set aside."""
    what: str
    became: str


def account_lines(account: Iterable[Accounted], assessment: Assessment) -> Iterator[AccountLine]:
    for entry in account:
        if isinstance(entry.event, SetAside):
            aside = f"{BECAME['set aside']}: {entry.event.why.rstrip('.')}"
            yield AccountLine("", f"{entry.event.what} ({entry.event.where})", aside)
        else:
            yield AccountLine(
                day_text(entry.event.day),
                happened(entry.event, assessment),
                became(entry, assessment),
            )


def happened(event: Event, assessment: Assessment) -> str:
    """`Ferritin 8 ug/L`, `paresthesia: present`, `ferrous sulfate: started 65 mg`"""
    label = words.capital(named(event.name, assessment.rules))
    if event.kind == "observed":
        return f"{label} {values_of(assessment).event(event)}"
    return f"{label}: {as_recorded(event)}"


def named(name: str, rules: Rules) -> str:
    medicine = rules.guideline.medicines.get(name)
    return medicine.label if medicine else rules.labels.get(name, name.replace("_", " "))


def became(entry: Accounted, assessment: Assessment) -> str:
    rules = assessment.rules
    if entry.became == "answered":
        return BECAME["answered"] + ", ".join(named(name, rules) for name in entry.answers)
    if entry.became == "decided":
        return f"decided: {'; '.join(titled(name, rules) for name in entry.lines)}"
    return BECAME[entry.became]


def titled(name: str, rules: Rules) -> str:
    """What a line, an alert or a check is called."""
    if name in PARTS:
        return PARTS[name]
    guideline = rules.guideline
    # An alert has no title; its id is made of plain words.
    titles = {item.id: item.title for item in guideline.recommendations}
    titles |= {check.id: f"Check: {check.test}" for check in guideline.monitoring}
    return titles.get(name) or f"Alert: {name.replace('-', ' ')}"
