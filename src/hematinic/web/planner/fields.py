"""One field for each thing that can be recorded: its unit, why it is asked, what it decides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hematinic.guideline.model import Element
from hematinic.plan.build import Planner
from hematinic.render.words.phrases import capital


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: str
    label: str
    ask: str
    units: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    """Of a choice: each value with its words. The first, empty one is that nothing is known."""
    must_be_known: bool
    """Unrecorded, it is unknown and not taken as absent."""
    decides: int
    """How many lines of the guideline it can turn."""
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    title: str
    fields: tuple[Field, ...]
    more: tuple[Field, ...]
    """Those that decide less, folded."""


TITLES = {
    "measured": "Results",
    "condition": "Symptoms, conditions and habits",
    "procedure": "Operations and reviews",
}

UNKNOWN = {"unknown": "Unknown", "absent": "Not recorded (taken as absent)"}

SHOWN = {"measured": 14, "condition": 16, "procedure": 4}
BEFORE = 4
"""How many fields of each group, and of those asked before a course, stand open: those that decide
most."""


def groups(planner: Planner) -> list[Group]:
    weights, guideline = decides(planner), planner.rules.guideline
    before = {
        name: course.asked_before
        for name, course in guideline.courses.items()
        if course.asked_before
    }
    titles = before | TITLES
    by_group: dict[str, list[Field]] = {name: [] for name in titles}
    for name, element in guideline.elements.items():
        group = element.before_course if element.before_course in before else _kind(element)
        by_group[group].append(_field(element, weights.get(name, 0)))
    return [_split(name, titles[name], fields) for name, fields in by_group.items()]


def _split(name: str, title: str, fields: list[Field]) -> Group:
    """Open stand those that the guideline must know, then those that decide most, in its order."""
    measured = name == "measured"  # there all must be known
    # Sorting is stable: of those that decide as much, the guideline's order stays.
    ranked = sorted(fields, key=lambda f: (not measured and not f.must_be_known, -f.decides))
    shown = set(ranked[: SHOWN.get(name, BEFORE)])
    return Group(
        id=name,
        title=title,
        fields=tuple(field for field in fields if field in shown),
        more=tuple(field for field in fields if field not in shown),
    )


def _kind(element: Element) -> str:
    return "measured" if element.kind in ("quantity", "result") else element.kind


def _field(element: Element, weight: int) -> Field:
    return Field(
        name=element.name,
        kind=element.kind,
        label=capital(element.label),
        ask=element.ask,
        units=(element.unit, *element.accepts) if element.kind == "quantity" else (),
        options=tuple(_options(element)),
        must_be_known=element.if_unrecorded == "unknown" and bool(weight),
        decides=weight,
        note=element.note,
    )


def _options(element: Element) -> Iterator[tuple[str, str]]:
    yield "", UNKNOWN[element.if_unrecorded]
    if element.kind == "result":
        yield from ((value, value.capitalize()) for value in element.options)
    elif element.kind == "condition":
        yield from (("present", "Present"), ("absent", "Absent"))
    elif element.kind == "procedure":
        yield "done", "Done"


def decides(planner: Planner) -> Mapping[str, int]:
    """For each element, how many items ask for it."""
    lines: dict[str, int] = {}
    unknowns, rules = planner.unknowns, planner.rules
    for slots in rules.items.values():
        for element in unknowns.asked(rules.reads[slots.when]):
            lines[element] = lines.get(element, 0) + 1
    return lines
