"""A patient's record as it stood on a day, asked in the plainest way; for the truth only."""

from collections.abc import Iterator
from math import inf
from operator import attrgetter
from typing import Literal

from hematinic.sample.laboratory import UNITS, canonical
from hematinic.sample.model import Happening, Simulated

Span = tuple[float, float]
Known = bool | None

B12 = ("hydroxocobalamin", "cyanocobalamin")
TABLETS = ("ferrous_sulfate", "ferrous_fumarate")
INFUSIONS = ("ferric_carboxymaltose",)
IRON = (*TABLETS, *INFUSIONS)

CURRENT, OVER = 42, 100
"""Days after its end: within the first a course of iron is current, after the second over."""
LAPSED = 100


class Chart:
    def __init__(self, simulated: Simulated, as_of: int) -> None:
        self.person, self.as_of, self.started = simulated.person, as_of, simulated.started
        self.by_name: dict[str, list[Happening]] = {}
        for happening in simulated.happenings:
            if happening.day <= as_of:
                self.by_name.setdefault(happening.name, []).append(happening)

    def of(self, *names: str) -> list[Happening]:
        """Of all these, in the order of their days."""
        happenings = [h for name in names for h in self.by_name.get(name, ())]
        return sorted(happenings, key=attrgetter("day")) if len(names) > 1 else happenings

    def all(self, kind: str, *names: str) -> Iterator[Happening]:
        return (h for h in self.of(*names) if h.kind == kind)

    def values(self, name: str, first: float = -inf, last: float = inf) -> list[tuple[int, Span]]:
        """Days and values of a test, canonical, from the first day to the last."""
        happenings = self.all("observed", name)
        return [(h.day, _span(h)) for h in happenings if first <= h.day <= last]

    def latest(self, name: str, within: float = inf) -> Span | None:
        values = self.values(name, self.as_of - within)
        return values[-1][1] if values else None

    def result(self, name: str) -> str:
        return next((str(h.value) for h in self.all("observed", name)), "")

    def standing(self, name: str, absent_since: float = -inf) -> Known:
        """Present stands; absent where it was recorded late enough."""
        reports = [h for h in self.of(name) if h.kind in ("present", "absent")]
        if not reports:
            return None
        last = reports[-1]
        return True if last.kind == "present" else (False if last.day >= absent_since else None)

    def has(self, *names: str) -> bool:
        return any(self.standing(name) is True for name in names)

    def done(self, name: str) -> bool:
        return any(self.all("done", name))

    def ordered(self, *names: str) -> bool:
        return any(h.day >= self.as_of - 30 for h in self.all("ordered", *names))

    def takes(self, name: str) -> bool:
        changes = [h.kind for h in self.of(name) if h.kind in ("started", "stopped")]
        return bool(changes) and changes[-1] == "started"

    # Courses

    def first(self, names: tuple[str, ...]) -> int | None:
        days = [h.day for kind in ("given", "started") for h in self.all(kind, *names)]
        return min(days, default=None)

    @property
    def b12_start(self) -> int | None:
        return self.first(B12)

    @property
    def iron_start(self) -> int | None:
        """Of the current course; none where it is over."""
        return None if self.iron_course == "over" else self.first(IRON)

    @property
    def iron_course(self) -> Literal["none", "current", "open", "over"]:
        """Open for a while after its end: the specification does not say when a course is over."""
        if self.first(IRON) is None:
            return "none"
        if self.on_tablets:
            return "current"
        stop = self.tablet.day if self.tablet else self.as_of - 10_000
        ended = self.as_of - max(stop, self.last_given(INFUSIONS) or 0)
        return "current" if ended <= CURRENT else ("open" if ended <= OVER else "over")

    @property
    def b12_lapsed(self) -> bool:
        """Stopped for so long that it is open whether what was given still counts."""
        last = self.last_given(("hydroxocobalamin",))
        stopped = any(self.all("stopped", "hydroxocobalamin"))
        return stopped and last is not None and self.as_of - last > LAPSED

    @property
    def stopped_today(self) -> bool:
        """Tablets, on this very day."""
        last = self.tablet
        return last is not None and last.kind == "stopped" and last.day == self.as_of

    @property
    def tablets_start(self) -> int | None:
        return self.first(TABLETS)

    @property
    def tablet(self) -> Happening | None:
        """The last start or stop of tablets."""
        changes = [h for h in self.of(*TABLETS) if h.kind != "ordered"]
        return changes[-1] if changes else None

    @property
    def on_tablets(self) -> bool:
        return self.tablet is not None and self.tablet.kind == "started"

    def last_given(self, names: tuple[str, ...]) -> int | None:
        return max((h.day for h in self.all("given", *names)), default=None)

    def before(self, name: str, course: int | None, age: float) -> Span | None:
        """The last result before the course; before any, the latest that is not too old (K12)."""
        if course is None:
            return self.latest(name, age)
        values = self.values(name, last=course)
        return values[-1][1] if values else None


def below(value: Span | None, limit: float) -> Known:
    if value is None:
        return None
    return True if value[1] < limit else (False if value[0] >= limit else None)


def above(value: Span | None, limit: float) -> Known:
    if value is None:
        return None
    return True if value[0] > limit else (False if value[1] <= limit else None)


def _span(happening: Happening) -> Span:
    value = happening.value
    if isinstance(value, str):
        limit = canonical(happening.name, float(value[1:]), happening.unit)
        # The limit itself is not meant by `<5`: the bound lies just beyond it.
        return (-inf, limit - 1e-9) if value[0] == "<" else (limit + 1e-9, inf)
    if happening.name not in UNITS or value is None:
        return (-inf, inf)
    exact = canonical(happening.name, value, happening.unit)
    return exact, exact
