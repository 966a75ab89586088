"""Three layers: each line in one of them, no critical alert folded, the words of *now* kept to."""

from functools import cache

import pytest

from hematinic.plan.layers import MOST_QUESTIONS
from hematinic.render.words.layers import in_words, layers
from hematinic.sample.plans import plans as sampled
from render.people import plans as named
from spec.patients import both, ordered, planner
from spec.patients import plan as planned

SAMPLED = 60


@cache
def people():
    return [*named().values(), *sampled(planner(), SAMPLED)]


def test_each_line_stands_in_one_layer():
    for plan in people():
        found = layers(plan)
        now, then, why = found.now, found.plan, found.why
        lines = [*now.stop, *now.call, *now.today, *why.lines]
        later = [line for section in then.sections for line in section.lines]
        assert all(line in now.today and line in later for line in now.brief)
        lines += [line for line in later if line not in now.brief]
        assert sorted(line.item.id for line in lines) == sorted(
            line.item.id for line in plan.recommendations
        )


def test_each_alert_stands_in_one_layer_and_the_critical_in_the_first():
    for plan in people():
        found = layers(plan)
        alerts = [*found.notices, *found.now.alerts, *found.plan.notes, *found.why.alerts]
        assert sorted(one.alert.id for one in alerts) == sorted(one.alert.id for one in plan.alerts)
        critical = [one for one in plan.alerts if one.level == "critical"]
        assert [one for one in found.now.alerts if one.level == "critical"] == critical


def test_each_check_question_and_result_stands_in_a_layer():
    for plan in people():
        found = layers(plan)
        now, then, why = found.now, found.plan, found.why
        assert {*then.checks, *why.checks} == {*plan.monitoring}
        assert not {*then.checks} & {*why.checks}
        asked = [one.element for one in (*now.questions, *then.questions, *why.questions)]
        assert sorted(asked) == sorted(one.element for one in plan.missing)
        results = (*now.unexplained, *then.unexplained)
        assert [one.element.name for one in results] == [
            one.element.name for one in plan.unexplained
        ]


def test_a_dose_of_today_is_never_left_to_the_second_layer():
    for plan in people():
        found = layers(plan)
        later = [line for section in found.plan.sections for line in section.lines]
        for line in later:
            if line in found.now.today:
                continue
            due = line.schedule and line.schedule.first_due <= plan.as_of
            assert not (due and line.status == "recommended" and not line.waits), line.item.id


@pytest.mark.parametrize("reader", ["clinician", "patient"])
def test_both_readers_are_told_the_same_entries(reader):
    for plan in people():
        found, told = layers(plan), in_words(plan, reader)
        assert [one.id for one in told.now.today] == [line.item.id for line in found.now.today]
        assert all(one.whole.strip() for _, row in told.now.rows() for one in row)
        assert len(told.now.questions) <= MOST_QUESTIONS


def test_questions_are_in_the_order_of_the_plan():
    for plan in people():
        now = layers(plan).now
        order = [one.element for one in plan.missing]
        asked = [one.element for one in now.questions]
        assert asked == sorted(asked, key=order.index)
        assert all(one.waited_for for one in now.questions)


def test_what_an_alert_forbids_is_not_forbidden_twice():
    """The line that withholds folic acid goes to the second layer, beside the alert on its order."""
    waits = layers(planned(both()).plan)
    assert "folate-hold" in [line.item.id for line in waits.now.stop]
    stopped = layers(planned(both(ordered("folic_acid", "5 mg", every="1 d"))).plan)
    assert "folate-before-b12" in [fired.alert.id for fired in stopped.now.alerts]
    assert "folate-hold" not in [line.item.id for line in stopped.now.stop]
    later = [line.item.id for section in stopped.plan.sections for line in section.lines]
    assert "folate-hold" in later
