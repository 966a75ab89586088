"""Everything that is checked of a guideline, in the order in which it is reported."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
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
) -> Report:
    """`tests` is the root of the tests that hazards name."""
    start, day = time.perf_counter(), today or date.today()
    header = rules.guideline.header
    return Report(
        guideline=header.title,
        version=header.version,
        content_hash=rules.guideline.content_hash,
        day=day.isoformat(),
        sections=tuple(_sections(rules, tests, day, progress or _silent)),
        seconds=round(time.perf_counter() - start, 3),
        computed=datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
    )


def _silent(what: str, done: int, of: int) -> None:
    pass


PAIR = 8
"""How long the claims about a pair take, beside an invariant."""

PARTS = {
    "pairs of records": 30,
    "every part for some patient": 30,
    "no two of a group, nothing gained by not knowing": 10,
    "both engines, below, at and above every limit": 60,
    "generated records": 40,
    "the tests that hazards name": 20,
}
"""What follows the invariants and the pairs, each with how long it takes beside an invariant."""


class _Told:
    """Progress over all, though each part knows only itself."""

    def __init__(self, guideline: Guideline, progress: Progress) -> None:
        self.progress, self.done = progress, 0
        each = len(guideline.safety) + PAIR * len(guideline.pairs)
        self.of = each + sum(PARTS.values())

    def step(self, name: str, takes: int = 1) -> None:
        self.progress(name, self.done, self.of)
        self.done += takes

    def pair(self, name: str) -> None:
        self.step(name, PAIR)

    def part(self, name: str) -> None:
        self.step(name, PARTS[name])


def _sections(rules: Rules, tests: Path | None, day: date, progress: Progress) -> list[Section]:
    world, guideline = World(Planner(rules)), rules.guideline
    told, parts = _Told(guideline, progress), iter(PARTS)
    safety = claims.safety(world, told.step)
    pairs = claims.pairs(world, told.pair)
    told.part(next(parts))
    of_records = claims.pairs_of_records(world)
    told.part(next(parts))
    completeness, witnesses = claims.completeness(world)
    told.part(next(parts))
    proofs = [claims.cases(world), claims.exclusive(world), claims.one_voice(world)]
    proofs.append(claims.monotone(world))
    told.part(next(parts))
    agreement = claims.agreement(world, witnesses)
    told.part(next(parts))
    domains = claims.domains(world)
    told.part(next(parts))
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


def on_day(report: Report, guideline: Guideline, day: date) -> Report:
    """A report that was kept, as it is today: what depends on the day is looked at again."""
    sources = papers.sources(guideline, day)
    sections = (sources if one.id == sources.id else one for one in report.sections)
    return msgspec.structs.replace(report, day=day.isoformat(), sections=tuple(sections))
