"""Eight years, day by day: nothing twice, nothing forgotten, nothing that flips."""

from collections import Counter
from datetime import date

import pytest

from longitudinal.boundaries import passed
from longitudinal.replay import NAMES, Year, checks, items, recommended, year
from spec.patients import planner

RULES = planner().rules.guideline


@pytest.fixture(params=NAMES)
def lived(request) -> Year:
    return year(request.param)


def test_there_are_eight():
    assert len(NAMES) == 8


def test_nothing_is_recommended_twice(lived):
    """One of a group in a phase, and no medicine twice by one route in a phase."""
    for plan in lived.plans.values():
        lines = recommended(plan)
        groups = Counter((line.phase, line.one_of) for line in lines if line.one_of)
        doses = Counter(
            (line.phase, line.prescribe.medicine, line.prescribe.route)
            for line in lines
            if line.prescribe
        )
        twice = [key for key, count in (groups + doses).items() if count > 1]
        assert not twice, (date.fromordinal(plan.as_of), twice)


def test_nothing_given_is_due_again_the_same_day(lived):
    """After a dose of today the next is due on another day."""
    for event in lived.record.events:
        if event.kind != "given":
            continue
        plan = lived.plans[int(event.day[0])]
        again = [
            line.item.id
            for line in plan.recommendations
            if line.item.prescribe
            and line.item.prescribe.medicine == event.name
            and line.item.action == "administer"
            and line.schedule
            and line.schedule.first_due == plan.as_of
            and event.name not in PARTIAL
        ]
        assert not again, (date.fromordinal(plan.as_of), again)


PARTIAL = {"ferric_carboxymaltose"}
"""Its total may take two infusions; that it ends is a milestone of each patient."""


def test_nothing_due_is_forgotten(lived):
    """What is overdue stays so until something happens, it no longer applies, or its course ends."""
    for before, after in lived.nights():
        now = checks(after)
        for name, line in checks(before).items():
            if line.status != "overdue":
                continue
            kept = name in now and now[name].status in ("overdue", "not_applicable")
            assert kept or passed(before, after, name), (date.fromordinal(after.as_of), name)


def test_a_check_goes_from_planned_to_due_to_overdue(lived):
    """Without an event a check moves forward only, and keeps its date once treatment has begun."""
    order = ["planned", "due", "overdue", "not_applicable"]
    for before, after in lived.nights():
        now = checks(after)
        for name, line in checks(before).items():
            if name not in now or line.status == "done" or now[name].status == line.status:
                continue
            forward = order.index(now[name].status) >= order.index(line.status)
            assert forward or passed(before, after, name), (
                date.fromordinal(after.as_of),
                name,
                line.status,
                now[name].status,
            )


def test_done_stays_done(lived):
    for before, after in lived.nights():
        now = checks(after)
        for name, line in checks(before).items():
            if line.status == "done" and name in now and now[name].status != "done":
                assert passed(before, after, name), (date.fromordinal(after.as_of), name)


def test_no_line_flips_without_a_cause(lived):
    """Without an event, a line comes or goes only on the day after a declared date."""
    replaced = {line.id: set(line.instead_of) for line in (*RULES.recommendations, *RULES.alerts)}
    for before, after in lived.nights():
        changed = items(before) ^ items(after)
        explained = {item for item in changed if passed(before, after, item)}
        for item in changed - explained:
            partners = {o for o in explained if item in replaced[o] or o in replaced[item]}
            assert partners, (date.fromordinal(after.as_of), item, sorted(changed))


def test_a_dose_that_is_due_stays_due(lived):
    """A maintenance injection that was due is overdue since the same day until it is given."""
    for before, after in lived.nights():
        now = {line.item.id: line for line in after.recommendations}
        for line in before.recommendations:
            if line.item.phase != "maintenance" or not line.schedule or line.item.id not in now:
                continue
            late = line.schedule.overdue_since
            found = now[line.item.id].schedule
            assert found
            if late is not None and found.overdue_since != late:
                assert passed(before, after, line.item.id), date.fromordinal(after.as_of)
