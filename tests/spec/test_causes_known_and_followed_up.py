"""When the cause counts as known, who is followed up, who is stable, and from which day the yearly check
is counted (specification 5.4, S47 to S49, S51)."""

import pytest

from spec.patients import (
    TODAY,
    WELL,
    absent,
    both,
    done,
    injections,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    patient,
    plan,
    present,
    started,
    stopped,
)

# The cause of B12 deficiency (5.4, S51)

SURGERY = (
    "gastrectomy",
    "ileal_resection",
    "gastric_bypass",
    "sleeve_gastrectomy",
    "bariatric_surgery",
)


@pytest.mark.parametrize(
    "cause",
    [
        present("pernicious_anemia"), present("autoimmune_gastritis"),
        observed("intrinsic_factor_antibody", "positive"),
        *(done(name, ago=900) for name in SURGERY),
    ],
    ids=str,
)  # fmt: skip
def test_each_cause_alone_ends_the_search(cause):
    """5.4: AL-CAUSE fires while the search is incomplete."""
    assert plan(low_b12(cause)).alert("AL-CAUSE") is None


@pytest.mark.parametrize("celiac", [present("celiac_disease"), observed("ttg_iga", 128)], ids=str)
def test_celiac_disease_does_not_end_the_search_for_gastritis(celiac):
    """5.4: with both deficiencies either is likelier; intrinsic factor antibody is looked for too."""
    assert plan(low_b12(celiac)).alert("AL-CAUSE") == "warning"
    assert plan(low_b12(celiac, intrinsic_factor_antibody="negative")).alert("AL-CAUSE") is None


@pytest.mark.parametrize("known", [{}, {"vegan_diet": True}, {"crohn_disease": True}], ids=str)
def test_anything_less_leaves_the_search_open(known):
    """5.4: a diet or a bowel disease beside which gastritis was not looked for."""
    assert plan(low_b12(**known)).alert("AL-CAUSE") == "warning"


@pytest.mark.parametrize(
    ("cause", "further"),
    [
        (present("fatigue"), True),
        (present("vegan_diet"), False),
        (present("vegetarian_diet"), False),
        (present("nitrous_oxide_use"), False),
        (started("metformin", ago=900), False),
        (started("omeprazole", ago=900), True),
        (present("autoimmune_gastritis"), False),
    ],
    ids=str,
)
def test_after_a_negative_antibody_the_search_goes_on_unless_a_cause_stands_out(cause, further):
    """5.4: gastrin and parietal-cell antibody where it is still suspected; S51: diet, metformin and
    nitrous oxide are causes of their own."""
    seen = plan(low_b12(cause, intrinsic_factor_antibody="negative"))
    assert seen.offers("cause-b12-further") is further


# The fecal test (5.4)


def searched(jurisdiction="UK", **known):
    """A young anemic woman in whom all but the fecal test was looked at."""
    celiac = {"ttg_iga": 1, "total_iga": 2}
    bleeding = {"melena": False, "hematemesis": False, "nsaid_use": False}
    file = low_iron(age=30, **(celiac | bleeding | known))
    return plan(file | {"jurisdiction": jurisdiction}).alert("AL-CAUSE")


@pytest.mark.parametrize(
    ("known", "alert"),
    [
        ({}, "warning"),
        ({"fit": 4}, None),
        ({"hemoglobin": 125}, None),
        ({"pregnancy": True, "gestation": 20, "hemoglobin": 100}, None),
        ({"jurisdiction": "US"}, None),
    ],
    ids=str,
)
def test_the_fecal_test_is_of_anemia_outside_pregnancy_in_the_united_kingdom(known, alert):
    """5.4: FIT in the UK, in adults with iron deficiency anemia."""
    assert searched(**known) == alert


# Followed up (S47 to S49)

REPLETE = {
    "ferritin": 150,
    "transferrin_saturation": 28,
    "vitamin_b12": 500,
    "hemoglobin": 135,
}


@pytest.mark.parametrize(
    ("events", "followed"),
    [
        ([], False),
        (injections(3, every=60, last=10), True),
        ([oral_iron(ago=100)], True),
        ([oral_iron(ago=600), stopped("ferrous_sulfate", ago=400)], True),
        ([oral_iron(ago=900), stopped("ferrous_sulfate", ago=600)], False),
    ],
)
def test_each_treatment_alone_is_followed_up(events, followed):
    """S47 to S49: whoever takes one of the two, or took iron until last year, has the checks."""
    seen = plan(patient(*events, sampled=1000, **(WELL | REPLETE)))
    assert (seen.check("annual") is not None) is followed
    assert (seen.check("blood-count-three-months") is not None) is followed


# Stable (S49)


def on_iron(*events, **known):
    """A year and more on tablets; ferritin at its target, B12 never in question."""
    return plan(
        low_iron(
            oral_iron(ago=400),
            observed("hemoglobin", 125, ago=5),
            observed("ferritin", 60, ago=5),
            observed("transferrin_saturation", 25, ago=5),
            *events,
            hemoglobin=None,
            sampled=410,
            **known,
        )
    )


EARLIER = observed("hemoglobin", 125, ago=100)
NOT_ASKED = dict.fromkeys(
    ("paresthesia", "gait_disturbance", "cognitive_impairment", "subacute_combined_degeneration")
)


def checks(seen):
    """The three-monthly ones that are still to come."""
    return {
        name for name in ("blood-count-later", "ferritin-later") if seen.check(name) is not None
    }


THREE_MONTHLY = {"blood-count-later", "ferritin-later"}


@pytest.mark.parametrize(
    ("events", "known", "found"),
    [
        ([EARLIER], {}, set()),
        ([], {}, THREE_MONTHLY),
        ([EARLIER], NOT_ASKED, set()),
        ([EARLIER], {"fatigue": True}, THREE_MONTHLY),
        ([EARLIER, present("fatigue", ago=40), absent("fatigue", ago=12)], {}, set()),
        (
            [EARLIER, {"on": "2026-11", "present": "fatigue"}, absent("fatigue", ago=12)],
            {},
            THREE_MONTHLY,
        ),
    ],
    ids=[
        "steady", "one count", "nerves not asked about", "tired", "no longer tired",
        "perhaps tired again",
    ],
)  # fmt: skip
def test_the_three_monthly_checks_end_when_stable(events, known, found):
    """S49: two counts three months apart, and no symptoms. Of tiredness in November it is not known
    whether it came after the 10th, when there was none; of nerves nobody asks in iron deficiency."""
    seen = on_iron(*events, **known)
    assert checks(seen) == found
    assert seen.value("stable_on_treatment") is (not found)


# The yearly check (S49)


def on(day, name, value):
    return observed(name, value) | {"on": day}


def yearly(count, ferritin):
    """When the next yearly check is due: injections began on 2025-09-18, 430 days ago."""
    began = injections(8, every=60, last=10)
    file = both(
        *began,
        on(count, "hemoglobin", 125),
        on(ferritin, "ferritin", 60),
        hemoglobin=None,
        ferritin=None,
        sampled=460,
    )
    assert (TODAY - TODAY.replace(year=2025, month=9, day=18)).days == 430
    return plan(file).check_due("annual")


FROM_THE_START = "2026-09-18"


@pytest.mark.parametrize(
    ("count", "ferritin", "due"),
    [
        ("2026-08-18", "2026-08-18", "2027-08-18"),
        ("2026-08-18", "2026-09-18", "2027-08-18"),
        ("2026-09-18", "2026-08-18", "2027-08-18"),
        ("2026-08-17", "2026-09-18", FROM_THE_START),
        ("2026-09-18", "2026-08-17", FROM_THE_START),
        ("2026-10-18", "2026-10-10", "2027-10-10"),
        ("2026-10-10", "2026-10-18", "2027-10-10"),
        ("2026-10-31", "2026-10", "2027-10-01"),
    ],
)
def test_a_year_is_counted_from_the_earlier_of_count_and_ferritin(count, ferritin, due):
    """S49: both from eleven months of treatment on, else the year of the start stands. A ferritin of
    some day in October may have been taken on its first."""
    assert yearly(count, ferritin) == due


@pytest.mark.parametrize(
    ("ago", "tired", "status"),
    [
        (335, False, "due"),  # eleven months ago
        (335, True, "not_applicable"),
        (334, False, "planned"),
        (334, True, "planned"),
    ],
)
def test_the_yearly_check_is_for_those_who_are_stable(ago, tired, status):
    """S49: from its first day on it gives way to the three-monthly checks in the others."""
    file = low_iron(
        oral_iron(ago=ago),
        EARLIER,
        observed("hemoglobin", 125, ago=5),
        observed("ferritin", 60, ago=5),
        observed("transferrin_saturation", 25, ago=5),
        hemoglobin=None,
        sampled=ago + 10,
        fatigue=tired,
    )
    assert plan(file).check("annual").status == status
