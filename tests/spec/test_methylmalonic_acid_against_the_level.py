"""Raised methylmalonic acid confirms a deficiency that a normal B12 hides (specification 5.1, S39),
unless reduced renal function explains it; before it is measured nobody waits for it."""

import pytest

from spec.patients import low_iron, observed, ordered, patient, plan

NUMB = {"paresthesia": True}


def normal_level(*events, **known):
    """A B12 of 420 ng/L, iron deficiency, and what is said."""
    return plan(low_iron(*events, **known))


@pytest.mark.parametrize(("acid", "deficient"), [(280, False), (281, True), (None, False)])
def test_it_confirms_against_a_normal_total_b12(acid, deficient):
    """5.1: above 280 nmol/L with normal renal function and a fitting picture."""
    found = normal_level(methylmalonic_acid=acid, **NUMB)
    assert found.value("b12_deficiency") is deficient
    assert found.recommends("B12-NEURO") is deficient
    assert (found.value("b12_excluded") is True) is not deficient


@pytest.mark.parametrize(("acid", "deficient"), [(280, False), (281, True)])
def test_it_confirms_against_a_normal_active_b12(acid, deficient):
    """5.1."""
    found = normal_level(methylmalonic_acid=acid, vitamin_b12=None, active_b12=90, **NUMB)
    assert found.value("b12_deficiency") is deficient


@pytest.mark.parametrize(
    ("egfr", "deficient", "excluded"),
    [(90, True, False), (60, True, False), (59, False, True), (None, None, False)],
)
def test_renal_function_explains_it_or_not(egfr, deficient, excluded):
    """5.1: normal is 60 or more; below it a normal level stands, unknown excludes nothing."""
    found = normal_level(methylmalonic_acid=600, egfr=egfr, **NUMB)
    assert found.value("b12_deficiency") is deficient
    assert found.value("b12_excluded") is excluded


def test_with_unknown_renal_function_the_nerves_are_treated_and_the_kidney_asked_for():
    """S5, 5.1."""
    found = normal_level(methylmalonic_acid=600, egfr=None, **NUMB)
    assert found.value("b12_indeterminate") is True
    assert found.recommends("B12-NEURO")
    assert "egfr" in found.missing


def test_without_a_fitting_picture_it_excludes_and_confirms_nothing():
    """5.1, S39: folic acid waits."""
    found = normal_level(ordered("folic_acid", "5 mg", every="1 d"),
                         methylmalonic_acid=600, hemoglobin=135)  # fmt: skip
    assert found.value("b12_deficiency") is False
    assert found.value("b12_excluded") is False
    assert found.alert("AL-FOLATE-FIRST") == "critical"


def test_folic_acid_ordered_against_it_is_stopped():
    """S39: a normal level does not let it pass."""
    found = normal_level(ordered("folic_acid", "5 mg", every="1 d"), methylmalonic_acid=600, **NUMB)
    assert found.alert("AL-FOLATE-FIRST") == "critical"


def test_between_the_limits_it_is_waited_for():
    """5.1: between 180 and 350 ng/L methylmalonic acid decides."""
    found = plan(patient(observed("vitamin_b12", 250), hemoglobin=100, egfr=90))
    assert found.value("b12_deficiency") is None
