"""Three layers of a plan: what to do now, the plan, and why. Which line speaks in which of them.

All of it is read off the plan and its guideline: an alert interrupts or is told with something else
(`quiet`, `told_with`), a line belongs to the day or to a later phase by the role of its phase and
by its dates. A face prints the layers and chooses nothing.

*Now* is for half a minute: what comes first is put in while there is room for its words, and what
is left goes to the *plan*. What must be stopped, whom to call, the doses of the day and the next
date always stand. How many words an entry has is told by those who write it (`Words`).
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Protocol, TypeVar

from hematinic.guideline.rules import Rules
from hematinic.plan.model import Due, Entry, Fired, Missing, Plan, Planned, PlanPhase, Unexplained

MOST_WORDS = 150
"""Of *now*."""

MOST_QUESTIONS = 3

OPEN = ("planned", "due", "overdue")
WAITING = ("due", "overdue")
"""Of a check: its window is open, or over."""


class Now(Entry, frozen=True, kw_only=True):
    """The first layer, beside the bottom line of the plan."""

    alerts: tuple[Fired, ...]
    """All that interrupt, in the order of the plan."""
    stop: tuple[Planned, ...]
    """What must not be given, or ends today."""
    call: tuple[Planned, ...]
    today: tuple[Planned, ...]
    """Doses of today, and after them what else is done today."""
    brief: tuple[Planned, ...]
    """Of those the doses for which there is no more room: what is to be minded with them is told in
    the plan."""
    unexplained: tuple[Unexplained, ...]
    """Results that nothing speaks of and that cannot wait."""
    due: tuple[Due, ...]
    """Checks whose time has come."""
    coming: tuple[Planned, ...]
    """Doses that are due next, where no check comes before them."""
    next: tuple[Due, ...]
    """The checks of the next day on which there are any."""
    questions: tuple[Missing, ...]
    """Whose answers could change today, most decisive first."""


class Section(Entry, frozen=True, kw_only=True):
    """The lines of one phase."""

    phase: PlanPhase
    lines: tuple[Planned, ...]


class Then(Entry, frozen=True, kw_only=True):
    """The second layer: all lines that are not said in *now*, the checks, what to bear in mind."""

    sections: tuple[Section, ...]
    notes: tuple[Fired, ...]
    """Warnings that do not interrupt, and that nothing of this plan tells in its place."""
    unexplained: tuple[Unexplained, ...]
    checks: tuple[Due, ...]
    """All that are planned or due and not optional, those of *now* too: a table has no holes."""
    questions: tuple[Missing, ...]
    """Those of today for which *now* had no room."""


class Why(Entry, frozen=True, kw_only=True):
    """What the third layer has beside the reasons of each line, and the rest of the plan."""

    lines: tuple[Planned, ...]
    """Advice that is one way among others."""
    alerts: tuple[Fired, ...]
    """Those that something else tells, and information."""
    checks: tuple[Due, ...]
    """Optional, done, or not applicable here."""
    questions: tuple[Missing, ...]


class Words(Protocol):
    """How many words each entry of *now* has, for the reader who is told more."""

    def bottom_line(self) -> int: ...
    def alert(self, fired: Fired, /) -> int: ...
    def line(self, line: Planned, /) -> int: ...
    def dose(self, line: Planned, /) -> int:
        """Of a line: the medicine, how much and how often, without what is to be minded with it."""
        ...

    def coming(self, line: Planned, /) -> int: ...
    def check(self, due: Due, /) -> int: ...
    def question(self, missing: Missing, /) -> int: ...
    def result(self, result: Unexplained, /) -> int: ...


T = TypeVar("T")


class _Room:
    """So many words are left; a list is cut where the first does not fit any more."""

    def __init__(self, words: int) -> None:
        self.left = words

    def fitting(self, entries: Iterable[T], words: Callable[[T], int]) -> tuple[T, ...]:
        fitting = []
        for entry in entries:
            if (count := words(entry)) > self.left:
                break
            self.left -= count
            fitting.append(entry)
        return tuple(fitting)


class Layers:
    """Of a plan. The second and the third are chosen where somebody asks for them."""

    def __init__(self, plan: Plan, words: Words) -> None:
        self.of, self.asked = plan, _questions(plan)
        self.now = _now(plan, self.asked, words)
        self.quiet = [fired for fired in plan.alerts if not fired.alert.interrupts]
        self.notices = tuple(fired for fired in self.quiet if "notice" in fired.alert.told_with)
        """What a reader must know of the content itself: once on each face, not to be missed."""

    @cached_property
    def plan(self) -> Then:
        lines = [line for line in self.further if not _is_aside(line)]
        return Then(
            sections=tuple(_sections(self.of, lines)),
            notes=self.notes,
            unexplained=_without(self.now.unexplained, self.of.unexplained),
            checks=tuple(line for line in self.of.monitoring if _is_wanted(line)),
            questions=_without(self.now.questions, self.asked),
        )

    @cached_property
    def why(self) -> Why:
        return Why(
            lines=tuple(line for line in self.further if _is_aside(line)),
            alerts=_without((*self.notices, *self.notes), self.quiet),
            checks=tuple(line for line in self.of.monitoring if not _is_wanted(line)),
            questions=_without(self.asked, self.of.missing),
        )

    @property
    def further(self) -> tuple[Planned, ...]:
        """What is not said in *now*."""
        now = self.now
        in_now = [line for line in (*now.stop, *now.call, *now.today) if line not in now.brief]
        return _without(in_now, self.of.recommendations)

    @property
    def notes(self) -> tuple[Fired, ...]:
        standing = _standing(self.of)
        notes = (fired for fired in self.quiet if _is_note(fired, standing))
        return _without(self.notices, notes)


def _without(left_out: Sequence[T], entries: Iterable[T]) -> tuple[T, ...]:
    return tuple(entry for entry in entries if entry not in left_out)


# Now


def _now(plan: Plan, asked: Sequence[Missing], words: Words) -> Now:
    alerts = tuple(fired for fired in plan.alerts if fired.alert.interrupts)
    stop, call, doses = tuple(_stop(plan, alerts)), tuple(_call(plan)), _doses(plan)
    upcoming = _upcoming(plan)
    given = tuple(line for line in doses if line.status == "recommended") or doses[:1]
    always = [words.bottom_line(), *map(words.alert, alerts), *map(words.line, (*stop, *call))]
    coming = _coming(plan, upcoming)
    always += [*map(words.coming, coming), *map(words.check, upcoming[:1])]
    left = MOST_WORDS - sum(always)
    brief = given if sum(map(words.line, given)) > left else ()
    room = _Room(left - sum(map(words.dose if brief else words.line, given)))
    weighed = room.fitting(doses[len(given) :], words.line)
    unexplained = room.fitting(
        (result for result in plan.unexplained if result.urgent), words.result
    )
    following = room.fitting(upcoming[1:], words.check)
    waiting = room.fitting(_waiting(plan), words.check)
    questions = room.fitting(asked, words.question)
    acts = room.fitting(_acts(plan), words.line)
    return Now(
        alerts=alerts,
        stop=stop,
        call=call,
        today=(*given, *weighed, *acts),
        brief=brief,
        unexplained=unexplained,
        due=waiting,
        coming=coming,
        next=(*upcoming[:1], *following),
        questions=questions,
    )


def _of_today(line: Planned, plan: Plan) -> bool:
    return line.item.phase in plan.assessment.rules.once(_phases_of_today)


def _phases_of_today(rules: Rules) -> frozenset[str]:
    phases = rules.guideline.header.phases
    return frozenset(phase.id for phase in phases if phase.role in ("emergency", "first"))


def _stop(plan: Plan, alerts: Sequence[Fired]) -> Iterator[Planned]:
    stopped_by = {fired.alert.id for fired in alerts}
    for line in plan.recommendations:
        stops = line.item.action in ("withhold", "stop")
        if stops and _of_today(line, plan) and not stopped_by.intersection(line.item.said_by):
            yield line


def _call(plan: Plan) -> Iterator[Planned]:
    for line in plan.recommendations:
        asked = line.item.action == "refer" and line.status == "recommended"
        if asked and _of_today(line, plan):
            yield line


def _doses(plan: Plan) -> tuple[Planned, ...]:
    """Due today: what is recommended, then what is weighed; another way than the first is not."""
    doses = [line for line in plan.recommendations if _is_dose_of_today(line, plan)]
    return tuple(sorted(doses, key=lambda line: line.status != "recommended"))


def _is_dose_of_today(line: Planned, plan: Plan) -> bool:
    schedule = line.schedule
    if schedule is None or line.waits or line.status == "alternative":
        return False
    return schedule.first_due <= plan.as_of


def _acts(plan: Plan) -> Iterator[Planned]:
    """What else is done today: tests, and what is looked at."""
    for line in plan.recommendations:
        act = line.item.action in ("test", "assess") and line.status == "recommended"
        if act and _of_today(line, plan):
            yield line


def _waiting(plan: Plan) -> Iterator[Due]:
    return (line for line in plan.monitoring if _is_wanted(line) and line.status in WAITING)


def _upcoming(plan: Plan) -> tuple[Due, ...]:
    """All of the first day to come: in a plan the checks are in the order of their days."""
    checks = [line for line in plan.monitoring if _is_wanted(line) and line.status not in WAITING]
    later = [line for line in checks if line.due > plan.as_of]
    return tuple(line for line in later if line.due == later[0].due)


def _coming(plan: Plan, upcoming: Sequence[Due]) -> tuple[Planned, ...]:
    """The doses of the next day on which there are any, if it is not after the next check."""
    ahead = [
        (line.schedule.first_due, line)
        for line in plan.recommendations
        if line.schedule and line.status == "recommended" and not line.waits
        if line.schedule.first_due > plan.as_of
    ]
    first = min((day for day, _ in ahead), default=math.inf)
    if upcoming and first > upcoming[0].due:
        return ()
    return tuple(line for day, line in ahead if day == first)


def _is_wanted(line: Due) -> bool:
    return line.status in OPEN and not line.check.optional


def _questions(plan: Plan) -> tuple[Missing, ...]:
    today = plan.assessment.rules.once(_changing_today)
    questions = (
        missing
        for missing in plan.missing
        if missing.waited_for and not today.isdisjoint(missing.changes)
    )
    return tuple(islice(questions, MOST_QUESTIONS))


def _changing_today(rules: Rules) -> frozenset[str]:
    """The items by which the day would be another: alerts that interrupt, what is done today, and
    medicines of phases that are about to begin."""
    guideline = rules.guideline
    roles = {phase.id: phase.role for phase in guideline.header.phases}
    items = {alert.id for alert in guideline.alerts if alert.interrupts}
    for item in guideline.recommendations:
        gives = item.prescribe is not None and item.status != "alternative"
        if roles[item.phase] in ("emergency", "first") or (gives and roles[item.phase]):
            items.add(item.id)
    return frozenset(items)


# Plan and why


def _sections(plan: Plan, lines: Sequence[Planned]) -> Iterator[Section]:
    for phase in plan.phases:
        within = tuple(line for line in lines if line.item.phase == phase.phase.id)
        if within:
            yield Section(phase=phase, lines=within)


def _is_aside(line: Planned) -> bool:
    return line.item.action == "advise" and line.status == "alternative"


def _is_note(fired: Fired, standing: set[str]) -> bool:
    """A warning that nothing which stands in this plan tells in its place."""
    return fired.level == "warning" and standing.isdisjoint(fired.alert.told_with)


def _standing(plan: Plan) -> set[str]:
    standing = {"references"}
    for line in plan.recommendations:
        standing |= {line.item.id, line.item.phase}
    return standing | {line.check.id for line in plan.monitoring if line.status in OPEN}
