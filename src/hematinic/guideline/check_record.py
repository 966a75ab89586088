"""What can be recorded of a patient, and is taken from it: what these parts say of each other."""

from collections.abc import Iterator

from hematinic.expressions.faults import closest
from hematinic.guideline import quantities
from hematinic.guideline.apart import day_times, half_hour
from hematinic.guideline.checker import Checker
from hematinic.guideline.day import DRINKS, MEALS, MEDICINES
from hematinic.guideline.mistake import Mistake
from hematinic.guideline.model import Element, Fact, Guideline
from hematinic.guideline.names import VERBS, fact_type, selector, verbs
from hematinic.guideline.shared import routes

EVENT_KINDS = {
    "observed", "present", "absent", "started", "stopped", "given", "ordered", "booked", "done",
    "stop_ordered",
}  # fmt: skip


def record(check: Checker) -> Iterator[Mistake]:
    yield from _elements(check)
    yield from _medicines(check)
    yield from _interactions(check)
    yield from _day(check)
    yield from _facts(check)
    yield from _limits(check)


def _elements(check: Checker) -> Iterator[Mistake]:
    for name, element in check.guideline.elements.items():
        if element.kind == "quantity" and not element.unit:
            yield _needs(check, "elements", name, "a quantity", "unit", "unit: g/L")
        yield from check.known(
            "elements", name, element.same_as, check.guideline.elements, "element", "same_as"
        )
        yield from _customary(check, name, element)
        medicines = [*check.guideline.medicines, *check.guideline.groups]
        for i, to in enumerate(element.allergy_to):
            yield from check.known(
                "elements", name, to, medicines, "medicine or group", "allergy_to", i
            )
        if element.kind == "result" and not element.options:
            yield _needs(check, "elements", name, "a result", "options", "options: [first, second]")
        for key in ("valid_for", "absent_for"):
            text = getattr(element, key)
            yield from check.tried("elements", name, "wrong-duration", quantities.days, text,
                                  key)  # fmt: skip
        for key in ("possible", "plausible"):
            limits = getattr(element, key)
            if limits and limits[0] > limits[1]:
                says, helps = "its limits are the wrong way round", "write the lower one first"
                yield check.at("elements", name, "wrong-number", says, key, helps=helps)
        yield from check.known("elements", name, element.before_course, check.guideline.courses,
                              "course", "before_course")  # fmt: skip


def _customary(check: Checker, name: str, element: Element) -> Iterator[Mistake]:
    for system, unit in element.customary.items():
        path = ("customary", system)
        known = check.guideline.header.unit_systems
        yield from check.known("elements", name, system, known, "unit system", *path)
        units = [element.unit, *element.accepts]
        yield from check.known("elements", name, unit, units, f"unit of {name}", *path,
                              kind="wrong-unit")  # fmt: skip


def _needs(check: Checker, section: str, entry: str, what: str, key: str, example: str) -> Mistake:
    says = f"{what} needs its {key}"
    return check.at(section, entry, "missing-key", says, helps=f"add `{example}`")


def _medicines(check: Checker) -> Iterator[Mistake]:
    for name, medicine in check.guideline.medicines.items():
        for group in medicine.groups:
            yield from check.known("medicines", name, group, check.guideline.groups, "group",
                                  "groups")  # fmt: skip
        for i, route in enumerate(medicine.routes):
            yield from check.known("medicines", name, route, routes(), "route", "routes", i)
        for i, nutrient in enumerate(medicine.gives):
            yield from _nutrient(check, "medicines", name, nutrient, "gives", i)
    for name, course in check.guideline.courses.items():
        yield from _nutrient(check, "courses", name, course.gives, "gives")
        for i, route in enumerate(course.routes):
            yield from check.known("courses", name, route, routes(), "route", "routes", i)
        yield from check.tried("courses", name, "wrong-duration", quantities.days, course.gap,
                              "gap")  # fmt: skip


def _nutrient(
    check: Checker, section: str, entry: str, name: str, *path: str | int
) -> Iterator[Mistake]:
    yield from check.known(section, entry, name, check.guideline.nutrients, "nutrient", *path)


def _interactions(check: Checker) -> Iterator[Mistake]:
    guideline = check.guideline
    medicines = [*guideline.medicines, *guideline.groups]
    for name, interaction in guideline.interactions.items():
        where = ("interactions", name)
        for i, part in enumerate(interaction.these):
            of_the_day = len(interaction.these) == 1 and part in (MEALS, DRINKS)
            if not of_the_day:
                yield from check.known(*where, part, medicines, "medicine or group", "these", i)
        allowed = [*medicines, *guideline.courses, MEDICINES]
        for i, other in enumerate(interaction.apart_from):
            yield from check.known(*where, other, allowed, "medicine, group or course",
                                  "apart_from", i)  # fmt: skip
        apart = (interaction.hours_before, interaction.hours_after)
        # Both or neither is the mistake; just one of them is right.
        if interaction.avoid == any(apart):
            says = "it has hours, or is to be avoided: one of the two"
            helps = "write hours_before and hours_after, or `avoid: true`"
            yield check.at(*where, "one-of-these", says, helps=helps)
        if any(number < 0 or number > 12 or number * 2 % 1 for number in apart):
            yield check.at(*where, "wrong-number", "its hours are whole or half ones, at most 12")
        if guideline.day is None:
            says = "hours apart need a day to be laid into"
            yield check.at(*where, "goes-together", says, helps="add day.yaml")


def _day(check: Checker) -> Iterator[Mistake]:
    day = check.guideline.day
    if day is None:
        return
    times = day_times(day)
    for name, text in times.items():
        path = ("meals", name) if name in day.meals else (name,)
        yield from check.tried("day", "", "wrong-time", half_hour, text, *path)
    for i, names in enumerate(day.usual):
        if len(names) != i + 1:
            says = f"here must stand {i + 1} times of the day"
            helps = "the first line is for once a day, the second for twice, and so on"
            yield check.at("day", "", "wrong-number", says, "usual", i, helps=helps)
        for name in names:
            yield from check.known("day", "", name, times, "time of the day", "usual", i)
    if not 0 < day.evenness <= 1:
        says, helps = "this is a share of 1", "write a number above 0, and 1 at most"
        yield check.at("day", "", "wrong-number", says, "evenness", helps=helps)


def _facts(check: Checker) -> Iterator[Mistake]:
    # A fact may refer only to those above it: facts are taken in their order, each once, and
    # nothing can refer to itself in a circle.
    before: set[str] = set(check.guideline.courses)
    for name, fact in check.guideline.facts.items():
        written = verbs(fact)
        if len(written) == 1:
            yield from _fact(check, name, fact, *written[0], before)
        else:
            says = f"a fact has one verb, and here are {len(written) or 'none'}"
            path = (written[1][0],) if written else ()
            helps = f"write one of {', '.join(VERBS)}"
            yield check.at("facts", name, "one-of-these", says, *path, helps=helps)
        before.add(name)


def _fact(
    check: Checker, name: str, fact: Fact, verb_name: str, of: str, before: set[str]
) -> Iterator[Mistake]:
    kind, selected = selector(of)
    if kind and kind not in EVENT_KINDS:
        close = closest(kind, EVENT_KINDS)
        helps = f"did you mean {close}? " if close else ""
        helps += f"It is one of {', '.join(sorted(EVENT_KINDS))}"
        says = f"`{kind}` is no kind of event"
        yield check.at("facts", name, "wrong-value", says, verb_name, helps=helps)
    known = {*check.guideline.elements, *check.guideline.medicines,
             *check.guideline.courses, *check.guideline.groups}  # fmt: skip
    yield from check.known("facts", name, selected, known, "event", verb_name)
    yield from check.known("facts", name, fact.course, check.guideline.courses, "course",
                          "course")  # fmt: skip
    if selected in known and not _is_typed(fact, check.guideline):
        says, helps = f"`{selected}` has no value of its own", "add `take:`, what to take of it"
        yield check.at("facts", name, "goes-together", says, verb_name, helps=helps)
    for key in ("to", "after", "before"):
        yield from check.known("facts", name, getattr(fact, key), before,
                              "course or earlier fact", key)  # fmt: skip
    yield from check.known("facts", name, fact.because, check.guideline.header.reasons, "reason",
                          "because")  # fmt: skip
    yield from _nutrient(check, "facts", name, fact.nutrient, "nutrient")
    if (fact.take == "content") != bool(fact.nutrient):
        says = "a content, and nothing else, is of a nutrient"
        helps = "add or take out `nutrient`"
        yield check.at("facts", name, "goes-together", says, "take", helps=helps)
    for key in ("within", "apart", "plus", "older", "before_start"):
        text = getattr(fact, key)
        yield from check.tried("facts", name, "wrong-duration", quantities.days, text, key)


def _limits(check: Checker) -> Iterator[Mistake]:
    known = check.guideline.limits
    for name, finding in check.guideline.findings.items():
        yield from check.known(
            "findings", name, finding.of, check.guideline.elements, "element", "of"
        )
    for name, limit in known.items():
        yield from check.known("limits", name, limit.of, check.guideline.elements, "element", "of")
        yield from check.known("limits", name, limit.at_most, known, "limit", "at_most")
        for fact in limit.instead_of:
            yield from check.known(
                "limits", name, fact, check.guideline.facts, "fact", "instead_of"
            )
        if not limit.between[0] <= limit.number <= limit.between[1]:
            low, high = limit.between
            says = f"its number, {limit.number:g}, is not one that a site may set"
            helps = f"`between` is from {low:g} to {high:g}; mend it or the number"
            yield check.at("limits", name, "wrong-number", says, "between", helps=helps)


def _is_typed(fact: Fact, guideline: Guideline) -> bool:
    try:
        return bool(fact_type(fact, guideline))
    except ValueError:
        return False
