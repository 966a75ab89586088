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
    assert b'"taken_since": "2026-11-09"' in found.json


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
