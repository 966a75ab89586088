"""Years in which something goes wrong on the way: tablets of B12 that fail, a low phosphate after an
infusion, a count that falls again, an emergency; and five years in which nothing does."""

import datetime

import pytest

from hematinic.render.words import lines
from longitudinal.replay import items, year
from spec.patients import Seen, planner

# Tablets of B12 that fail


def said(name, day):
    return lines.bottom_line(year(name).on(day).plan)


def test_that_the_tablets_fail_is_said_on_the_day_of_the_result():
    """K26: and not before, though the level before them was low."""
    assert year("oral-b12-fails").days_of("b12-treatment-insufficient")[0] == "2025-12-12"
    assert "does not suffice" in said("oral-b12-fails", "2025-12-12")
    assert "does not suffice" not in said("oral-b12-fails", "2025-12-11")


def test_the_tablets_end_with_the_first_injection():
    """K42: they go on for three days more."""
    lived = year("oral-b12-fails")
    assert lived.until("b12-tablets-end-with-injection") == ["2025-12-15"]
    assert lived.days_of("b12-tablets-ended") == []
    assert lived.on("2025-12-12").due("B12-STD") == [
        "2025-12-12", "2025-12-14", "2025-12-16", "2025-12-19", "2025-12-21", "2025-12-23",
    ]  # fmt: skip


def test_after_loading_it_is_maintenance_and_no_loading_again():
    assert year("oral-b12-fails").until("b12-loading-standard") == ["2025-12-26"]
    assert year("oral-b12-fails").days_of("b12-loading-neurological") == []


# A low phosphate after an infusion


def test_the_phosphate_is_told_until_it_is_measured_normal():
    """K29."""
    lived = year("low-phosphate")
    assert lived.days_of("phosphate-after-infusion") == ["2025-12-01"]
    assert lived.until("phosphate-after-infusion") == ["2025-12-22"]
    assert "0.52 mmol/L" in lived.on("2025-12-05").line("phosphate-after-infusion")


def test_carboxymaltose_is_not_given_while_phosphate_is_low():
    lived = year("low-phosphate")
    for day in ("2025-12-01", "2025-12-10", "2025-12-21"):
        assert "ferric_carboxymaltose" not in lived.on(day).doses()


def test_when_iron_runs_out_again_an_infusion_comes_again():
    lived = year("low-phosphate")
    assert not lived.on("2026-06-14").prescribes("iron")
    assert lived.on("2026-06-15").offers("FE-IV")
    assert "ferric_derisomaltose" in lived.on("2026-06-15").doses()


# A relapse on treatment


def test_the_fall_is_told_as_no_matter_of_b12_alone():
    """K30: 104 after 131 g/L is no relapse until it is confirmed; then the first sentence names both
    values."""
    lived = year("relapse")
    assert lived.days_of("relapse-look") == ["2026-05-25"]
    assert "103 g/L" in said("relapse", "2026-05-26")
    assert "131 g/L" in said("relapse", "2026-05-26")


def test_iron_deficiency_explains_it_and_nobody_is_asked_urgently():
    """K30: urgent hematology only where nothing explains it, or two cell lines fall."""
    lived = year("relapse")
    assert lived.days_of("relapse-hematology") == []
    assert lived.on("2026-05-26").value("iron_deficiency_found") is True


def test_it_is_over_when_the_count_is_back():
    assert year("relapse").until("relapse-look")[-1] <= "2026-07-30"
    assert year("relapse").on("2026-08-15").recommends("B12-STD-M")


# An emergency and its aftermath


def test_the_emergency_is_the_plan():
    """K39: named with what it is, what is given and whom to call; no tablets are recommended."""
    bottom = said("emergency", "2025-11-03")
    for words in ("chest pain", "61 g/L", "iron deficiency", "Call the emergency department"):
        assert words in bottom
    assert not year("emergency").on("2025-11-03").recommends("FE-OD")


def test_what_can_wait_waits_for_it():
    on = year("emergency").on("2025-11-04")
    waiting = {line.item.id for line in on.plan.recommendations if line.waits}
    assert "iron-intravenous-consider" in waiting or "iron-oral-weighed" in waiting
    assert all("After the emergency" in lines.recommendation(line, on.plan.assessment)
               for line in on.plan.recommendations if line.waits)  # fmt: skip


def test_b12_does_not_wait():
    lived = year("emergency")
    assert lived.on("2025-11-04").due("B12-STD")[0] == "2025-11-05"


def test_the_emergency_ends_with_its_flags():
    lived = year("emergency")
    assert lived.until("emergency-referral")[0] == "2025-11-06"
    assert not any(line.waits for line in lived.on("2025-11-06").plan.recommendations)


def test_nothing_of_it_comes_back():
    lived = year("emergency")
    assert lived.days_of("emergency-referral") == ["2025-11-03"]
    assert lived.on("2026-06-01").recommends("B12-STD-M")


# Five years of steady maintenance


def five_years():
    """An injection every 75 days from January 2021 on; a count once a year."""
    from hematinic.record.patient_file import read_patient_file

    first = datetime.date(2021, 1, 11)
    day = lambda n: (first + datetime.timedelta(days=n)).isoformat()  # noqa: E731
    events = [{"on": "2020-09-01", "observed": "vitamin_b12", "value": 70, "unit": "ng/L"}]
    events += [{"on": day(0), "present": "pernicious_anemia"}]
    events += [{"on": day(0), "absent": name} for name in NERVES]
    loading = [datetime.date(2020, 9, 1) + datetime.timedelta(days=n) for n in (0, 2, 4, 7, 9, 11)]
    given = [one.isoformat() for one in loading] + ["2020-11-11"]
    given += [day(75 * n) for n in range(25)]
    events += [{"on": one, "given": "hydroxocobalamin", "dose": 1, "unit": "mg", "route": "intramuscular"}
               for one in given]  # fmt: skip
    for n in range(6):
        events += [
            {"on": day(365 * n), "observed": name, "value": value, "unit": unit}
            for name, value, unit in COUNT
        ]
    events = [one for one in events if str(one["on"]) <= "2026-01-31"]
    file = {
        "patient": {"id": "five", "birth_date": "1950-02-02", "sex": "female"},
        "events": events,
    }
    return read_patient_file(file, planner().rules.guideline, datetime.date.max.toordinal())


NERVES = (
    "paresthesia",
    "gait_disturbance",
    "cognitive_impairment",
    "subacute_combined_degeneration",
)
COUNT = (
    ("hemoglobin", 133, "g/L"),
    ("mcv", 91, "fL"),
    ("platelets", 240, "10^9/L"),
    ("ferritin", 80, "ug/L"),
    ("crp", 1, "mg/L"),
)


def test_five_steady_years_reload_nobody_and_leave_nothing_overdue():
    """K37: on every tenth day from the fourth injection on; neurology is last recorded in 2021."""
    from hematinic.record.asof import seen_from

    record = five_years()
    for day in range(
        datetime.date(2021, 7, 1).toordinal(), datetime.date(2026, 1, 20).toordinal(), 10
    ):
        made = planner().plan(seen_from(record, day), day)
        when = datetime.date.fromordinal(day).isoformat()
        assert not {"b12-loading-standard", "b12-loading-neurological"} & items(made), when
        schedule = Seen(made).item("B12-STD-M").schedule
        assert schedule.overdue_since is None, when
        assert not [fired.alert.id for fired in made.alerts if fired.level == "critical"], when
        assert made.unexplained == (), when


@pytest.mark.parametrize("name", ["oral-b12-fails", "low-phosphate", "relapse", "emergency"])
def test_the_bottom_line_never_says_that_nothing_is_shown(name):
    lived = year(name)
    for day in lived.days():
        assert "Neither deficiency is shown" not in lines.bottom_line(lived.plans[day])
