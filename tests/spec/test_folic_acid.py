"""Folic acid never before B12 (specification S39, S40, C16, K3, K18)"""

import pytest

from spec.patients import (
    WELL,
    both,
    given,
    low_b12,
    low_iron,
    ordered,
    patient,
    plan,
    started,
)

FOLATES = ("folic_acid", "folinic_acid", "levomefolic_acid")


def folate(dose: str, name: str = "folic_acid"):
    return ordered(name, dose, every="1 d")


@pytest.mark.parametrize("name", FOLATES)
def test_therapeutic_folate_before_b12_is_stopped(name):
    """S39: folic, folinic and levomefolic acid count."""
    assert plan(both(folate("5 mg", name))).alert("AL-FOLATE-FIRST") == "critical"


@pytest.mark.parametrize(("dose", "level"), [("0.99 mg", None), ("1 mg", "critical")])
def test_therapeutic_means_one_milligram_a_day(dose, level):
    """AL-FOLATE-FIRST: 1 mg a day or more."""
    assert plan(both(folate(dose))).alert("AL-FOLATE-FIRST") == level


def test_a_folate_order_without_dose_is_taken_as_therapeutic():
    """S39: no dose stated is not a low dose."""
    assert plan(both(ordered("folic_acid"))).alert("AL-FOLATE-FIRST") == "critical"


def test_folate_already_taken_is_stopped():
    """AL-FOLATE-FIRST: ordered or taken."""
    assert plan(both(started("folic_acid", "5 mg", ago=10))).alert("AL-FOLATE-FIRST") == "critical"


def test_folate_after_one_injection_passes():
    """C16: one charted parenteral dose is enough."""
    assert (
        plan(both(given("hydroxocobalamin", ago=1), folate("5 mg"))).alert("AL-FOLATE-FIRST")
        is None
    )


def test_folate_with_b12_only_ordered_is_stopped():
    """C16: charted, not ordered."""
    assert (
        plan(both(ordered("hydroxocobalamin", "1 mg"), folate("5 mg"))).alert("AL-FOLATE-FIRST")
        == "critical"
    )


@pytest.mark.parametrize(("level", "alert"), [(350, "critical"), (351, None)])
def test_total_b12_above_350_excludes(level, alert):
    """S39: above 350 ng/L deficiency is excluded; 350 itself does not."""
    assert plan(low_iron(folate("5 mg"), vitamin_b12=level)).alert("AL-FOLATE-FIRST") == alert


@pytest.mark.parametrize(("level", "alert"), [(70, "critical"), (71, None)])
def test_active_b12_above_70_excludes(level, alert):
    """S39: above 70 pmol/L deficiency is excluded; 70 itself does not."""
    file = low_iron(folate("5 mg"), vitamin_b12=None, active_b12=level)
    assert plan(file).alert("AL-FOLATE-FIRST") == alert


@pytest.mark.parametrize(("level", "alert"), [(280, None), (281, "critical")])
def test_normal_methylmalonic_acid_excludes(level, alert):
    """S39: methylmalonic acid of 280 nmol/L or less excludes deficiency."""
    file = low_iron(folate("5 mg"), vitamin_b12=220, methylmalonic_acid=level)
    assert plan(file).alert("AL-FOLATE-FIRST") == alert


def test_b12_never_measured_does_not_exclude():
    """S39: nothing known of B12 is no exclusion."""
    assert plan(patient(folate("5 mg"), **WELL)).alert("AL-FOLATE-FIRST") == "critical"


def test_the_reason_is_told():
    """S40: it masks B12 deficiency while neurological damage progresses."""
    assert "mask" in plan(both()).line("folate-hold")


# What the plan itself offers


def test_folic_acid_is_withheld_before_b12():
    """FOL-HOLD: withheld until B12 has been given or deficiency excluded."""
    assert plan(both(folate=2)).offers("FOL-HOLD")


def test_folic_acid_is_not_offered_before_b12():
    """FOL-5: only after B12."""
    assert not plan(both(folate=2)).offers("FOL-5")


def test_folic_acid_is_offered_after_b12():
    """FOL-5: folate 2 microgram/L and a first injection charted."""
    assert plan(both(given("hydroxocobalamin", ago=1), folate=2)).recommends("FOL-5")


def test_folic_acid_is_offered_where_b12_is_excluded():
    """FOL-5: B12 420 ng/L."""
    assert plan(low_iron(folate=2)).recommends("FOL-5")


@pytest.mark.parametrize(("level", "offered"), [(2.9, True), (3, False)])
def test_folate_below_3_is_deficient(level, offered):
    """3.3: serum folate below 3 microgram/L."""
    assert plan(low_iron(folate=level)).offers("FOL-5") is offered


def test_normal_folate_needs_none():
    """FOL-5: not without folate deficiency."""
    assert not plan(low_iron(folate=9)).offers("FOL-5")


# K3: iron with folic acid


def test_iron_with_folic_acid_is_iron():
    """K3: always AL-IRON-FIRST while B12 is untreated."""
    assert plan(both(ordered("iron_with_folic_acid"))).alert("AL-IRON-FIRST") == "critical"


def test_iron_with_unstated_folate_is_stopped():
    """K3: content not stated counts as 1 mg or more."""
    assert plan(both(ordered("iron_with_folic_acid"))).alert("AL-FOLATE-FIRST") == "critical"


@pytest.mark.parametrize(("content", "level"), [("350 microgram", "warning"), ("1 mg", "critical")])
def test_iron_with_stated_folate(content, level):
    """K3: stated below 1 mg: a warning; 1 mg: critical."""
    order = ordered("iron_with_folic_acid", product=f"iron with folic acid {content}")
    assert plan(both(order)).alert("AL-FOLATE-FIRST") == level


def test_a_multivitamin_is_exempt():
    """S39: multivitamins of 400 micrograms or less are exempt."""
    assert plan(both(started("multivitamin_with_folate", ago=30))).alert("AL-FOLATE-FIRST") is None


# K18: preventive folate


@pytest.mark.parametrize("dose", ["0.4 mg", "5 mg"])
@pytest.mark.parametrize("state", ["pregnancy", "possible_pregnancy", "planned_pregnancy"])
def test_preventive_folate_is_never_stopped(dose, state):
    """K18: 400 micrograms, or 5 mg on a risk indication: never withheld, warned of."""
    file = low_b12(folate(dose), age=30, **{state: True})
    assert plan(file).alert("AL-FOLATE-FIRST") == "warning"


def test_preventive_folate_with_b12_given_needs_no_warning():
    """K18: B12 given the same day closes it."""
    file = low_b12(
        given("hydroxocobalamin", ago=0), folate("0.4 mg"), age=30, possible_pregnancy=True
    )
    assert plan(file).alert("AL-FOLATE-FIRST") is None


def test_folate_with_methotrexate_is_not_stopped_silently():
    """S39: methotrexate folic acid: warned of, with B12 the same day."""
    file = both(
        started("methotrexate", ago=300), started("folic_acid", "5 mg", every="1 wk", ago=300)
    )
    assert plan(file).alert("AL-FOLATE-FIRST") == "warning"
