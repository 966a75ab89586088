"""A patient whose plan differs, made as plain as can be: by facts first, then by events."""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from hematinic.expressions.logic import Value
from hematinic.guideline.names import PATIENT
from hematinic.guideline.rules import Rules
from hematinic.proof.difference.versions import Both, Versions
from hematinic.proof.shrink import PASSES, Shrinker
from hematinic.proof.vignettes import File

Holds = Callable[[Both], bool]


class PlainFacts:
    """What does not matter is left unrecorded, and what does is exact and round."""

    def __init__(self, versions: Versions) -> None:
        self.versions, self.apart = versions, versions.apart
        self.shrinkers = [Shrinker(world.planner, world.domains) for world in versions.worlds]
        for shrinker, ties in zip(self.shrinkers, versions.ties, strict=True):
            shrinker.relations += ties
        self.slots = [world.rules.slots for world in versions.worlds]

    def shrink(self, both: Both, holds: Holds) -> Both:
        after = self.versions.planners[1].rules
        names = [*reversed(after.names[: after.facts])]
        both = self.halved(both, [name for name in names if name not in PATIENT], holds)
        for _ in range(PASSES):
            before = both
            for name in (*self.apart.gone, *names):
                both = self.plainer(both, name, holds)
            if both == before:
                break
        for name in names:
            both = self.usual(both, name, holds)
        return both

    def usual(self, both: Both, name: str, holds: Holds) -> Both:
        """What is strange (recorded both ways, beyond what patients have, not exact) is as it is in
        most patients where that will do."""
        sides = [i for i, slots in enumerate(self.slots) if name in slots]
        i = sides[-1]
        value = both[i][self.slots[i][name]]
        for other in self.common(name, self.versions.planners[i].rules, value):
            tried = both
            for side in sides:
                tried = self.replaced(tried, name, side, other)
            if self.fits(tried, name) and self.possible(tried) and holds(tried):
                return tried
        return both

    def common(self, name: str, rules: Rules, value: Value) -> Iterator[Value]:
        kind = rules.types[name]
        if value is None and name not in PATIENT and rules.defaults[rules.slots[name]] is not None:
            yield from (True, False) if kind.kind == "boolean" else ()
        if not isinstance(value, tuple) or kind.kind != "quantity":
            return
        element = rules.guideline.elements.get(kind.analyte or "")
        if element is None or element.plausible is None:
            return
        low, high = element.plausible
        if value[0] == value[1] and low <= value[0] <= high:
            return
        for point in _between(low, high, rules.compared.get(element.name, ()), value[0]):
            yield (point, point)

    def replaced(self, both: Both, name: str, side: int, value: Value) -> Both:
        facts = self.put(both, name, side, value)
        return (facts, both[1]) if side == 0 else (both[0], facts)

    def halved(self, both: Both, names: list[str], holds: Holds) -> Both:
        """Many facts left unrecorded at once, and fewer where that is too many."""
        names = [name for name in names if self.recorded(both, name)]
        if not names:
            return both
        tried = both
        for name in names:
            tried = self.blank(tried, name)
        fits = all(self.fits(tried, name) for name in names) and self.possible(tried)
        if fits and holds(tried):
            return tried
        if len(names) == 1:
            return both
        half = len(names) // 2
        return self.halved(self.halved(both, names[:half], holds), names[half:], holds)

    def recorded(self, both: Both, name: str) -> bool:
        return both != self.blank(both, name)

    def blank(self, both: Both, name: str) -> Both:
        before, after = (
            self.put(both, name, i, shrinker.rules.defaults[slots[name]])
            if name in slots
            else facts
            for i, (shrinker, slots, facts) in enumerate(
                zip(self.shrinkers, self.slots, both, strict=True)
            )
        )
        return before, after

    def plainer(self, both: Both, name: str, holds: Holds) -> Both:
        for tried in self.tried(both, name):
            if self.fits(tried, name) and self.possible(tried) and holds(tried):
                return tried
        return both

    def tried(self, both: Both, name: str) -> Iterator[Both]:
        before, after = (shrinker for shrinker in self.shrinkers)
        if name in self.apart.gone:
            for value in before.plainer(self.slots[0][name], both[0][self.slots[0][name]]):
                yield self.put(both, name, 0, value), both[1]
        elif name in self.apart.alone:
            for value in after.plainer(self.slots[1][name], both[1][self.slots[1][name]]):
                yield both[0], self.put(both, name, 1, value)
        else:
            yield from self.tried_in_both(both, name, own=name in self.apart.own)

    def tried_in_both(self, both: Both, name: str, *, own: bool) -> Iterator[Both]:
        now = [facts[slots[name]] for facts, slots in zip(both, self.slots, strict=True)]
        if not own:
            for value in self.shrinkers[1].plainer(self.slots[1][name], now[1]):
                yield self.put(both, name, 0, value), self.put(both, name, 1, value)
            return
        blank = [shrinker.rules.defaults[slots[name]]
                 for shrinker, slots in zip(self.shrinkers, self.slots, strict=True)]  # fmt: skip
        if now != blank and name not in PATIENT:
            yield self.put(both, name, 0, blank[0]), self.put(both, name, 1, blank[1])
        for side in (0, 1):
            for value in self.shrinkers[side].plainer(self.slots[side][name], now[side]):
                first = self.put(both, name, 0, value) if side == 0 else both[0]
                yield first, self.put(both, name, 1, value) if side == 1 else both[1]

    def put(self, both: Both, name: str, side: int, value: Value) -> list[Value]:
        slot = self.slots[side][name]
        return [*both[side][:slot], value, *both[side][slot + 1 :]]

    def fits(self, both: Both, name: str) -> bool:
        """Whether one record may give both values of a fact that is taken otherwise."""
        if name not in self.apart.changed:
            return True
        before, after = (facts[slots[name]] for facts, slots in zip(both, self.slots, strict=True))
        return self.apart.fit(name, before, after)

    def possible(self, both: Both) -> bool:
        return all(s.possible(facts) for s, facts in zip(self.shrinkers, both, strict=True))


def _between(low: float, high: float, limits: Iterable[float], near: float) -> list[float]:
    """A round number on each side of every limit, the nearest first."""
    ends = sorted({low, high, *(limit for limit in limits if low < limit < high)})
    points = {_round((a + b) / 2) for a, b in pairwise(ends)} | set(ends)
    return sorted((p for p in points if low <= p <= high), key=lambda p: abs(p - near))


def _round(value: float) -> float:
    return float(f"{value:.2g}")


def fewer_events(file: File, holds: Callable[[File], bool]) -> File:
    """Without the events, and what else, that are not needed."""
    for key in ("local_limits", "jurisdiction"):
        without = {k: v for k, v in file.items() if k != key}
        if key in file and holds(without):
            file = without
    for key in ("birth_date", "sex"):
        patient = {k: v for k, v in file["patient"].items() if k != key}
        without = file | {"patient": patient}
        if key in file["patient"] and holds(without):
            file = without
    i = 0
    while i < len(file["events"]):
        without = file | {"events": [*file["events"][:i], *file["events"][i + 1 :]]}
        if holds(without):
            file = without
        else:
            i += 1
    return file
