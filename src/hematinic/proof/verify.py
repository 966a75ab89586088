"""Everything that is checked of a guideline, in the order in which it is reported."""

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import msgspec

from hematinic.guideline.model import Guideline
from hematinic.guideline.rules import Rules
from hematinic.plan.build import Planner
from hematinic.proof import claims, papers
from hematinic.proof.report import Report, Section
from hematinic.proof.world import World

Progress = Callable[[str, int, int], None]
"""What is done, how far, of how many."""


def verify(
    rules: Rules,
    *,
    tests: Path | None = None,
    today: date | None = None,
    progress: Progress | None = None,
    processes: int = 1,
) -> Report:
    """`tests` is the root of the tests that hazards name; no more than two processes are used."""
    start, day = time.perf_counter(), today or date.today()
    header = rules.guideline.header
    return Report(
        guideline=header.title,
        version=header.version,
        content_hash=rules.guideline.content_hash,
        day=day.isoformat(),
        sections=tuple(_sections(rules, tests, day, progress or _silent, processes)),
        seconds=round(time.perf_counter() - start, 3),
        computed=datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
    )


def _silent(what: str, done: int, of: int) -> None:
    pass


PAIR = 8
"""How long the claims about a pair take, beside an invariant."""

PARTS = {
    "pairs of records": 30,
    "no two of a group, one voice, nothing gained by not knowing": 60,
    "every part for some patient": 60,
    "both engines, below, at and above every limit": 60,
    "generated records": 40,
    "the tests that hazards name": 20,
}
"""What follows the invariants and the pairs, each with how long it takes beside an invariant."""


class _Steps:
    """Progress over all, though each part knows only itself."""

    def __init__(self, guideline: Guideline, progress: Progress) -> None:
        self.progress, self.done = progress, 0
        of_claims = len(guideline.safety) + PAIR * len(guideline.pairs)
        self.of = of_claims + sum(PARTS.values())

    def step(self, name: str, takes: int = 1) -> None:
        self.progress(name, self.done, self.of)
        self.done += takes

    def pair(self, name: str) -> None:
        self.step(name, PAIR)

    def part(self, name: str) -> None:
        self.step(name, PARTS[name])


def _sections(
    rules: Rules, tests: Path | None, day: date, progress: Progress, processes: int
) -> list[Section]:
    guideline, steps = rules.guideline, _Steps(rules.guideline, progress)
    with _beside(rules, processes) as of_patients:
        world, parts = World(Planner(rules)), iter(PARTS)
        safety = _timed(lambda: claims.safety(world, steps.step))
        pairs = _timed(lambda: claims.pairs(world, steps.pair))
        steps.part(next(parts))
        of_records = _timed(lambda: claims.pairs_of_records(world))
        steps.part(next(parts))
        of_all = (
            claims.account,
            claims.cases,
            claims.exclusive,
            claims.one_voice,
            claims.monotone,
        )
        proofs = [_timed(partial(make, world)) for make in of_all]
        completeness, agreement, domains = of_patients(world, lambda: steps.part(next(parts)))
    steps.part("the tests that hazards name")
    return [
        safety,
        pairs,
        completeness,
        *proofs,
        papers.ends(guideline),
        agreement,
        domains,
        of_records,
        papers.sources(guideline, day),
        papers.figures(world),
        papers.controls(guideline, safety, pairs, tests),
        papers.not_checked(world),
    ]


def _timed(make: Callable[[], Section]) -> Section:
    start = time.perf_counter()
    section = make()
    return msgspec.structs.replace(section, seconds=round(time.perf_counter() - start, 1))


Next = Callable[[], None]
"""Tells that the next part begins."""

OfPatients = Callable[[World, Next], list[Section]]


def _of_patients(world: World, begins: Next) -> list[Section]:
    """What is found out on single patients: for every part one, both engines, generated records."""
    begins()
    start = time.perf_counter()
    completeness, witnesses = claims.completeness(world)
    took = round(time.perf_counter() - start, 1)
    begins()
    agreement = _timed(lambda: claims.agreement(world, witnesses))
    begins()
    domains = _timed(lambda: claims.domains(world))
    return [msgspec.structs.replace(completeness, seconds=took), agreement, domains]


@contextmanager
def _beside(rules: Rules, processes: int) -> Iterator[OfPatients]:
    """The half that asks single patients, in a process of its own where there are two."""
    if processes < 2:
        yield _of_patients
        return
    with ProcessPoolExecutor(1, get_context(HOW), _given, (rules,)) as pool:
        begun = pool.submit(_of_given)

        def awaited(world: World, begins: Next) -> list[Section]:
            begins()
            return begun.result()

        yield awaited


HOW = "fork" if sys.platform == "linux" else "spawn"
"""How the second process begins: with all that is loaded, where that is safe."""


_GIVEN: list[Rules] = []
"""Of the second process: what it is about."""


def _given(rules: Rules) -> None:
    _GIVEN.append(rules)


def _of_given() -> list[Section]:
    return _of_patients(World(Planner(_GIVEN[-1])), lambda: None)


def on_day(report: Report, guideline: Guideline, day: date) -> Report:
    """A report that was kept, as it is today: what depends on the day is looked at again."""
    sources = papers.sources(guideline, day)
    sections = (sources if section.id == sources.id else section for section in report.sections)
    return msgspec.structs.replace(report, day=day.isoformat(), sections=tuple(sections))
