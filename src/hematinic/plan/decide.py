"""Which recommendations stand: what applies, less what is contraindicated, less what is replaced.

Nothing here knows a medicine or a disease. Precedence (`instead_of`), contraindications and what
an unknown means (`if_unknown`) are declared in the guideline and carried out here.
"""

from collections.abc import Iterable, Sequence

from hematinic.expressions.logic import Value
from hematinic.guideline.model import Recommendation
from hematinic.guideline.rules import CALLS, Rules
from hematinic.plan.assess import Assessment
from hematinic.plan.model import NotRecommended, Planned
from hematinic.plan.schedule import Computed, schedule
from hematinic.plan.unknowns import Unknowns


class _Item:
    """A recommendation with the slots of its expressions."""

    def __init__(self, rules: Rules, item: Recommendation, order: tuple[int, int]) -> None:
        self.item, self.order = item, order
        self.when = rules.slots[f"when {item.id}"]
        self.computed = [rules.slots.get(f"{part} {item.id}") for part in Computed._fields]
        self.against = [
            (reason, rules.slots[f"against {item.id} {i}"])
            for i, reason in enumerate(item.contraindications)
        ]
        self.calls = {call: _called(rules, call, item) for call in CALLS}

    def applies(self, values: Sequence[Value]) -> bool:
        found = values[self.when]
        return found is True or (found is None and self.item.if_unknown == "act")

    def refusal(self, values: Sequence[Value]) -> NotRecommended | None:
        for reason, slot in self.against:
            found = values[slot]
            if found is True or (found is None and reason.if_unknown == "hold"):
                because = reason.because if found else f"{reason.because} (not ruled out)"
                return NotRecommended(item=self.item, because=because, implements=reason.implements)
        return None


def _called(rules: Rules, call: str, item: Recommendation) -> tuple[int, ...]:
    """The slots of `offered(x)` for every x that this item is."""
    names = [item.id, *item.implements]
    if item.prescribe and item.action in ("prescribe", "administer"):
        medicine = rules.guideline.medicines[item.prescribe.medicine]
        courses = rules.guideline.courses.values()
        names += [medicine.name, *medicine.gives]
        names += [
            course.name
            for course in courses
            if course.gives in medicine.gives
            and (not course.routes or item.prescribe.route in course.routes)
        ]
    slots = (rules.slots.get(f"{call}({name})") for name in names)
    return tuple(slot for slot in slots if slot is not None)


class Decider:
    def __init__(self, rules: Rules, unknowns: Unknowns) -> None:
        guideline = rules.guideline
        phases = {phase.id: i for i, phase in enumerate(guideline.header.phases)}
        items = [
            _Item(rules, item, (phases[item.phase], i))
            for i, item in enumerate(guideline.recommendations)
        ]
        self.items = superseders_first(items)
        self.by_id = {entry.item.id: entry for entry in items}
        self.unknowns = unknowns

    def decide(self, assessment: Assessment) -> tuple[list[Planned], list[NotRecommended]]:
        """What stands, in the order of its phase; and what would have applied but does not."""
        standing, refused = self.standing(assessment.values)
        return [self.planned(entry, assessment) for entry in standing], refused

    def standing(self, values: list[Value]) -> tuple[list[_Item], list[NotRecommended]]:
        """As `decide`, without its dates; `offered(…)` is made true of what stands."""
        standing: list[_Item] = []
        refused: list[tuple[tuple[int, int], NotRecommended]] = []
        replaced: dict[str, Recommendation] = {}
        for entry in self.items:
            if not entry.applies(values):
                continue
            refusal = entry.refusal(values)
            by = None if refusal else replaced.get(entry.item.id)
            if by and entry.item.action != "advise":
                refusal = _replaced(entry.item, by)
            if refusal:
                refused.append((entry.order, refusal))
            if refusal or by:  # advice that other advice replaces is not advised against
                continue
            standing.append(entry)
            replaced |= dict.fromkeys(entry.item.instead_of, entry.item)
        standing.sort(key=_order)
        refused.sort(key=lambda pair: pair[0])
        self.tell(values, standing)
        return standing, [refusal for _, refusal in refused]

    def planned(self, entry: _Item, assessment: Assessment) -> Planned:
        values, item = assessment.values, entry.item
        dates = None
        if item.prescribe:
            found = Computed(*(None if slot is None else values[slot] for slot in entry.computed))
            taken = item.action == "prescribe" and item.prescribe.times is None
            dates = schedule(item.prescribe, found, assessment.facts.as_of, taken)
        unknown = self.unknowns.asked(assessment.doubts[entry.when])
        return Planned(item=item, status=item.status, schedule=dates, unknown=unknown)

    @staticmethod
    def tell(values: list[Value], standing: Iterable[_Item]) -> None:
        """Makes `offered(…)` true of what stands, `recommended(…)` of what has that status."""
        for entry in standing:
            for slot in entry.calls["offered"]:
                values[slot] = True
            if entry.item.status == "recommended":
                for slot in entry.calls["recommended"]:
                    values[slot] = True


def _order(entry: _Item) -> tuple[int, int]:
    return entry.order


def _replaced(item: Recommendation, by: Recommendation) -> NotRecommended:
    because = f"{by.title or by.id.replace('-', ' ')} is advised instead"
    return NotRecommended(item=item, because=because)


def superseders_first(items: Sequence[_Item]) -> list[_Item]:
    """So that what replaces another is decided before it; `check` has refused circles."""
    by_id = {entry.item.id: entry for entry in items}
    above: dict[str, list[str]] = {entry.item.id: [] for entry in items}
    for entry in items:
        for other in entry.item.instead_of:
            above[other].append(entry.item.id)
    order: dict[str, _Item] = {}

    def visit(name: str) -> None:
        if name not in order:
            for superseder in above[name]:
                visit(superseder)
            order[name] = by_id[name]

    for entry in items:
        visit(entry.item.id)
    return list(order.values())
