"""A sentence is true of everyone to whom it is shown (specification 5.4, 5.6, 5.12, 5.17, S50)"""

import pytest

from hematinic.render.screen.markdown import to_markdown
from spec.patients import (
    LOW_IRON,
    WELL,
    both,
    done,
    given,
    injections,
    low_b12,
    low_iron,
    observed,
    patient,
    plan,
    started,
)
from spec.test_recorded_both_ways import plan as plan_two_ways
from spec.test_recorded_both_ways import two_ways

US = {"jurisdiction": "US"}

# The first dose of B12 (K13): nobody is told that it starts who is to have none


@pytest.mark.parametrize(
    "file",
    [
        low_iron(age=30, pregnancy=True),
        low_iron(heart_failure=True),
        low_iron(chronic_kidney_disease=True, egfr=28),
        low_b12(
            *injections(3, every=60, last=20),
            pernicious_anemia=True,
            egfr=28,
            chronic_kidney_disease=True,
        ),
    ],
)
def test_b12_is_not_said_to_start_with_a_specialist(file):
    """C19: the specialist delays no dose, where there is one."""
    line = plan(file).line("special-group-advice")
    assert "starts" not in line
    assert "No B12 dose that is due waits" in line


@pytest.mark.parametrize("file", [low_iron(melena=True), low_b12(melena=True)])
def test_a_red_flag_promises_no_b12(file):
    """AL-REDFLAG: the referral delays the first dose of those who are to have one."""
    fired = next(one for one in plan(file).plan.alerts if one.alert.id == "red-flag")
    assert "Where B12 is to begin" in fired.alert.what_to_do


def test_after_years_of_b12_urgent_advice_speaks_of_no_first_dose():
    file = low_b12(
        started("hydroxocobalamin", "1 mg", every="2 mo", ago=900),
        pernicious_anemia=True,
        gait_disturbance=True,
    )
    assert "first" not in plan(file).line("urgent-neurology-referral")


def test_active_b12_is_for_before_treatment():
    """5.6, K12: in pregnancy on maintenance no level decides."""
    file = low_b12(
        given("hydroxocobalamin", ago=20), pernicious_anemia=True, age=30, pregnancy=True
    )
    line = plan(file).line("pregnancy-plan")
    assert "a dose that is due does not wait for it" in line
    assert "once B12 is given no level decides" in line


def test_metformin_promises_no_treatment_that_is_undecided():
    """5.12: B12 of 210 ng/L is indeterminate; metformin goes on."""
    file = low_b12(started("metformin", ago=900), vitamin_b12=210)
    seen = plan(file)
    assert not seen.prescribes("vitamin_b12")
    assert "Keep metformin. B12 deficiency is treated where it is shown" in seen.line(
        "metformin-plan"
    )


def test_a_level_shows_nothing_of_the_treatment():
    """S50, C5: the patient is told so, too."""
    said = plan(low_b12()).item("b12-never-stop-for-level").item.says.patient
    assert "treatment works" not in said
    assert "does not show if you have had enough" in said


# The search for the cause (5.4)


@pytest.mark.parametrize(
    ("file", "named"),
    [
        (low_b12(), "the cause of the B12 deficiency"),
        (low_iron(), "the cause of the iron deficiency"),
        (both(), "the cause of the B12 deficiency; the cause of the iron deficiency"),
    ],
)
def test_the_search_names_the_deficiency_that_it_is_for(file, named):
    assert f" Here: {named}." in plan(file).line("AL-CAUSE")


@pytest.mark.parametrize("bleeding", ["melena", "hematemesis"])
def test_bleeding_that_is_seen_needs_no_test_for_hidden_blood(bleeding):
    """5.4, 5.13: the fecal test is not advised, and why is told."""
    seen = plan(low_iron(hemoglobin=95, **{bleeding: True}))
    assert not seen.offers("cause-fit")
    assert "bleeding is seen" in seen.not_recommended["cause-fit"]


@pytest.mark.parametrize("bleeding", ["melena", "hematemesis"])
@pytest.mark.parametrize("known", [False, None])
def test_bleeding_that_is_not_seen_does(bleeding, known):
    assert plan(low_iron(hemoglobin=95, **{bleeding: known})).offers("cause-fit")


@pytest.mark.parametrize(("value", "referred"), [(9, False), (10, True)])
@pytest.mark.parametrize(
    ("where", "line", "other"),
    [
        ({}, "cause-fit-positive", "cause-fit-positive-us"),
        (US, "cause-fit-positive-us", "cause-fit-positive"),
    ],
)
def test_the_suspected_cancer_pathway_is_that_of_the_uk(value, referred, where, line, other):
    """5.4: elsewhere a positive test calls for colonoscopy too, by no pathway of the UK."""
    seen = plan(low_iron(observed("fit", value)) | where)
    assert seen.recommends(line) is referred
    assert not seen.offers(other)
    assert (
        "Suspected cancer pathway" in [one.item.title for one in seen.plan.recommendations]
    ) is (referred and not where)


@pytest.mark.parametrize(("ago", "referred"), [(11, True), (9, False)])
def test_a_colonoscopy_after_the_test_answers_it_in_the_us(ago, referred):
    file = low_iron(observed("fit", 400, ago=10), done("colonoscopy", ago=ago))
    assert plan(file | US).offers("cause-fit-positive-us") is referred


def test_no_child_is_referred_by_it():
    assert not plan(low_iron(observed("fit", 400), age=12) | US).offers("cause-fit-positive-us")


# Injections and bleeding (5.17)


@pytest.mark.parametrize("where", [{}, US])
@pytest.mark.parametrize(
    ("file", "named"),
    [
        (low_b12(started("warfarin", ago=400)), "an anticoagulant is taken (warfarin)"),
        (low_b12(bleeding_disorder=True), "a bleeding disorder"),
        (low_b12(platelets=49), "platelets 49 ×10⁹/L"),
    ],
)
def test_the_risk_of_bleeding_is_named_and_no_other(file, named, where):
    """5.17: nobody without one is told of a blood thinner."""
    seen = plan(file | where)
    if not where:
        assert seen.line("AL-IM-BLEED").endswith(f" Here: {named}.")
    assert seen.alert("AL-IM-BLEED") == "warning"
    fired = [one.alert for one in seen.plan.alerts if "AL-IM-BLEED" in one.alert.implements]
    assert len(fired) == 1
    assert "blood thinner" not in fired[0].patient
    assert ("UK" in fired[0].what_to_do) is not bool(where)


@pytest.mark.parametrize("file", [low_b12(), low_b12(platelets=50), low_iron(platelets=49)])
def test_without_a_risk_or_an_injection_there_is_no_warning_in_the_us(file):
    assert plan(file | US).alert("AL-IM-BLEED") is None


# What is not recommended, and what is taken as absent


@pytest.mark.parametrize("weeks", [9, 20])
def test_advice_that_other_advice_replaces_is_not_advised_against(weeks):
    """S42, 5.6: "not recommended: continue iron" would be read as an order to stop."""
    file = low_iron(observed("gestation", weeks), age=30, pregnancy=True)
    seen = plan(file)
    assert seen.offers("iron-stores-pregnancy")
    assert not seen.offers("iron-stores")
    assert "iron-stores" not in seen.not_recommended


def test_a_treatment_that_is_replaced_is_told():
    """S37: tablets where iron goes by vein."""
    seen = plan(low_iron(crohn_disease=True, hemoglobin=95))
    assert "advised instead" in seen.not_recommended["iron-oral-daily"]


def test_a_deficiency_that_was_found_is_not_said_to_be_absent():
    """Only its diagnosis is not on record."""
    file = patient(**(WELL | LOW_IRON))
    said = to_markdown(plan(file).plan, "clinician")
    assert "a recorded diagnosis of iron deficiency" in said
    assert "dimorphic blood film, iron deficiency" not in said


# What is not known


@pytest.mark.parametrize("where", [{}, US])
def test_an_unknown_risk_of_bleeding_warns_of_none(where):
    seen = plan_two_ways(low_b12() | where, *two_ways("bleeding_disorder"))
    assert seen.alert("AL-IM-BLEED") is None


def test_a_stool_test_that_is_only_bounded_refers_nobody_in_the_us():
    """3.1: above 5 may be 9; of unknown age, a child."""
    assert not plan(low_iron(observed("fit", ">5")) | US).offers("cause-fit-positive-us")
    assert not plan(low_iron(observed("fit", 400), age=None) | US).offers("cause-fit-positive-us")
    assert not plan(low_iron() | US).offers("cause-fit-positive-us")
