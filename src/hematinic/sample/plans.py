"""A plan for each sampled patient, on a day of their story: what budgets are counted on."""

from collections.abc import Iterator

from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.asof import seen_from
from hematinic.record.patient_file import read_patient_file
from hematinic.sample.model import Simulated
from hematinic.sample.patient_file import as_patient_file
from hematinic.sample.story import simulate

FIRST_VISITS = 3
"""The visits that plans are made for: tests are back, early on treatment, later on it."""


def plans(planner: Planner, patients: int, seed: int = 1, each: int = 1) -> Iterator[Plan]:
    """In the order of their numbers; of `each` ten the patients 0, 10, 20 and so on."""
    return (plan_of(planner, seed, number) for number in range(0, patients, each))


def plan_of(planner: Planner, seed: int, number: int) -> Plan:
    """The same patient and day for the same seed and number."""
    simulated = simulate(seed, number)
    day = visit(simulated)
    file = as_patient_file(simulated)
    record = read_patient_file(file, planner.rules.guideline, simulated.visits[-1])
    return planner.plan(seen_from(record, day), day)


def visit(simulated: Simulated) -> int:
    """A first visit of each third patient, a second of the next, and so on."""
    visits = simulated.visits
    return visits[min(simulated.person.number % FIRST_VISITS, len(visits) - 1)]
