"""What claims about pairs of patients say of the rest of the guideline."""

from collections.abc import Iterable, Iterator, Mapping

from hematinic.guideline.checker import Checker
from hematinic.guideline.mistake import Mistake
from hematinic.guideline.model import Guideline
from hematinic.guideline.pairs import Pair


def pairs(check: Checker) -> Iterator[Mistake]:
    for pair in check.guideline.pairs:
        yield from _worse(check, pair)
        yield from _claimed(check, pair)
    yield from _measures(check)


def _worse(check: Checker, pair: Pair) -> Iterator[Mistake]:
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
        helps = "write `lower: […]` or another of them"
        yield check.at("pairs", pair.id, "one-of-these", says, "worse", helps=helps)


def _claimed(check: Checker, pair: Pair) -> Iterator[Mistake]:
    guideline, where = check.guideline, ("pairs", pair.id)
    hazards = {hazard.id for hazard in guideline.hazards}
    for i, name in enumerate(pair.never_less):
        yield from check.known(*where, name, guideline.measures, "measure", "never_less", i)
    for hazard in pair.hazards:
        yield from check.known(*where, hazard, hazards, "hazard", "hazards")
    if not pair.never_less and not pair.never_again:
        says = "it says neither `never_less` nor `never_again`"
        yield check.at(*where, "goes-together", says, helps="add one of them")


def _measures(check: Checker) -> Iterator[Mistake]:
    offered = _offered(check.guideline)
    for measure in check.guideline.measures.values():
        if not measure.ladder:
            says, helps = "its ladder has no rung", "add one with a dash"
            yield check.at("measures", measure.id, "goes-together", says, "ladder", helps=helps)
        for key in ("soonest", "as_much"):
            for i, name in enumerate(getattr(measure, key)):
                yield from check.known("measures", measure.id, name, offered,
                                       "line, medicine or course", key, i)  # fmt: skip


def _offered(guideline: Guideline) -> set[str]:
    items = {item.id for item in guideline.recommendations} | guideline.statements.keys()
    return {*items, *guideline.medicines, *guideline.courses, *guideline.nutrients}
