"""Iron by mouth (specification S19-S27, K7, K10, C1, C18)"""

import pytest

from hematinic.guideline.amounts import Dose
from spec.patients import (
    both,
    given,
    low_iron,
    oral_iron,
    ordered,
    plan,
    present,
    started,
    stopped,
)


def tablets(dose: str, every: str = "1 d", **more):
    return ordered("ferrous_sulfate", dose, every=every, **more)


# S19-S21, S25: what is given


def test_oral_iron_starts_with_b12():
    """S19: oral iron starts concurrently with B12."""
    assert plan(both()).first_due("ferrous_sulfate") == "2026-11-22"


def test_oral_iron_is_ferrous_sulfate_once_a_day():
    """S20: ferrous sulfate 200 mg once daily."""
    prescribed = plan(both()).item("FE-OD").item.prescribe
    assert (prescribed.medicine, str(prescribed.product_dose), str(prescribed.every)) == (
        "ferrous_sulfate",
        "200 mg",
        "1 d",
    )


def test_the_tablet_holds_65_mg_elemental():
    """S21: 200 mg dried ferrous sulfate holds 65 mg elemental iron."""
    assert plan(both()).item("FE-OD").item.prescribe.dose == Dose("65 mg")


@pytest.mark.parametrize(("jurisdiction", "tablet"), [("UK", "200 mg"), ("US", "325 mg")])
@pytest.mark.parametrize(
    "known",
    [
        {},  # once a day
        {"oral_iron_intolerance": True},  # on alternate days
        {"hemoglobin": 75},  # weighed by a specialist
    ],
)
def test_the_tablet_is_the_one_of_the_country(known, jurisdiction, tablet):
    """S21: 65 mg are a dried tablet of 200 mg in the UK, and in the US a hydrated one of 325 mg; 200
    mg of the hydrated salt would be about 40 mg."""
    seen = plan(low_iron(**known) | {"jurisdiction": jurisdiction})
    [line] = [
        one
        for one in seen.plan.recommendations
        if one.item.prescribe and one.item.prescribe.medicine == "ferrous_sulfate"
    ]
    told = line.item.prescribe
    assert (str(told.product_dose), str(told.dose)) == (tablet, "65 mg")
    assert f"Ferrous sulfate {tablet} (65 mg elemental iron)" in seen.line(line.item.id)


def test_in_the_us_what_is_taken_is_told_as_it_is_taken():
    """K46."""
    seen = plan(
        low_iron(started("ferrous_gluconate", "38 mg", ago=20), sampled=25) | {"jurisdiction": "US"}
    )
    assert str(seen.item("iron-oral-as-taken").item.prescribe.dose) == "38 mg"
    assert "325" not in seen.line("iron-oral-as-taken")


@pytest.mark.parametrize(
    "words", ["empty stomach", "vitamin c", "calcium", "50 to 100 mg elemental", "divided"]
)
def test_the_line_says_how_to_take_it(words):
    """S22, S23, S24, S25, S26: stomach, vitamin C, calcium, target dose, not divided."""
    assert words in plan(both()).line("FE-OD").lower()


def test_food_is_allowed_where_it_keeps_the_patient_on_iron():
    """C18: with food as a step before intravenous iron."""
    assert "with food" in plan(both()).line("FE-OD").lower()


def test_vitamin_c_is_optional():
    """S23: optional advice, never recommended outright."""
    assert not plan(both()).recommends("iron-oral-vitamin-c")


def test_a_second_dose_a_day_is_not_proposed():
    """S26: a single dose a day at the most."""
    assert plan(both()).item("FE-OD").item.prescribe.frequency == 1


# S27, C1: daily tablets not tolerated


def test_alternate_days_where_daily_is_not_tolerated():
    """S27, C1: constipation on daily tablets: alternate days."""
    assert plan(
        low_iron(oral_iron(ago=14), present("constipation", severity="mild"), sampled=20)
    ).recommends("FE-AD")


def test_alternate_days_replace_daily():
    """C1: not both."""
    file = low_iron(oral_iron(ago=14), present("constipation", severity="mild"), sampled=20)
    assert not plan(file).offers("FE-OD")


def test_alternate_days_after_stopping_for_side_effects():
    """C1: stopped for nausea ten days ago: alternate days."""
    file = low_iron(
        oral_iron(ago=40), stopped("ferrous_sulfate", because="nausea", ago=10), sampled=45
    )
    assert plan(file).recommends("FE-AD")


def test_stopping_for_another_reason_is_no_intolerance():
    """C1: stopped because the course was complete is not intolerance."""
    file = low_iron(
        oral_iron(ago=40), stopped("ferrous_sulfate", because="course complete", ago=10), sampled=45
    )
    assert not plan(file).offers("FE-AD")


def test_tolerated_tablets_stay_daily():
    """S27: no side effect, no alternate days."""
    assert not plan(low_iron(oral_iron(ago=14), sampled=20)).offers("FE-AD")


def test_a_symptom_without_tablets_is_no_intolerance():
    """S35: constipation of someone who never took iron is no intolerance of it."""
    assert plan(low_iron(present("constipation", severity="mild"))).recommends("FE-OD")


def test_the_step_is_explained():
    """AL-INTOL-STEP: alternate days first."""
    file = low_iron(oral_iron(ago=14), present("constipation", severity="mild"), sampled=20)
    assert plan(file).alert("AL-INTOL-STEP") == "information"


def test_intravenous_iron_where_alternate_days_failed():
    """C1: not tolerated on alternate days either: intravenous."""
    file = low_iron(oral_iron(ago=21, every="2 d"), present("nausea", severity="mild"), sampled=25)
    assert plan(file).recommends("FE-IV")


def test_no_alternate_days_where_they_failed():
    """C1: not offered again."""
    file = low_iron(oral_iron(ago=21, every="2 d"), present("nausea", severity="mild"), sampled=25)
    assert not plan(file).offers("FE-AD")


def test_intravenous_iron_where_alternate_days_are_declined():
    """C1: declined counts as failed."""
    file = low_iron(
        oral_iron(ago=21),
        present("nausea", severity="mild"),
        sampled=25,
        alternate_day_iron_declined=True,
    )
    assert plan(file).recommends("FE-IV")


@pytest.mark.parametrize(("severity", "regimen"), [("moderate", "FE-AD"), ("severe", "FE-IV")])
def test_severe_intolerance_goes_to_intravenous_iron(severity, regimen):
    """C1: severe symptoms skip the alternate days; moderate ones do not."""
    file = low_iron(oral_iron(ago=14), present("nausea", severity=severity), sampled=20)
    assert plan(file).recommends(regimen)


def test_vomiting_goes_to_intravenous_iron():
    """C1: vomiting is severe intolerance."""
    assert plan(low_iron(oral_iron(ago=14), vomiting=True, sampled=20)).recommends("FE-IV")


@pytest.mark.parametrize(("hemoglobin", "alternate"), [(99, False), (100, True)])
def test_alternate_days_only_with_hemoglobin_of_100(hemoglobin, alternate):
    """C1: alternate days only where hemoglobin is 100 g/L or more; below it S34 is a trigger too."""
    file = low_iron(
        oral_iron(ago=14),
        present("constipation", severity="mild"),
        sampled=14,
        hemoglobin=hemoglobin,
    )
    assert plan(file).recommends("FE-AD") is alternate


@pytest.mark.parametrize(("hemoglobin", "intravenous"), [(99, True), (100, False)])
def test_intolerance_below_100_goes_to_intravenous_iron(hemoglobin, intravenous):
    """C1: intolerance and S34 together: intravenous iron."""
    file = low_iron(
        oral_iron(ago=14),
        present("constipation", severity="mild"),
        sampled=14,
        hemoglobin=hemoglobin,
    )
    assert plan(file).recommends("FE-IV") is intravenous


# K7: orders


@pytest.mark.parametrize(
    ("dose", "level"),
    [
        ("39 mg", "warning"), ("40 mg", None), ("65 mg", None), ("100 mg", None),
        ("101 mg", "warning"), ("200 mg", "warning"), ("201 mg", "critical"),
    ],
)  # fmt: skip
def test_the_daily_dose_of_an_iron_order(dose, level):
    """K7: warned below 40 and above 100 mg elemental a day, stopped above 200."""
    assert plan(low_iron(tablets(dose))).alert("AL-FE-DOSE") == level


@pytest.mark.parametrize(
    ("every", "level"), [("1 d", None), ("12 h", "warning"), ("8 h", "warning")]
)
def test_iron_more_than_once_a_day(every, level):
    """K7, S26: more than once a day is warned of (2 x 45 = 90 and 3 x 30 = 90 mg are within 100)."""
    dose = {"1 d": "65 mg", "12 h": "45 mg", "8 h": "30 mg"}[every]
    assert plan(low_iron(tablets(dose, every))).alert("AL-FE-DOSE") == level


def test_three_times_a_day_is_summed():
    """K7: 65 mg three times a day is 195 mg: warned of, not stopped."""
    assert plan(low_iron(tablets("65 mg", "8 h"))).alert("AL-FE-DOSE") == "warning"


def test_four_times_a_day_is_stopped():
    """K7: 65 mg four times a day is 260 mg."""
    assert plan(low_iron(tablets("65 mg", "6 h"))).alert("AL-FE-DOSE") == "critical"


def test_one_tablet_on_alternate_days_is_not_too_little():
    """S27: 65 mg every other day is 32.5 mg a day, which is the regimen and no mistake."""
    assert plan(low_iron(tablets("65 mg", "2 d"))).alert("AL-FE-DOSE") is None


# K10: tablet and dose


def test_a_dose_that_does_not_fit_the_tablet():
    """K10: 325 mg desiccated holds 120 mg, not 65: AL-PLAUS."""
    assert (
        plan(low_iron(tablets("65 mg", tablet="325 mg desiccated"))).alert("AL-PLAUS") == "warning"
    )


def test_the_expected_iron_is_told():
    """K10: with the expected figure."""
    assert "120" in plan(low_iron(tablets("65 mg", tablet="325 mg desiccated"))).line("AL-PLAUS")


@pytest.mark.parametrize("tablet", ["200 mg dried", "325 mg hydrated"])
def test_a_dose_that_fits_the_tablet(tablet):
    """K10, S21: 65 mg is what a 200 mg dried or a 325 mg hydrated tablet holds."""
    assert plan(low_iron(tablets("65 mg", tablet=tablet))).alert("AL-PLAUS") is None


def test_a_tablet_without_its_hydration_is_not_judged():
    """S21: "325 mg" alone may hold 65 or 120 mg; it is never computed without hydration."""
    assert plan(low_iron(tablets("65 mg", tablet="325 mg"))).alert("AL-PLAUS") is None


def test_200_mg_ordered_as_elemental():
    """K10: the salt's 200 mg written as elemental iron does not fit the dried tablet."""
    assert plan(low_iron(tablets("200 mg", tablet="200 mg dried"))).alert("AL-PLAUS") == "warning"


def test_what_is_taken_is_checked_too():
    """K10: a running course with a figure that does not fit."""
    file = low_iron(started("ferrous_sulfate", "200 mg", ago=3, tablet="200 mg dried"), sampled=5)
    assert plan(file).alert("AL-PLAUS") == "warning"


# What stands in its way


def test_no_iron_with_overload():
    """AL-IV-OVERLOAD: iron overload: no iron by any route."""
    assert not plan(low_iron(hemochromatosis=True)).prescribes("iron")


@pytest.mark.parametrize(("saturation", "iron"), [(45, True), (46, False)])
def test_no_iron_above_a_saturation_of_45(saturation, iron):
    """4.4: a transferrin saturation above 45 %: no iron; 45 itself passes."""
    assert plan(low_iron(transferrin_saturation=saturation)).prescribes("iron") is iron


def test_oral_iron_continues_with_its_first_day():
    """S42: tablets begun on 1 November go on; they do not begin anew."""
    file = both(given("hydroxocobalamin", ago=22), oral_iron(ago=21), sampled=25)
    assert plan(file).recommends("FE-OD")
