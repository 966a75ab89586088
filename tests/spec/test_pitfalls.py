"""Pitfalls of iron (specification S41, S42, S54-S57, C11)"""

import pytest

from spec.patients import (
    both,
    low_iron,
    observed,
    oral_iron,
    ordered,
    plan,
    planner,
    present,
    stop_ordered,
    stopped,
)


def months_on_tablets(*events, **known):
    """Tablets for 120 days; hemoglobin now 130, normal for a woman."""
    return low_iron(
        oral_iron(ago=120),
        observed("hemoglobin", 130, ago=1),
        *events,
        **({"sampled": 121} | known),
    )


# S41, S42: stores


@pytest.mark.parametrize("because", ["hemoglobin normal", "Hb normal", "anemia resolved"])
def test_a_normal_hemoglobin_is_no_reason_to_stop(because):
    """S41: AL-STORES."""
    assert (
        plan(months_on_tablets(stop_ordered("ferrous_sulfate", because))).alert("AL-STORES")
        == "warning"
    )


def test_stopped_already_for_a_normal_hemoglobin():
    """S41: already stopped for it."""
    file = months_on_tablets(stopped("ferrous_sulfate", because="hemoglobin normal", ago=1))
    assert plan(file).alert("AL-STORES") == "warning"


def test_stopped_for_side_effects_is_another_matter():
    """S41 is about the reason."""
    assert (
        plan(months_on_tablets(stopped("ferrous_sulfate", because="nausea", ago=1))).alert(
            "AL-STORES"
        )
        is None
    )


NORMAL_SINCE = (observed("hemoglobin", 128, ago=95), observed("hemoglobin", 130, ago=1))
"""Hemoglobin was normal more than three months ago, and is."""


@pytest.mark.parametrize(("ago", "level"), [(89, "warning"), (90, None)])
def test_stores_need_three_months_of_normal_hemoglobin(ago, level):
    """S42, C11: ferritin at target is not enough before three months after hemoglobin is normal."""
    checks = (observed("ferritin", 80, ago=1), observed("transferrin_saturation", 25, ago=1))
    normal = (observed("hemoglobin", 128, ago=ago), observed("hemoglobin", 130, ago=1))
    file = months_on_tablets(*normal, *checks, stop_ordered("ferrous_sulfate", "hemoglobin normal"))
    assert plan(file).alert("AL-STORES") == level


@pytest.mark.parametrize(("ferritin", "level"), [(49, "warning"), (50, None)])
def test_stores_are_full_at_a_ferritin_of_50(ferritin, level):
    """S55: ferritin 50 microgram/L or more without inflammation, saturation 20 % or more."""
    checks = (observed("ferritin", ferritin, ago=1), observed("transferrin_saturation", 25, ago=1))
    file = months_on_tablets(
        *NORMAL_SINCE, *checks, stop_ordered("ferrous_sulfate", "hemoglobin normal")
    )
    assert plan(file).alert("AL-STORES") == level


@pytest.mark.parametrize(("saturation", "level"), [(19, "warning"), (20, None)])
def test_stores_need_a_saturation_of_20(saturation, level):
    """S55: and TSAT 20 % or more."""
    checks = (
        observed("ferritin", 80, ago=1),
        observed("transferrin_saturation", saturation, ago=1),
    )
    file = months_on_tablets(
        *NORMAL_SINCE, *checks, stop_ordered("ferrous_sulfate", "hemoglobin normal")
    )
    assert plan(file).alert("AL-STORES") == level


@pytest.mark.parametrize(("ferritin", "level"), [(99, "warning"), (100, None)])
def test_stores_with_inflammation_need_100(ferritin, level):
    """S55: 100 with CRP raised or a chronic inflammatory disease."""
    checks = (observed("ferritin", ferritin, ago=1), observed("transferrin_saturation", 25, ago=1))
    file = months_on_tablets(
        *NORMAL_SINCE,
        *checks,
        stop_ordered("ferrous_sulfate", "hemoglobin normal"),
        rheumatoid_arthritis=True,
    )
    assert plan(file).alert("AL-STORES") == level


def test_iron_goes_on_while_stores_are_not_full():
    """S42: hemoglobin normal, no ferritin yet: tablets go on."""
    assert plan(months_on_tablets()).recommends("FE-OD")


def test_iron_ends_when_stores_are_full():
    """S55: ferritin 80, saturation 25 %: no more iron."""
    checks = (observed("ferritin", 80, ago=1), observed("transferrin_saturation", 25, ago=1))
    assert not plan(months_on_tablets(*NORMAL_SINCE, *checks)).prescribes("iron")


@pytest.mark.parametrize(("day", "iron"), [(183, True), (184, False)])
def test_iron_ends_after_six_months_with_full_stores(day, iron):
    """S42, C11: hemoglobin 115 stays low with full stores: more iron is no answer."""
    file = low_iron(
        oral_iron(ago=day),
        observed("hemoglobin", 115, ago=1),
        observed("ferritin", 80, ago=1),
        observed("transferrin_saturation", 25, ago=1),
        hemoglobin=100,
        sampled=day + 1,
    )
    assert plan(file).recommends("FE-OD") is iron


def test_full_stores_are_not_forgotten_with_the_age_of_the_ferritin():
    """S55, K12: tablets stopped 50 days ago at a ferritin of 80 are not begun again."""
    file = low_iron(
        oral_iron(ago=200),
        observed("hemoglobin", 126, ago=150),
        observed("hemoglobin", 130, ago=52),
        observed("ferritin", 80, ago=52),
        observed("transferrin_saturation", 25, ago=52),
        stopped("ferrous_sulfate", because="stores replete", ago=50),
        sampled=201,
    )
    assert not plan(file).prescribes("iron")


def test_the_plan_says_three_months_after_hemoglobin_is_normal():
    """C11: counted from when hemoglobin is normal."""
    assert "3 months counted from when hemoglobin is normal" in plan(both()).line("iron-stores")


# S54: not for ever


@pytest.mark.parametrize(("day", "level"), [(183, None), (184, "warning")])
def test_tablets_beyond_six_months_are_reviewed(day, level):
    """S54: running beyond 6 months with no ferritin in the last 3."""
    assert plan(low_iron(oral_iron(ago=day), sampled=day + 1)).alert("AL-FE-REVIEW") == level


@pytest.mark.parametrize(("ago", "level"), [(92, None), (93, "warning")])
def test_a_recent_ferritin_closes_the_review(ago, level):
    """AL-FE-REVIEW: a ferritin back to 22 August, 92 days ago, is of the last 3 months."""
    file = low_iron(oral_iron(ago=220), observed("ferritin", 30, ago=ago), sampled=221)
    assert plan(file).alert("AL-FE-REVIEW") == level


def test_every_iron_line_has_an_end_or_a_review():
    """S54: a review at 6 months at the latest."""
    assert "review at 6 months" in plan(low_iron()).item("FE-OD").item.prescribe.duration


# S56, S57: side effects


@pytest.mark.parametrize(
    "symptom", ["nausea", "vomiting", "constipation", "diarrhea", "epigastric_pain"]
)
def test_a_side_effect_must_be_acted_on(symptom):
    """S56: any gastrointestinal effect recorded changes the plan or is decided on."""
    file = low_iron(oral_iron(ago=14), present(symptom, severity="mild"), sampled=15)
    assert plan(file).offers("iron-side-effects")


def test_black_stool_with_alarm_is_not_put_down_to_iron():
    """S56: new alarm symptoms are not attributed to iron."""
    file = low_iron(oral_iron(ago=14), present("melena"), sampled=15)
    assert plan(file).recommends("REF-EMERG")


@pytest.mark.parametrize(
    ("salt", "level"),
    [
        ("ferrous_fumarate", "warning"),
        ("ferrous_gluconate", "warning"),
        ("ferrous_sulfate", "warning"),
        ("ferric_maltol", None),
    ],
)
def test_another_ferrous_salt_after_intolerance(salt, level):
    """S57: AL-SALTSWITCH for sulfate, fumarate and gluconate; ferric maltol is allowed."""
    file = low_iron(
        oral_iron(ago=30),
        stopped("ferrous_sulfate", because="constipation", ago=3),
        ordered(salt),
        sampled=31,
    )
    assert plan(file).alert("AL-SALTSWITCH") == level


def test_a_ferrous_salt_without_intolerance():
    """S57: only after intolerance."""
    assert plan(low_iron(ordered("ferrous_fumarate"))).alert("AL-SALTSWITCH") is None


@pytest.mark.parametrize("salt", ["ferrous_fumarate", "ferrous_gluconate"])
def test_the_plan_itself_switches_no_salt(salt):
    """S57: alternate days or intravenous, not another salt."""
    file = low_iron(oral_iron(ago=14), present("constipation", severity="mild"), sampled=15)
    assert salt not in plan(file).doses()


@pytest.mark.parametrize("check", ["ferritin-three-months", "ferritin-later", "intravenous-stores"])
def test_the_target_is_told_as_it_is_applied(check):
    """S55: 100 microgram/L with bowel, kidney or heart disease too, and saturation beside it."""
    [told] = [c.expect for c in planner().rules.guideline.monitoring if c.id == check]
    assert "(100 or more with inflammation, or with bowel, kidney or heart disease)" in told
    assert "ferritin and saturation at target" in plan(low_iron()).line("iron-oral-daily")
