"""How much of a medicine, how often and until when, as the reader of the plan is told it, and the
day of the next dose in mid-course (specification 1.2, 1.3, 4.1, 4.2, 5.11, 5.18)."""

from datetime import timedelta

import pytest

from hematinic.render.words.doses import ordered
from spec.patients import (
    NORMAL_B12,
    TODAY,
    WELL,
    absent,
    both,
    done,
    given,
    injections,
    low_b12,
    low_iron,
    patient,
    plan,
    present,
    started,
)
from spec.test_what_each_line_is import ALTERNATIVES, CONSIDERED, NO_STOCK, RECOMMENDED

FILES = RECOMMENDED | CONSIDERED | ALTERNATIVES

LOADING = "Hydroxocobalamin 1 mg intramuscularly on alternate days, until no further improvement."
SIX = "Hydroxocobalamin 1 mg intramuscularly three times a week (6 doses)."
TOLD = {
    "b12-first-dose-age-unknown": "Hydroxocobalamin 1 mg intramuscularly once.",  # K23
    "b12-loading-neurological": LOADING,  # B12-NEURO, S11
    "b12-injection-when-stocked": LOADING,  # K16
    "b12-loading-standard": SIX,  # B12-STD, S10
    "b12-standard-injection-when-stocked": SIX,  # K16
    "b12-maintenance-neurological":  # B12-NEURO-M, S12
        "Hydroxocobalamin 1 mg intramuscularly every 2 months, "
        "lifelong where the cause is irreversible or unknown.",
    "b12-maintenance-standard":  # B12-STD-M, S13
        "Hydroxocobalamin 1 mg intramuscularly every 2 to 3 months, "
        "lifelong where the cause is irreversible or unknown.",
    "b12-bariatric-prophylaxis": "Hydroxocobalamin 1 mg intramuscularly every 3 months, lifelong.",
    "b12-bridge": "Cyanocobalamin 2 mg by mouth once daily, until the injection is available.",
    "b12-oral-refused": "Cyanocobalamin 2 mg by mouth once daily, until injections are accepted",
    "b12-oral-high-dose": "Cyanocobalamin 1 to 2 mg by mouth once daily, while the cause lasts",
    "b12-oral-dietary":
        "Cyanocobalamin 50 to 150 micrograms by mouth once daily, while the diet lasts",
    "b12-us-cyanocobalamin":  # 5.18
        "Cyanocobalamin 100 micrograms intramuscularly once daily (7 doses), then alternate days "
        "for 7 doses, every 3 to 4 days for 2 to 3 weeks, and monthly for life.",
    "folate-treatment": "Folic acid 5 mg by mouth once daily, about 4 months.",  # 5.14
    "iron-oral-daily": "Ferrous sulfate 200 mg (65 mg elemental iron) by mouth once daily,",
    "iron-oral-alternate-day":
        "Ferrous sulfate 200 mg (65 mg elemental iron) by mouth on alternate days, "
        "for 2 to 4 weeks, then review.",
}  # fmt: skip


@pytest.mark.parametrize("line", TOLD)
def test_a_dose_is_told_in_full(line):
    assert plan(FILES[line]).line(line).startswith(TOLD[line])


INFUSIONS = {
    "iron-intravenous": (
        low_iron(pernicious_anemia=True, weight=80, hemoglobin=112),
        "Ferric carboxymaltose 1,500 mg in all, as 1,000 mg and 500 mg intravenously 1 week apart.",
    ),
    "iron-intravenous-consider": (
        low_iron(weight=80, hemoglobin=92),
        "Ferric carboxymaltose 2,000 mg in all, as 1,000 mg and 1,000 mg intravenously "
        "1 week apart.",
    ),
    "iron-derisomaltose": (
        low_iron(pernicious_anemia=True, weight=60, hemoglobin=92),
        "Ferric derisomaltose 1,500 mg in all, as 1,200 mg and 300 mg intravenously 1 week apart.",
    ),
    "iron-derisomaltose-first": (
        low_iron(pernicious_anemia=True, weight=60, hemoglobin=92, phosphate=0.4),
        "Ferric derisomaltose 1,500 mg in all, as 1,200 mg and 300 mg intravenously 1 week apart.",
    ),
}


@pytest.mark.parametrize("line", INFUSIONS)
def test_an_infusion_is_told_in_full(line):
    """4.3: by the label's table, split by the limits of a dose, a week apart."""
    file, told = INFUSIONS[line]
    assert plan(file).line(line).startswith(told)


def test_every_dose_is_told():
    """No line with a dose is left out here."""
    doses = {line for line, file in FILES.items() if plan(file).item(line).item.prescribe}
    assert doses == TOLD.keys() | INFUSIONS.keys()


# The days of a course


def days(line, file):
    """From today to each dose."""
    schedule = plan(file).item(line).schedule
    return [day - TODAY.toordinal() for day in schedule.doses or [schedule.first_due]]


THREE_A_WEEK = [0, 2, 4, 7, 9, 11]
EVERY_OTHER = [*range(0, 21, 2)]


@pytest.mark.parametrize(
    ("line", "offsets"),
    [
        ("b12-loading-standard", THREE_A_WEEK),
        ("b12-standard-injection-when-stocked", [day + 2 for day in THREE_A_WEEK]),
        ("b12-loading-neurological", EVERY_OTHER),
        ("b12-injection-when-stocked", [day + 2 for day in EVERY_OTHER]),
        ("b12-us-cyanocobalamin", [*range(7)]),
    ],
)
def test_the_days_of_a_loading_course(line, offsets):
    """S10, 5.18: three a week with a clear day between; every other day until the review."""
    assert days(line, FILES[line]) == offsets


@pytest.mark.parametrize("line", ["b12-loading-neurological", "b12-injection-when-stocked"])
def test_neurological_loading_is_reviewed_by_day_21(line):
    """S11: by the third week."""
    schedule = plan(FILES[line]).item(line).schedule
    assert schedule.review == schedule.first_due + 21


SAMPLED = {"sampled": 30}
"""Before the first dose."""
NEUROLOGICAL = {"paresthesia": True}


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize(("ago", "due"), [(0, 2), (1, 1), (2, 0)])
def test_the_next_injection_is_two_days_after_the_last(count, ago, due):
    """S10: on alternate days, after the first as after the fourth; never twice in two days."""
    before = injections(count, last=ago)
    assert days("b12-loading-neurological", both(*before, **SAMPLED, **NEUROLOGICAL))[0] == due
    assert days("b12-loading-standard", both(*before, **SAMPLED))[0] == due


@pytest.mark.parametrize("count", [1, 4, 5])
def test_what_is_left_of_six(count):
    """S10: six in all."""
    assert len(days("b12-loading-standard", both(*injections(count), **SAMPLED))) == 6 - count


@pytest.mark.parametrize("ago", [0, 5, 20])
def test_maintenance_counts_from_the_expected_end_of_loading(ago):
    """S12, S13: 21 days of the neurological schedule or 11 of the standard one, at the earliest today,
    then 2 months."""
    start = TODAY - timedelta(days=ago)
    begun = started("hydroxocobalamin", "1 mg", every="2 d", ago=ago)
    file = both(begun, **SAMPLED, **NEUROLOGICAL)
    due = plan(file).due("b12-maintenance-neurological")[0]
    assert due == two_months_after(start + timedelta(days=21))
    due = plan(both(begun, **SAMPLED)).due("b12-maintenance-standard")[0]
    assert due == two_months_after(max(start + timedelta(days=11), TODAY))


def test_maintenance_counts_from_the_last_injection_once_loading_is_complete():
    """S12, S13: 2 months after it."""
    last = TODAY - timedelta(days=10)
    complete = [*injections(9, last=10), present("neurological_plateau", ago=5)]
    due = plan(both(*complete, **SAMPLED, **NEUROLOGICAL)).due("b12-maintenance-neurological")[0]
    assert due == two_months_after(last)
    due = plan(both(*injections(6, last=10), **SAMPLED)).due("b12-maintenance-standard")[0]
    assert due == two_months_after(last)


def two_months_after(day):
    month = day.month + 2
    return day.replace(year=day.year + (month > 12), month=(month - 1) % 12 + 1).isoformat()


@pytest.mark.parametrize(("ago", "due"), [(30, 62), (92, 0)])
def test_prevention_after_bypass_is_every_three_months(ago, due):
    """5.11: counted from the last injection; on 22 November three months are 92 days."""
    surgery, before = done("gastric_bypass", ago=400), given("hydroxocobalamin", ago=ago)
    file = patient(surgery, before, **(WELL | NORMAL_B12), sampled=95)
    assert days("b12-bariatric-prophylaxis", file)[0] == due


@pytest.mark.parametrize(
    ("line", "last"),
    [
        ("folate-treatment", 120),  # 22 March 2027
        ("iron-oral-alternate-day", 28),
    ],
)
def test_a_course_is_written_out_as_long_as_it_lasts(line, last):
    """5.14: about 4 months of folic acid; C1: 2 to 4 weeks of alternate days."""
    found = plan(FILES[line])
    [order] = [o for o in ordered(found.plan) if o.line.item.id == line]
    written = order.last_day(found.plan)
    assert written == TODAY.toordinal() + last


# What does not hold a dose


@pytest.mark.parametrize("known", [NO_STOCK, {"refuses_injections": True}], ids=str)
def test_an_allergy_that_is_not_recorded_holds_no_b12(known):
    """C4, K15: only a recorded allergy does."""
    found = plan(low_b12(**known, cobalamin_allergy=None))
    assert found.prescribes("vitamin_b12")
    assert found.offers("b12-bridge") or found.considers("b12-oral-refused")


def test_methotrexate_that_is_not_recorded_holds_no_folic_acid():
    """5.14: only methotrexate that is taken does."""
    assert plan(low_iron(folate=2)).offers("folate-treatment")
    assert not plan(low_iron(started("methotrexate", ago=90), folate=2)).offers("folate-treatment")


def test_absence_that_is_recorded_changes_nothing():
    """The same where the allergy was asked for and denied."""
    file = low_b12(absent("cobalamin_allergy"), refuses_injections=True, cobalamin_allergy=None)
    assert plan(file).considers("b12-oral-refused")
