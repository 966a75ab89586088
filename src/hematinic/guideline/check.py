"""What the parts of a guideline say of each other: every reference must lead somewhere.

Types and units of expressions are checked in `rules`; that an expression can never be true is a
matter of proof.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Any

from hematinic.expressions.check import nearest
from hematinic.guideline import quantities
from hematinic.guideline.apart import day_times, half_hour
from hematinic.guideline.check_faces import faces
from hematinic.guideline.check_pairs import pairs
from hematinic.guideline.check_questions import questions
from hematinic.guideline.compose import all_cases
from hematinic.guideline.day import DRINKS, MEALS, MEDICINES
from hematinic.guideline.decision import called
from hematinic.guideline.load import Places, Problem
from hematinic.guideline.model import Element, Fact, Guideline, Prescription, Recommendation
from hematinic.guideline.names import PATIENT, selector, verb
from hematinic.guideline.shared import routes

EVENT_KINDS = {
    "observed", "present", "absent", "started", "stopped", "given", "ordered", "booked", "done",
    "stop_ordered",
}  # fmt: skip


MUST_CITE = ("recommendations", "contraindications", "alerts", "monitoring", "interactions",
             "leaflet", "evidence", "timeline", "worked", "answers")  # fmt: skip


ENTRIES = ("elements", "medicines", "contraindications", "limits", "findings", "interactions",
           "leaflet", "evidence", "timeline", "worked", "answers")  # fmt: skip
"""Sections by name that cite."""


def cross_references(guideline: Guideline, places: Places) -> list[Problem]:
    return list(_Check(guideline, places).problems())


class _Check:
    def __init__(self, guideline: Guideline, places: Places) -> None:
        self.guideline, self.places = guideline, places
        self.codes = set(guideline.statements)

    def problems(self) -> Iterator[Problem]:
        yield from self.header()
        yield from self.names()
        yield from self.elements()
        yield from self.medicines()
        yield from self.interactions()
        yield from self.day()
        yield from self.facts()
        yield from self.limits()
        yield from self.citations()
        yield from self.items()
        yield from self.cases()
        yield from self.leaflet()
        yield from self.circles()
        yield from self.claims()
        yield from pairs(self)
        yield from faces(self)
        yield from questions(self)

    def at(self, section: str, entry: str, says: str, *path: str | int) -> Problem:
        return self.places[(section, entry)].problem(says, *path)

    def tried(
        self, section: str, entry: str, key: str, read: Callable[[str], object], text: str
    ) -> Iterator[Problem]:
        try:
            if text:
                read(text)
        except ValueError as error:
            yield self.at(section, entry, str(error), key)

    # Files

    def header(self) -> Iterator[Problem]:
        for key in ("last_updated", "sources_checked", "valid_until"):
            text = getattr(self.guideline.header, key)
            yield from self.tried("guideline", "", key, date.fromisoformat, text)
        if not self.guideline.header.bottom_line:
            yield self.at("guideline", "", "there is no bottom line", "bottom_line")

    def names(self) -> Iterator[Problem]:
        """One name, one meaning: no two sections share one."""
        seen: dict[str, str] = dict.fromkeys(PATIENT, "the patient's own")
        for section in ("elements", "medicines", "courses", "facts", "limits", "findings"):
            for name in getattr(self.guideline, section):
                if name in seen:
                    yield self.at(section, name, f"'{name}' is already one of {seen[name]}")
                seen[name] = section
        for name in self.guideline.groups:
            if name in seen:
                yield self.at("groups", "", f"'{name}' is already one of {seen[name]}", name)

    def elements(self) -> Iterator[Problem]:
        for name, element in self.guideline.elements.items():
            if element.kind == "quantity" and not element.unit:
                yield self.at("elements", name, "a quantity needs its unit")
            yield from self.known(
                "elements", name, element.same_as, self.guideline.elements, "element", "same_as"
            )
            yield from self.customary(name, element)
            medicines = [*self.guideline.medicines, *self.guideline.groups]
            for i, to in enumerate(element.allergy_to):
                yield from self.known(
                    "elements", name, to, medicines, "medicine or group", "allergy_to", i
                )
            if element.kind == "result" and not element.options:
                yield self.at("elements", name, "a result needs its options")
            for key in ("valid_for", "absent_for"):
                text = getattr(element, key)
                yield from self.tried("elements", name, key, quantities.days, text)
            for key in ("possible", "plausible"):
                limits = getattr(element, key)
                if limits and limits[0] > limits[1]:
                    yield self.at("elements", name, "its limits are the wrong way round", key)
            yield from self.known("elements", name, element.before_course, self.guideline.courses,
                                  "course", "before_course")  # fmt: skip

    def customary(self, name: str, element: Element) -> Iterator[Problem]:
        for system, unit in element.customary.items():
            path = ("customary", system)
            known = self.guideline.header.unit_systems
            yield from self.known("elements", name, system, known, "unit system", *path)
            units = [element.unit, *element.accepts]
            yield from self.known("elements", name, unit, units, "unit of it", *path)

    def medicines(self) -> Iterator[Problem]:
        for name, medicine in self.guideline.medicines.items():
            for group in medicine.groups:
                yield from self.known("medicines", name, group, self.guideline.groups, "group",
                                      "groups")  # fmt: skip
            for i, route in enumerate(medicine.routes):
                yield from self.known("medicines", name, route, routes(), "route", "routes", i)
            for i, nutrient in enumerate(medicine.gives):
                yield from self.nutrient("medicines", name, nutrient, "gives", i)
        for name, course in self.guideline.courses.items():
            yield from self.nutrient("courses", name, course.gives, "gives")
            for i, route in enumerate(course.routes):
                yield from self.known("courses", name, route, routes(), "route", "routes", i)
            yield from self.tried("courses", name, "gap", quantities.days, course.gap)

    def nutrient(self, section: str, entry: str, name: str, *path: str | int) -> Iterator[Problem]:
        yield from self.known(section, entry, name, self.guideline.nutrients, "nutrient", *path)

    def interactions(self) -> Iterator[Problem]:
        guideline = self.guideline
        medicines = [*guideline.medicines, *guideline.groups]
        for name, found in guideline.interactions.items():
            where = ("interactions", name)
            for i, one in enumerate(found.these):
                of_the_day = len(found.these) == 1 and one in (MEALS, DRINKS)
                if not of_the_day:
                    yield from self.known(*where, one, medicines, "medicine or group", "these", i)
            others = [*medicines, *guideline.courses, MEDICINES]
            for i, other in enumerate(found.apart_from):
                yield from self.known(*where, other, others, "medicine, group or course",
                                      "apart_from", i)  # fmt: skip
            apart = (found.hours_before, found.hours_after)
            if found.avoid == any(apart):
                yield self.at(*where, "it has hours, or is to be avoided: one of the two")
            if any(number < 0 or number > 12 or number * 2 % 1 for number in apart):
                yield self.at(*where, "its hours are whole or half ones, at most 12")
            if guideline.day is None:
                yield self.at(*where, "hours apart need a day to be laid into; add day.yaml")

    def day(self) -> Iterator[Problem]:
        day = self.guideline.day
        if day is None:
            return
        times = day_times(day)
        for name, text in times.items():
            yield from self.tried("day", "", name, half_hour, text)
        for i, names in enumerate(day.usual):
            if len(names) != i + 1:
                yield self.at("day", "", f"here must stand {i + 1} times of the day", "usual", i)
            for name in names:
                yield from self.known("day", "", name, times, "time of the day", "usual", i)
        if not 0 < day.evenness <= 1:
            yield self.at("day", "", "it is a share of 1", "evenness")

    def known(
        self, section: str, entry: str, name: str, known: Iterable[str], what: str, *path: str | int
    ) -> Iterator[Problem]:
        if name and name not in known:
            hint = nearest(name, known)
            yield self.at(section, entry, f"there is no {what} called '{name}'{hint}", *path)

    # Facts

    def facts(self) -> Iterator[Problem]:
        before: set[str] = set(self.guideline.courses)
        for name, fact in self.guideline.facts.items():
            try:
                yield from self.fact(name, fact, before)
            except ValueError as error:
                yield self.at("facts", name, str(error))
            before.add(name)

    def fact(self, name: str, fact: Fact, before: set[str]) -> Iterator[Problem]:
        which, of = verb(fact)
        kind, selected = selector(of)
        if kind and kind not in EVENT_KINDS:
            hint = nearest(kind, EVENT_KINDS)
            yield self.at("facts", name, f"'{kind}' is no kind of event{hint}", which)
        known = chain(self.guideline.elements, self.guideline.medicines,
                      self.guideline.courses, self.guideline.groups)  # fmt: skip
        yield from self.known("facts", name, selected, list(known), "event", which)
        yield from self.known("facts", name, fact.course, self.guideline.courses, "course",
                              "course")  # fmt: skip
        for key in ("to", "after", "before"):
            yield from self.known("facts", name, getattr(fact, key), before,
                                  "course or earlier fact", key)  # fmt: skip
        yield from self.known("facts", name, fact.because, self.guideline.header.reasons, "reason",
                              "because")  # fmt: skip
        yield from self.nutrient("facts", name, fact.nutrient, "nutrient")
        if (fact.take == "content") != bool(fact.nutrient):
            yield self.at("facts", name, "a content, and nothing else, is of a nutrient", "take")
        for key in ("within", "apart", "plus", "older", "before_start"):
            yield from self.tried("facts", name, key, quantities.days, getattr(fact, key))

    # Limits

    def limits(self) -> Iterator[Problem]:
        known = self.guideline.limits
        for name, finding in self.guideline.findings.items():
            yield from self.known(
                "findings", name, finding.of, self.guideline.elements, "element", "of"
            )
        for name, limit in known.items():
            yield from self.known(
                "limits", name, limit.of, self.guideline.elements, "element", "of"
            )
            yield from self.known("limits", name, limit.at_most, known, "limit", "at_most")
            for fact in limit.instead_of:
                yield from self.known(
                    "limits", name, fact, self.guideline.facts, "fact", "instead_of"
                )
            if not limit.between[0] <= limit.number <= limit.between[1]:
                yield self.at("limits", name, "its number is not one a site may set", "between")

    # Items

    def everything(self) -> Iterator[tuple[str, str, Any]]:
        guideline = self.guideline
        for section in ENTRIES:
            for name, entry in getattr(guideline, section).items():
                yield section, name, entry
        for section in ("recommendations", "alerts", "monitoring"):
            for entry in getattr(guideline, section):
                yield section, entry.id, entry

    def citations(self) -> Iterator[Problem]:
        guideline = self.guideline
        for section, name, entry in self.everything():
            for i, cite in enumerate(entry.cites):
                yield from self.known(section, name, cite.source, self.guideline.sources, "source",
                                      "cites", i)  # fmt: skip
            for i, differs in enumerate(getattr(entry, "disagrees", ())):
                yield from self.known(section, name, differs.source, self.guideline.sources,
                                      "source", "disagrees", i)  # fmt: skip
            if section in MUST_CITE and not entry.cites:
                yield self.at(section, name, "it cites nothing")
            for code in getattr(entry, "implements", ()):
                yield from self.known(section, name, code, self.codes, "statement", "implements")
        for i, cite in enumerate(guideline.day.cites if guideline.day else ()):
            yield from self.known("day", "", cite.source, guideline.sources, "source", "cites", i)

    def leaflet(self) -> Iterator[Problem]:
        for name, sentence in self.guideline.leaflet.items():
            if (sentence.part == "feel") != bool(sentence.moment):
                yield self.at("leaflet", name, "what is felt, and no other, has its moment", "part")
            if (sentence.part == "help") != bool(sentence.level):
                yield self.at("leaflet", name, "help, and nothing else, has its level", "part")

    def items(self) -> Iterator[Problem]:
        phases = {phase.id for phase in self.guideline.header.phases}
        ids = {item.id for item in self.guideline.recommendations}
        for item in self.guideline.recommendations:
            where = ("recommendations", item.id)
            yield from self.known(*where, item.phase, phases, "phase", "phase")
            for other in item.instead_of:
                yield from self.known(*where, other, ids, "recommendation", "instead_of")
            yield from self.named(*where, item.names)
            facts = (("since", (item.since,)), ("stops", (item.stops,)), ("tells", item.tells))
            for key, names in facts:
                for name in names:
                    yield from self.known(*where, name, self.guideline.facts, "fact", key)
            if item.prescribe:
                yield from self.prescription(item, item.prescribe)
            elif item.action in ("prescribe", "administer"):
                yield self.at(*where, f"to {item.action} it needs 'prescribe:'")
            if not item.says.patient:
                yield self.at(*where, "it says nothing to the patient", "says")
        alerts = {alert.id for alert in self.guideline.alerts}
        offers = {
            x for item in self.guideline.recommendations for x in called(self.guideline, item)
        }
        for alert in self.guideline.alerts:
            yield from self.named("alerts", alert.id, alert.names)
            for urged in alert.urges:
                yield from self.known("alerts", alert.id, urged, offers, "line to offer", "urges")
            for other in alert.instead_of:
                yield from self.known("alerts", alert.id, other, alerts, "alert", "instead_of")

    def named(self, section: str, entry: str, name: str) -> Iterator[Problem]:
        yield from self.known(section, entry, name, self.guideline.findings, "finding", "names")
        found = self.guideline.findings.get(name)
        if found and not found.cases:
            yield self.at(section, entry, f"{name} has no 'cases:' to name", "names")

    def cases(self) -> Iterator[Problem]:
        guideline = self.guideline
        values = (*guideline.elements, *guideline.facts, *guideline.limits, *guideline.findings)
        for name, finding in guideline.findings.items():
            for path, one in all_cases(finding):
                for cite in one.cites:
                    yield from self.known("findings", name, cite.source, guideline.sources,
                                          "source", *path, "cites")  # fmt: skip
            for case, says in finding.cases.items():
                for named in (case, *re.findall(r"\{(\w+)\}", says)):
                    yield from self.known("findings", name, named, values, "value", "cases", case)

    def prescription(self, item: Recommendation, prescribe: Prescription) -> Iterator[Problem]:
        where = ("recommendations", item.id)
        medicine = self.guideline.medicines.get(prescribe.medicine)
        yield from self.known(*where, prescribe.medicine, self.guideline.medicines, "medicine",
                              "prescribe", "medicine")  # fmt: skip
        if medicine and prescribe.route not in medicine.routes:
            routes = " or ".join(medicine.routes)
            yield self.at(*where, f"{medicine.name} is given {routes}", "prescribe", "route")
        yield from self.known(*where, prescribe.goes_on, self.guideline.facts, "fact", "prescribe",
                              "goes_on")  # fmt: skip
        for name in prescribe.reckoned:
            yield from self.known(*where, name, self.guideline.findings, "finding", "prescribe",
                                  "reckoned")  # fmt: skip
        if prescribe.split and prescribe.times != len(prescribe.split):
            yield self.at(*where, "'split' has another number of doses", "prescribe", "split")

    def circles(self) -> Iterator[Problem]:
        """An item must not replace what replaces it, however far round."""
        for section in ("recommendations", "alerts"):
            items = {item.id: item.instead_of for item in getattr(self.guideline, section)}
            for start in items:
                reached = set(items[start])
                while more := {n for name in reached for n in items.get(name, ())} - reached:
                    reached |= more
                if start in reached:
                    yield self.at(section, start, "it replaces what replaces it", "instead_of")

    def claims(self) -> Iterator[Problem]:
        invariants = {item.id for item in self.guideline.safety}
        invariants |= {pair.id for pair in self.guideline.pairs}
        hazards = {item.id for item in self.guideline.hazards}
        for item in self.guideline.safety:
            where = ("safety", item.id)
            for code in item.implements:
                yield from self.known(*where, code, self.codes, "statement", "implements")
            for hazard in item.hazards:
                yield from self.known(*where, hazard, hazards, "hazard", "hazards")
        for entry in self.guideline.hazards:
            for i, control in enumerate(entry.controls):
                path = ("controls", i, "invariant")
                yield from self.known(
                    "hazards", entry.id, control.invariant, invariants, "invariant", *path
                )
                if bool(control.invariant) == bool(control.test):
                    says = "a control is held by one invariant or one test"
                    yield self.at("hazards", entry.id, says, *path[:2])
