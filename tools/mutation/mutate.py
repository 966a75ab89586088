"""A guideline changed in one place at a time: is every change seen?

A change is caught where a test of the specification's chapters (tests/spec) fails, or where an
invariant no longer holds. A change that makes the same plan for every patient is proved to. What
is left is either listed as harmless, with its reason, or is a hole in the tests.

    python -m tools.mutation.mutate [--only TEXT]... [--every N] [--processes N] [--patients]
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

from hematinic.expressions import parse as parsing
from hematinic.expressions.faults import ExpressionError
from hematinic.guideline import typed
from hematinic.guideline.load import builtin, read_folder
from hematinic.guideline.mistake import GuidelineError
from hematinic.guideline.model import Guideline
from hematinic.guideline.places import Places
from hematinic.guideline.rules import rules_of
from hematinic.plan.build import Planner
from hematinic.proof.invariants import claimed
from hematinic.proof.world import UndecidedError, World
from tools.mutation.changed import Changed
from tools.mutation.changes import Mutant, mutants
from tools.mutation.chapters import Chapters
from tools.mutation.listed import Listed, read, within
from tools.mutation.same import PATIENCE, Pair

SPEC = Path("tests/spec")
HARMLESS = SPEC / "harmless_changes.yaml"

LOADER = "the loader refuses it"
CHAPTER = "caught by a chapter"
INVARIANT = "caught by an invariant"
EQUAL = "proved to make the same plans"
LISTED = "listed as harmless, with the reason"
UNEXPLAINED = "unexplained"
VERDICTS = (LOADER, CHAPTER, INVARIANT, EQUAL, LISTED, UNEXPLAINED)


class Tests(Protocol):
    def failing(self, changed: Changed) -> str:
        """The name of a test that fails with the changed guideline, or nothing."""


@dataclass(frozen=True, slots=True)
class Verdict:
    mutant: str
    verdict: str
    by: str = ""
    patient: str = ""


class Study:
    """One guideline, its tests, and what is known to be harmless."""

    def __init__(
        self, guideline: Guideline, places: Places, tests: Tests, listed: Listed, *, show: bool
    ) -> None:
        self.places, self.tests, self.listed, self.show = places, tests, listed, show
        self.rules = rules_of(guideline, places)

    @cached_property
    def world(self) -> World:
        return World(Planner(self.rules))

    def judged(self, mutant: Mutant) -> Verdict:
        try:
            changed = Changed(self.rules, self.places, mutant)
            by = self.tests.failing(changed)
        except (ExpressionError, GuidelineError) as error:
            return Verdict(str(mutant), LOADER, str(error))
        if by:
            return Verdict(str(mutant), CHAPTER, by)
        pair = Pair(self.world, Planner(changed.rules))
        if self.equal(pair, mutant):
            return Verdict(str(mutant), EQUAL)
        if by := broken(pair):
            return Verdict(str(mutant), INVARIANT, by)
        if by := self.listed.because(mutant):
            return Verdict(str(mutant), LISTED, by)
        return Verdict(str(mutant), UNEXPLAINED, "", self.patient(changed) if self.show else "")

    def equal(self, pair: Pair, mutant: Mutant) -> bool:
        try:
            # A fact that is taken otherwise stands outside of the proof.
            return not mutant.facts and pair.same(mutant.definition, mutant.unknown)
        except UndecidedError:
            return False

    def patient(self, changed: Changed) -> str:
        """One for whom the plan comes out otherwise."""
        try:
            found = Pair(self.world, changed.planner).witness()
        except UndecidedError:
            return "the solver does not know of one"
        if found is None:
            return "none was found"
        doubt = "" if found.reproduced else "# the file does not give all of these facts\n"
        return doubt + found.shown.text


def broken(pair: Pair) -> str:
    """An invariant that no longer holds, or nothing. One that reads the same is not asked again."""
    pair.after.solver.set("rlimit", PATIENCE)
    for item in pair.after.rules.guideline.safety:
        before, after = (claimed(world, item)[1] for world in (pair.before, pair.after))
        try:
            if not before.eq(after) and pair.after.find(after) is not None:
                return item.id
        except UndecidedError:
            continue
    return ""


# In several processes: what was loaded before is there in each.

_STUDY: list[tuple[Study, list[Mutant]]] = []


def _judge(index: int) -> Verdict:
    study, every = _STUDY[0]
    return study.judged(every[index])


def judge(study: Study, every: list[Mutant], processes: int) -> Iterator[Verdict]:
    if processes < 2:
        yield from map(study.judged, every)
        return
    _STUDY[:] = [(study, every)]
    with get_context("fork").Pool(processes, os.nice, (5,)) as pool:
        yield from pool.imap(_judge, range(len(every)), chunksize=8)


def told(verdicts: Iterator[Verdict], count: int) -> list[Verdict]:
    found, start = [], time.perf_counter()
    for i, verdict in enumerate(verdicts, 1):
        found.append(verdict)
        if verdict.verdict == UNEXPLAINED:
            print(f"{UNEXPLAINED}: {verdict.mutant}", flush=True)
            print("".join(f"    {line}\n" for line in verdict.patient.splitlines()), end="")
        if i % 100 == 0:
            print(f"{i} of {count}, {time.perf_counter() - start:.0f} s", file=sys.stderr)
    return found


def score(verdicts: Sequence[Verdict]) -> str:
    counts = Counter(verdict.verdict for verdict in verdicts)
    caught = counts[LOADER] + counts[CHAPTER] + counts[INVARIANT]
    different = len(verdicts) - counts[EQUAL]
    lines = [f"{counts[name]:5} {name}" for name in VERDICTS]
    lines.append(
        f"{caught / max(1, different):.1%} of the {different} changes that make another plan are"
        " caught"
    )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _options().parse_args(arguments)
    # Trees are frozen, and a mutant differs in one of hundreds.
    typed.parse = cache(parsing.parse)  # type: ignore[attr-defined]
    guideline, places = read_folder(builtin())
    listed = read(HARMLESS)
    chapters = Chapters(SPEC, Planner(rules_of(guideline, places)))
    study = Study(guideline, places, chapters, listed, show=asked.patients)
    every = [mutant for mutant in mutants(guideline) if within(mutant.where, asked.only)][
        :: asked.every
    ]
    print(f"{len(every)} changes, {len(chapters.tests)} tests", flush=True)
    verdicts = told(judge(study, every, asked.processes), len(every))
    if asked.all:
        for verdict in verdicts:
            print(f"{verdict.verdict}: {verdict.mutant} ({verdict.by})")
    print(score(verdicts))
    # What was listed may be proved to be no change: whether it is depends on how long was asked.
    survivors = [m for m, v in zip(every, verdicts, strict=True) if v.verdict in (LISTED, EQUAL)]
    stale = [*listed.stale(survivors, asked.only)] if asked.every == 1 else []
    for entry in stale:
        print(f"listed in {HARMLESS}, but no such change survives: {entry}")
    return int(bool(stale) or any(verdict.verdict == UNEXPLAINED for verdict in verdicts))


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m tools.mutation.mutate")
    options.add_argument("--every", type=int, default=1, help="only every so-manieth change")
    options.add_argument(
        "--only",
        action="append",
        default=[],
        help="only where this, or another, stands in the place",
    )
    options.add_argument("--processes", type=int, default=2, help="how many at once")
    options.add_argument("--all", action="store_true", help="say of every change what sees it")
    options.add_argument(
        "--patients", action="store_true", help="show a patient whom an unexplained change touches"
    )
    return options


if __name__ == "__main__":
    sys.exit(main())
