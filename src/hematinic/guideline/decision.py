"""The decision as data: what stands, is refused, is offered, fires and is due.

Each step is a name and an expression of the language over conditions and earlier steps. It is never
unknown: what an unknown condition means (`if_unknown`) is part of it. The planner runs the steps
compiled, the solver reads them as formulas, and any other engine reads the same; nobody writes them
again.

    applies X    its `when` holds
    barred X i   a contraindication holds
    refused X    it applies and is barred
    asked X      it applies, nothing that stands replaces it, and all that bars it are unknown facts
                 that are to be asked for (`ask`): it is shown with its questions, and not offered
    stands X     of a recommendation: it applies, is not refused, and nothing that stands replaces
                 it; of an alert: nothing that stands silences it; of a check: its day is known
    recommends X it stands with that status: it is not one to be considered only
    offered(x)   anything that is x stands; recommended(x): anything that is x is recommended
    said         the number of the first sentence whose condition holds; the last where none does
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from hematinic.expressions import syntax
from hematinic.expressions.syntax import Node
from hematinic.guideline import layout
from hematinic.guideline.model import Alert, Guideline, Recommendation, Scale

CALLS = ("offered", "recommended")
"""What the expressions of a plan may ask about its recommendations."""
CLAIMS = (*CALLS, "refused", "alert", "due")
"""What an invariant may ask besides: what applied but is contraindicated, which alerts stand and
which checks are due. They are no part of a plan's own expressions."""

Steps = tuple[tuple[str, Node], ...]
"""Each with its name, in an order in which each reads only what stands before it."""


@dataclass(frozen=True, slots=True)
class Decision:
    lines: Steps
    """Which recommendations stand: after findings and their conditions,"""
    rest: Steps
    """and what else does: after the expressions that may ask what is offered."""
    named: Mapping[str, Mapping[str, tuple[str, ...]]]
    """For each of CLAIMS, the steps of the items that go by a name."""
    calls: Mapping[str, set[str]]
    """For each of CALLS, the names that the expressions of the plan ask for."""

    def asked(self, function: str, name: str) -> Node:
        """`offered(x)`, `alert(x)` … as an expression over the steps."""
        return any_of(map(syntax.Name, self.named[function].get(name, ())))

    def steps(self) -> dict[str, Node]:
        return dict((*self.lines, *self.rest))


def decision(guideline: Guideline, calls: Mapping[str, set[str]]) -> Decision:
    named = {claim: _named(guideline, claim) for claim in CLAIMS}
    result = Decision((), tuple(_rest(guideline)), named, calls)
    lines = dict(_recommendations(guideline.recommendations))
    for call in CALLS:
        lines |= {f"{call}({name})": result.asked(call, name) for name in sorted(calls[call])}
    return replace(result, lines=tuple(lines.items()))


def settled(condition: str, acts: bool) -> Node:
    """Whether a condition holds; an unknown one does where it `acts`."""
    # Three values come in, two go out:
    #             true   unknown  false
    #   acts      true   true     false     is not false
    #   holds     true   false    false     is true
    if acts:
        return syntax.Is(syntax.Name(condition), "false", negated=True)
    return syntax.Is(syntax.Name(condition), "true")


def any_of(parts: Iterable[Node]) -> Node:
    nodes = tuple(parts)
    return syntax.Or(nodes) if len(nodes) > 1 else nodes[0] if nodes else syntax.Boolean(False)


def all_of(parts: Iterable[Node]) -> Node:
    nodes = tuple(parts)
    return syntax.And(nodes) if len(nodes) > 1 else nodes[0] if nodes else syntax.Boolean(True)


def none_of(steps: Iterable[str]) -> Iterator[Node]:
    return (syntax.Is(syntax.Name(step), "false") for step in steps)


# Recommendations


def _recommendations(items: Sequence[Recommendation]) -> Iterator[tuple[str, Node]]:
    # A step may read only what stands before it, so what replaces an item is decided before the
    # item.
    for item, above in superseders_first(items):
        name = item.id
        yield layout.applies(name), settled(layout.when(name), item.if_unknown == "act")
        for i, reason in enumerate(item.contraindications):
            condition = settled(layout.against(name, i), reason.if_unknown == "hold")
            yield layout.barred(name, i), condition
        applies, withdrawn = syntax.Name(layout.applies(name)), [*map(layout.stands, above)]
        refused: Node = syntax.Boolean(False)
        asked: Node = syntax.Boolean(False)
        if reasons := range(len(item.contraindications)):
            barred = any_of(syntax.Name(layout.barred(name, i)) for i in reasons)
            refused = all_of((applies, barred))
            # Only then can a question alone stand between the patient and the line. Of most items
            # `asked` is the constant false, which costs nothing when compiled.
            if any(reason.ask for reason in item.contraindications):
                held = (syntax.Name(layout.refused(name)), *none_of(withdrawn))
                asked = all_of((*held, *_only_asked(item)))
            # From here on refused counts among what takes it away; for `asked` above it must not,
            # since what is asked for is just what refuses it.
            withdrawn = [layout.refused(name), *withdrawn]
        yield layout.refused(name), refused
        yield layout.asked(name), asked
        yield layout.stands(name), all_of((applies, *none_of(withdrawn)))
        yield layout.recommended(name), _recommends(item)


def _recommends(item: Recommendation) -> Node:
    """It stands, with that status; what is not known not to be weighed is weighed."""
    if item.status != "recommended":
        return syntax.Boolean(False)
    stands = syntax.Name(layout.stands(item.id))
    if not item.consider_when:
        return stands
    # Known not to be weighed. An unknown `consider_when` makes it a line to consider: the weaker
    # word is the safer one.
    return all_of((stands, syntax.Is(syntax.Name(layout.considered(item.id)), "false")))


def _only_asked(item: Recommendation) -> Iterator[Node]:
    """That what is to be asked for does not hold, and nothing else bars it."""
    for i, reason in enumerate(item.contraindications):
        # Not known to hold, that is: unknown or false. If it holds the line is refused, and no
        # answer helps.
        if reason.ask:
            yield syntax.Is(syntax.Name(layout.against(item.id, i)), "true", negated=True)
        else:
            yield from none_of((layout.barred(item.id, i),))


Replacing = TypeVar("Replacing", Recommendation, Alert)


def superseders_first(items: Sequence[Replacing]) -> list[tuple[Replacing, tuple[str, ...]]]:
    """Every item with the items that can replace it, in an order in which these come first. There
    is no circle: `check` refuses one."""
    by_id = {item.id: item for item in items}
    above: dict[str, list[str]] = {item.id: [] for item in items}
    for item in items:
        for other in item.instead_of:
            # `instead_of` is written at the one that replaces, and needed at the one replaced.
            above[other].append(item.id)
    order: dict[str, Replacing] = {}

    # Depth first: each item after all that replace it. The order of the files decides between those
    # that are free, so that the same folder gives the same steps.
    def visit(name: str) -> None:
        if name not in order:
            for superseder in above[name]:
                visit(superseder)
            order[name] = by_id[name]

    for item in items:
        visit(item.id)
    places = {name: i for i, name in enumerate(order)}
    return [(item, tuple(sorted(above[name], key=places.get))) for name, item in order.items()]  # type: ignore[arg-type]


# Alerts, checks and the first sentence


def _rest(guideline: Guideline) -> Iterator[tuple[str, Node]]:
    for alert, above in superseders_first(guideline.alerts):
        applies = layout.applies(alert.id)
        yield applies, settled(layout.when(alert.id), alert.if_unknown == "act")
        silenced = none_of(layout.stands(other) for other in above)
        yield layout.stands(alert.id), all_of((syntax.Name(applies), *silenced))
    for check in guideline.monitoring:
        applies = layout.applies(check.id)
        # A check has no `if_unknown`: it applies where that is known.
        yield applies, settled(layout.when(check.id), acts=False)
        dated = syntax.Is(syntax.Name(layout.due(check.id)), "null", negated=True)
        yield layout.stands(check.id), all_of((syntax.Name(applies), dated))
    yield layout.SAID, _bottom_line(guideline.header.bottom_line)


def _bottom_line(lines: Sequence[Scale]) -> Node:
    number: Node = syntax.Number(float(len(lines) - 1))
    # Built from the end: if a then 0 else (if b then 1 else 2). The last sentence needs no
    # condition: it is said where no other holds.
    for i in reversed(range(len(lines) - 1)):
        holds = settled(layout.bottom_line(i), lines[i].if_unknown == "act")
        number = syntax.If(holds, syntax.Number(float(i)), number)
    return number


# What goes by which name


def _named(guideline: Guideline, claim: str) -> dict[str, tuple[str, ...]]:
    steps_by_name: dict[str, dict[str, None]] = {}
    for step, names in _codes(guideline, claim):
        for name in names:
            steps_by_name.setdefault(name, {})[step] = None
    return {name: tuple(steps) for name, steps in steps_by_name.items()}


def _codes(guideline: Guideline, claim: str) -> Iterator[tuple[str, Iterable[str]]]:
    """Each item's step, and what it goes by: its own name, what it implements, and where it is
    given to the patient its medicine with the nutrients and courses of that."""
    if claim in CALLS:
        for item in guideline.recommendations:
            step = layout.stands if claim == "offered" else layout.recommended
            if claim == "offered" or item.status == "recommended":
                yield step(item.id), called(guideline, item)
    elif claim == "refused":
        for item in guideline.recommendations:
            yield layout.refused(item.id), (item.id, *item.implements)
    else:
        for other in guideline.alerts if claim == "alert" else guideline.monitoring:
            yield layout.stands(other.id), (other.id, *other.implements)


def called(guideline: Guideline, item: Recommendation) -> Iterator[str]:
    """Every x for which `offered(x)` is true where the item stands: a group of items too."""
    yield item.id
    yield from item.implements
    if item.one_of:
        yield item.one_of
    yield from given(guideline, item)


def given(guideline: Guideline, item: Recommendation) -> Iterator[str]:
    """What the patient is given by it: the medicine, its nutrients and their courses."""
    if item.prescribe and item.action in ("prescribe", "administer"):
        medicine = guideline.medicines[item.prescribe.medicine]
        yield medicine.name
        yield from medicine.gives
        for course in guideline.courses.values():
            by_this_route = not course.routes or item.prescribe.route in course.routes
            if course.gives in medicine.gives and by_this_route:
                yield course.name
