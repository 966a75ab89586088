"""A guideline changed in one place at a time: is every change seen?

A mutant is caught where the plan of a patient of the specification's chapters (tests/spec) comes
out otherwise, or where an invariant no longer holds. What nobody sees is either harmless, and then
the expression says something twice, or a hole in the tests; it is listed.

    python -m hematinic.proof.mutate [--every N] [--only TEXT]
"""

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from hematinic.expressions import parse as parsing
from hematinic.expressions.logic import Value
from hematinic.guideline import rules as compiling
from hematinic.guideline.load import GuidelineError, Places, builtin, read_folder
from hematinic.guideline.model import Guideline
from hematinic.guideline.quantities import dose
from hematinic.plan.build import Planner
from hematinic.proof.invariants import claimed
from hematinic.proof.run import Run
from hematinic.proof.world import UndecidedError, World
from hematinic.record.events import RecordError
from hematinic.record.patient_file import read_patient_file

SPEC = Path("tests/spec")

Seen = tuple[object, ...]
"""What the reader of a plan sees of it."""


@dataclass(frozen=True, slots=True)
class Mutant:
    where: str
    change: str
    guideline: Guideline


# What is changed

_OPERATORS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_WORDS = ((" and ", " or "), (" or ", " and "), ("not ", ""), (" is true", ""))
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
_TEXTS = {
    "findings": ("define",),
    "recommendations": ("when",),
    "alerts": ("when",),
    "monitoring": ("when", "done", "not_applicable"),
}


def texts(text: str) -> Iterator[tuple[str, str]]:
    """An expression with one part of it changed, and what was."""

    def with_(start: int, end: int, new: str) -> str:
        return text[:start] + new + text[end:]

    for match in re.finditer(r"<=|>=|(?<!!)[<>]", text):
        new = _OPERATORS[match[0]]
        yield f"{match[0]} to {new}", with_(*match.span(), new)
    for old, new in _WORDS:
        for match in re.finditer(re.escape(old), text):
            yield (
                f"'{old.strip()}' to '{new.strip()}' at {match.start()}",
                with_(*match.span(), new),
            )
    for match in _NUMBER.finditer(text):
        for new in _moved(match[0]):
            yield f"{match[0]} to {new}", with_(*match.span(), new)


def _moved(number: str) -> Iterator[str]:
    """A tenth less and more, and for a whole number at least one."""
    value = float(number)
    for share in (-0.1, 0.1):
        step = value * share if "." in number else round(value * share) or (1 if share > 0 else -1)
        if value + step >= 0:
            yield f"{value + step:g}"


def mutants(guideline: Guideline) -> Iterator[Mutant]:
    for section, keys in _TEXTS.items():
        found = getattr(guideline, section)
        for entry in found.values() if isinstance(found, dict) else found:
            name = getattr(entry, "id", "") or entry.name
            for key in keys:
                for change, text in texts(getattr(entry, key)):
                    yield _with(guideline, section, entry, f"{name}.{key}", change, **{key: text})
    yield from _of_items(guideline)
    yield from _of_alerts(guideline)


def _of_items(guideline: Guideline) -> Iterator[Mutant]:
    for item in guideline.recommendations:

        def changed(what: str, change: str, item: Any = item, **parts: Any) -> Mutant:
            return _with(guideline, "recommendations", item, f"{item.id}.{what}", change, **parts)

        other = "hold" if item.if_unknown == "act" else "act"
        yield changed("if_unknown", other, if_unknown=other)
        status = "consider" if item.status == "recommended" else "recommended"
        yield changed("status", status, status=status)
        for i, reason in enumerate(item.contraindications):
            rest = item.contraindications[:i] + item.contraindications[i + 1 :]
            yield changed("against", f"without '{reason.when}'", contraindications=rest)
        for name in item.instead_of:
            left = tuple(other for other in item.instead_of if other != name)
            yield changed("instead_of", f"without {name}", instead_of=left)
        if item.prescribe and item.prescribe.dose:
            low, _, unit = dose(item.prescribe.dose)
            ten = msgspec.structs.replace(item.prescribe, dose=f"{low * 10:g} {unit}")
            yield changed("dose", "ten times", prescribe=ten)


def _of_alerts(guideline: Guideline) -> Iterator[Mutant]:
    for alert in guideline.alerts:
        other = "hold" if alert.if_unknown == "act" else "act"
        where = f"{alert.id}.if_unknown"
        yield _with(guideline, "alerts", alert, where, other, if_unknown=other)
        for level in {"critical", "warning", "information"} - {alert.level}:
            yield _with(guideline, "alerts", alert, f"{alert.id}.level", level, level=level)


def _with(
    guideline: Guideline, section: str, entry: Any, where: str, change: str, **parts: Any
) -> Mutant:
    new = msgspec.structs.replace(entry, **parts)
    found: Any = getattr(guideline, section)
    if isinstance(found, dict):
        found = {name: new if old is entry else old for name, old in found.items()}
    else:
        found = tuple(new if old is entry else old for old in found)
    return Mutant(where, change, msgspec.structs.replace(guideline, **{section: found}))


# Who sees it


class Watch:
    """The patients of the chapters with what is seen of their plans, and the invariants."""

    def __init__(self, places: Places, planner: Planner, patients: Sequence[list[Value]]) -> None:
        self.places, self.patients = places, patients
        self.seen = [seen(Run(planner, facts)) for facts in patients]

    def caught(self, mutant: Mutant) -> str:
        """By what, or nothing."""
        try:
            planner = Planner(compiling.made(mutant.guideline, self.places))
        except GuidelineError:
            return "the loader"
        pairs = zip(self.patients, self.seen, strict=True)
        if any(seen(Run(planner, facts)) != before for facts, before in pairs):
            return "a patient of tests/spec"
        return "an invariant" if self.broken(World(planner)) else ""

    def broken(self, world: World) -> bool:
        for item in world.rules.guideline.safety:
            try:
                if world.find(claimed(world, item)[1]) is not None:
                    return True
            except UndecidedError:
                continue
        return False


def seen(run: Run) -> Seen:
    standing = [(i.id, i.status, i.prescribe and i.prescribe.dose) for i in run.standing]
    computed = ("bottom_line", "done", "skip", "due", "total", "at_most", "remaining", "starts")
    values = [run.named(name) for name in run.rules.definitions if name.startswith(computed)]
    alerts = [(alert.id, alert.level) for alert in run.alerts]
    return (standing, alerts, [check.id for check in run.checks], values)


def patients_of_the_chapters(planner: Planner) -> list[list[Value]]:
    """The facts of every patient file that a test of tests/spec plans for."""
    import pytest

    sys.path[:0] = [str(SPEC.parent)]
    from spec import patients as vocabulary  # type: ignore[import-not-found,unused-ignore]

    files: list[Any] = []
    plan = vocabulary.plan

    def remembered(file: Any) -> Any:
        files.append(file)
        return plan(file)

    class Plugin:
        def pytest_collection_modifyitems(self, items: list[Any]) -> None:
            for module in {item.module for item in items}:
                for name, value in list(vars(module).items()):
                    if value is plan:
                        setattr(module, name, remembered)

    pytest.main(["-q", "--no-header", "-p", "no:cacheprovider", str(SPEC)], plugins=[Plugin()])
    today = vocabulary.TODAY.toordinal()
    found: dict[tuple[Value, ...], None] = {}
    for file in files:
        try:
            record = read_patient_file(file, planner.rules.guideline, today)
        except RecordError:  # a chapter on what is refused
            continue
        facts = planner.extractor.facts(record, record.as_of or today).values
        found[tuple(facts[: planner.rules.facts])] = None
    return [list(facts) for facts in found]


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--every", type=int, default=1, help="only every so-manieth mutant")
    options.add_argument("--only", default="", help="only where this stands in the place")
    asked = options.parse_args(arguments)
    # Trees are frozen, and a mutant differs in one of hundreds.
    compiling.parse = cache(parsing.parse)  # type: ignore[attr-defined]
    guideline, places = read_folder(builtin())
    planner = Planner(compiling.made(guideline, places))
    watch = Watch(places, planner, patients_of_the_chapters(planner))
    every = [mutant for mutant in mutants(guideline) if asked.only in mutant.where][:: asked.every]
    print(f"{len(every)} mutants, {len(watch.patients)} patients", flush=True)
    score: Counter[str] = Counter()
    start = time.perf_counter()
    for i, mutant in enumerate(every, 1):
        by = watch.caught(mutant)
        score[by or "nobody"] += 1
        if not by:
            print(f"seen by nobody: {mutant.where}: {mutant.change}", flush=True)
        if i % 50 == 0:
            print(f"{i} of {len(every)}, {time.perf_counter() - start:.0f} s", file=sys.stderr)
    for by, count in score.most_common():
        print(f"{count:5} {by}")
    print(f"{1 - score['nobody'] / max(1, len(every)):.1%} of the mutants are seen")
    return 0


if __name__ == "__main__":
    sys.exit(main())
