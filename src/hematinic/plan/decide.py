"""Which recommendations stand, and why the others that apply do not; with the dates of each.

Nothing here knows a medicine or a disease, or how it is decided: what stands is read off the steps
of `guideline/decision.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress

from hematinic.expressions.logic import Value
from hematinic.guideline.decision import superseders_first
from hematinic.guideline.entry import Status
from hematinic.guideline.layout import RecommendationSlots
from hematinic.guideline.model import Recommendation
from hematinic.guideline.rules import Rules
from hematinic.plan.assess import Assessment
from hematinic.plan.model import NotRecommended, Planned, Schedule
from hematinic.plan.schedule import Computed, schedule
from hematinic.plan.taken import as_taken, of_the_place, taken
from hematinic.plan.unknowns import Unknowns


class Decider:
    def __init__(self, rules: Rules, unknowns: Unknowns) -> None:
        guideline, slots = rules.guideline, rules.layout.recommendations
        phases = {phase.id: i for i, phase in enumerate(guideline.header.phases)}
        # Stable: within a phase the lines stay in the order of the guideline's files, which its
        # authors chose.
        items = sorted(guideline.recommendations, key=lambda item: phases[item.phase])
        self.items = [(item, slots[item.id]) for item in items]
        self.applies = [slots[item.id].applies for item in items]
        self.by_id = {item.id: item for item in items}
        self.guideline = guideline
        self.replaced_by = {
            # The one that was decided last is the nearest to this item, and is named first.
            item.id: [(slots[other].stands, self.by_id[other]) for other in reversed(above)]
            for item, above in superseders_first(guideline.recommendations)
        }
        self.phases = rules.layout.phases
        self.unknowns = unknowns

    def decide(self, assessment: Assessment) -> tuple[list[Planned], list[NotRecommended]]:
        """What stands, in the order of its phase; and what would have applied but does not."""
        values = assessment.values
        # What does not apply does not stand, and is neither asked for nor refused.
        applying = [*compress(self.items, map(values.__getitem__, self.applies))]
        planned = [
            self.planned(item, slots, assessment)
            for item, slots in applying
            if values[slots.stands] or self.asked(item, slots, values)
        ]
        return planned, [*self.refused(applying, values)]

    def asked(
        self, item: Recommendation, slots: RecommendationSlots, values: Sequence[Value]
    ) -> bool:
        """Shown with its questions. Another product beside such a line waits with it, unsaid."""
        return values[slots.asked] is True and item.status != "alternative"

    def refused(
        self,
        applying: Iterable[tuple[Recommendation, RecommendationSlots]],
        values: Sequence[Value],
    ) -> Iterator[NotRecommended]:
        """What is barred by a contraindication, and what is replaced by another line."""
        for item, slots in applying:
            if self.asked(item, slots, values):
                continue
            if values[slots.refused]:
                yield _contraindicated(item, slots, values)
            elif not values[slots.stands] and item.action != "advise":
                # Advice that other advice replaces is not advised against.
                yield self.replaced(item, values)

    def replaced(self, item: Recommendation, values: Sequence[Value]) -> NotRecommended:
        by = next(other for stands, other in self.replaced_by[item.id] if values[stands])
        because = f"{by.title or by.id.replace('-', ' ')} is advised instead"
        return NotRecommended(item=item, because=because)

    def planned(
        self, item: Recommendation, slots: RecommendationSlots, assessment: Assessment
    ) -> Planned:
        values, dates = assessment.values, None
        place = str(assessment.value("jurisdiction"))
        item = of_the_place(as_taken(item, assessment), self.guideline, place)
        if item.prescribe:
            computed = Computed(
                *(None if slot is None else values[slot] for slot in slots.computed)
            )
            runs = item.action == "prescribe" and item.prescribe.times is None
            dates = schedule(item.prescribe, computed, assessment.facts.as_of, runs)
        # Also of a line that stands: with `if_unknown: act` it stands because nothing rules it out,
        # and says for want of what it is not sure.
        unknown = self.unknowns.asked(assessment.open.waits_for[slots.when])
        held = values[slots.asked] is True
        return Planned(
            item=item,
            status="after_questions" if held else self.status(item, slots, values),
            schedule=dates,
            unknown=unknown,
            waits=self.waits(item, values) and _due_on(assessment.facts.as_of, dates),
            stops=taken(item.stops, assessment),
            questions=self.questions(slots, assessment) if held else (),
        )

    def waits(self, item: Recommendation, values: Sequence[Value]) -> bool:
        slot = self.phases[item.phase].waits
        return slot is not None and values[slot] is not False

    def status(
        self, item: Recommendation, slots: RecommendationSlots, values: Sequence[Value]
    ) -> Status:
        # `recommended` is the slot that has read `consider_when`: not known not to be weighed is
        # weighed.
        weighed = item.status == "recommended" and not values[slots.recommended]
        return "consider" if weighed else item.status

    def questions(self, slots: RecommendationSlots, assessment: Assessment) -> tuple[str, ...]:
        """The elements for want of which it is not known that nothing speaks against it."""
        held = map(assessment.open.waits_for.__getitem__, slots.against)
        return tuple(dict.fromkeys(name for mask in held for name in self.unknowns.asked(mask)))


def _due_on(day: int, dates: Schedule | None) -> bool:
    """What is taken already goes on, and is not due."""
    return dates is not None and dates.first_due == day and not dates.taken_since


def _contraindicated(
    item: Recommendation, slots: RecommendationSlots, values: Sequence[Value]
) -> NotRecommended:
    """By the first reason that holds, else the first that is not ruled out."""
    # `barred` has taken an unknown contraindication as its `if_unknown` says; `against` is the bare
    # condition. Where none of those that bar holds, the first was merely not ruled out, and the
    # reader is told so.
    barred = [i for i, slot in enumerate(slots.barred) if values[slot]]
    holds = [i for i in barred if values[slots.against[i]]]
    reason = item.contraindications[(holds or barred)[0]]
    because = reason.because if holds else f"{reason.because} (not ruled out)"
    return NotRecommended(item=item, because=because, implements=reason.implements)
