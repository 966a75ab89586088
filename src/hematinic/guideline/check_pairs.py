"""What claims about pairs of patients say of the rest of the guideline."""

from collections.abc import Iterable, Iterator, Mapping

from hematinic.guideline.checker import Checker
from hematinic.guideline.load import Problem
from hematinic.guideline.model import Guideline
from hematinic.guideline.pairs import Measure, Pair


def pairs(check: Checker) -> Iterator[Problem]:
    for pair in check.guideline.pairs:
        yield from _worse(check, pair)
        yield from _claimed(check, pair)
    yield from _measures(check)


def _worse(check: Checker, pair: Pair) -> Iterator[Problem]:
    elements = check.guideline.elements
    measured = {name for name, element in elements.items() if element.kind == "quantity"}
    recorded = {n for n, element in elements.items() if element.kind in ("condition", "procedure")}
    known: Mapping[str, tuple[str, Iterable[str]]] = {
        "lower": ("measured element", measured),
        "higher": ("measured element", measured),
        "present": ("condition or procedure", recorded),
        "taken": ("medicine", check.guideline.medicines),
    }
    for key, (what, names) in known.items():
        for i, name in enumerate(getattr(pair.worse, key)):
            yield from check.known("pairs", pair.id, name, names, what, "worse", key, i)
    for i, name in enumerate(pair.worse.alike):
        facts = (*check.guideline.facts, *elements)
        yield from check.known("pairs", pair.id, name, facts, "fact", "worse", "alike", i)
    if not any(getattr(pair.worse, key) for key in known):
        says = "it names no fact: lower, higher, present or taken"
        yield check.at("pairs", pair.id, says, "worse")


def _claimed(check: Checker, pair: Pair) -> Iterator[Problem]:
    guideline, where = check.guideline, ("pairs", pair.id)
    hazards = {hazard.id for hazard in guideline.hazards}
    for i, name in enumerate(pair.never_less):
        yield from check.known(*where, name, guideline.measures, "measure", "never_less", i)
    yield from _reasons(check, "pairs", pair)
    for code in pair.implements:
        yield from check.known(*where, code, guideline.statements, "statement", "implements")
    for hazard in pair.hazards:
        yield from check.known(*where, hazard, hazards, "hazard", "hazards")
    if not pair.never_less and not pair.never_again:
        yield check.at(*where, "it says neither 'never_less:' nor 'never_again:'")


def _reasons(check: Checker, section: str, claim: Measure | Pair) -> Iterator[Problem]:
    guideline, where = check.guideline, (section, claim.id)
    for i, unless in enumerate(claim.unless):
        for code in unless.implements:
            yield from check.known(*where, code, guideline.statements, "statement", "unless", i)
        for cite in unless.cites:
            yield from check.known(*where, cite.source, guideline.sources, "source", "unless", i)


def _measures(check: Checker) -> Iterator[Problem]:
    offered = _offered(check.guideline)
    for measure in check.guideline.measures.values():
        yield from _reasons(check, "measures", measure)
        if not measure.ladder:
            yield check.at("measures", measure.id, "its ladder has no rung", "ladder")
        for key in ("soonest", "as_much"):
            for i, name in enumerate(getattr(measure, key)):
                yield from check.known("measures", measure.id, name, offered,
                                       "line, medicine or course", key, i)  # fmt: skip


def _offered(guideline: Guideline) -> set[str]:
    nutrients = (nutrient for m in guideline.medicines.values() for nutrient in m.gives)
    items = (item.id for item in guideline.recommendations)
    return {*items, *guideline.statements, *guideline.medicines, *guideline.courses, *nutrients}
