"""`hematinic alerts`: the budget of alerts, counted on sampled patients."""

from rich.console import Console
from rich.progress import track

from hematinic.guideline.rules import Rules
from hematinic.plan.build import Planner
from hematinic.sample.budget import Budget, budget
from hematinic.sample.command import known_to
from hematinic.sample.plans import plans


def counted(rules: Rules, patients: int, seed: int) -> Budget:
    """Shows how far it is, where a terminal reads the errors. Raises RecordError."""
    known_to(rules.guideline, seed)
    out = Console(stderr=True)
    planned = plans(Planner(rules), patients, seed)
    shown = track(planned, "Planning", patients, console=out, disable=not out.is_terminal)
    return budget(rules.guideline, shown)
