"""What the parts of a guideline say of each other: every reference must lead somewhere.

Types and units of expressions are checked in `rules`; that an expression can never be true is a
matter of proof.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from hematinic.expressions.faults import closest
from hematinic.guideline import quantities
from hematinic.guideline.apart import day_times, half_hour
from hematinic.guideline.check_faces import faces
from hematinic.guideline.check_pairs import pairs
from hematinic.guideline.check_questions import questions
from hematinic.guideline.day import DRINKS, MEALS, MEDICINES
from hematinic.guideline.decision import called
from hematinic.guideline.entry import Cite
from hematinic.guideline.mistake import Kind, Mistake
from hematinic.guideline.model import (
    Disagreement,
    Element,
    Fact,
    Guideline,
    Prescription,
    Recommendation,
)
from hematinic.guideline.names import PATIENT, VERBS, fact_type, selector, verbs
from hematinic.guideline.places import Places
from hematinic.guideline.shared import routes
from hematinic.guideline.yaml import Path

EVENT_KINDS = {
    "observed", "present", "absent", "started", "stopped", "given", "ordered", "booked", "done",
    "stop_ordered",
}  # fmt: skip


MUST_CITE = ("recommendations", "contraindications", "alerts", "monitoring", "interactions",
             "leaflet", "evidence", "timeline", "worked", "answers")  # fmt: skip


DEFINED_IN = {
    "phase": "guideline",
    "unit system": "guideline",
    "reason": "guideline",
    "one to ask": "guideline",
    "term": "synonyms",
    "class above": "emergencies",
}
"""What is defined inside a file: where a part of that is wrong, not all its names are known."""

LISTED = 12
"""So many names are listed where a name is unknown; of more only the nearest is told."""


@dataclass(frozen=True, slots=True)
class Referred:
    """What is wrong with the references, and every name that some part refers to."""

    mistakes: list[Mistake]
    used: set[str]


def cross_references(guideline: Guideline, places: Places) -> Referred:
    check = _Check(guideline, places)
    return Referred(list(check.mistakes()), check.used)


class _Check:
    def __init__(self, guideline: Guideline, places: Places) -> None:
        self.guideline, self.places = guideline, places
        self.codes = set(guideline.statements)
        self.used: set[str] = set()
        self.broken = {name for (_, name), written in places.items() if written.mended}
        """Whose entries are told to be wrong: they are taken for whatever they are named as."""

    def mistakes(self) -> Iterator[Mistake]:
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

    def at(
        self, section: str, entry: str, kind: Kind, says: str, *path: str | int, helps: str = ""
    ) -> Mistake:
        return self.places[(section, entry)].mistake(kind, says, *path, helps=helps)

    def tried(
        self, section: str, entry: str, kind: Kind, read: Callable[[str], object], text: str,
        *path: str | int,
    ) -> Iterator[Mistake]:  # fmt: skip
        try:
            if text:
                read(text)
        except ValueError as error:
            says, _, helps = str(error).partition("; ")
            yield self.at(section, entry, kind, says, *path, helps=helps)

    # Files

    def header(self) -> Iterator[Mistake]:
        for key in ("last_updated", "sources_checked", "valid_until"):
            text = getattr(self.guideline.header, key)
            yield from self.tried("guideline", "", "wrong-date", quantities.day, text, key)
        if not self.guideline.header.bottom_line:
            says, helps = "there is no bottom line", 'add one with `when: "true"`'
            yield self.at("guideline", "", "goes-together", says, "bottom_line", helps=helps)

    def names(self) -> Iterator[Mistake]:
        """One name, one meaning: no two sections share one."""
        seen: dict[str, str] = dict.fromkeys(PATIENT, "the patient's own")
        for section in ("elements", "medicines", "courses", "facts", "limits", "findings"):
            for name in getattr(self.guideline, section):
                if name in seen:
                    yield self.at(section, name, "twice", *self.taken(name, seen[name]))
                seen[name] = section
        for name in self.guideline.groups:
            if name in seen:
                yield self.at("groups", "", "twice", *self.taken(name, seen[name]), name)

    @staticmethod
    def taken(name: str, section: str) -> tuple[str]:
        return (f"`{name}` is already one of {section}; one name has one meaning",)

    def elements(self) -> Iterator[Mistake]:
        for name, element in self.guideline.elements.items():
            if element.kind == "quantity" and not element.unit:
                yield self.needs("elements", name, "a quantity", "unit", "unit: g/L")
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
                yield self.needs(
                    "elements", name, "a result", "options", "options: [first, second]"
                )
            for key in ("valid_for", "absent_for"):
                text = getattr(element, key)
                yield from self.tried("elements", name, "wrong-duration", quantities.days, text,
                                      key)  # fmt: skip
            for key in ("possible", "plausible"):
                limits = getattr(element, key)
                if limits and limits[0] > limits[1]:
                    says, helps = "its limits are the wrong way round", "write the lower one first"
                    yield self.at("elements", name, "wrong-number", says, key, helps=helps)
            yield from self.known("elements", name, element.before_course, self.guideline.courses,
                                  "course", "before_course")  # fmt: skip

    def customary(self, name: str, element: Element) -> Iterator[Mistake]:
        for system, unit in element.customary.items():
            path = ("customary", system)
            known = self.guideline.header.unit_systems
            yield from self.known("elements", name, system, known, "unit system", *path)
            units = [element.unit, *element.accepts]
            yield from self.known("elements", name, unit, units, f"unit of {name}", *path,
                                  kind="wrong-unit")  # fmt: skip

    def needs(self, section: str, entry: str, what: str, key: str, example: str) -> Mistake:
        says = f"{what} needs its {key}"
        return self.at(section, entry, "missing-key", says, helps=f"add `{example}`")

    def medicines(self) -> Iterator[Mistake]:
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
            yield from self.tried("courses", name, "wrong-duration", quantities.days, course.gap,
                                  "gap")  # fmt: skip

    def nutrient(self, section: str, entry: str, name: str, *path: str | int) -> Iterator[Mistake]:
        yield from self.known(section, entry, name, self.guideline.nutrients, "nutrient", *path)

    def interactions(self) -> Iterator[Mistake]:
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
                says = "it has hours, or is to be avoided: one of the two"
                helps = "write hours_before and hours_after, or `avoid: true`"
                yield self.at(*where, "one-of-these", says, helps=helps)
            if any(number < 0 or number > 12 or number * 2 % 1 for number in apart):
                yield self.at(
                    *where, "wrong-number", "its hours are whole or half ones, at most 12"
                )
            if guideline.day is None:
                says = "hours apart need a day to be laid into"
                yield self.at(*where, "goes-together", says, helps="add day.yaml")

    def day(self) -> Iterator[Mistake]:
        day = self.guideline.day
        if day is None:
            return
        times = day_times(day)
        for name, text in times.items():
            path = ("meals", name) if name in day.meals else (name,)
            yield from self.tried("day", "", "wrong-time", half_hour, text, *path)
        for i, names in enumerate(day.usual):
            if len(names) != i + 1:
                says = f"here must stand {i + 1} times of the day"
                helps = "the first line is for once a day, the second for twice, and so on"
                yield self.at("day", "", "wrong-number", says, "usual", i, helps=helps)
            for name in names:
                yield from self.known("day", "", name, times, "time of the day", "usual", i)
        if not 0 < day.evenness <= 1:
            says, helps = "this is a share of 1", "write a number above 0, and 1 at most"
            yield self.at("day", "", "wrong-number", says, "evenness", helps=helps)

    def known(
        self, section: str, entry: str, name: str, known: Iterable[str], what: str,
        *path: str | int, kind: Kind = "unknown-name",
    ) -> Iterator[Mistake]:  # fmt: skip
        defined = self.places.get((DEFINED_IN.get(what, ""), ""))
        if name in known or name in self.broken or (defined and defined.mended):
            self.used.add(name)
        elif name:
            says, about = f"there is no {what} called `{name}`", f"name {name}"
            if kind != "unknown-name":
                # Told as an expression would, so that a unit that is missed anywhere is told once.
                says, about = f"`{name}` is no {what}", f"unit {name} {what.removeprefix('unit ')}"
            close, names = closest(name, known), sorted(known)
            helps = f"did you mean {close}?" if close else ""
            if not close and len(names) <= LISTED:
                helps = (
                    f"known are {', '.join(names)}" if names else "none is defined in this folder"
                )
            place = self.places[(section, entry)]
            span = place.key(path) if path and path[-1] == name else place.part(path, name)
            yield place.mistake(kind, says, *path, helps=helps, about=about, span=span)

    # Facts

    def facts(self) -> Iterator[Mistake]:
        before: set[str] = set(self.guideline.courses)
        for name, fact in self.guideline.facts.items():
            found = verbs(fact)
            if len(found) == 1:
                yield from self.fact(name, fact, *found[0], before)
            else:
                says = f"a fact has one verb, and here are {len(found) or 'none'}"
                path = (found[1][0],) if found else ()
                helps = f"write one of {', '.join(VERBS)}"
                yield self.at("facts", name, "one-of-these", says, *path, helps=helps)
            before.add(name)

    def fact(
        self, name: str, fact: Fact, which: str, of: str, before: set[str]
    ) -> Iterator[Mistake]:
        kind, selected = selector(of)
        if kind and kind not in EVENT_KINDS:
            close = closest(kind, EVENT_KINDS)
            helps = f"did you mean {close}? " if close else ""
            helps += f"It is one of {', '.join(sorted(EVENT_KINDS))}"
            says = f"`{kind}` is no kind of event"
            yield self.at("facts", name, "wrong-value", says, which, helps=helps)
        known = {*self.guideline.elements, *self.guideline.medicines,
                 *self.guideline.courses, *self.guideline.groups}  # fmt: skip
        yield from self.known("facts", name, selected, known, "event", which)
        yield from self.known("facts", name, fact.course, self.guideline.courses, "course",
                              "course")  # fmt: skip
        if selected in known and not _is_typed(fact, self.guideline):
            says, helps = f"`{selected}` has no value of its own", "add `take:`, what to take of it"
            yield self.at("facts", name, "goes-together", says, which, helps=helps)
        for key in ("to", "after", "before"):
            yield from self.known("facts", name, getattr(fact, key), before,
                                  "course or earlier fact", key)  # fmt: skip
        yield from self.known("facts", name, fact.because, self.guideline.header.reasons, "reason",
                              "because")  # fmt: skip
        yield from self.nutrient("facts", name, fact.nutrient, "nutrient")
        if (fact.take == "content") != bool(fact.nutrient):
            says = "a content, and nothing else, is of a nutrient"
            helps = "add or take out `nutrient`"
            yield self.at("facts", name, "goes-together", says, "take", helps=helps)
        for key in ("within", "apart", "plus", "older", "before_start"):
            text = getattr(fact, key)
            yield from self.tried("facts", name, "wrong-duration", quantities.days, text, key)

    # Limits

    def limits(self) -> Iterator[Mistake]:
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
                low, high = limit.between
                says = f"its number, {limit.number:g}, is not one that a site may set"
                helps = f"`between` is from {low:g} to {high:g}; mend it or the number"
                yield self.at("limits", name, "wrong-number", says, "between", helps=helps)

    # Items

    def everything(self) -> Iterator[tuple[str, str, Any]]:
        """Every entry with its section and its name; a file that is one value has none."""
        guideline, sections = self.guideline, {"recommendations": self.own_recommendations()}
        for section, name in self.places:
            if section not in sections:
                found = getattr(guideline, "header" if section == "guideline" else section)
                if isinstance(found, tuple):
                    found = {getattr(one, "id", str(i)): one for i, one in enumerate(found)}
                sections[section] = found
            if not name:
                yield section, name, sections[section]
            elif name in sections[section]:  # a table of verdicts is in its own section
                yield section, name, sections[section][name]

    def own_recommendations(self) -> dict[str, Recommendation]:
        """As they are written: what speaks against their medicine stands elsewhere."""
        return {
            item.id: msgspec.structs.replace(
                item, contraindications=tuple(one for one in item.contraindications if not one.name)
            )
            for item in self.guideline.recommendations
        }

    def citations(self) -> Iterator[Mistake]:
        sources = self.guideline.sources
        for section, name, entry in self.everything():
            for path, part in _parts(entry):
                if isinstance(part, Cite | Disagreement):
                    yield from self.known(section, name, part.source, sources, "source", *path,
                                          "source")  # fmt: skip
                for i, code in enumerate(getattr(part, "implements", ())):
                    yield from self.known(section, name, code, self.codes, "statement", *path,
                                          "implements", i)  # fmt: skip
            if section in MUST_CITE and not entry.cites:
                says, helps = "it cites nothing", "add `cites: [{source: …, at: …}]`"
                yield self.at(section, name, "missing-citation", says, helps=helps)

    def leaflet(self) -> Iterator[Mistake]:
        for name, sentence in self.guideline.leaflet.items():
            if (sentence.part == "feel") != bool(sentence.moment):
                says, helps = (
                    "what is felt, and no other, has its moment",
                    "add or take out `moment`",
                )
                yield self.at("leaflet", name, "goes-together", says, "part", helps=helps)
            if (sentence.part == "help") != bool(sentence.level):
                says, helps = "help, and nothing else, has its level", "add or take out `level`"
                yield self.at("leaflet", name, "goes-together", says, "part", helps=helps)

    def items(self) -> Iterator[Mistake]:
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
                says, helps = f"to {item.action} it needs `prescribe:`", "write what, and how much"
                yield self.at(*where, "goes-together", says, "action", helps=helps)
            if not item.says.patient:
                helps = "add `patient: …`"
                yield self.at(*where, "missing-key", "it says nothing to the patient", "says",
                              helps=helps)  # fmt: skip
        alerts = {alert.id for alert in self.guideline.alerts}
        offers = {
            x for item in self.guideline.recommendations for x in called(self.guideline, item)
        }
        for alert in self.guideline.alerts:
            yield from self.named("alerts", alert.id, alert.names)
            for i, urged in enumerate(alert.urges):
                yield from self.known(
                    "alerts", alert.id, urged, offers, "line to offer", "urges", i
                )
            for other in alert.instead_of:
                yield from self.known("alerts", alert.id, other, alerts, "alert", "instead_of")

    def named(self, section: str, entry: str, name: str) -> Iterator[Mistake]:
        yield from self.known(section, entry, name, self.guideline.findings, "finding", "names")
        found = self.guideline.findings.get(name)
        if found and not found.cases and name not in self.broken:
            says, helps = f"{name} has no `cases` to name", "add them to the finding"
            yield self.at(section, entry, "goes-together", says, "names", helps=helps)

    def cases(self) -> Iterator[Mistake]:
        guideline = self.guideline
        values = (*guideline.elements, *guideline.facts, *guideline.limits, *guideline.findings)
        for name, finding in guideline.findings.items():
            for case, says in finding.cases.items():
                for named in (case, *re.findall(r"\{(\w+)\}", says)):
                    yield from self.known("findings", name, named, values, "value", "cases", case)

    def prescription(self, item: Recommendation, prescribe: Prescription) -> Iterator[Mistake]:
        where = ("recommendations", item.id)
        medicine = self.guideline.medicines.get(prescribe.medicine)
        yield from self.known(*where, prescribe.medicine, self.guideline.medicines, "medicine",
                              "prescribe", "medicine")  # fmt: skip
        whole = prescribe.medicine not in self.broken
        whole = whole and medicine is not None and set(medicine.routes) <= set(routes())
        if medicine and whole and prescribe.route not in medicine.routes:
            says = f"{medicine.name} is not given {prescribe.route}"
            helps = f"it is given {' or '.join(medicine.routes)}"
            yield self.at(*where, "wrong-route", says, "prescribe", "route", helps=helps)
        yield from self.known(*where, prescribe.goes_on, self.guideline.facts, "fact", "prescribe",
                              "goes_on")  # fmt: skip
        for name in prescribe.reckoned:
            yield from self.known(*where, name, self.guideline.findings, "finding", "prescribe",
                                  "reckoned")  # fmt: skip
        if prescribe.split and prescribe.times != len(prescribe.split):
            says = f"`split` has {len(prescribe.split)} doses, and `times` is {prescribe.times}"
            helps = "write a day for each dose; the first is 0"
            yield self.at(*where, "wrong-number", says, "prescribe", "split", helps=helps)

    def circles(self) -> Iterator[Mistake]:
        """An item must not replace what replaces it, however far round."""
        for section in ("recommendations", "alerts"):
            items = {item.id: item.instead_of for item in getattr(self.guideline, section)}
            for start in items:
                reached = set(items[start])
                while more := {n for name in reached for n in items.get(name, ())} - reached:
                    reached |= more
                if start in reached:
                    says, helps = "it replaces what replaces it", "take one of the two out"
                    yield self.at(section, start, "circle", says, "instead_of", helps=helps)

    def claims(self) -> Iterator[Mistake]:
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
                    helps = "write `invariant` or `test`, and not both"
                    yield self.at("hazards", entry.id, "one-of-these", says, *path[:2], helps=helps)


def _parts(found: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """An entry and every entry inside it, each with its path."""
    match found:
        case msgspec.Struct():
            yield path, found
            names = zip(found.__struct_fields__, found.__struct_encode_fields__, strict=True)
            for name, written in names:
                yield from _parts(getattr(found, name), (*path, written))
        case tuple():
            for i, part in enumerate(found):
                yield from _parts(part, (*path, i))
        case dict():
            for name, part in found.items():
                yield from _parts(part, (*path, name))


def _is_typed(fact: Fact, guideline: Guideline) -> bool:
    try:
        return bool(fact_type(fact, guideline))
    except ValueError:
        return False
