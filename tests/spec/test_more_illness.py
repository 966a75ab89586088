"""More illness, never less treatment (K50): pairs of patients whom the proofs over pairs found, alike
but for one fact, of whom the worse was once given less."""

import pytest

from spec.patients import absent, given, observed, oral_iron, patient, plan

INJECTIONS = [given("hydroxocobalamin", ago=ago) for ago in (205, 145, 85)]


@pytest.mark.parametrize(
    ("level", "treated"), [(420, True), (350, True), (290, True), (None, False)]
)
def test_a_lower_level_before_iron_takes_no_injection_away(level, treated):
    """K50, 5.1: a strong picture on injections, and the only B12 that was measured lies between
    their start and that of iron."""
    events = [*INJECTIONS, oral_iron(ago=108)]
    events += [observed("vitamin_b12", level, ago=114)] if level else []
    found = plan(patient(*events, hypersegmented_neutrophils=True))
    assert found.prescribes("vitamin_b12") is treated


def both_ways(month, day):
    """Nothing tells which of the two came later."""
    recorded = {"on": f"{month}-{day}", "absent": "nitrous_oxide_use"}
    return [{"on": month, "present": "nitrous_oxide_use"}, recorded]


@pytest.mark.parametrize("level", [181, 180, 179, 120])
@pytest.mark.parametrize(
    ("nitrous_oxide", "suspected"),
    [(both_ways("2025-06", "14"), True), ([absent("nitrous_oxide_use")], False)],
)
def test_a_lower_level_takes_no_suspicion_away(level, nitrous_oxide, suspected):
    """K50: what normal methylmalonic acid does not rule out, since nitrous oxide is in doubt, is
    suspected below the limit as above it."""
    known = {"vitamin_b12": level, "methylmalonic_acid": 190, "egfr": 85}
    events = [*nitrous_oxide, absent("vitamin_b12_deficiency", ago=1)]
    found = plan(patient(*events, **known))
    assert found.value("b12_deficiency_refuted") is True
    assert found.value("b12_suspected") is suspected


@pytest.mark.parametrize("level", [181, 179])
def test_what_threatens_life_is_treated_below_the_limit_too(level):
    """K50, 5.13: hemoglobin 61 with a megaloblastic film."""
    known = {"vitamin_b12": level, "methylmalonic_acid": 190, "hemoglobin": 61}
    events = [*both_ways("2025-06", "14"), absent("vitamin_b12_deficiency", ago=1)]
    found = plan(patient(*events, hypersegmented_neutrophils=True, **known))
    assert found.recommends("B12-NEURO")
