"""Chapter 14. The response of each treatment over time (S28-S33, S43, S55, K2, K20, C12, 5.3, 5.16)"""

from collections.abc import Iterator

import pytest

from hematinic.plan.explain import Because, explain
from hematinic.render.json import as_data
from hematinic.render.leaflet import leaflet
from spec.patients import (
    Seen,
    absent,
    both,
    done,
    given,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    plan,
    present,
    started,
    stopped,
)


def oral(seen: Seen) -> str | None:
    return seen.verdict("oral_iron_response")


def infusion(seen: Seen) -> str | None:
    return seen.verdict("intravenous_iron_response")


def blood(seen: Seen) -> str | None:
    return seen.verdict("b12_response")


def nerves(seen: Seen) -> str | None:
    return seen.verdict("b12_nerves_response")


# Iron by mouth


def tablets(today: int, *events, rises: dict[int, float] | None = None, base=low_iron, **known):
    """On this day of tablets, with what hemoglobin had risen by on some of the days before. It was
    92 g/L the day before the first tablet, so that 28 more are normal for a woman."""
    before = known.setdefault("hemoglobin", 92)
    counts = [
        observed("hemoglobin", before + rise, ago=today - day)
        for day, rise in (rises or {}).items()
    ]
    return plan(base(oral_iron(ago=today), *counts, *events, sampled=today + 1, **known))


def index(name: str, value: float, day: int, today: int):
    return observed(name, value, ago=today - day)


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


def with_b12(today: int, *events):
    return tablets(today, given("hydroxocobalamin", ago=today), *events, rises={14: 15}, base=both)


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


# S30-S33, and what the plan says beside it


@pytest.mark.parametrize(
    "seen",
    [
        tablets(14, rises={14: 5}),
        tablets(40, rises={14: 14, 40: 5}),
        tablets(56, rises={14: 14, 56: 20}),
        with_b12(40, index("ferritin", 8, 30, 40)),
    ],
)
def test_what_does_not_work_is_asked_after_in_order(seen):
    """S30-S33: adherence, malabsorption, blood loss, intravenous iron."""
    line = seen.line("S33").lower()
    words = ("adherence", "malabsorption", "blood loss", "intravenous iron")
    places = [line.index(word) for word in words]
    assert places == sorted(places)


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


# Intravenous iron


def infused(today: int, *events, hemoglobin=None, base=low_iron, before=92, **known):
    """So many days after 1,000 mg; `hemoglobin` was measured on that day."""
    counts = [] if hemoglobin is None else [observed("hemoglobin", hemoglobin, ago=0)]
    drip = given("ferric_carboxymaltose", "1000 mg", ago=today)
    known = {"hemoglobin": before, "crp": None} | known
    return plan(base(drip, *counts, *events, sampled=today + 1, **known))


def stores(day: int, today: int, ferritin: float, saturation: float = 25, crp: float = 2):
    values = {"ferritin": ferritin, "transferrin_saturation": saturation, "crp": crp}
    return [index(name, value, day, today) for name, value in values.items()]


@pytest.mark.parametrize(("day", "expected"), [(27, "awaited"), (28, "adequate")])
def test_an_infusion_is_not_judged_before_4_weeks(day, expected):
    """S43: hemoglobin of 4 weeks or more after it."""
    assert infusion(infused(day, hemoglobin=125)) == expected


def test_the_last_infusion_counts():
    """S43: a second one a week ago, so 7 days and not 35."""
    second = given("ferric_carboxymaltose", "500 mg", ago=7)
    assert infusion(infused(35, second, hemoglobin=125)) == "awaited"


@pytest.mark.parametrize(
    ("value", "expected"), [(92, "none"), (93, "slow"), (119, "slow"), (120, "adequate")]
)
def test_hemoglobin_4_weeks_after_an_infusion(value, expected):
    """S43: no source gives a rise to be reached; higher than before, and normal, are told apart."""
    assert infusion(infused(28, hemoglobin=value)) == expected


def test_b12_may_explain_the_rise_after_an_infusion():
    """S29 (c): begun in the same weeks."""
    seen = infused(28, given("hydroxocobalamin", ago=28), hemoglobin=125, base=both)
    assert infusion(seen) == "confounded"


@pytest.mark.parametrize(
    ("before", "event"), [(92, done("transfusion", ago=10)), (120, absent("melena"))]
)
def test_hemoglobin_cannot_tell_after_an_infusion(before, event):
    """S43: transfused, or normal before."""
    assert infusion(infused(28, event, hemoglobin=125, before=before)) == "confounded"


@pytest.mark.parametrize(("day", "expected"), [(55, "adequate"), (56, "complete")])
def test_ferritin_is_not_judged_before_8_weeks(day, expected):
    """S55: until then it is falsely high."""
    assert infusion(infused(60, *stores(day, 60, 150), hemoglobin=125)) == expected


@pytest.mark.parametrize(
    ("ferritin", "saturation", "crp", "expected"),
    [
        (49, 20, 2, "short"),
        (50, 20, 2, "complete"),
        (50, 19, 2, "short"),
        (99, 20, 6, "short"),
        (100, 20, 6, "complete"),
    ],
)
def test_the_stores_after_an_infusion(ferritin, saturation, crp, expected):
    """S55: 50 microgram/L, 100 with inflammation, and 20 %."""
    events = stores(56, 60, ferritin, saturation, crp)
    assert infusion(infused(60, *events, hemoglobin=125)) == expected


def test_full_stores_do_not_hide_a_hemoglobin_that_stays_low():
    """S43: iron is there and does not help."""
    found = {value: infusion(infused(60, *stores(56, 60, 150), hemoglobin=value))
             for value in (92, 110)}  # fmt: skip
    assert found == {92: "none", 110: "slow"}


def test_full_stores_tell_where_hemoglobin_cannot():
    """S55: B12 of the same weeks matters no more."""
    b12 = given("hydroxocobalamin", ago=60)
    seen = infused(60, b12, *stores(56, 60, 150), hemoglobin=125, base=both)
    assert infusion(seen) == "complete"


@pytest.mark.parametrize(("today", "expected"), [(84, "adequate"), (85, None)])
def test_the_verdict_on_an_infusion_ends_after_12_weeks(today, expected):
    """S55: with its course; the checks go on."""
    assert infusion(infused(today, hemoglobin=125)) == expected


def test_the_expectations_after_an_infusion_are_no_limits():
    """5.19: from memory, and marked so."""
    item = infused(10).item("intravenous-iron-response-awaited").item
    assert (item.basis, "as no limits" in item.says.clinician) == ("memory", True)


# Vitamin B12: the blood


def injected(today: int, *events, counts: dict[int, float] | None = None, base=low_b12, **known):
    """On this day of B12, with the hemoglobin of some of the days; it was 92 g/L the day before."""
    known = {"hemoglobin": 92} | known
    later = [index("hemoglobin", value, day, today) for day, value in (counts or {}).items()]
    doses = [given("hydroxocobalamin", ago=ago) for ago in range(today, -1, -50)]
    return plan(base(*doses, *later, *events, sampled=today + 1, **known))


def reticulocytes(before: float, after: float, day: int, today: int, name="reticulocytes"):
    return [index(name, before, -1, today), index(name, after, day, today)]


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
    assert blood(injected(day, counts={day: 97})) == expected


@pytest.mark.parametrize(("value", "expected"), [(92, "none"), (93, "adequate")])
def test_hemoglobin_that_does_not_rise(value, expected):
    """5.16: no higher than before."""
    assert blood(injected(14, counts={14: value})) == expected


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


@pytest.mark.parametrize("code", ["b12-response-none", "b12-response-slow"])
def test_no_response_to_b12_looks_for_what_holds_it_back(code):
    """5.16: iron, folate, infection, kidney, thyroid, alcohol, marrow."""
    value = {"b12-response-none": {14: 92}, "b12-response-slow": {60: 110}}[code]
    line = injected(max(value), counts=value).line(code).lower()
    words = ("iron deficiency", "folate", "infection", "kidney", "hypothyroidism", "alcohol",
             "myelodysplasia")  # fmt: skip
    assert [word for word in words if word not in line] == []


def test_no_response_to_b12_leads_to_ferritin():
    """R-FE-RECHECK: iron deficiency unmasked comes first."""
    item = injected(14, counts={14: 92}).item("b12-response-none").item
    assert (item.test[0], "R-FE-RECHECK" in item.implements) == ("ferritin", True)


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


@pytest.mark.parametrize(("age", "expected"), [(30, "awaited"), (31, "not-applicable")])
def test_nor_is_it_one_for_tablets(age, expected):
    """S29: no baseline."""
    old = observed("hemoglobin", 92, ago=12 + age)
    assert oral(tablets(12, old, hemoglobin=None)) == expected


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


# Vitamin B12: the nerves


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


# 5.3: one deficiency unmasked by the treatment of the other


@pytest.mark.parametrize(
    ("before", "after", "told"), [(100, 100, False), (100, 101, True), (101, 105, False)]
)
def test_mcv_that_rises_on_iron(before, after, told):
    """5.3: above 100 fL after iron: suspect B12 deficiency."""
    events = [index("mcv", before, -1, 40), index("mcv", after, 40, 40)]
    assert tablets(40, *events, mcv=None).offers("b12-unmasked-by-iron") is told


def test_mcv_that_rises_on_iron_beside_b12():
    """5.3: B12 is already treated."""
    events = [index("mcv", 90, -1, 40), index("mcv", 104, 40, 40)]
    b12 = given("hydroxocobalamin", ago=40)
    assert not tablets(40, b12, *events, base=both, mcv=None).offers("b12-unmasked-by-iron")


@pytest.mark.parametrize(
    ("before", "after", "told"), [(80, 80, False), (80, 79, True), (79, 75, False)]
)
def test_mcv_that_falls_on_b12(before, after, told):
    """5.3: below 80 fL after B12: suspect iron deficiency."""
    events = [index("mcv", before, -1, 40), index("mcv", after, 40, 40)]
    assert injected(40, *events, mcv=None).offers("iron-unmasked-by-b12") is told


def test_mcv_that_falls_on_b12_beside_iron():
    """5.3: iron is already treated."""
    events = [index("mcv", 90, -1, 40), index("mcv", 75, 40, 40)]
    seen = injected(40, oral_iron(ago=40), *events, mcv=None, ferritin=8)
    assert not seen.offers("iron-unmasked-by-b12")


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


# How it is shown


def test_a_verdict_names_treatment_day_values_and_what_follows():
    """Week 6 of tablets: what they had risen by, when, and what is next."""
    seen = tablets(42, rises={14: 12, 40: 20})
    line = seen.line("oral-iron-response-adequate")
    assert line.startswith(
        "Day 42 (6 weeks) from the first day of oral iron (2026-10-11): hemoglobin before oral iron "
        "92 g/L (9.2 g/dL) on 2026-10-10; hemoglobin at the two-week check 104 g/L (10.4 g/dL) on "
        "2026-10-25; the last hemoglobin 112 g/L (11.2 g/dL) on 2026-11-20"
    )
    assert "Go on with the tablets" in line


def test_a_value_that_two_names_share_is_told_once():
    """The last hemoglobin is that of the two-week check."""
    line = tablets(20, rises={14: 12}).line("oral-iron-response-adequate")
    assert line.count("104 g/L") == 1


def test_a_verdict_as_data():
    """JSON: since when, for how many days, and the values with theirs."""
    [line] = [
        one
        for one in as_data(tablets(14, rises={14: 12}).plan)["recommendations"]
        if one["id"] == "oral-iron-response-adequate"
    ]
    assert (line["phase"], line["since"], line["days"]) == ("response", "2026-11-08", 14)
    assert [(one["fact"], one["on"]) for one in line["tells"]][:2] == [
        ("hemoglobin_before_oral_iron", "2026-11-07"),
        ("hemoglobin_at_two_weeks", "2026-11-22"),
    ]


def test_the_leaflet_says_how_treatment_works():
    """For the patient, in a section of its own, and nowhere else."""
    sections = leaflet(tablets(14, rises={14: 12}).plan)
    said = "Your blood count has gone up as hoped. Keep taking your iron tablets."
    assert [s.heading for s in sections if said in [item.text for item in s.items]] == [
        "How your treatment works"
    ]


def test_a_verdict_can_be_explained():
    """The tree behind it holds the response and the counts that it rests on."""
    assessment = tablets(14, rises={14: 12}).plan.assessment
    told = list(_says(explain("oral-iron-response-adequate", assessment)))
    assert {"response to oral iron", "the rise of 10 g/L stood on a check of day 12 to 21"} <= set(
        told
    )


def _says(tree: Because) -> Iterator[str]:
    yield tree.says
    for part in tree.parts:
        yield from _says(part)
