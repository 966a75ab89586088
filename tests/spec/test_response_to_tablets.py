"""The response to iron by mouth over time (S28, S29, S32, S43, S55, K2, K20, C12, 5.6, 5.19)"""

import pytest

from spec.patients import Seen, both, done, given, observed, present, stopped
from spec.response import index, tablets, with_b12


def oral(seen: Seen) -> str | None:
    return seen.verdict("oral_iron_response")


# The two-week check


@pytest.mark.parametrize(("day", "expected"), [(11, "awaited"), (12, "adequate")])
def test_the_first_day_on_which_tablets_are_judged(day, expected):
    """S28, K20: before day 12 too early, even with 15 g/L."""
    assert oral(tablets(day, rises={day: 15})) == expected


@pytest.mark.parametrize(("rise", "expected"), [(9.9, "two-week"), (10, "adequate")])
def test_ten_at_two_weeks(rise, expected):
    """S29: exactly 10 g/L passes."""
    assert oral(tablets(14, rises={14: rise})) == expected


@pytest.mark.parametrize(("day", "expected"), [(21, "adequate"), (22, "late")])
def test_a_check_after_day_21_is_late(day, expected):
    """S28, K20: its window is day 12 to 21; later it passes and is noted as late."""
    assert oral(tablets(day, rises={day: 10})) == expected


@pytest.mark.parametrize(("second", "expected"), [(9, "two-week"), (10, "late")])
def test_a_rise_after_a_failed_check_is_slow(second, expected):
    """K20: 5 g/L on day 14, then a pass on day 28 is late."""
    assert oral(tablets(28, rises={14: 5, 28: second})) == expected


@pytest.mark.parametrize(("day", "expected"), [(28, "late"), (29, "not-applicable")])
def test_a_first_check_after_day_28(day, expected):
    """K20: the two-week rule no longer applies."""
    assert oral(tablets(day, rises={day: 12})) == expected


@pytest.mark.parametrize(("today", "expected"), [(28, "awaited"), (29, "not-applicable")])
def test_no_check_at_all(today, expected):
    """K20: after day 28 the 8 to 12 weeks decide."""
    assert oral(tablets(today)) == expected


@pytest.mark.parametrize(("rise", "expected"), [(9, "none"), (10, "adequate")])
def test_a_rise_that_is_lost_again(rise, expected):
    """S29, S32: 14 g/L on day 14; day 40 decides."""
    assert oral(tablets(40, rises={14: 14, 40: rise})) == expected


def test_a_later_rise_before_8_weeks_keeps_its_verdict():
    """S29: normal on day 55 is still the two-week verdict."""
    assert oral(tablets(55, rises={14: 14, 55: 28})) == "adequate"


# Normal hemoglobin at 8 weeks


@pytest.mark.parametrize(("rise", "expected"), [(27, "slow"), (28, "complete")])
def test_normal_at_8_weeks(rise, expected):
    """S29: a woman's limit is 120 g/L; what is risen and below it is our own "slow"."""
    assert oral(tablets(56, rises={14: 14, 56: rise})) == expected


@pytest.mark.parametrize(("rise", "expected"), [(37, "slow"), (38, "complete")])
def test_normal_at_8_weeks_for_a_man(rise, expected):
    """S29: a man's limit is 130 g/L."""
    assert oral(tablets(56, rises={14: 14, 56: rise}, sex="male")) == expected


@pytest.mark.parametrize(("rise", "expected"), [(17, "slow"), (18, "complete")])
def test_normal_at_8_weeks_in_pregnancy(rise, expected):
    """S29, 5.6: the limit is 110 g/L."""
    seen = tablets(56, rises={14: 14, 56: rise}, age=30, pregnancy=True)
    assert oral(seen) == expected


@pytest.mark.parametrize(("rise", "expected"), [(9, "none"), (10, "slow")])
def test_a_first_check_at_8_weeks(rise, expected):
    """K20: the 8 to 12 week rule, with nothing measured before."""
    assert oral(tablets(56, rises={56: rise})) == expected


# S29 (c), C12: what else may have done it


def test_b12_begun_with_the_tablets_may_explain_a_rise():
    """S29 (c): B12 alone can raise hemoglobin by 10 g/L in two weeks."""
    assert oral(tablets(14, given("hydroxocobalamin", ago=14), rises={14: 15}, base=both)) == (
        "confounded"
    )


@pytest.mark.parametrize(("before", "expected"), [(56, "confounded"), (57, "adequate")])
def test_b12_begun_before_the_tablets(before, expected):
    """C12, 5.19: B12 has done its work on hemoglobin after about 8 weeks."""
    events = [given("hydroxocobalamin", ago=14 + before)]
    seen = tablets(14, *events, observed("vitamin_b12", 140, ago=90), rises={14: 15},
                   base=both, vitamin_b12=None)  # fmt: skip
    assert oral(seen) == expected


@pytest.mark.parametrize(("day", "expected"), [(14, "confounded"), (15, "adequate")])
def test_b12_begun_after_the_check_explains_nothing(day, expected):
    """C12: the last hemoglobin is of day 14."""
    seen = tablets(16, given("hydroxocobalamin", ago=16 - day), rises={14: 15}, base=both)
    assert oral(seen) == expected


def test_b12_given_for_no_deficiency_explains_nothing():
    """C12: 420 ng/L."""
    assert oral(tablets(14, given("hydroxocobalamin", ago=14), rises={14: 15})) == "adequate"


def test_b12_does_not_excuse_a_failed_check():
    """S29: below 10 g/L is no response, with B12 or without."""
    seen = tablets(14, given("hydroxocobalamin", ago=14), rises={14: 9}, base=both)
    assert oral(seen) == "two-week"


@pytest.mark.parametrize(("value", "expected"), [(19, "unconfirmed"), (20, "adequate")])
def test_transferrin_saturation_shows_that_iron_is_absorbed(value, expected):
    """S29 (c): 20 % is the target of S55; it was 8 %."""
    assert oral(with_b12(40, index("transferrin_saturation", value, 28, 40))) == expected


@pytest.mark.parametrize(("value", "expected"), [(8, "unconfirmed"), (9, "adequate")])
def test_ferritin_shows_that_iron_is_absorbed(value, expected):
    """S29 (c): it was 8 microgram/L; no number has a source, so any rise counts."""
    assert oral(with_b12(40, index("ferritin", value, 28, 40))) == expected


@pytest.mark.parametrize("name", ["ferritin", "transferrin_saturation"])
@pytest.mark.parametrize(("day", "expected"), [(27, "confounded"), (28, "adequate")])
def test_the_iron_indices_count_from_4_weeks(name, day, expected):
    """S29 (c): at 4 to 8 weeks."""
    assert oral(with_b12(40, index(name, 25, day, 40))) == expected


def test_the_confounded_rise_asks_for_the_indices():
    """S29 (c): ferritin, transferrin saturation, reticulocyte hemoglobin."""
    asked = set(with_b12(14).item("oral-iron-response-confounded").item.test)
    assert asked == {"ferritin", "transferrin_saturation", "reticulocyte_hemoglobin"}


# K2: where hemoglobin cannot tell


@pytest.mark.parametrize(
    "event", [done("transfusion", ago=7), done("blood_donation", ago=7), present("melena", ago=7)]
)
def test_transfusion_donation_and_bleeding(event):
    """K2: neither a pass nor a failure."""
    assert {oral(tablets(14, event, rises={14: rise})) for rise in (5, 15)} == {"not-applicable"}


@pytest.mark.parametrize(("before", "expected"), [(109, "two-week"), (110, "not-applicable")])
def test_near_normal_before(before, expected):
    """S29 (a): within 10 g/L of a woman's 120."""
    assert oral(tablets(14, rises={14: 5}, hemoglobin=before)) == expected


@pytest.mark.parametrize(("before", "expected"), [(99, "two-week"), (100, "not-applicable")])
def test_near_normal_before_in_pregnancy(before, expected):
    """S29 (a), 5.6: within 10 g/L of 110."""
    seen = tablets(14, rises={14: 5}, hemoglobin=before, age=30, pregnancy=True)
    assert oral(seen) == expected


@pytest.mark.parametrize(("age", "expected"), [(30, "awaited"), (31, "not-applicable")])
def test_a_hemoglobin_of_long_ago_is_no_baseline_for_tablets(age, expected):
    """S29: no baseline."""
    old = observed("hemoglobin", 92, ago=12 + age)
    assert oral(tablets(12, old, hemoglobin=None)) == expected


@pytest.mark.parametrize(("today", "expected"), [(11, "awaited"), (12, "not-applicable")])
def test_where_it_cannot_tell_it_says_so_from_day_12(today, expected):
    """K20."""
    assert oral(tablets(today, hemoglobin=115)) == expected


@pytest.mark.parametrize(("day", "expected"), [(55, "not-applicable"), (56, "complete")])
def test_then_the_iron_indices_decide_at_8_weeks(day, expected):
    """K2, S29 (a)."""
    events = [index("transferrin_saturation", 24, day, 60)]
    assert oral(tablets(60, *events, hemoglobin=115)) == expected


@pytest.mark.parametrize(("value", "expected"), [(19, "unconfirmed"), (20, "complete")])
def test_what_the_iron_indices_say_at_8_weeks(value, expected):
    """S55: 20 %."""
    events = [index("transferrin_saturation", value, 56, 60)]
    assert oral(tablets(60, *events, hemoglobin=115)) == expected


@pytest.mark.parametrize(
    ("today", "status"), [(55, "planned"), (56, "due"), (84, "due"), (85, "overdue")]
)
def test_the_check_at_8_to_12_weeks(today, status):
    """S29 (a), K20: due where the two-week rule says nothing."""
    assert tablets(today, hemoglobin=115).check("iron-response-eight-weeks").status == status


def test_the_check_at_8_to_12_weeks_is_done():
    """K20: by a ferritin of day 56 or later."""
    seen = tablets(60, index("ferritin", 30, 57, 60), hemoglobin=115)
    assert seen.check("iron-response-eight-weeks").status == "done"


def test_where_the_rule_applies_there_is_no_such_check():
    """S28."""
    assert tablets(30, rises={14: 12}).check("iron-response-eight-weeks") is None


# What the alerts say beside it, and what is not judged


@pytest.mark.parametrize("rise", [0, 5, 9.9, 10, 15])
@pytest.mark.parametrize("day", [11, 12, 21, 22, 28, 29])
def test_the_alerts_and_the_verdict_say_the_same(day, rise):
    """AL-HB-NORESP, AL-HB-NA: from the same findings."""
    seen = tablets(day, rises={day: rise})
    expected = {
        (None, None): ("awaited", "adequate", "late"),
        ("warning", None): ("two-week",),
        (None, "information"): ("not-applicable",),
    }
    assert oral(seen) in expected[seen.alert("AL-HB-NORESP"), seen.alert("AL-HB-NA")]


def test_tablets_that_ended_are_not_judged():
    """S29: stopped on day 20; what rises later is not theirs."""
    assert oral(tablets(60, stopped("ferrous_sulfate", ago=40), rises={14: 12, 60: 28})) is None


@pytest.mark.parametrize(("before", "expected"), [(56, None), (57, "adequate")])
def test_an_infusion_in_the_same_weeks(before, expected):
    """S43: within 8 weeks before the tablets it may be what works."""
    events = [given("ferric_carboxymaltose", "500 mg", ago=14 + before)]
    assert oral(tablets(14, *events, rises={14: 15})) == expected


def test_no_verdict_for_a_child():
    """AL-OOS-CHILD: no rule of this guideline."""
    assert oral(tablets(14, rises={14: 12}, age=15)) is None
