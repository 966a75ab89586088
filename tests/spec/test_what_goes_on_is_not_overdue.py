"""What a patient takes already goes on and is not overdue; overdue is only what has not happened
(specification 1.2, 1.4, 1.8; S54: every iron has a day of review)."""

from datetime import timedelta

import pytest

from hematinic.render.fhir import dosage
from hematinic.render.paper import leaflet
from hematinic.render.words.doses import ordered
from spec.patients import (
    TODAY,
    injections,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    plan,
    started,
    stopped,
)

DAILY = "iron-oral-daily"
ALTERNATE = "iron-oral-alternate-day"
BEFORE = {"sampled": 300}
"""Sampled before the tablets."""


def iso(days_ago):
    return (TODAY - timedelta(days=days_ago)).isoformat()


def of(line, *events, **known):
    found = plan(low_iron(*events, **(BEFORE | known)))
    return found, found.item(line).schedule


@pytest.mark.parametrize("ago", [1, 13, 100])
def test_tablets_that_are_taken_go_on(ago):
    """S54: since when, and until which review; nothing is due and nothing overdue."""
    found, when = of(DAILY, oral_iron(ago))
    assert when.taken_since == TODAY.toordinal() - ago
    assert when.overdue_since is None
    assert f"Taken since {iso(ago)}, and goes on; review by 20" in found.line(DAILY)
    assert "Due 20" not in found.line(DAILY)


def test_tablets_of_today_are_due_today():
    found, when = of(DAILY, oral_iron(0))
    assert (when.taken_since, when.overdue_since) == (None, None)
    assert "Due 2026-11-22." in found.line(DAILY)


def test_the_review_is_six_months_after_the_first_tablet():
    """S42, S54: not six months after the plan."""
    assert "review by 2027-04-25" in of(DAILY, oral_iron(28))[0].line(DAILY)
    assert (
        plan(low_iron()).item(DAILY).schedule.review
        == TODAY.replace(year=2027, month=5).toordinal()
    )


@pytest.mark.parametrize(("ago", "said"), [(184, "; review by 2026-11-22"),
                                           (185, "; was to be reviewed by 2026-11-21")])  # fmt: skip
def test_a_review_of_the_past_is_said_to_be_so(ago, said):
    assert said in of(DAILY, oral_iron(ago))[0].line(DAILY)


def test_tablets_that_were_stopped_are_due_again():
    """The course is still the current one, and nobody takes it."""
    found, when = of(DAILY, oral_iron(100), stopped("ferrous_sulfate", ago=12))
    assert (when.taken_since, when.overdue_since) == (None, None)
    assert "Due 2026-11-22." in found.line(DAILY)


@pytest.mark.parametrize(("every", "taken"), [("1 d", True), ("8 h", False), ("12 h", False)])
def test_tablets_taken_more_often_do_not_go_on_as_they_are(every, taken):
    """S20, S26: once a day is new to whoever takes three."""
    _, when = of(DAILY, started("ferrous_sulfate", "65 mg", every=every, ago=20))
    assert (when.taken_since is not None) is taken
    assert when.overdue_since is None


def test_tablets_of_an_unknown_frequency_go_on():
    unsaid = oral_iron(20)
    del unsaid["every"]
    _, when = of(DAILY, unsaid)
    assert when.taken_since == TODAY.toordinal() - 20


def test_alternate_days_go_on_from_their_own_first_day():
    """C1: two to four weeks of alternate days, whatever was taken before."""
    before = [oral_iron(60), stopped("ferrous_sulfate", "intolerance", ago=10)]
    tablets = started("ferrous_sulfate", "65 mg", every="2 d", ago=9)
    found, when = of(ALTERNATE, *before, tablets)
    assert when.taken_since == TODAY.toordinal() - 9
    assert f"Taken since {iso(9)}, and goes on." in found.line(ALTERNATE)


def test_alternate_days_that_are_new_are_due_today():
    found, when = of(ALTERNATE, oral_iron(20), nausea=True)
    assert when.taken_since is None
    assert "Due 2026-11-22." in found.line(ALTERNATE)


def test_every_face_tells_that_it_goes_on():
    """Leaflet, FHIR and JSON, as the line of the plan does."""
    found, _ = of(DAILY, oral_iron(13))
    [order] = [o for o in ordered(found.plan) if o.line.item.id == DAILY]
    assert list(leaflet._dates(order)) == ["Since 9 November 2026. You go on.",
                                           "Review by 9 May 2027"]  # fmt: skip
    timed = dosage.dosages(order, "", found.plan)[0]["timing"]["repeat"]
    assert timed["boundsPeriod"] == {"start": "2026-11-22", "end": "2027-05-08"}
    assert b'"taken_since":"2026-11-09"' in found.json


# Doses of a schedule


def late(line, *events, **known):
    """Days ago since when a dose is overdue, if one is."""
    found = plan(low_b12(*events, sampled=100, **known)).item(line).schedule.overdue_since
    return None if found is None else TODAY.toordinal() - found


@pytest.mark.parametrize(("last", "since"), [(1, None), (2, None), (3, None), (4, 1), (6, 3)])
@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_one_of_three_injections_a_week_is_overdue_after_three_days(count, last, since):
    """S10: three a week leave a weekend of three days, and it falls where the first day puts it."""
    assert late("b12-loading-standard", *injections(count, last=last)) == since


@pytest.mark.parametrize(("last", "since"), [(1, None), (2, None), (3, 1)])
def test_one_of_every_other_day_is_overdue_after_two(last, since):
    """S11: no gap is longer than the others."""
    before = injections(3, last=last)
    assert late("b12-loading-neurological", *before, paresthesia=True) == since


@pytest.mark.parametrize(("last", "since"), [(62, None), (92, None), (93, 1)])
def test_a_maintenance_injection_is_overdue_after_three_months(last, since):
    """S14, K37: due from two months, overdue only after three, which are 92 days here."""
    assert late("b12-maintenance-standard", *injections(6, last=last)) == since


# Tablets of B12, and folic acid

REFUSED = {"refuses_injections": True, "sampled": 60}
BRIDGED = {"hydroxocobalamin_unavailable": True, "sampled": 60}
ABSORBED = {"sampled": 60}


COUNTED = observed("hemoglobin", 112)


def b12_tablets(dose, ago=40):
    return started("cyanocobalamin", dose, ago=ago)


@pytest.mark.parametrize(
    ("line", "known", "dose", "goes_on"),
    [
        ("b12-oral-refused", REFUSED, "2 mg", True),
        ("b12-oral-refused", REFUSED, "1 mg", False),
        ("b12-bridge", BRIDGED, "2 mg", True),
        ("b12-bridge", BRIDGED, "1 mg", False),
        ("b12-oral-high-dose", ABSORBED, "1 mg", True),
        ("b12-oral-high-dose", ABSORBED, "0.9 mg", False),
    ],
)
def test_tablets_of_b12_of_the_advised_dose_go_on(line, known, dose, goes_on):
    """K34, K48, S16: a lower dose than is advised is begun anew, today."""
    found = plan(low_b12(b12_tablets(dose), COUNTED, **known))
    since = TODAY.toordinal() - 40
    assert found.item(line).schedule.taken_since == (since if goes_on else None)
    assert (f"Taken since {iso(40)}, and goes on" in found.line(line)) is goes_on


@pytest.mark.parametrize("line", ["b12-oral-refused", "b12-oral-high-dose"])
def test_tablets_of_b12_that_nobody_takes_are_due_today(line):
    stopped_tablets = (b12_tablets("2 mg", 100), stopped("cyanocobalamin", ago=50))
    known = REFUSED if line == "b12-oral-refused" else ABSORBED
    found = plan(low_b12(*stopped_tablets, COUNTED, **(known | {"sampled": 110})))
    assert found.item(line).schedule.taken_since is None


def test_the_tablets_of_a_step_down_are_those_that_are_taken():
    """K45."""
    events = (*injections(6, last=100), b12_tablets("0.1 mg", 50))
    known = {"vegan_diet": True, "hemoglobin": 130, "sampled": 130}
    found = plan(low_b12(*events, **known))
    assert found.item("b12-oral-step-down").schedule.taken_since == TODAY.toordinal() - 50


FOLATE = "folate-treatment"
CUT = (TODAY - TODAY.replace(month=7)).days
"""Days since four months ago."""


@pytest.mark.parametrize(
    ("dose", "ago", "goes_on"),
    [("5 mg", 30, True), ("4.9 mg", 30, False), ("5 mg", CUT - 1, True), ("5 mg", CUT, False)],
)
def test_folic_acid_of_the_advised_dose_goes_on_for_four_months(dose, ago, goes_on):
    """S39: a preventive dose is none of the treatment."""
    events = (*injections(6, last=30), started("folic_acid", dose, ago=ago))
    found = plan(low_b12(*events, observed("folate", 2, ago=10), sampled=200))
    since = TODAY.toordinal() - ago
    assert found.item(FOLATE).schedule.taken_since == (since if goes_on else None)


def test_folic_acid_that_is_taken_ends_four_months_after_its_start():
    events = (*injections(6, last=30), started("folic_acid", "5 mg", ago=30))
    found = plan(low_b12(*events, observed("folate", 2, ago=10), sampled=60))
    [line] = [one for one in ordered(found.plan) if one.line.item.id == FOLATE]
    assert line.last_day(found.plan) == TODAY.replace(year=2027, month=2, day=23).toordinal()


def test_folic_acid_that_was_stopped_is_due_today():
    events = (
        *injections(6, last=30), started("folic_acid", "5 mg", ago=30), stopped("folic_acid", ago=5),
    )  # fmt: skip
    found = plan(low_b12(*events, observed("folate", 2, ago=10), sampled=60))
    assert found.item(FOLATE).schedule.taken_since is None
