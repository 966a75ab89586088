"""Medicines that act on B12, on its assay or on folate; tablets of the same salt (4.5, S57)"""

import pytest

from spec.patients import (
    done,
    injections,
    low_b12,
    low_iron,
    oral_iron,
    ordered,
    plan,
    present,
    started,
    untested,
)

GAS = ordered("nitrous_oxide_anesthesia")


@pytest.mark.parametrize(
    ("file", "level"),
    [
        (low_b12(GAS), "critical"),
        (untested(GAS, vegan_diet=True), "critical"),
        (low_b12(GAS, *injections(2), sampled=10), None),
        (low_iron(GAS), None),
    ],
)
def test_no_nitrous_oxide_anesthesia_in_untreated_deficiency(file, level):
    """4.5, AL-N2O: confirmed or suspected; not once B12 is given, nor where it is plentiful."""
    assert plan(file).alert("nitrous-oxide-anesthesia") == level


def test_chloramphenicol_may_blunt_the_response():
    """4.5."""
    taken = started("chloramphenicol", ago=2)
    assert plan(low_b12(taken)).alert("b12-response-blunted") == "information"
    assert plan(low_iron(taken)).alert("b12-response-blunted") is None


@pytest.mark.parametrize(("level", "told"), [(140, True), (350, True), (351, False)])
def test_a_contraceptive_lowers_the_level(level, told):
    """4.5: without a deficiency; said where the level is low or indeterminate."""
    file = low_b12(started("oral_contraceptive", ago=200), age=30, vitamin_b12=level)
    assert (plan(file).alert("b12-assay-contraceptive") == "information") is told


def test_a_contraceptive_delays_nothing():
    """5.1: the low level is treated all the same."""
    file = low_b12(started("oral_contraceptive", ago=200), age=30)
    assert plan(file).recommends("B12-STD")


@pytest.mark.parametrize(
    ("medicine", "level"),
    [("phenytoin", "warning"), ("phenobarbital", "warning"), ("raltitrexed", "warning"), ("pregabalin", None)],
)  # fmt: skip
def test_folic_acid_and_what_it_acts_on(medicine, level):
    """4.5: where this plan itself offers folic acid."""
    file = low_b12(*injections(2), started(medicine, ago=400), folate=2, sampled=10)
    assert plan(file).offers("FOL-5")
    assert plan(file).alert("folate-interaction") == level


def test_an_allergy_to_benzyl_alcohol_does_not_stop_b12():
    """AL-B12-HSR: an excipient of multidose vials; an ampule has none."""
    found = plan(low_b12(benzyl_alcohol_allergy=True))
    assert found.alert("AL-B12-HSR") == "warning"
    assert found.first_due("hydroxocobalamin") == "2026-11-22"


# The same salt on alternate days is the step that the plan itself takes


@pytest.mark.parametrize(
    ("name", "every", "level"),
    [
        ("ferrous_sulfate", "2 d", None),
        ("ferrous_sulfate", "1 d", "warning"),
        ("ferrous_fumarate", "2 d", "warning"),
    ],
)
def test_alternate_days_of_the_same_salt_are_no_switch(name, every, level):
    """AL-SALTSWITCH, C1: after constipation on ferrous sulfate."""
    file = low_iron(
        oral_iron(ago=20), present("constipation", severity="mild"),
        ordered(name, "65 mg", every=every), sampled=25,
    )  # fmt: skip
    assert plan(file).alert("AL-SALTSWITCH") == level


@pytest.mark.parametrize(
    ("name", "level"), [("ferric_maltol", None), ("ferrous_sulfate", "warning")]
)
def test_ferric_maltol_is_taken_twice_a_day(name, level):
    """4.2, K7: its label's dose is 30 mg twice a day; of a ferrous salt twice a day is divided."""
    assert plan(low_iron(ordered(name, "30 mg", every="12 h"))).alert("AL-FE-DOSE") == level


# Weight-loss surgery of a kind not recorded (5.11)


def test_surgery_of_an_unrecorded_kind_counts_as_one_that_binds_b12():
    """5.11, S15: no tablets of B12, advice for the group, intravenous iron to consider."""
    found = plan(low_iron(done("bariatric_surgery", ago=900), vitamin_b12=140))
    assert found.offers("bariatric-plan")
    assert not found.offers("B12-ORAL-HD")
    assert found.considers("FE-IV")


@pytest.mark.parametrize("operation", ["sleeve_gastrectomy", "gastric_bypass", "bariatric_surgery"])
def test_surgery_is_a_cause_that_cannot_be_reversed(operation):
    """5.11, S51: though the diet is vegan."""
    found = plan(low_b12(done(operation, ago=900), vegan_diet=True))
    assert found.value("b12_cause_irreversible") is True
    assert found.value("b12_cause_reversible") is False
