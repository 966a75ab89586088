"""Chapters of tests about one guideline, run again with a changed one: does any test fail?

A test is run only where something comes out otherwise for a patient that it plans for. Which
patients those are is noted once, with the guideline as it is.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from hematinic.expressions.logic import Value
from hematinic.guideline.rules import Rules
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.proof.run import Run
from hematinic.record.events import Record
from tools.mutation.changed import Changed

Patient = tuple[Value, ...]
"""The facts by slot."""


@dataclass(frozen=True, slots=True)
class Test:
    name: str
    run: Callable[[], object]
    patients: tuple[Patient, ...]

    def failure(self) -> BaseException | None:
        import pytest

        try:
            self.run()
        except pytest.skip.Exception:
            return None
        except (Exception, pytest.fail.Exception) as failure:
            return failure
        return None


@contextmanager
def _noted(rules: Rules) -> Iterator[list[Patient]]:
    """Whom a test plans for by these rules, with whatever kind of planner."""
    patients: list[Patient] = []
    plan = Planner.plan

    def noting(self: Planner, record: Record, as_of: int) -> Plan:
        made = plan(self, record, as_of)
        if self.rules is rules:
            patients.append(tuple(made.assessment.values[: rules.facts]))
        return made

    Planner.plan = noting  # type: ignore[method-assign]
    try:
        yield patients
    finally:
        Planner.plan = plan  # type: ignore[method-assign]


class Chapters:
    """`vocabulary` is the module whose `planner` the tests plan with."""

    def __init__(self, folder: Path, planner: Planner) -> None:
        self.modules, calls = collected(folder)
        self.original: Callable[[], Planner] = self.modules[0].planner
        self.before: dict[Patient, Run] = {}
        self.tests: list[Test] = []
        for name, call in calls:
            test = Test(name, call, ())
            with self.planning(planner), _noted(planner.rules) as patients:
                if failure := test.failure():
                    says = f"{name} fails with the guideline as it is: {failure!r}"
                    raise ValueError(says) from failure
            self.tests.append(Test(name, call, tuple(dict.fromkeys(patients))))
            for patient in patients:
                self.before[patient] = Run(planner, patient)

    @contextmanager
    def planning(self, planner: Planner) -> Iterator[None]:
        """The tests plan with another guideline."""

        def changed() -> Planner:
            return planner

        def put(old: object, new: object) -> None:
            for module in self.modules:
                for name, value in list(vars(module).items()):
                    if value is old:
                        setattr(module, name, new)

        put(self.original, changed)
        try:
            yield
        finally:
            put(changed, self.original)

    def failing(self, changed: Changed) -> str:
        """A test that fails with the changed guideline, or nothing. What failed of late is tried
        first: changes of one expression are seen by the same tests."""
        touched = {patient for patient in self.before if self.touched(changed, patient)}
        if not touched:
            return ""
        with self.planning(changed.planner):
            for i, test in enumerate(self.tests):
                if not touched.isdisjoint(test.patients) and test.failure():
                    self.tests.insert(0, self.tests.pop(i))
                    return test.name
        return ""

    def touched(self, changed: Changed, patient: Patient) -> bool:
        """Whether anything may come out otherwise for the patient."""
        if changed.mutant.facts:
            return True
        before = self.before[patient]
        if changed.definition:
            return changed.turns(before.values)
        return everything(Run(changed.planner, patient)) != everything(before)


def everything(run: Run) -> object:
    """All that is computed of a patient, and what stands in the plan."""
    standing = [(item.id, item.status, item.prescribe) for item in run.standing]
    alerts = [(alert.id, alert.level) for alert in run.alerts]
    checks = [check.id for check in run.checks]
    first = [line.if_unknown for line in run.rules.guideline.header.bottom_line]
    return (run.values, sorted(run.contraindicated), standing, alerts, checks, first)


_COLLECTING = (
    "--override-ini=addopts=--import-mode=importlib",
    "--collect-only",
    *("-p", "no:cacheprovider"),
    *("-p", "no:terminal"),
)


def collected(folder: Path) -> tuple[list[ModuleType], list[tuple[str, Callable[[], object]]]]:
    """The modules of the tests, their vocabulary first, and each test ready to be called."""
    import pytest

    sys.path[:0] = [str(folder.parent.resolve())]
    found: list[Any] = []
    failures: list[str] = []

    class Plugin:
        def pytest_collection_finish(self, session: Any) -> None:
            found.extend(session.items)

        def pytest_collectreport(self, report: Any) -> None:
            if report.failed:
                failures.append(report.longreprtext)

    with _no_plans():
        pytest.main([*_COLLECTING, str(folder)], plugins=[Plugin()])
    if failures:
        raise ValueError(f"{folder} cannot be read as tests: {failures[0]}")
    if not found:
        raise ValueError(f"no tests are found in {folder}")
    vocabulary = sys.modules[f"{folder.name}.patients"]
    beside = [module for name, module in sys.modules.items() if name.startswith(f"{folder.name}.")]
    modules = dict.fromkeys([*beside, *(item.module for item in found)])
    run = [item for item in found if not item.get_closest_marker("skip")]
    calls = [(item.nodeid, call) for item in run if (call := _call(item))]
    return [vocabulary, *modules], calls


@contextmanager
def _no_plans() -> Iterator[None]:
    """A plan that is made while tests are collected is made with the guideline as it is, and no
    change would be seen in it."""

    def refused(self: Planner, record: Record, as_of: int) -> Plan:
        raise ValueError("a plan is made while tests are collected: make it in the test")

    plan = Planner.plan
    Planner.plan = refused  # type: ignore[method-assign]
    try:
        yield
    finally:
        Planner.plan = plan  # type: ignore[method-assign]


def _call(item: Any) -> Callable[[], object] | None:
    """Its parameters and an empty folder are given to a test; None where it asks for more."""
    given = item.callspec.params if hasattr(item, "callspec") else {}
    asked = set(item.fixturenames) - set(given) - {"request", "tmp_path_factory"}
    if asked - {"tmp_path"}:
        return None
    if not asked:
        return lambda: item.obj(**given)

    def in_a_folder() -> None:
        with TemporaryDirectory() as folder:
            item.obj(**given, tmp_path=Path(folder))

    return in_a_folder
