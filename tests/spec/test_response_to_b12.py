"""The response of the blood and of the nerves to vitamin B12 over time (S11, S28,
S50, K2, C12, 5.11, 5.16, 5.19)"""

import pytest

from spec.patients import Seen, absent, done, low_iron, observed, oral_iron, present, started
from spec.response import index, injected


def blood(seen: Seen) -> str | None:
    return seen.verdict("b12_response")


def nerves(seen: Seen) -> str | None:
    return seen.verdict("b12_nerves_response")


def reticulocytes(before: float, after: float, day: int, today: int, name="reticulocytes"):
    return [index(name, before, -1, today), index(name, after, day, today)]


# The blood


@pytest.mark.parametrize(
    ("day", "expected"), [(4, "awaited"), (5, "adequate"), (8, "adequate"), (9, "awaited")]
)
def test_reticulocytes_are_read_on_day_5_to_8(day, expected):
    """5.16."""
    assert blood(injected(9, *reticulocytes(40, 200, day, 9))) == expected


@pytest.mark.parametrize("name", ["reticulocytes", "reticulocyte_percentage"])
@pytest.mark.parametrize(("after", "expected"), [(20, "none"), (20.5, "adequate")])
def test_reticulocytes_that_do_not_rise(name, after, expected):
    """5.16: absent rise; as a count or in percent. No number has a source, so any rise counts."""
    assert blood(injected(8, *reticulocytes(20, after, 7, 8, name))) == expected


def test_without_a_count_from_before_a_rise_is_not_claimed():
    """5.16: read by the laboratory's own limits."""
    assert blood(injected(8, index("reticulocytes", 200, 7, 8))) == "awaited"


@pytest.mark.parametrize(("day", "expected"), [(9, "awaited"), (10, "adequate")])
def test_hemoglobin_is_read_from_day_10(day, expected):
    """5.16: hemoglobin by day 10 to 14."""
    assert blood(injected(day, counts={day: 102})) == expected


@pytest.mark.parametrize(("value", "expected"), [(92, "none"), (93, "awaited")])
def test_hemoglobin_that_does_not_rise(value, expected):
    """5.16: no higher than before."""
    assert blood(injected(14, counts={14: value})) == expected


@pytest.mark.parametrize(
    ("day", "value", "expected"),
    [(20, 101.9, "awaited"), (20, 102, "adequate"), (21, 101.9, "slow"), (21, 102, "adequate"),
     (21, 92, "none"), (24, 94, "slow")],
)  # fmt: skip
def test_a_rise_of_less_than_one_week_is_too_small_after_three(day, value, expected):
    """5.16, 5.19: about 10 g/L a week from day 7; before day 21 a small rise does not decide."""
    assert blood(injected(day, counts={day: value})) == expected


@pytest.mark.parametrize(("value", "expected"), [(119.9, "slow"), (120, "adequate")])
def test_a_small_rise_to_normal_is_enough(value, expected):
    """5.16: from 115 g/L there is no room for more."""
    assert blood(injected(25, counts={25: value}, hemoglobin=115)) == expected


@pytest.mark.parametrize("name", ["reticulocytes", "reticulocyte_percentage"])
@pytest.mark.parametrize(
    ("day", "after", "expected"),
    [(14, 50, "adequate"), (14, 20, "slow"), (14, None, "awaited"),
     (21, 50, "slow"), (21, 20, "slow"), (21, None, "slow")],
)  # fmt: skip
def test_reticulocytes_beside_a_small_rise(day, after, expected, name):
    """5.16: up to day 21 they decide, where they were counted before and on day 5 to 8."""
    counts = reticulocytes(20, after or 20, 7, day, name)[: 2 if after else 1]
    assert blood(injected(day, *counts, counts={day: 97})) == expected


def test_one_count_of_reticulocytes_does_not_make_a_small_rise_a_response():
    """5.16: no count from before; hemoglobin rose by 2 g/L in 24 days."""
    seen = injected(25, index("reticulocytes", 40, 7, 25), counts={24: 94})
    assert blood(seen) == "slow"
    assert "reticulocytes on day 5 to 8 of B12 40" in seen.line("b12-response-slow")


def test_a_small_rise_is_no_response_of_iron_either():
    """C12: nothing to be explained."""
    tablet = started("ferrous_sulfate", "65 mg", ago=25)
    assert blood(injected(25, tablet, counts={24: 94}, ferritin=8)) == "slow"


def test_hemoglobin_decides_over_reticulocytes():
    """5.16, 5.19: they rose, but it stalls: iron lack, above all."""
    seen = injected(14, *reticulocytes(40, 200, 7, 14), counts={14: 92})
    assert blood(seen) == "none"


@pytest.mark.parametrize(
    ("day", "value", "expected"),
    [(55, 119, "adequate"), (55, 120, "adequate"), (56, 119, "slow"), (56, 120, "complete")],
)
def test_normal_by_8_weeks(day, value, expected):
    """5.16, 5.19: hemoglobin normal by about 8 weeks."""
    assert blood(injected(day, counts={day: value})) == expected


@pytest.mark.parametrize(
    ("day", "mcv", "expected"), [(83, 101, "complete"), (84, 100, "complete"), (84, 101, "slow")]
)
def test_mcv_normal_by_12_weeks(day, mcv, expected):
    """5.16, 5.19: MCV normal by 8 to 12 weeks."""
    seen = injected(84, index("mcv", mcv, day, 84), counts={60: 125}, mcv=None)
    assert blood(seen) == expected


# What else may have done it


@pytest.mark.parametrize(("day", "expected"), [(14, "confounded"), (15, "adequate")])
def test_iron_begun_in_the_same_weeks(day, expected):
    """C12: the other way round; hemoglobin is of day 14."""
    tablet = started("ferrous_sulfate", "65 mg", ago=20 - day)
    assert blood(injected(20, tablet, counts={14: 105}, ferritin=8)) == expected


def test_reticulocytes_tell_b12_from_iron():
    """5.16: they rose on day 7."""
    events = [started("ferrous_sulfate", "65 mg", ago=14), *reticulocytes(40, 200, 7, 14)]
    assert blood(injected(14, *events, counts={14: 105}, ferritin=8)) == "adequate"


@pytest.mark.parametrize("event", [done("transfusion", ago=3), present("melena", ago=3)])
def test_transfusion_and_bleeding_in_the_same_weeks(event):
    """K2."""
    assert {blood(injected(14, event, counts={14: value})) for value in (90, 105)} == {"confounded"}


# Where hemoglobin cannot tell


@pytest.mark.parametrize(("before", "expected"), [(119, "awaited"), (120, "not-applicable")])
def test_normal_before_b12(before, expected):
    """5.16: nothing to rise."""
    assert blood(injected(5, hemoglobin=before)) == expected


@pytest.mark.parametrize(("age", "expected"), [(30, "awaited"), (31, "not-applicable")])
def test_a_hemoglobin_of_long_ago_is_no_baseline(age, expected):
    """5.16: none of the 30 days before B12."""
    old = observed("hemoglobin", 92, ago=5 + age)
    assert blood(injected(5, old, hemoglobin=None)) == expected


@pytest.mark.parametrize(("days", "expected"), [(184, "complete"), (185, None)])
def test_the_verdict_on_the_blood_ends_after_six_months(days, expected):
    """5.16: 22 May to 22 November is 184 days."""
    assert blood(injected(days, counts={60: 125})) == expected


def test_b12_for_no_deficiency_is_not_judged():
    """5.11: given to prevent it."""
    assert blood(injected(14, counts={14: 105}, base=low_iron)) is None


def test_a_normal_count_is_no_reason_to_stop():
    """S50."""
    assert "no reason to stop" in injected(60, counts={60: 125}).line("b12-response-complete")


# The nerves


@pytest.mark.parametrize(("days", "expected"), [(92, "awaited"), (93, "persisting")])
def test_nerves_are_given_3_months(days, expected):
    """5.19: improvement over 6 weeks to 3 months; 22 August to 22 November is 92 days."""
    assert nerves(injected(days, paresthesia=True)) == expected


def test_a_plateau_is_told_as_such():
    """S11."""
    assert nerves(injected(100, paresthesia=True, neurological_plateau=True)) == "plateau"


@pytest.mark.parametrize(("ago", "expected"), [(13, "worse"), (14, "awaited")])
def test_worse_on_treatment(ago, expected):
    """5.16: recorded after the first injection, 14 days ago."""
    seen = injected(14, present("neurological_progression", ago=ago), paresthesia=True)
    assert nerves(seen) == expected


def test_worse_and_then_no_longer():
    """5.16: persistent worsening goes to neurology; this did not persist."""
    events = [present("neurological_progression", ago=10), absent("neurological_progression")]
    assert nerves(injected(14, *events, paresthesia=True)) == "awaited"


def test_nerves_that_have_healed_need_no_verdict():
    """5.19."""
    assert nerves(injected(100, absent("paresthesia", ago=5), paresthesia=None)) is None


@pytest.mark.parametrize(("days", "expected"), [(365, "persisting"), (366, None)])
def test_the_verdict_on_nerves_ends_after_a_year(days, expected):
    """5.19: a plateau at 6 to 12 months."""
    assert nerves(injected(days, paresthesia=True)) == expected


# The count after B12 alone


@pytest.mark.parametrize(
    ("day", "status"), [(9, "planned"), (10, "due"), (14, "due"), (15, "overdue")]
)
def test_a_count_is_due_on_day_10_to_14_of_b12(day, status):
    """5.16."""
    assert injected(day).check("blood-count-after-b12").status == status


def test_that_count_is_done():
    """5.16."""
    assert injected(15, counts={10: 100}).check("blood-count-after-b12").status == "done"


def test_beside_tablets_the_two_week_count_will_do():
    """S28."""
    assert injected(5, oral_iron(ago=5), ferritin=8).check("blood-count-after-b12") is None
