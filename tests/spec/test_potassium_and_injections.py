"""Potassium, and injections into muscle (specification 5.15, 5.17)"""

import pytest

from spec.patients import given, low_b12, low_iron, ordered, plan, started, stopped, untested

# Potassium


@pytest.mark.parametrize(("hemoglobin", "level"), [(79, "warning"), (80, None)])
def test_potassium_with_hemoglobin_below_80(hemoglobin, level):
    """5.15: hemoglobin below 80 g/L."""
    assert plan(low_b12(hemoglobin=hemoglobin)).alert("AL-HYPOK") == level


@pytest.mark.parametrize(("potassium", "level"), [(3.9, "warning"), (4.0, None)])
def test_potassium_below_4(potassium, level):
    """5.15: potassium below 4.0."""
    assert plan(low_b12(potassium=potassium)).alert("AL-HYPOK") == level


@pytest.mark.parametrize("medicine", ["furosemide", "digoxin", "bendroflumethiazide"])
def test_potassium_with_diuretics_and_digoxin(medicine):
    """5.15: a diuretic (loop or thiazide) or digoxin."""
    assert plan(low_b12(started(medicine, ago=100))).alert("AL-HYPOK") == "warning"


def test_potassium_after_the_diuretic_was_stopped():
    """5.15: stopped is not taken."""
    file = low_b12(started("furosemide", ago=100), stopped("furosemide", ago=20))
    assert plan(file).alert("AL-HYPOK") is None


@pytest.mark.parametrize("condition", ["pancytopenia", "arrhythmia", "hypokalemia"])
def test_potassium_with_conditions(condition):
    """5.15: pancytopenia, arrhythmia, or known hypokalemia."""
    assert plan(low_b12(**{condition: True})).alert("AL-HYPOK") == "warning"


def test_potassium_is_about_starting_b12():
    """5.15: not where no B12 is to be started."""
    assert plan(low_iron(potassium=3.4)).alert("AL-HYPOK") is None


ORDER = ordered("cyanocobalamin", "1 mg", every="1 d", route="oral")


def test_potassium_where_b12_is_ordered_before_its_level_is_known():
    """5.15: an order is a start of B12."""
    assert plan(untested(ORDER, potassium=3.7)).alert("AL-HYPOK") == "warning"
    assert plan(untested(ORDER, potassium=4.1)).alert("AL-HYPOK") is None


def test_potassium_does_not_fall_where_b12_was_not_lacking():
    """5.15: it falls as the marrow recovers, and here there is nothing to recover from."""
    assert plan(low_iron(ORDER, potassium=3.7)).alert("AL-HYPOK") is None


@pytest.mark.parametrize(("ago", "level"), [(1, "warning"), (10, "warning"), (11, None)])
def test_potassium_is_watched_for_the_first_ten_days(ago, level):
    """5.15: daily for 48 to 72 h, then to day 7 to 10."""
    file = low_b12(given("hydroxocobalamin", ago=ago), sampled=12, potassium=3.6)
    assert plan(file).alert("AL-HYPOK") == level


def test_potassium_is_measured_after_the_first_injection():
    """5.15: a check in the first days, from 23 November."""
    assert plan(low_b12(potassium=3.6)).check_due("5.15") == "2026-11-23"


def test_potassium_is_not_measured_without_risk():
    """5.15: not where nothing puts it at risk."""
    assert plan(low_b12()).check("5.15") is None


def test_low_potassium_does_not_hold_b12():
    """0.2: a warning on potassium never blocks the first dose."""
    assert plan(low_b12(potassium=3.2)).first_due("hydroxocobalamin") == "2026-11-22"


# Injections


def test_an_anticoagulant():
    """5.17: AL-IM-BLEED."""
    assert plan(low_b12(started("warfarin", ago=400))).alert("AL-IM-BLEED") == "warning"


@pytest.mark.parametrize(("platelets", "level"), [(49, "warning"), (50, None)])
def test_platelets_below_50(platelets, level):
    """5.17: platelets below 50."""
    assert plan(low_b12(platelets=platelets)).alert("AL-IM-BLEED") == level


def test_a_bleeding_disorder():
    """5.17: a bleeding disorder."""
    assert plan(low_b12(bleeding_disorder=True)).alert("AL-IM-BLEED") == "warning"


def test_no_risk_no_warning():
    """5.17: none without a risk."""
    assert plan(low_b12()).alert("AL-IM-BLEED") is None


def test_a_bleeding_risk_does_not_delay_b12():
    """5.17: deep subcutaneous or oral bridge; B12 is not delayed."""
    file = low_b12(started("warfarin", ago=400), paresthesia=True)
    assert plan(file).first_due("hydroxocobalamin") == "2026-11-22"


def test_a_bleeding_risk_without_injections():
    """5.17: it is about injections of B12."""
    assert plan(low_iron(started("warfarin", ago=400))).alert("AL-IM-BLEED") is None


@pytest.mark.parametrize(
    ("events", "known", "bridge"),
    [
        ([], {}, True),
        ([], {"egfr": 50}, True),
        ([], {"egfr": 49}, False),
        ([], {"leber_optic_neuropathy": True}, False),
        ([started("cyanocobalamin", "1 mg", ago=40, route="oral", every="1 d")], {}, False),
    ],
)
def test_tablets_are_no_bridge_where_they_are_not_used_or_do_not_suffice(events, known, bridge):
    """K41: an alert never urges what the plan refuses. The level is measured on the tablets."""
    seen = plan(low_b12(started("warfarin", ago=90), *events, sampled=3, **known))
    assert seen.alert("AL-IM-BLEED") == "warning"
    assert ("oral 2 mg as a bridge" in seen.text) is bridge
    assert ("do not give tablets in its place" in seen.text) is not bridge
