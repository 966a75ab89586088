"""The neurological gate (specification S5-S10, K14)"""

import pytest

from spec.patients import (
    NEUROLOGY,
    absent,
    both,
    done,
    given,
    low_b12,
    low_iron,
    plan,
    present,
)

FEATURES = (
    *NEUROLOGY,  # S6-S9
    "visual_loss", "ataxia", "limb_weakness", "sphincter_disturbance", "psychosis",
    "impaired_vibration_sense", "romberg_positive", "spasticity", "falls", "myelopathy", "peripheral_neuropathy",
)  # fmt: skip
UNKNOWN = dict.fromkeys(NEUROLOGY)


@pytest.mark.parametrize("feature", FEATURES)
def test_any_feature_counts_as_involvement(feature):
    """S6-S9, K14: every feature named there counts as present, the "also accept" list too."""
    assert plan(both(**{feature: True})).recommends("B12-NEURO")


@pytest.mark.parametrize("feature", FEATURES)
def test_any_feature_closes_the_standard_schedule(feature):
    """S10: with a feature present, B12-STD is not offered with any status."""
    assert not plan(both(**{feature: True})).offers("B12-STD")


@pytest.mark.parametrize("symptom", ["glossitis", "fatigue", "pallor"])
def test_glossitis_fatigue_and_pallor_are_not_neurological(symptom):
    """S6-S9: glossitis, fatigue and pallor do not count."""
    assert plan(both(**{symptom: True})).recommends("B12-STD")


def test_all_assessed_and_absent_gives_the_standard_schedule():
    """S10: the four features absent: S13."""
    assert plan(both()).recommends("B12-STD")


@pytest.mark.parametrize("feature", NEUROLOGY)
def test_one_feature_not_recorded_takes_the_neurological_schedule(feature):
    """S5: unknown counts as involved until assessed; three of four absent is not enough."""
    assert plan(both(**{feature: None})).recommends("B12-NEURO")


@pytest.mark.parametrize("feature", NEUROLOGY)
def test_one_feature_not_recorded_is_asked_for(feature):
    """S5: AL-NEURO-UNKNOWN asks for what is missing."""
    assert feature in plan(both(**{feature: None})).missing


def test_an_incomplete_assessment_warns():
    """S5: AL-NEURO-UNKNOWN."""
    assert plan(both(**UNKNOWN)).alert("AL-NEURO-UNKNOWN") == "warning"


def test_a_complete_assessment_does_not_warn():
    """S5: all four absent: nothing to ask."""
    assert plan(both()).alert("AL-NEURO-UNKNOWN") is None


def test_an_assessment_without_findings_is_not_absence():
    """S5: "assessment done" with no feature recorded does not make them absent."""
    assert plan(both(done("neurological_assessment"), **UNKNOWN)).recommends("B12-NEURO")


def test_the_first_dose_does_not_wait_for_the_assessment():
    """S5, C4: nothing assessed: the first injection is due today all the same."""
    assert plan(both(**UNKNOWN)).first_due("hydroxocobalamin") == "2026-11-22"


def test_a_feature_asks_for_the_first_dose_the_same_day():
    """AL-NEURO-URGENT: first injection the same day, specialist advice."""
    assert plan(both(paresthesia=True)).alert("AL-NEURO-URGENT") == "warning"


def test_no_feature_no_urgency():
    """AL-NEURO-URGENT does not fire without a feature."""
    assert plan(both()).alert("AL-NEURO-URGENT") is None


def test_a_feature_without_b12_deficiency_is_not_urgent_here():
    """AL-NEURO-URGENT is about B12: with a level of 420 ng/L and no clue it does not fire."""
    assert plan(low_iron(paresthesia=True)).alert("AL-NEURO-URGENT") is None


def test_a_feature_asks_for_urgent_specialist_advice():
    """S11, C20: urgent neurology or hematology advice."""
    assert plan(both(gait_disturbance=True)).offers("REF-URG")


def test_no_feature_asks_for_no_specialist():
    """S13: the standard schedule needs none."""
    assert not plan(both()).offers("REF-URG")


def test_cord_disease_is_a_red_flag():
    """S9: subacute combined degeneration: AL-REDFLAG."""
    assert plan(both(subacute_combined_degeneration=True)).alert("AL-REDFLAG") == "warning"


def test_numbness_alone_is_no_red_flag():
    """S6: paresthesia is urgent, not an emergency."""
    assert plan(both(paresthesia=True)).alert("AL-REDFLAG") is None


def test_diabetes_is_no_reason_to_withhold():
    """S6: another cause of numbness is never a reason to withhold."""
    assert plan(both(paresthesia=True, type_1_diabetes=True)).recommends("B12-NEURO")


# K14: how long a record of it stands


@pytest.mark.parametrize(("ago", "regimen"), [(30, "B12-STD"), (31, "B12-NEURO")])
def test_absence_counts_for_thirty_days(ago, regimen):
    """K14: "absent" counts if recorded within 30 days."""
    assert plan(both(absent("paresthesia", ago=ago), paresthesia=None)).recommends(regimen)


@pytest.mark.parametrize(("before", "counts"), [(30, True), (31, False)])
def test_absence_counts_thirty_days_before_the_course(before, counts):
    """K14: within 30 days before the current course, even when that began weeks ago."""
    start = 60
    events = [absent(feature, ago=start + before) for feature in NEUROLOGY]
    file = low_b12(*events, given("hydroxocobalamin", ago=start), sampled=start + 1, **UNKNOWN)
    assert (plan(file).value("neurological_involvement") is False) is counts


@pytest.mark.parametrize("ago", [31, 900])
def test_presence_stands_until_it_is_recorded_absent(ago):
    """K14: "present" stands, however old."""
    assert plan(both(present("paresthesia", ago=ago), paresthesia=None)).recommends("B12-NEURO")


def test_presence_ends_when_recorded_absent():
    """K14: present in August, absent in November: absent."""
    assert plan(both(present("paresthesia", ago=100))).recommends("B12-STD")


def test_a_feature_that_returns_is_present():
    """K14: absent on the 15th, present on the 20th: present."""
    file = both(absent("paresthesia", ago=7), present("paresthesia", ago=2), paresthesia=None)
    assert plan(file).recommends("B12-NEURO")
