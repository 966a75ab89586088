"""Finds a pair for a rule: the smallest of the patients given or of the solver's, and from there
the nearest who does not get it. What is found is kept as a file, and read by people."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from hematinic.proof.one_of_each.near import DAY, Neighbors, Step
from hematinic.proof.one_of_each.pair import Event, Pair
from hematinic.proof.one_of_each.run import Runner, for_everybody, gotten
from hematinic.proof.one_of_each.smaller import changed, smaller
from hematinic.proof.vignettes import File, vignette
from hematinic.proof.world import UndecidedError, World
from hematinic.record.events import RecordError

TRIED = 6
"""Of the patients who get a rule, how many are made smaller."""


class Finder:
    """`rules`: those that are looked for, where it is not all of the guideline."""

    def __init__(
        self, runner: Runner, patients: Iterable[File] = (), rules: Iterable[str] = ()
    ) -> None:
        self.runner, self.rules = runner, runner.rules
        self.neighbors = Neighbors(self.rules)
        self.given: dict[str, list[tuple[int, int, int]]] = {}
        self.patients = [*patients]
        self.wanted = [*rules] or [*self.rules.items]
        self.widely = self._read_by()
        for i, file in enumerate(self.patients):
            self._sort_in(i, file)

    def _sort_in(self, i: int, file: File) -> None:
        try:
            assessment = self.runner.assessment(file)
        except RecordError:
            return
        for rule in self.wanted:
            if self.runner.outcome_of(rule, assessment) == "gets it":
                rank = (-self.runner.certain(rule, assessment), len(file["events"]), i)
                self.given.setdefault(rule, []).append(rank)

    def _read_by(self) -> dict[str, int]:
        """Of each element and medicine how many rules ask for it."""
        asking: dict[str, int] = {}
        for rule in self.rules.items:
            for name in self.neighbors.read(rule):
                asking[name] = asking.get(name, 0) + 1
        return asking

    def pair(self, rule: str) -> Pair | None:
        """None where none is found."""
        seeds = [self.patients[i] for _, _, i in sorted(self.given.get(rule, []))[:TRIED]]
        seeds += self.of_solver(rule) if len(seeds) < TRIED else []
        smallest = [self.smallest(rule, seed) for seed in seeds]
        smallest.sort(key=lambda file: (-self.certain(rule, file), self.size(file)))
        for file in smallest:
            if (near := self.near_miss(rule, file)) is not None:
                return near
        if smallest and for_everybody(self.runner.planner, rule):
            return Pair(rule=rule, gets_it=smallest[0])
        return None

    def of_solver(self, rule: str) -> list[File]:
        world = World(self.runner.planner)
        try:
            facts = world.find_plain(gotten(world, rule))
        except UndecidedError:
            return []
        if facts is None:
            return []
        file = vignette(self.runner.planner, facts).file
        return [file] if self.runner.outcome(file, rule) == "gets it" else []

    def certain(self, rule: str, file: File) -> int:
        return self.runner.certain(rule, self.runner.assessment(file))

    def smallest(self, rule: str, seed: File) -> File:
        certainty = self.certain(rule, seed)

        def holds(file: File) -> bool:
            try:
                assessment = self.runner.assessment(file)
            except RecordError:
                return False
            outcome = self.runner.outcome_of(rule, assessment)
            return outcome == "gets it" and self.runner.certain(rule, assessment) >= certainty

        return smaller(seed, holds, self.common)

    def common(self, event: Event) -> int:
        return self.widely.get(self.neighbors.about(event), 0)

    def size(self, file: File) -> tuple[int, int, int]:
        """Events first; then what is plainly written, of what many rules ask for."""
        events: list[Event] = file["events"]
        elements = self.rules.guideline.elements
        odd = sum(
            isinstance(event["value"], str) or event.get("unit") != element.unit
            for event in events
            if (element := elements.get(event.get("observed", ""))) and element.kind == "quantity"
        )
        return len(events) + odd, sum(map(len, events)), -sum(map(self.common, events))

    # The near miss

    def near_miss(self, rule: str, file: File) -> Pair | None:
        steps = sorted(self.neighbors.of(file, rule), key=lambda step: self.rank(step))
        for step in steps:
            if self.runner.outcome(step.file, rule) == "does not":
                gets_it, just_not = self.closer(rule, file, step)
                return Pair(rule=rule, gets_it=gets_it, just_not=just_not)
        return None

    def rank(self, step: Step) -> tuple[int, int]:
        """What tells most first; of those, what fewest other rules ask for."""
        return (step.kind, self.widely.get(step.about, 0))

    def closer(self, rule: str, gets_it: File, step: Step) -> tuple[File, File]:
        """Both sides of the limit that lies between two numbers or two days."""
        just_not = step.file
        if step.between is None:
            return gets_it, just_not
        kind, i, key = step.between
        while (
            between := _between(gets_it, just_not, kind, i, key, self._step(just_not, i, key))
        ) is not None:
            match self.runner.outcome(between, rule):
                case "gets it":
                    gets_it = between
                case "does not":
                    just_not = between
                case _:
                    break
        return gets_it, just_not

    def _step(self, file: File, i: int, key: str) -> float:
        if key == "dose":
            return 1.0 if file["events"][i]["dose"] >= 10 else 0.1
        if key != "value":
            return 1.0
        event = file["events"][i]
        element = self.rules.guideline.elements[event["observed"]]
        return 10.0**-element.decimals


def _between(
    gets_it: File, just_not: File, kind: str, i: int, key: str, step: float
) -> File | None:
    """In the middle, on a number as it is printed; None where the two are next to each other."""
    first, last = _at(gets_it, i, key), _at(just_not, i, key)
    if kind == DAY:
        days = date.fromisoformat(last) - date.fromisoformat(first)
        if abs(days.days) <= 1:
            return None
        half = timedelta(days=int(days.days / 2))
        return _with(gets_it, i, key, (date.fromisoformat(first) + half).isoformat())
    if abs(last - first) <= step * 1.001:
        return None
    middle = round((first + last) / 2 / step) * step
    middle = round(middle, 6)
    if min(abs(middle - first), abs(middle - last)) < step / 1000:
        return None
    return _with(gets_it, i, key, int(middle) if middle == int(middle) else middle)


def _at(file: File, i: int, key: str) -> Any:
    if i >= 0:
        return file["events"][i][key]
    return file["patient"][key] if key == "birth_date" else file[key]


def _with(file: File, i: int, key: str, value: object) -> File:
    if i >= 0:
        return changed(file, i, file["events"][i] | {key: value})
    if key == "birth_date":
        return {**file, "patient": file["patient"] | {key: value}}
    return {**file, key: value}
