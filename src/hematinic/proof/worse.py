"""One fact made worse, with all that is taken from it: how the second patient of a pair differs.

A result that is lower changes every fact that may hold it (the last value, the one before
treatment, the lowest), each to a lower one; its day stays. A condition that is recorded besides, or
a medicine that is taken besides, is an event more: what holds where any such event is recorded
holds, the last day is no earlier, the count no smaller. A fact may stay as it is, since it may have
been taken of another event. So each pair of records that differ in such an event is among the pairs
of facts that are looked at.
"""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from operator import ge, le
from typing import Literal, get_args

import z3

from hematinic.expressions.logic import Value
from hematinic.expressions.smt_values import Encoded, Formula, Span, Truth, Word, symbols
from hematinic.guideline.model import Fact, Guideline
from hematinic.guideline.names import selector, verb
from hematinic.guideline.pairs import Pair

How = Literal["lower", "higher", "present", "taken"]
Change = Literal[
    "lower", "higher", "begins", "arises", "true", "likelier", "later", "earlier", "more", "unsaid",
    "any",
]  # fmt: skip
"""What the worse patient's value of a fact may be, beside the milder one's."""


@dataclass(frozen=True, slots=True)
class Worsened:
    how: How
    name: str
    changed: Mapping[str, Change]
    """Of every fact that may be another."""
    alike: Set[str] = frozenset()
    """Facts that may not, though the event could change them: such records are no pair."""

    def says(self, guideline: Guideline) -> str:
        if self.how == "taken":
            return f"{guideline.medicines[self.name].label} is taken"
        label = guideline.elements[self.name].label
        return f"{label} is recorded" if self.how == "present" else f"{self.how} {label}"


def worsened(guideline: Guideline, pair: Pair) -> Iterator[Worsened]:
    for how in get_args(How):
        for name in getattr(pair.worse, how):
            changed = changes(guideline, how, name)
            alike = {fact for fact in changed if fact in pair.worse.alike}
            yield Worsened(
                how, name, {fact: changed[fact] for fact in changed if fact not in alike}, alike
            )


def changes(guideline: Guideline, how: How, name: str) -> dict[str, Change]:
    if how in ("lower", "higher"):
        return _of_a_result(guideline, how, name)
    # What is left out here is held equal in both patients, so that a proof would not look at pairs
    # of records that differ in it. Facts are therefore let go rather too freely (`any`): that can
    # only make a claim harder to prove. `generated_pairs.py` tests that nothing is missing.
    changed: dict[str, Change] = {}
    if how == "present":
        absent = guideline.elements[name].if_unrecorded == "absent"
        changed[name] = "arises" if absent else "begins"
    names, courses = _under(guideline, how, name)
    # How long an absence stands is counted from the beginning of a course.
    standing = (e.name for e in guideline.elements.values() if e.before_course in courses)
    changed |= dict.fromkeys(standing, "any")
    for fact_name, fact in guideline.facts.items():
        kind, selected = selector(verb(fact)[1])
        if selected in names and kind in EVENTS[how]:
            changed[fact_name] = _of_an_event(fact)
        # Its window moves with a changed day or course, so that it may be taken from any other
        # event. In the order of the guideline, since a fact can refer only to those before it.
        elif {fact.to, fact.after, fact.before, fact.course} & (changed.keys() | courses):
            changed[fact_name] = "any"
    return changed


EVENTS = {"present": ("", "present", "done"), "taken": ("", "started", "given")}


def _under(guideline: Guideline, how: How, name: str) -> tuple[set[str], set[str]]:
    """The names under which such an event is found, and the courses that it may be of."""
    if how == "present":
        return {name}, set()
    medicine = guideline.medicines[name]
    courses = {
        course.name
        for course in guideline.courses.values()
        if course.gives in medicine.gives
        and (not course.routes or set(course.routes) & set(medicine.routes))
    }
    return {name, *medicine.groups, *courses}, courses


def _of_a_result(guideline: Guideline, how: Change, name: str) -> dict[str, Change]:
    # A result may become implausible by being worse; the plan then asks, and is compared all the
    # same.
    changed: dict[str, Change] = {name: how, "values_questioned": "any"}
    for fact_name, fact in guideline.facts.items():
        verb_name, of = verb(fact)
        if selector(of)[1] == name and fact.take == "value":
            if verb_name == "unchanged":
                changed[fact_name] = "any"
            # Its day is the same, and so is whether it was taken and how often.
            elif verb_name not in ("ever", "count", "days_since"):
                changed[fact_name] = how
    return changed


def _of_an_event(fact: Fact) -> Change:
    verb_name, _ = verb(fact)
    if verb_name == "ever":
        return "true"
    if verb_name == "active":
        return "likelier"
    if verb_name == "count":
        return "more"
    if fact.take == "date" and verb_name in ("latest", "first"):
        return "later" if verb_name == "latest" else "earlier"
    if fact.take in ("severity", "activity"):
        return "unsaid"  # the event says that it is there, and not how much
    return "any"


# In values, and in symbols


def may_be(change: Change, milder: Value, worse: Value) -> bool:
    """Whether the worse patient's value may stand beside the milder one's."""
    match change:
        case "any":
            return True
        case "unsaid":
            return worse is None
        case "begins":
            return worse is True and milder is not True
        case "arises":  # recorded both ways, it is in doubt and not absent
            return worse is True and milder is False
        case "true":
            return worse is True or worse == milder
        case "likelier":  # begun and stopped on one day, it is in doubt
            return worse is True or worse == milder or (worse is None and milder is False)
        # Exact in both: of `<5` and `<3` neither is certainly the lower.
        case "lower" | "higher":
            return worse == milder or _further(change, milder, worse, exact=True)
    return (
        worse == milder or (milder is None and worse is not None) or _further(change, milder, worse)
    )


def _further(change: Change, milder: Value, worse: Value, *, exact: bool = False) -> bool:
    if not isinstance(milder, tuple) or not isinstance(worse, tuple):
        return False
    if exact and (milder[0] != milder[1] or worse[0] != worse[1]):
        return False
    order = _SIDE[change]
    return all(bool(order(after, before)) for after, before in zip(worse, milder, strict=True))


def related(change: Change, milder: Encoded, worse: Encoded) -> Formula:
    """As `may_be`, of the variables of two patients."""
    match change, milder, worse:
        case "any", _, _:
            return z3.BoolVal(True)
        case (("lower" | "higher"), _, _):
            return _moved(change, milder, worse)
        case "begins", Truth(true=before), Truth(true=after):
            return z3.And(after, z3.Not(before))
        case "arises", Truth(false=before), Truth(true=after):
            return z3.And(after, before)
        case "true", _, Truth(true=true):
            return z3.Or(true, _same(milder, worse))
        case "likelier", Truth(false=before), Truth(true=true, false=false):
            return z3.Or(true, z3.And(before, z3.Not(false)), _same(milder, worse))
        case "unsaid", _, Word(known=known):
            return z3.Not(known)
        case _, Span() as before, Span() as after:
            order = _SIDE[change]
            further = z3.And(order(after.low, before.low), order(after.high, before.high))
            moved = z3.And(after.known, z3.Implies(before.known, further))
            return z3.Or(moved, _same(milder, worse))
    raise AssertionError((change, milder, worse))


Order = Callable[[Formula, Formula], Formula]

_SIDE: Mapping[str, Order] = {"later": ge, "more": ge, "higher": ge, "earlier": le, "lower": le}


def _moved(change: Change, milder: Encoded, worse: Encoded) -> Formula:
    """A result in words has no order, and stays."""
    if not isinstance(milder, Span) or not isinstance(worse, Span):
        return _same(milder, worse)
    exact = z3.And(milder.low == milder.high, worse.low == worse.high)
    further = z3.And(milder.known, worse.known, exact, _SIDE[change](worse.low, milder.low))
    return z3.Or(further, _same(milder, worse))


def _same(left: Encoded, right: Encoded) -> Formula:
    return z3.And([a == b for a, b in zip(symbols(left), symbols(right), strict=True)])
