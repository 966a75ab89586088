"""The report of the guideline that is served: what an earlier run kept, or computed beside.

Computing takes seconds of a whole processor, so it is done once, when somebody first asks, in a
process of its own; until it is done a page shows how far it is.
"""

import threading
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext

from hematinic.guideline.rules import Rules
from hematinic.proof import kept
from hematinic.proof.command import tests_here
from hematinic.proof.report import Report
from hematinic.proof.verify import on_day, verify
from hematinic.web.pool import end_with


@dataclass(frozen=True, slots=True)
class Underway:
    """How far the computing is."""

    what: str = "starting"
    done: int = 0
    of: int = 1
    problem: str = ""
    """Why it ended without a report; empty while it goes on."""


@dataclass
class Proofs:
    rules: Rules
    report: Report | None = None
    underway: Underway | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self) -> Report | Underway:
        """At once: the report where there is one; else how far it is, begun if it was not."""
        with self.lock:
            if self.report is None and self.underway is None:
                self.report = self._kept()
                if self.report is None:
                    self.underway = Underway()
                    threading.Thread(target=self._compute, daemon=True).start()
            if self.report is not None:
                return on_day(self.report, self.rules.guideline, date.today())
            assert self.underway is not None
            return self.underway

    def _kept(self) -> Report | None:
        """A report that is kept, best one that ran the tests too: `hematinic verify` does, this
        does not."""
        guideline, root = self.rules.guideline, tests_here()
        with_tests = kept.find(kept.identity(guideline, root)) if root else None
        return with_tests or kept.find(kept.identity(guideline, None))

    def _compute(self) -> None:
        """Waits in a thread for the process, which ends with this one."""
        # Not forked: a child of a process with threads may inherit a lock that nobody will open.
        context: SpawnContext = get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(self.rules, theirs), daemon=True)
        process.start()
        theirs.close()
        try:
            while not isinstance(report := ours.recv(), Report):
                self.underway = report
        except EOFError:
            self.underway = Underway(problem="the process ended early")
            return
        kept.keep(kept.identity(self.rules.guideline, None), report)
        with self.lock:
            self.report = report


def _work(rules: Rules, line: Connection) -> None:
    """No tests are run for a page: a server does not execute what lies in its folder."""
    end_with(line)
    report = verify(
        rules,
        progress=lambda what, done, of: line.send(Underway(what, done, of)),
    )
    line.send(report)
