"""One limit of anemia, by sex, pregnancy and week (specification 3.3), wherever hemoglobin is held
to it: now, before a treatment, and in what a treatment has done (S29, S42, S49, 5.1, 5.16)."""

import pytest

from spec.patients import given, injections, observed, oral_iron, patient, plan

NOT_PREGNANT = {"pregnancy": False}
PREGNANT = {"pregnancy": True}


def in_week(week):
    return PREGNANT | {"gestation": week}


WHO = [
    ("male", {}, 130),
    ("female", NOT_PREGNANT, 120),
    ("female", {}, 120),
    ("female", in_week(8), 110),
    ("female", in_week(12), 110),
    ("female", in_week(13), 105),
    ("female", in_week(27), 105),
    ("female", in_week(28), 110),
    ("female", in_week(39), 110),
    ("female", PREGNANT, 110),
    ("unknown", {}, 120),
]
"""Sex, what is known of a pregnancy, and the first hemoglobin that is no anemia, g/L. Where the
sex is not recorded the lower limit counts, where the week is not the higher."""


def finding(name, *events, **known):
    """At 30 years, an age at which pregnancy is possible."""
    return plan(patient(*events, age=30, **known)).value(name)


def last(value):
    return [observed("hemoglobin", value, ago=2)]


def before_iron(value):
    return [observed("hemoglobin", value, ago=70), oral_iron(ago=69)]


def before_b12(value):
    return [observed("hemoglobin", value, ago=50), *injections(24)]


def before_an_infusion(value):
    infused = given("ferric_carboxymaltose", "1000 mg", ago=30)
    return [observed("hemoglobin", value, ago=31), infused, observed("hemoglobin", 150, ago=2)]


def three_months_ago(value):
    return [observed("hemoglobin", value, ago=100), observed("hemoglobin", 150, ago=2)]


def now_after_three_months(value):
    return [observed("hemoglobin", 150, ago=100), observed("hemoglobin", value, ago=2)]


USES = [
    ("anemia", last, 0, False),
    ("anemia_before_treatment", last, 0, False),
    ("anemia_before_treatment", before_iron, 0, False),
    ("b12_clinical_picture", last, 0, False),
    ("hemoglobin_normal", last, 0, True),
    ("hemoglobin_normal_earlier", three_months_ago, 0, True),
    ("hemoglobin_normal_for_three_months", three_months_ago, 0, True),
    ("hemoglobin_normal_for_three_months", now_after_three_months, 0, True),
    ("oral_iron_hemoglobin_cannot_tell", before_iron, -10, True),
    ("infusion_hemoglobin_cannot_tell", before_an_infusion, 0, True),
    ("b12_hemoglobin_cannot_tell", before_b12, 0, True),
]
"""A finding, where the hemoglobin stands, how far from the limit, and what it is at the limit."""


@pytest.mark.parametrize(("sex", "known", "limit"), WHO)
@pytest.mark.parametrize(("name", "events", "by", "holds"), USES)
def test_hemoglobin_on_both_sides_of_the_limit(name, events, by, holds, sex, known, limit):
    """3.3: WHO."""
    at, below = events(limit + by), events(limit + by - 1)
    assert finding(name, *at, sex=sex, **known) is holds
    assert finding(name, *below, sex=sex, **known) is not holds


@pytest.mark.parametrize(("sex", "known", "limit"), WHO)
def test_a_strong_picture_needs_anemia_by_the_same_limit(sex, known, limit):
    """5.1: neurological features, macrocytosis and anemia, with a normal B12."""
    picture = {"sex": sex, "mcv": 105, "vitamin_b12": 400, "paresthesia": True, **known}
    assert finding("b12_strong_picture", hemoglobin=limit, **picture) is False
    assert finding("b12_strong_picture", hemoglobin=limit - 1, **picture) is True
