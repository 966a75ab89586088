"""Of sampled patients nothing is passed over and no plan contradicts itself; each kind of failure is
told where a plan is broken on purpose."""

from collections.abc import Iterable

import msgspec
import pytest
from tools.account import Tally, contradictions, main, silent

from hematinic.plan.account import Accountant
from hematinic.plan.model import Plan, Planned
from hematinic.record.asof import seen_from
from hematinic.record.patient_file import read_patient_file
from hematinic.sample.story import patients
from once import planner
from spec.patients import TODAY, both, low_b12, observed, plan

GUIDELINE = planner().rules.guideline


def denied(made: Plan) -> list[str]:
    return [*contradictions(made, GUIDELINE)]


def with_lines(made: Plan, lines: Iterable[Planned]) -> Plan:
    return msgspec.structs.replace(made, recommendations=tuple(lines))


def doses(made: Plan) -> list[Planned]:
    return [one for one in made.recommendations if one.schedule and one.item.prescribe]


def test_the_command_counts_and_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--patients", "4", "--seed", "2"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("4 patients, ")
    assert "unexplained: median 0" in told
    assert told.endswith("0 failures\n")


def test_every_visit_has_a_plan_and_every_last_one_an_account() -> None:
    tally, accountant = Tally(), Accountant(planner())
    sampled = [*patients(3, 9)]
    for one in sampled:
        tally.add(one, planner(), accountant)
    assert tally.plans == len(tally.each) == sum(len(one.visits) for one in sampled)
    assert tally.accounted == len(sampled)
    assert tally.events == tally.became.total() > 0


# One voice


def test_a_plan_as_it_is_denies_nothing() -> None:
    assert denied(plan(both()).plan) == []


def test_a_dose_before_its_phase_is_told() -> None:
    made = plan(low_b12()).plan
    later = [msgspec.structs.replace(one, starts=made.as_of + 1) for one in made.phases]
    found = denied(msgspec.structs.replace(made, phases=tuple(later)))
    assert found == ["b12-loading-standard is due before its phase begins"]


def test_a_line_that_stops_what_another_gives_is_told() -> None:
    made = plan(low_b12()).plan
    first, *others = made.recommendations
    stop = msgspec.structs.replace(first, stops="hydroxocobalamin")
    [found] = denied(with_lines(made, [stop, *others]))
    assert found.startswith(f"{first.item.id} stops what b12-")


def test_two_lines_that_give_the_same_today_are_told() -> None:
    made = plan(low_b12()).plan
    dose = doses(made)[0]
    [found] = denied(with_lines(made, [dose, dose]))
    assert found == f"{dose.item.id} and {dose.item.id} both give vitamin_b12 today"


def test_what_is_advised_and_refused_is_told() -> None:
    allergic, made = plan(low_b12(cobalamin_allergy=True)).plan, plan(low_b12()).plan
    dose = doses(made)[0]
    refused = next(one for one in allergic.not_recommended if one.item.id == dose.item.id)
    found = denied(msgspec.structs.replace(made, not_recommended=(refused,)))
    assert found == [f"{dose.item.id} is advised and refused"]


def test_an_alert_that_urges_what_is_refused_is_told() -> None:
    made = plan(both(hemoglobin=92, weight=70, active_infection=True)).plan
    urging = next(one for one in GUIDELINE.alerts if "intravenous_iron" in one.urges)
    fired = msgspec.structs.replace(made.alerts[0], alert=urging)
    assert f"{urging.id} urges intravenous_iron, which is refused" in denied(
        msgspec.structs.replace(made, alerts=(fired,))
    )


# The account


def test_a_result_that_nothing_speaks_of_is_told() -> None:
    file = both(observed("tsh", 9.0, ago=3))
    record = seen_from(read_patient_file(file, GUIDELINE, TODAY.toordinal()), TODAY.toordinal())
    made = planner().plan(record, TODAY.toordinal())
    account = Accountant(planner()).account(record, made)
    assert silent(planner(), record, made, account) == []
    thyroid = next(one for one in made.unexplained if one.element.name == "tsh")
    others = tuple(one for one in made.unexplained if one is not thyroid)
    mute = msgspec.structs.replace(made, unexplained=others)
    deaf = [
        msgspec.structs.replace(one, lines=()) if one.event is thyroid.event else one
        for one in account
    ]
    assert silent(planner(), record, mute, deaf) == [f"tsh {thyroid.event.written} is passed over"]
