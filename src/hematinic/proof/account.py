"""The account of results: one that lies beyond its limits is spoken of, in whatever company.

What no line speaks of a plan tells by the first row of its element (`beyond:`) that holds. So a
result could be passed over in silence only where no row holds of a patient: each is meant for
others, or its limit is not known. That there is no such patient is proved. And results just beyond
each limit are put into generated records, whose plans must name them.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from hematinic.expressions.logic import Value
from hematinic.expressions.logic import compare as compared
from hematinic.expressions.smt import compare
from hematinic.expressions.smt_values import (
    Formula,
    Span,
    Word,
    conjunction,
    disjunction,
    negation,
)
from hematinic.guideline import layout
from hematinic.guideline.beyond import Beyond
from hematinic.guideline.model import Element
from hematinic.guideline.speaks import speaks
from hematinic.plan.model import Plan
from hematinic.proof.generated import generated
from hematinic.proof.invariants import Proof, refute
from hematinic.proof.record_files import record_file
from hematinic.proof.run import Run
from hematinic.proof.vignettes import File
from hematinic.proof.world import World
from hematinic.record.events import Event, Record

SIDES = ("below", "above")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an element, asked of a patient in symbols and of one that is run."""

    element: Element
    i: int

    @property
    def row(self) -> Beyond:
        return self.element.beyond[self.i]

    @property
    def side(self) -> str:
        return "among" if self.row.values else "below" if self.row.below else "above"

    @property
    def limit_text(self) -> str:
        return self.row.limit[1] or " or ".join(self.row.values)

    # In symbols

    def meant(self, world: World) -> Formula:
        """It is not known to be for others, and its limit is known."""
        when = world.truth(layout.limit_when(self.element.name, self.i))
        return conjunction(negation(when.false), self.limit(world).known)

    def limit(self, world: World) -> Span:
        value = world.encoder.names[layout.limit(self.element.name, self.i)]
        assert isinstance(value, Span)
        return value

    def passed(self, world: World, value: Span) -> Formula:
        """The value may lie beyond its limit; of an unknown limit it is not said."""
        beyond = compare(self.row.operator, value, self.limit(world))
        return disjunction(negation(self.limit(world).known), negation(beyond.false))

    # Of one patient

    def is_meant(self, run: Run) -> bool:
        at = run.rules.layout.beyond[self.element.name][self.i]
        known = at.limit is None or run.values[at.limit] is not None
        return known and run.values[at.when] is not False

    def is_passed(self, run: Run) -> bool:
        at = run.rules.layout.beyond[self.element.name][self.i]
        limit = None if at.limit is None else run.values[at.limit]
        value = measured(run, self.element)
        return limit is None or compared(self.row.operator, value, limit) is not False


def measured(run: Run, element: Element) -> Value:
    return run.values[run.rules.slots[element.name]]


def account(world: World) -> Iterator[Proof]:
    for element in world.rules.guideline.elements.values():
        rows = [Row(element, i) for i in range(len(element.beyond))]
        if element.kind == "quantity":
            for side in SIDES:
                if of_side := [row for row in rows if row.side == side]:
                    yield _told_to_everybody(world, element, side, of_side)
        elif rows:
            yield from _each_word(world, element, rows)


def _told_to_everybody(world: World, element: Element, side: str, rows: Sequence[Row]) -> Proof:
    """Nobody has such a result and no row for it."""
    value = world.encoder.names[element.name]
    assert isinstance(value, Span)
    nobody = conjunction(
        value.known,
        *(negation(row.meant(world)) for row in rows),
        *(row.passed(world, value) for row in rows),
    )

    def silent(run: Run) -> bool:
        known = measured(run, element) is not None
        passed = all(row.is_passed(run) for row in rows)
        return known and passed and not any(row.is_meant(run) for row in rows)

    name = f"{element.label} {side} its limits: for everybody"
    because = "Each patient has a limit on this side, whatever else is recorded or is not."
    return refute(world, name, because, nobody, silent)


def _each_word(world: World, element: Element, rows: Sequence[Row]) -> Iterator[Proof]:
    """Likewise of a result in words."""
    value = world.encoder.names[element.name]
    assert isinstance(value, Word)
    for word in dict.fromkeys(word for row in rows for word in row.row.values):
        own = [row for row in rows if word in row.row.values]
        whens = [world.truth(layout.limit_when(element.name, row.i)) for row in own]
        is_said = conjunction(value.known, value.number == world.encoder.words.number(word))
        nobody = conjunction(is_said, *(when.false for when in whens))

        def silent(run: Run, word: str = word, own: Sequence[Row] = own) -> bool:
            return measured(run, element) == word and not any(row.is_meant(run) for row in own)

        name = f"{element.label} {word}: for everybody"
        because = "Such a result is told of each patient, whatever else is recorded or is not."
        yield refute(world, name, because, nobody, silent)


# Tested on generated records

COMPANIES = 12
"""How many records each result is put into."""


@dataclass(frozen=True, slots=True)
class Silent:
    """A result beyond its limit that the plan of a record does not name."""

    claim: str
    record: File


@dataclass(slots=True)
class ResultsSpokenOf:
    results: int = 0
    silent: tuple[Silent, ...] = ()


def results_spoken_of(world: World, companies: int = COMPANIES, seed: int = 1) -> ResultsSpokenOf:
    """Of each row of each element a result just beyond it, in the company of other records."""
    guideline, as_of = world.rules.guideline, world.usual_day
    spoken, results = speaks(guideline), ResultsSpokenOf()
    for record in generated(guideline, as_of, companies, seed):
        facts = Run(world.planner, world.planner.extractor.facts(record, as_of).values)
        for element in guideline.elements.values():
            for row in (Row(element, i) for i in range(len(element.beyond))):
                with_it = _with_a_result(record, row, facts, as_of)
                if with_it is None:
                    continue
                results.results += 1
                plan = world.planner.plan(with_it, as_of)
                if not _names(plan, element, spoken[element.name]):
                    claim = f"{element.label} {row.side} {row.limit_text} is spoken of"
                    silent = Silent(claim, record_file(with_it, guideline, as_of))
                    results.silent = (*results.silent, silent)
    return results


def _with_a_result(record: Record, row: Row, run: Run, as_of: int) -> Record | None:
    """The record with one result more, of today and beyond the row's limit; None where the row is
    not meant for such a patient."""
    value = _beyond(row, run)
    if value is None or not row.is_meant(run):
        return None
    day = float(as_of)
    event = Event(kind="observed", name=row.element.name, day=(day, day), value=value)
    earlier = tuple(event for event in record.events if event.name != row.element.name)
    return msgspec.structs.replace(record, events=(*earlier, event))


def _beyond(row: Row, run: Run) -> Value:
    if row.row.values:
        return row.row.values[0]
    at = run.rules.layout.beyond[row.element.name][row.i].limit
    limit = None if at is None else run.values[at]
    if not isinstance(limit, tuple):
        return None
    point = round(limit[0] * (0.99 if row.row.below else 1.01), 4)
    low, high = row.element.possible or (0.0, float("inf"))
    return (point, point) if low <= point <= high else None


def _names(plan: Plan, element: Element, spoken: Collection[str]) -> bool:
    """Whether it is told by itself, explained by a finding, or stands in a line that names it."""
    named = {result.element.name for result in plan.unexplained}
    named |= {result.element.name for result in plan.explained}
    standing = {line.item.id for line in plan.recommendations}
    standing |= {fired.alert.id for fired in plan.alerts}
    standing |= {due.check.id for due in plan.monitoring}
    return element.name in named or bool(standing.intersection(spoken))
