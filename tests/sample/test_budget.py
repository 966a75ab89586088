"""The budget of alerts and of words, on a seeded tenth of 10,000 sampled patients."""

from functools import cache

import pytest

from hematinic.plan.layers import MOST_WORDS
from hematinic.render.words.layers import in_words
from hematinic.sample.budget import MEAN, MOST, SHARE, budget
from hematinic.sample.plans import plans
from spec.patients import both, ordered, planner
from spec.patients import plan as planned

PATIENTS, EACH = 10_000, 10

PLAN_WORDS = 450
"""Of the second layer, for nine of ten."""


@cache
def counted():
    """Once: the budget, and the words of both layers for each reader."""
    words = {"clinician": [], "patient": []}

    def kept():
        for plan in plans(planner(), PATIENTS, each=EACH):
            for reader, found in words.items():
                told = in_words(plan, reader)
                found.append((told.now.words, told.plan.words))
            yield plan

    return budget(planner().rules.guideline, kept()), words


def test_the_budget_is_kept():
    found, _ = counted()
    assert found.patients == PATIENTS / EACH
    assert found.mean <= MEAN
    assert found.within >= SHARE
    assert found.kept


def test_every_critical_alert_interrupts_and_information_never():
    found, _ = counted()
    for row in found.rows:
        if row.level != "warning":
            assert row.interrupts is (row.level == "critical")
        assert bool(row.quiet) is (row.level == "warning" and not row.interrupts)
    assert sum(row.patients for row in found.rows if row.level == "critical") > 10


@pytest.mark.parametrize("reader", ["clinician", "patient"])
def test_now_has_at_most_150_words_for_99_of_100(reader):
    _, words = counted()
    over = sum(now > MOST_WORDS for now, _ in words[reader])
    assert over <= len(words[reader]) / 100


@pytest.mark.parametrize("reader", ["clinician", "patient"])
def test_the_plan_has_at_most_450_words_more_for_nine_of_ten(reader):
    _, words = counted()
    over = sum(plan > PLAN_WORDS for _, plan in words[reader])
    assert over <= len(words[reader]) / 10


def test_one_patient_with_many_alerts_breaks_no_alert_off():
    """More than the budget: all of them stand."""
    file = both(
        ordered("ferrous_sulfate", "195 mg", every="8 h"),
        ordered("folic_acid", "5 mg", every="1 d"),
        ordered("methylcobalamin", "1 mg", every="1 d"),
        ordered("cyanocobalamin", "8 mg", every="1 d"),
        leber_optic_neuropathy=True,
        egfr=28,
    )
    plan = planned(file).plan
    critical = [fired.alert.id for fired in plan.alerts if fired.level == "critical"]
    assert len(critical) > MOST
    stopped = [one.id for one in in_words(plan).now.stop if one.tone == "critical"]
    assert stopped == critical


def test_a_budget_of_nobody():
    found = budget(planner().rules.guideline, ())
    assert (found.patients, found.mean, found.most) == (0, 0.0, 0)
    assert all(found.per_thousand(row) == 0 for row in found.rows)
