"""What a plan is made of (lines, alerts, sentences) and what is claimed of it: each reference leads
somewhere."""

import re
from collections.abc import Iterator

from hematinic.guideline.checker import Checker
from hematinic.guideline.decision import called
from hematinic.guideline.mistake import Mistake
from hematinic.guideline.model import Prescription, Recommendation
from hematinic.guideline.shared import routes


def plan(check: Checker) -> Iterator[Mistake]:
    yield from _items(check)
    yield from _cases(check)
    yield from _leaflet(check)
    yield from _circles(check)
    yield from _claims(check)


def _items(check: Checker) -> Iterator[Mistake]:
    phases = {phase.id for phase in check.guideline.header.phases}
    ids = {item.id for item in check.guideline.recommendations}
    for item in check.guideline.recommendations:
        where = ("recommendations", item.id)
        yield from check.known(*where, item.phase, phases, "phase", "phase")
        for other in item.instead_of:
            yield from check.known(*where, other, ids, "recommendation", "instead_of")
        yield from _named(check, *where, item.names)
        facts = (("since", (item.since,)), ("stops", (item.stops,)), ("tells", item.tells))
        for key, names in facts:
            for name in names:
                yield from check.known(*where, name, check.guideline.facts, "fact", key)
        if item.prescribe:
            yield from _prescription(check, item, item.prescribe)
        elif item.action in ("prescribe", "administer"):
            says, helps = f"to {item.action} it needs `prescribe:`", "write what, and how much"
            yield check.at(*where, "goes-together", says, "action", helps=helps)
        if not item.says.patient:
            helps = "add `patient: …`"
            yield check.at(*where, "missing-key", "it says nothing to the patient", "says",
                          helps=helps)  # fmt: skip
    alerts = {alert.id for alert in check.guideline.alerts}
    offers = {x for item in check.guideline.recommendations for x in called(check.guideline, item)}
    for alert in check.guideline.alerts:
        yield from _named(check, "alerts", alert.id, alert.names)
        for i, urged in enumerate(alert.urges):
            yield from check.known("alerts", alert.id, urged, offers, "line to offer", "urges", i)
        for other in alert.instead_of:
            yield from check.known("alerts", alert.id, other, alerts, "alert", "instead_of")


def _named(check: Checker, section: str, entry: str, name: str) -> Iterator[Mistake]:
    yield from check.known(section, entry, name, check.guideline.findings, "finding", "names")
    finding = check.guideline.findings.get(name)
    if finding and not finding.cases and name not in check.broken:
        says, helps = f"{name} has no `cases` to name", "add them to the finding"
        yield check.at(section, entry, "goes-together", says, "names", helps=helps)


def _cases(check: Checker) -> Iterator[Mistake]:
    guideline = check.guideline
    values = (*guideline.elements, *guideline.facts, *guideline.limits, *guideline.findings)
    for name, finding in guideline.findings.items():
        for case, says in finding.cases.items():
            for named in (case, *re.findall(r"\{(\w+)\}", says)):
                yield from check.known("findings", name, named, values, "value", "cases", case)


def _prescription(
    check: Checker, item: Recommendation, prescribe: Prescription
) -> Iterator[Mistake]:
    where = ("recommendations", item.id)
    medicine = check.guideline.medicines.get(prescribe.medicine)
    yield from check.known(*where, prescribe.medicine, check.guideline.medicines, "medicine",
                          "prescribe", "medicine")  # fmt: skip
    sound = prescribe.medicine not in check.broken
    sound = sound and medicine is not None and set(medicine.routes) <= set(routes())
    if medicine and sound and prescribe.route not in medicine.routes:
        says = f"{medicine.name} is not given {prescribe.route}"
        helps = f"it is given {' or '.join(medicine.routes)}"
        yield check.at(*where, "wrong-route", says, "prescribe", "route", helps=helps)
    yield from check.known(*where, prescribe.goes_on, check.guideline.facts, "fact", "prescribe",
                          "goes_on")  # fmt: skip
    for name in prescribe.reckoned:
        yield from check.known(*where, name, check.guideline.findings, "finding", "prescribe",
                              "reckoned")  # fmt: skip
    if prescribe.split and prescribe.times != len(prescribe.split):
        says = f"`split` has {len(prescribe.split)} doses, and `times` is {prescribe.times}"
        helps = "write a day for each dose; the first is 0"
        yield check.at(*where, "wrong-number", says, "prescribe", "split", helps=helps)


def _leaflet(check: Checker) -> Iterator[Mistake]:
    for name, sentence in check.guideline.leaflet.items():
        if (sentence.part == "feel") != bool(sentence.moment):
            says, helps = (
                "what is felt, and no other, has its moment",
                "add or take out `moment`",
            )
            yield check.at("leaflet", name, "goes-together", says, "part", helps=helps)
        if (sentence.part == "help") != bool(sentence.level):
            says, helps = "help, and nothing else, has its level", "add or take out `level`"
            yield check.at("leaflet", name, "goes-together", says, "part", helps=helps)


def _circles(check: Checker) -> Iterator[Mistake]:
    """An item must not replace what replaces it, however far round."""
    for section in ("recommendations", "alerts"):
        items = {item.id: item.instead_of for item in getattr(check.guideline, section)}
        for start in items:
            reached = set(items[start])
            while more := {n for name in reached for n in items.get(name, ())} - reached:
                reached |= more
            if start in reached:
                says, helps = "it replaces what replaces it", "take one of the two out"
                yield check.at(section, start, "circle", says, "instead_of", helps=helps)


def _claims(check: Checker) -> Iterator[Mistake]:
    invariants = {item.id for item in check.guideline.safety}
    invariants |= {pair.id for pair in check.guideline.pairs}
    hazards = {item.id for item in check.guideline.hazards}
    for item in check.guideline.safety:
        where = ("safety", item.id)
        for code in item.implements:
            yield from check.known(*where, code, check.codes, "statement", "implements")
        for hazard in item.hazards:
            yield from check.known(*where, hazard, hazards, "hazard", "hazards")
    for entry in check.guideline.hazards:
        for i, control in enumerate(entry.controls):
            path = ("controls", i, "invariant")
            yield from check.known(
                "hazards", entry.id, control.invariant, invariants, "invariant", *path
            )
            if bool(control.invariant) == bool(control.test):
                says = "a control is held by one invariant or one test"
                helps = "write `invariant` or `test`, and not both"
                yield check.at("hazards", entry.id, "one-of-these", says, *path[:2], helps=helps)
