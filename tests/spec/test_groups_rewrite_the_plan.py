"""Special groups change what the plan says, and say no more than they must (5.6 to 5.12, C7)"""

import pytest

from spec.patients import both, done, injections, low_b12, low_iron, observed, ordered, plan

PREGNANT = {"age": 30, "pregnancy": True, "gestation": 20}


def test_iron_in_pregnancy_goes_on_after_birth():
    """5.6: at least 6 weeks postpartum, and the general line gives way to it."""
    found = plan(both(**PREGNANT))
    assert "6 weeks after birth" in found.line("iron-stores-pregnancy")
    assert not found.offers("iron-stores")


def test_outside_pregnancy_the_general_line_stands():
    """S42."""
    found = plan(both())
    assert found.offers("iron-stores")
    assert not found.offers("iron-stores-pregnancy")


@pytest.mark.parametrize(
    ("dose", "level"),
    [("40 mg", None), ("80 mg", None), ("81 mg", "warning"), ("39 mg", "warning")],
)
def test_the_dose_of_iron_in_pregnancy(dose, level):
    """5.6: 40 to 80 mg elemental; otherwise up to 100 (K7)."""
    order = ordered("ferrous_sulfate", dose, every="1 d")
    assert plan(low_iron(order, **PREGNANT)).alert("AL-FE-DOSE") == level


def test_81_mg_outside_pregnancy():
    """K7: 40 to 100 mg."""
    assert (
        plan(low_iron(ordered("ferrous_sulfate", "81 mg", every="1 d"))).alert("AL-FE-DOSE") is None
    )


def test_b12_in_pregnancy_is_reviewed_at_one_month():
    """5.6: others at three."""
    assert plan(low_b12(**PREGNANT)).check_due("b12-review-pregnancy") == "2026-12-22"
    assert plan(low_b12()).check("b12-review-pregnancy") is None


def test_the_review_of_b12_in_pregnancy_is_done_by_a_count_after_three_weeks():
    """5.6: a hemoglobin of day 22."""
    file = low_b12(*injections(6, last=18), observed("hemoglobin", 118, ago=6), sampled=40, **PREGNANT)  # fmt: skip
    assert plan(file).check("b12-review-pregnancy").status == "done"


def test_tablets_below_100_are_no_ready_choice_in_pregnancy():
    """S34, AL-SEV-SRC: stable, absorbing, not pregnant: said by the line and by the alert."""
    found = plan(both(hemoglobin=95, weight=70, **PREGNANT))
    assert "in pregnancy" in found.line("iron-intravenous-consider")
    [alert] = [a.alert for a in found.plan.alerts if a.alert.id == "severity-source"]
    assert "not pregnant" in alert.what_to_do


@pytest.mark.parametrize(
    ("events", "offered"),
    [
        ([], True),
        ([observed("copper", 15)], True),
        ([observed("copper", 15), observed("zinc", 12)], False),
    ],
)
def test_copper_and_zinc_after_bariatric_surgery(events, offered):
    """5.11: copper deficiency looks like cord disease."""
    found = plan(both(done("gastric_bypass", ago=900), *events))
    assert found.offers("bariatric-tests") is offered


def test_without_surgery_no_copper():
    """5.11."""
    assert not plan(both()).offers("bariatric-tests")


@pytest.mark.parametrize("place", ["ileal_disease", "ileal_resection"])
def test_b12_is_measured_yearly_where_the_ileum_is_ill(place):
    """5.9: a year after the last; not where the ileum is well."""
    event = done(place, ago=900) if place == "ileal_resection" else None
    known = {} if event else {place: True}
    file = low_iron(*([event] if event else []), sampled=2, **known)
    assert plan(file).check_due("b12-yearly-ileum") == "2027-11-20"
    assert plan(low_iron()).check("b12-yearly-ileum") is None


def test_the_leaflet_of_heart_failure_does_not_contradict_its_tablets():
    """5.8: with an ejection fraction of 60 % the plan gives tablets."""
    found = plan(low_iron(heart_failure=True, left_ventricular_ejection_fraction=60))
    assert found.recommends("FE-OD")
    assert "not as tablets" not in found.text


def test_a_child_gets_the_referral_and_no_advice_on_doses():
    """5.10: nothing on maintenance or rechecks for a child."""
    found = plan(both(age=15))
    assert not found.offers("b12-never-stop-for-level")
    assert found.alert("iron-recheck") is None
    assert plan(both(age=16)).offers("b12-never-stop-for-level")


# Injections refused


@pytest.mark.parametrize("cause", ["pernicious_anemia", "celiac_disease", "paresthesia"])
def test_tablets_are_shown_where_injections_are_refused(cause):
    """S15, C7: in malabsorption and with neurology too, to consider; injections stay advised."""
    found = plan(both(refuses_injections=True, **{cause: True}))
    assert found.considers("b12-oral-refused")
    assert "hydroxocobalamin" in found.doses()
    assert not plan(both(**{cause: True})).offers("b12-oral-refused")


def test_one_line_of_tablets_is_enough():
    """S15: where the tablets are an alternative anyway, the line for the refusal stands alone."""
    found = plan(low_b12(refuses_injections=True))
    assert found.considers("b12-oral-refused")
    assert not found.offers("b12-oral-high-dose")


@pytest.mark.parametrize("egfr", [49, 50, None])
def test_tablets_are_weighed_whatever_the_kidneys_where_injections_are_refused(egfr):
    """K34: no B12 at all would be worse; Leber's disease is the exception."""
    file = low_b12(refuses_injections=True, egfr=egfr)
    assert plan(file).considers("b12-oral-refused")
    leber = low_b12(refuses_injections=True, egfr=egfr, leber_optic_neuropathy=True)
    assert not plan(leber).offers("b12-oral-refused")
