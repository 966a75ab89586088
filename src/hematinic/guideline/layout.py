"""Where the values of each item stand among all values, and what its expressions are called.

Only this module spells the names of expressions and steps; everything else asks by item.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hematinic.guideline.model import Check, Guideline, Item, Recommendation


def _of_item(kind: str) -> Callable[[str], str]:
    return lambda item: f"{kind} {item}"


def _of_part(kind: str) -> Callable[[str, int], str]:
    return lambda item, i: f"{kind} {item} {i}"


# What is written in the guideline

when, due, done, skip, sentence_told = map(_of_item, ("when", "due", "done", "skip", "told"))
considered = _of_item("considered")
against, window = _of_part("against"), _of_part("window")
limit, limit_when = _of_part("limit"), _of_part("limit_when")

COMPUTED = ("starts", "remaining", "total", "at_most")


def computed(part: str, item: str) -> str:
    """Of a prescription: one of `COMPUTED`."""
    return f"{part} {item}"


PHASE = ("starts", "ends", "waits")


def phase(end: str, name: str) -> str:
    """`end`: one of `PHASE`."""
    return f"{end} phase {name}"


def bottom_line(i: int) -> str:
    return f"bottom_line {i}"


def open_question(i: int) -> str:
    return f"open_question {i}"


# What is claimed (safety.yaml); an invariant has its own name

rung, as_good = _of_part("rung"), _of_part("as_good")
again = _of_item("again")
unless = _of_part("unless")
"""Of a measure or a pair."""

# What is worked out (answers.yaml)

worked = _of_part("worked")


def worked_value(answer: str, i: int, name: str) -> str:
    """Of a case of an answer: what its sentence tells by that name."""
    return f"{worked(answer, i)} {name}"


# What follows (decision.py)

applies, refused, asked, stands = map(_of_item, ("applies", "refused", "asked", "stands"))
recommended = _of_item("recommends")
barred = _of_part("barred")
SAID = "said"


# Where it stands


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSlots:
    """Of any recommendation, alert or check."""

    when: int
    applies: int
    """Whether it applies, an unknown `when` taken as the item says."""
    stands: int
    """Whether it is in the plan: offered, fired and not silenced, or due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationSlots(ItemSlots):
    against: tuple[int, ...]
    """The contraindications, in their order,"""
    barred: tuple[int, ...]
    """and whether each holds, its unknown taken as it says."""
    refused: int
    """Whether it applies and any of them holds."""
    recommended: int
    """Whether it stands with that status."""
    asked: int
    """Whether only questions hold it."""
    computed: tuple[int | None, ...]
    """`starts`, `remaining`, `total` and `at_most` of its prescription, where they are given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSlots(ItemSlots):
    due: int
    window: tuple[int, int]
    done: int
    skip: int


@dataclass(frozen=True, slots=True)
class LimitSlots:
    """Of a row of `beyond:`."""

    limit: int | None
    when: int


@dataclass(frozen=True, slots=True)
class PhaseSlots:
    starts: int | None
    ends: int | None
    waits: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    recommendations: Mapping[str, RecommendationSlots]
    alerts: Mapping[str, ItemSlots]
    checks: Mapping[str, CheckSlots]
    items: Mapping[str, ItemSlots]
    """All of these."""
    beyond: Mapping[str, tuple[LimitSlots, ...]]
    """Of each element that has limits."""
    leaflet: Mapping[str, int]
    phases: Mapping[str, PhaseSlots]
    bottom_line: tuple[int, ...]
    said: int
    """The number of the first sentence whose condition holds."""
    open_questions: tuple[int, ...]

    @property
    def conditions(self) -> tuple[int, ...]:
        """Of every item when it applies, and of every recommendation what is against it."""
        conditions = [slots.when for slots in self.items.values()]
        return (
            *conditions,
            *(slot for slots in self.recommendations.values() for slot in slots.against),
        )


def layout(guideline: Guideline, slots: Mapping[str, int]) -> Layout:
    header = guideline.header
    recommendations = {item.id: _recommendation(item, slots) for item in guideline.recommendations}
    alerts = {item.id: ItemSlots(**_item(item, slots)) for item in guideline.alerts}
    checks = {item.id: _check(item, slots) for item in guideline.monitoring}
    return Layout(
        recommendations=recommendations,
        alerts=alerts,
        checks=checks,
        items={**recommendations, **alerts, **checks},
        beyond={
            name: tuple(
                LimitSlots(slots.get(limit(name, i)), slots[limit_when(name, i)])
                for i in range(len(element.beyond))
            )
            for name, element in guideline.elements.items()
            if element.beyond
        },
        leaflet={name: slots[sentence_told(name)] for name in guideline.leaflet},
        phases={
            each_phase.id: PhaseSlots(*(slots.get(phase(part, each_phase.id)) for part in PHASE))
            for each_phase in header.phases
        },
        bottom_line=tuple(slots[bottom_line(i)] for i in range(len(header.bottom_line))),
        said=slots[SAID],
        open_questions=tuple(slots[open_question(i)] for i in range(len(header.open_questions))),
    )


def _item(item: Item, slots: Mapping[str, int]) -> dict[str, int]:
    steps = {"when": when, "applies": applies, "stands": stands}
    return {name: slots[step(item.id)] for name, step in steps.items()}


def _recommendation(item: Recommendation, slots: Mapping[str, int]) -> RecommendationSlots:
    reasons = range(len(item.contraindications))
    return RecommendationSlots(
        **_item(item, slots),
        against=tuple(slots[against(item.id, i)] for i in reasons),
        barred=tuple(slots[barred(item.id, i)] for i in reasons),
        refused=slots[refused(item.id)],
        recommended=slots[recommended(item.id)],
        asked=slots[asked(item.id)],
        computed=tuple(slots.get(computed(part, item.id)) for part in COMPUTED),
    )


def _check(item: Check, slots: Mapping[str, int]) -> CheckSlots:
    first, last = (slots[window(item.id, i)] for i in (0, 1))
    return CheckSlots(
        **_item(item, slots),
        due=slots[due(item.id)],
        window=(first, last),
        done=slots[done(item.id)],
        skip=slots[skip(item.id)],
    )
