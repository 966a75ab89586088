"""Results beyond their limits that nothing in a plan speaks of.

A line speaks of a result if it would not stand were the result within its limits, and its text
names it. The question is put to the guideline itself: the facts that were taken from the result are
given a usual value, and the conditions of the lines that name it are computed anew. What no line
speaks of is told by itself: with the finding that explains it, or with whom to ask and how soon. So
no abnormal result is passed over in silence.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hematinic.expressions.logic import Span, Value, compare
from hematinic.guideline.beyond import URGENT, Beyond
from hematinic.guideline.model import Element, Guideline
from hematinic.guideline.probes import Probe
from hematinic.guideline.rules import Rules
from hematinic.plan.assess import Assessment
from hematinic.plan.model import Explained, Unexplained
from hematinic.record.events import Event


@dataclass(frozen=True, slots=True)
class _Row:
    beyond: Beyond
    limit: int | None
    when: int
    operator: str
    """What a value beyond the limit is to it; empty of a result in words."""
    last: bool
    """Whether it is the usual limit of its side."""


@dataclass(frozen=True, slots=True)
class _Measured:
    """An element that has limits, or whose laboratory may print some."""

    element: Element
    rows: tuple[_Row, ...]
    probe: Probe


class Limits:
    """The limits of every measured element, ready for any patient of one guideline."""

    def __init__(self, rules: Rules) -> None:
        self.printed = rules.guideline.header.printed
        self.first = frozenset(_first(rules.guideline))
        self.measured = {
            name: _Measured(element, _rows(rules, element), rules.probes[name])
            for name, element in rules.guideline.elements.items()
            if element.kind in ("quantity", "result") and (element.beyond or self.printed)
        }

    def beyond_limits(
        self, events: Iterable[Event], assessment: Assessment, standing: frozenset[str]
    ) -> tuple[tuple[Unexplained, ...], tuple[Explained, ...]]:
        """Of the last results of each element those beyond a limit that no standing line speaks of:
        what nothing explains, the most urgent first; and what a finding explains."""
        unexplained, explained = [], []
        for measured, event in self.last(events):
            row = self.beyond(measured, event, assessment.values)
            # What cannot wait is not answered by a line for some day to come:
            # only lines of today and alerts count as having spoken of it.
            heard = standing if row is None or row.how_soon not in URGENT else standing & self.first
            if row is None or self.spoken(measured, event, assessment, heard):
                continue
            # Known to hold, and not only likely: an explanation that is itself in doubt explains
            # nothing away.
            by = tuple(name for name in row.explained_by if assessment.value(name) is True)
            if by:
                explained.append(Explained(element=measured.element, event=event, by=by))
            else:
                unexplained.append(Unexplained(element=measured.element, event=event, row=row))
        unexplained.sort(key=lambda result: result.urgency)
        return tuple(unexplained), tuple(explained)

    def last(self, events: Iterable[Event]) -> Iterator[tuple[_Measured, Event]]:
        """The results that no later one of the same element supersedes; those of one time all."""
        latest: dict[str, list[Event]] = {}
        for event in events:
            if event.kind == "observed" and (name := event.name) in self.measured:
                newest = latest.get(name)
                if newest is None or (day := event.day[1]) > (last_day := newest[0].day[1]):
                    latest[name] = [event]
                elif day == last_day:
                    # Two results with one time and different values: neither is "the last", and
                    # each is looked at.
                    time, of_newest = _time(event), _time(newest[0])
                    if time > of_newest:
                        latest[name] = [event]
                    elif time == of_newest:
                        newest.append(event)
        for name, last in latest.items():
            for event in last:
                yield self.measured[name], event

    # Beyond

    def beyond(self, measured: _Measured, event: Event, values: Sequence[Value]) -> Beyond | None:
        """The first row whose limit the result lies beyond, or may lie beyond."""
        if isinstance(event.value, str):
            rows = (row.beyond for row in measured.rows if values[row.when] is not False)
            return next((row for row in rows if event.value in row.values), None)
        if not isinstance(event.value, tuple):
            return None
        for row in measured.rows:
            if event.reference and row.last:
                continue  # the laboratory's own goes before it
            limit = None if row.limit is None else values[row.limit]
            if limit is None or values[row.when] is False:
                continue
            # Not ruled out is enough: "<5" may lie below a limit of 3. Rows stand from the most
            # urgent on, so that the hardest that may hold is told.
            if compare(row.operator, event.value, limit) is not False:
                return row.beyond
        return self.beyond_printed(measured, event.value, event.reference, values)

    def beyond_printed(
        self,
        measured: _Measured,
        value: Span,
        reference: tuple[float, float] | None,
        values: Sequence[Value],
    ) -> Beyond | None:
        if reference is None:
            return None
        least, most = ((end, end) for end in reference)
        # As in `beyond`: inside only what is inside for certain.
        low = compare(">=", value, least) is not True
        if not low and compare("<=", value, most) is True:
            return None
        rows = [r for r in measured.rows if r.operator and bool(r.beyond.below) is low]
        # The laboratory's limit is the usual one, so it stands in for the guideline's mildest row
        # of that side; the harder ones have been looked at before.
        own = [r.beyond for r in rows if values[r.when] is not False]
        return own[-1] if own else self.printed

    # Spoken of

    def spoken(
        self,
        measured: _Measured,
        event: Event,
        assessment: Assessment,
        standing: frozenset[str],
    ) -> bool:
        probe, sources = measured.probe, assessment.facts.sources
        # The question to the guideline, on an example: 2.9, and "repeat it today" stands.
        # Were it 4.0, would that line still stand? If not, it speaks of the result.
        candidates = [
            slot for item, slots in probe.items.items() if item in standing for slot in slots
        ]
        taken = [slot for slot in probe.facts if sources.get(slot) is event]
        if not candidates or not taken:
            return False
        values = assessment.values
        usual = self.usual(measured, event, values)
        # Put back below: a copy of two thousand values costs as much as the question.
        changed = (*taken, *probe.computed)
        before = [values[slot] for slot in changed]
        stood = [values[slot] for slot in candidates]
        try:
            # Only the facts that this very result gave: a baseline from another day keeps its
            # value.
            for slot in taken:
                values[slot] = usual
            probe.program.fill(values)
            return [values[slot] for slot in candidates] != stood
        finally:
            for slot, value in zip(changed, before, strict=True):
                values[slot] = value

    def usual(self, measured: _Measured, event: Event, values: Sequence[Value]) -> Value:
        element = measured.element
        if isinstance(element.usual, str):
            return element.usual
        if element.usual is not None:
            return (element.usual, element.usual)
        if event.reference:
            middle = (event.reference[0] + event.reference[1]) / 2
            return (middle, middle)
        return _within(measured, values)


def _time(event: Event) -> tuple[float, float, int, int]:
    """Last and first day, minute, and when it was written down."""
    return event.day[1], event.day[0], event.minute, event.recorded


def _within(measured: _Measured, values: Sequence[Value]) -> Value:
    """A value between the mildest limits of both sides."""
    sides: dict[str, float] = {}
    for row in measured.rows:
        limit = None if row.limit is None else values[row.limit]
        if isinstance(limit, tuple):
            sides["below" if row.beyond.below else "above"] = limit[0]
    low, high = sides.get("below"), sides.get("above")
    if low is not None and high is not None:
        middle = (low + high) / 2
    elif low is not None:
        # With a limit on one side only: clearly inside it.
        middle = low * 1.5
    elif high is not None:
        middle = high / 2
    else:
        return None
    return (middle, middle)


def _first(guideline: Guideline) -> Iterator[str]:
    """The lines that stand first or interrupt; no other speaks of what cannot wait."""
    phases = {phase.id for phase in guideline.header.phases if phase.role in ("emergency", "first")}
    yield from (line.id for line in guideline.recommendations if line.phase in phases)
    yield from (alert.id for alert in guideline.alerts if alert.level != "information")


def _rows(rules: Rules, element: Element) -> tuple[_Row, ...]:
    slots = rules.layout.beyond.get(element.name, ())
    sides = [bool(row.below) for row in element.beyond]
    return tuple(
        # The last of its side is the mildest: the usual limit of normal, before which a
        # laboratory's own goes.
        _Row(row, at.limit, at.when, row.operator if row.limit[1] else "", side not in sides[i:])
        for i, (row, at, side) in enumerate(zip(element.beyond, slots, sides, strict=True), 1)
    )
