"""A patient for each kind of difference: a record that both planners have run, as plain as can be.

Three sources of them: who is there already (people.py), whom the solver finds, and those who are
shown with what happened to other people besides.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, cycle, islice, product

from hematinic.expressions.logic import Value
from hematinic.expressions.smt_values import Formula, conjunction
from hematinic.proof.difference.aside import of_each
from hematinic.proof.difference.lessons import lessons
from hematinic.proof.difference.model import Kind
from hematinic.proof.difference.people import Person, crossed, on_other_days, part, people, plainer
from hematinic.proof.difference.plain import PlainFacts, fewer_events
from hematinic.proof.difference.records import Planned, Records
from hematinic.proof.difference.seen import Seen
from hematinic.proof.difference.versions import Both, Versions
from hematinic.proof.vignettes import File

ATTEMPTS = 2
"""Records for what one patient is to show that the solver is asked for,"""
IN_ALL = 3000
"""shared out among all questions: of few more may be asked for each."""
FEWEST, MOST = 16, 40

AT_LAST, IN_ALL_AT_LAST = 6, 20
"""For what is left at last more are asked for, each with all that the others taught."""

MOVED = 600
"""So many of them are looked at of whom an event was on a day that tells the versions apart."""

ONE_IN = 7
"""Of all of them so many are looked at where nobody's plan differs."""

PARTS = 4
CROSSED = 400
"""So many people are made at a time of those who are shown and others."""

VERY_MANY, LOTS, ENOUGH = 200, 15, 4
"""Of more questions than these so many times at most, and so few records of the solver's are asked
for after the first that shows something: people show more in that time."""


@dataclass(frozen=True, slots=True)
class Question:
    """A kind of difference, within what was meant or beyond it (None: nobody said)."""

    kind: Kind
    beyond: bool | None


class Showing:
    """`shows`: of what two plans are the example. `open` is what is not shown yet."""

    def __init__(
        self,
        versions: Versions,
        formulas: Mapping[Question, Formula],
        shows: Callable[[Seen, Seen], set[Question]],
    ) -> None:
        self.versions, self.formulas, self.shows = versions, formulas, shows
        self.records, self.plain = Records(versions), PlainFacts(versions)
        self.open = dict.fromkeys(formulas)
        self.shown: dict[str, Planned] = {}
        """Patients by their files."""
        self.examples: dict[str, list[Question]] = {}
        """What each is the example of."""
        self.asked, self.lots = 0, 0
        self.first = IN_ALL
        """How many records had been asked for when the first was shown."""
        self.in_all = min(MOST, max(FEWEST, IN_ALL // max(1, len(formulas))))
        self.shows_of: dict[int, Set[Question]] = {}
        self.by_files: list[tuple[File, Set[Question]]] = []
        """What those show that were written for the solver's patients."""
        self.near: list[Person] = []
        """Records that the solver's patients were written as, and that did not show it."""

    def shown_in(self, planned: Planned | None) -> Set[Question]:
        if planned is None:
            return frozenset()
        key = id(planned)  # it stays: `Records` knows it by its file
        if key not in self.shows_of:
            self.shows_of[key] = self.shows(*planned.seen)
        return self.shows_of[key]

    def new(self, file: File) -> list[Question]:
        """What is open, and it shows."""
        return self.wanted(self.shown_by_file(file))

    def keep(self, planned: Planned | None) -> bool:
        """Whether it is the first to show something, which is not open any more."""
        new = self.wanted(self.shown_in(planned))
        if planned is None or not new:
            return False
        self.first = min(self.first, self.asked)
        key = repr(planned.file)
        self.shown[key] = planned
        self.examples.setdefault(key, []).extend(new)
        for question in new:
            del self.open[question]
        return True

    # Who is there already

    @cached_property
    def others(self) -> list[Person]:
        return [*people(self.versions.planners[1].rules)]

    @cached_property
    def people(self) -> list[tuple[Person, Set[Question]]]:
        """Those whose plans differ, each with how."""
        return self.differing(self.others)

    def differing(self, those: Sequence[Person]) -> list[tuple[Person, Set[Question]]]:
        shown = zip(those, of_each(self.shown_of, those), strict=True)
        return [(person, shows) for person, shows in shown if shows]

    def shown_of(self, person: Person) -> set[Question]:
        return self.shows(*self.versions.seen(self.records.facts(person)))

    @property
    def moved(self) -> Iterator[Person]:
        """With something that the versions take otherwise on a day that tells them apart."""
        told_apart = self.records.told_apart
        return chain.from_iterable(on_other_days(each, *told_apart) for each in self.others)

    def by_people(self) -> None:
        self.cover(self.people)
        self.cover(self.differing([*islice(self.moved, MOVED)]))

    def nearly(self) -> Iterator[Planned]:
        """Those from whose records something is taken otherwise, though their plans are the same:
        of each such fact somebody with the most and the least of it, and little besides."""
        some = [*islice(self.moved, 0, None, ONE_IN)]
        taken = of_each(self.records.taken_otherwise, some)
        for name in self.versions.apart.changed:
            those = [
                (of[name], person) for of, person in zip(taken, some, strict=True) if name in of
            ]
            for choose in (max, min) if those else ():
                both, person = choose(those, key=lambda candidate: [*map(_height, candidate[0])])
                if planned := self.taking(name, both, person):
                    yield planned

    def taking(self, name: str, both: tuple[Value, Value], person: Person) -> Planned | None:
        taken = self.records.taken_otherwise
        least = plainer(person, lambda tried: taken(tried).get(name) == both)
        return self.records.planned(self.records.file(least))

    def cover(self, left: Sequence[tuple[Person, Set[Question]]]) -> None:
        """Whoever shows most of what is not shown yet, until nobody shows more."""
        while left := [candidate for candidate in left if candidate[1] & self.open.keys()]:
            best = max(left, key=lambda candidate: len(candidate[1] & self.open.keys()))
            self.keep(self.plainest(best[0], best[1] & self.open.keys()))
            left = [candidate for candidate in left if candidate is not best]

    def plainest(self, person: Person, wanted: Set[Question]) -> Planned | None:
        """A person without the events that are not needed to show all that is wanted."""
        least = plainer(person, lambda tried: wanted <= self.shown_of(tried))
        return self.records.planned(self.records.file(least))

    # Those who are shown, with what happened to others

    @cached_property
    def supply(self) -> Iterator[Person]:
        """Of each a part at a time: too much that happened undoes what a patient shows."""
        parts = (part(person, i, PARTS) for i in range(PARTS) for person in self.others)
        return cycle(parts)

    def cross(self, in_vain: int = 1) -> None:
        """As long as it shows more, but for so many times; and of so many people in all."""
        while self.open and self.shown and in_vain:
            if self.very_many and self.lots >= LOTS:
                return
            self.lots += 1
            if not self.crossed():
                in_vain -= 1

    def crossed(self) -> bool:
        """First with those whose records were tried and lacked something."""
        shown = [self.records.person(planned) for planned in self.shown.values()]
        tried = islice(product(shown, self.near), CROSSED)
        pairs = chain(tried, zip(cycle(shown), islice(self.supply, CROSSED)))
        combined = self.differing([crossed(person, other) for person, other in pairs])
        self.near.clear()
        before = len(self.open)
        self.cover(combined)
        return len(self.open) < before

    # Whom the solver finds

    def wanted(self, among: Set[Question]) -> list[Question]:
        """In the order in which they were asked."""
        return [question for question in self.open if question in among]

    @property
    def spent(self) -> bool:
        """No more records are asked of the solver: of very many kinds few, once one is shown."""
        return self.very_many and self.asked >= min(self.in_all, self.first + ENOUGH)

    @property
    def very_many(self) -> bool:
        return len(self.formulas) > VERY_MANY

    def example(self, wanted: Sequence[Question], attempts: int = ATTEMPTS) -> bool:
        """As a file that shows some of it by both planners."""

        def holds(tried: Both) -> bool:
            return self.shows(*self.versions.seen(tried)) >= {*wanted}

        asked = [self.formulas[question] for question in wanted]
        learned: list[Formula] = []
        for _ in range(min(attempts, self.in_all - self.asked)):
            self.asked += 1
            model = self.versions.plain_model(conjunction(*asked, *learned))
            if model is None:
                break
            start = self.versions.patient(model)
            if not holds(start):
                break
            if self.keep(self.written(wanted, self.plain.shrink(start, holds))):
                return True
            lemmas = [*self.lessons(start)]
            self.near += self.tried(start)
            if not lemmas:
                break
            learned = lemmas
        return False

    def at_last(self, question: Question) -> bool:
        return self.example([question], AT_LAST) or self.is_there(question)

    def tried(self, both: Both) -> Iterator[Person]:
        for file in islice(self.records.files(both), 1):
            if planned := self.records.planned(file):
                yield self.records.person(planned)

    def is_there(self, question: Question) -> bool:
        """Of the files that were tried for others, and of people who are there, the first of whom
        it is so."""
        for planned in [*self.records.known.values()]:
            if planned is not None and question in self.shown_in(planned):
                return self.keep(self.fewer([question], planned.file))
        for file, shows in self.by_files:
            if question in shows:
                return self.keep(self.fewer([question], file))
        return any(
            self.keep(self.plainest(person, {question}))
            for person, shows in self.people
            if question in shows
        )

    def shown_by(self, wanted: Iterable[Question], file: File) -> bool:
        return {*wanted} <= self.shown_by_file(file)

    def fewer(self, wanted: Sequence[Question], file: File) -> Planned | None:
        least = fewer_events(file, lambda tried: self.shown_by(wanted, tried))
        return self.records.planned(least)

    def lessons(self, both: Both) -> Iterator[Formula]:
        """What the record says that was to give these facts: where just this is known of what some
        events are of, that is known of it too. It guides the search for a record, and no proof."""
        for file in islice(self.records.files(both), 1):
            planned = self.records.planned(file)
            for i, world in enumerate(self.versions.worlds):
                if planned is not None:
                    yield from lessons(world, both[i], planned.seen[i].values)

    def written(self, wanted: Sequence[Question], both: Both) -> Planned | None:
        """A file that shows all that is wanted, or else the first of it that any shows."""
        files = [*self.records.files(both)]
        shows = of_each(self.shown_by_file, files)
        self.by_files += [each for each in zip(files, shows, strict=True) if each[1]]
        for asked in ([*wanted], [*wanted[:1]]):
            for file, shown in zip(files, shows, strict=True):
                if shown >= {*asked}:
                    return self.fewer(asked, file)
        return None

    def shown_by_file(self, file: File) -> Set[Question]:
        return self.shown_in(self.records.planned(file))


def _height(value: Value) -> float:
    return value[0] if isinstance(value, tuple) else -math.inf
