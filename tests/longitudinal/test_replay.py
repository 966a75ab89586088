"""Twenty-four years, day by day: nothing twice, nothing forgotten, nothing that flips."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from longitudinal.boundaries import passed
from longitudinal.replay import FOLDER, NAMES, Year, checks, items, recommended, year
from spec.patients import planner

RULES = planner().rules.guideline


@pytest.fixture(params=NAMES)
def lived(request) -> Year:
    return year(request.param)


def test_there_are_twenty_four():
    assert len(NAMES) == 24


YEARS = {
    "pernicious-anemia": "gastritis_confirmed",
    "vegan": "vegan_diet",
    "no-complication": "vegetarian_diet",
    "metformin": "on_metformin",
    "acid-suppression": "on_acid_suppression",
    "gastrectomy": "gastrectomy",
    "ileal-resection": "ileal_resection",
    "bariatric": "bariatric_surgery_done",
    "celiac": "celiac_disease",
    "nitrous-oxide": "nitrous_oxide_use",
    "pregnancy": "pregnant",
    "kidney-disease": "kidney_disease",
    "heart-failure": "heart_failure_reduced",
    "crohn": "bowel_disease",
}


@pytest.mark.parametrize("name", YEARS)
def test_each_cause_and_group_has_its_year(name):
    """And it is so on the day of the first injection, or, as celiac disease, is found by day 14."""
    lived = year(name)
    given = next(int(e.day[0]) for e in lived.record.events if e.kind == "given")
    assert lived.plans[given + 14].assessment.value(YEARS[name]) is True


def test_breastfeeding_has_its_year():
    """From the birth on."""
    assert year("pregnancy").on("2026-05-04").value("breastfeeding") is True


@pytest.mark.parametrize("name", NAMES)
def test_every_year_is_labeled_fictional(name):
    assert (FOLDER / f"{name}.yaml").read_text().startswith("# A fictional patient")


def test_hemoglobin_rises_no_faster_than_blood_is_made(lived):
    """5.19: at the most 13 g/L a week; none was transfused."""
    counts = [
        (int(event.day[0]), event.value[0])
        for event in lived.record.events
        if event.name == "hemoglobin" and isinstance(event.value, tuple)
    ]
    for (before, low), (after, high) in pairwise(counts):
        assert high - low <= 13 * max(1, (after - before) / 7), date.fromordinal(after)


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
