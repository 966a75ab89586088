"""Interactions (specification S24, C17, 4.5)"""

import pytest

from spec.patients import low_b12, low_iron, oral_iron, ordered, plan, started, stopped

BINDING = (
    "calcium_carbonate", "magnesium_antacid", "sodium_bicarbonate", "levothyroxine",
    "tetracycline", "doxycycline", "ciprofloxacin", "alendronic_acid", "penicillamine", "levodopa",
    "methyldopa", "mycophenolate", "dolutegravir", "eltrombopag", "entacapone", "zinc_supplement",
    "trientine", "dimercaprol",
)  # fmt: skip
ACID = ("omeprazole", "lansoprazole", "famotidine")


@pytest.mark.parametrize("medicine", [*BINDING, *ACID])
def test_tablets_with_what_binds_them(medicine):
    """4.5: AL-INTERACT beside oral iron that is taken."""
    file = low_iron(oral_iron(ago=10), started(medicine, ago=200), sampled=11)
    assert plan(file).alert("AL-INTERACT") == "warning"


@pytest.mark.parametrize("medicine", [*BINDING, *ACID])
def test_an_iron_order_with_what_binds_it(medicine):
    """4.5: and beside an order."""
    file = low_iron(ordered("ferrous_sulfate", "65 mg", every="1 d"), started(medicine, ago=200))
    assert plan(file).alert("AL-INTERACT") == "warning"


@pytest.mark.parametrize("medicine", [*BINDING, *ACID])
def test_no_iron_no_interaction(medicine):
    """4.5: not without iron."""
    assert plan(low_b12(started(medicine, ago=200))).alert("AL-INTERACT") is None


@pytest.mark.parametrize("medicine", BINDING)
def test_a_medicine_that_was_stopped(medicine):
    """4.5: stopped is not taken."""
    file = low_iron(
        oral_iron(ago=10), started(medicine, ago=200), stopped(medicine, ago=30), sampled=11
    )
    assert plan(file).alert("AL-INTERACT") is None


@pytest.mark.parametrize("medicine", ["metformin", "warfarin", "furosemide"])
def test_what_does_not_bind_iron(medicine):
    """4.5: no pair with oral iron."""
    file = low_iron(oral_iron(ago=10), started(medicine, ago=200), sampled=11)
    assert plan(file).alert("AL-INTERACT") is None


@pytest.mark.parametrize(
    ("medicine", "words"), [("calcium_carbonate", "2 hours"), ("levothyroxine", "4 hours")]
)
def test_how_far_apart(medicine, words):
    """S24, 4.5: calcium 2 hours (the safer end), levothyroxine 4."""
    seen = plan(low_iron(oral_iron(ago=10), started(medicine, ago=200), sampled=11))
    said = [a.alert.what_to_do for a in seen.plan.alerts if "AL-INTERACT" in a.alert.implements]
    assert any(words in text for text in said)


def test_calcium_and_levothyroxine_are_both_told():
    """4.5: each pair on its own."""
    file = low_iron(
        oral_iron(ago=10),
        started("calcium_carbonate", ago=200),
        started("levothyroxine", ago=200),
        sampled=11,
    )
    assert sum("AL-INTERACT" in fired.alert.implements for fired in plan(file).plan.alerts) == 2


def test_a_third_medicine_is_told_beside_calcium():
    """4.5: doxycycline is not hidden by calcium."""
    file = low_iron(
        oral_iron(ago=10),
        started("calcium_carbonate", ago=200),
        started("doxycycline", ago=5),
        sampled=11,
    )
    assert sum("AL-INTERACT" in fired.alert.implements for fired in plan(file).plan.alerts) == 2


def test_an_interaction_leaves_the_iron_in_the_plan():
    """4.5: keep apart, do not withhold."""
    assert plan(
        low_iron(oral_iron(ago=10), started("calcium_carbonate", ago=200), sampled=11)
    ).recommends("FE-OD")


@pytest.mark.parametrize("medicine", ["metformin", "omeprazole", "famotidine", "colchicine"])
def test_what_lowers_b12_is_a_risk_factor(medicine):
    """4.5: metformin, acid suppression and colchicine lower B12."""
    assert (
        plan(low_iron(started(medicine, ago=900), vitamin_b12=None)).value("b12_risk_factor")
        is True
    )


@pytest.mark.parametrize("medicine", ["topiramate", "pregabalin", "phenobarbital", "primidone"])
def test_the_further_list_of_what_lowers_b12(medicine):
    """4.5: topiramate, pregabalin, phenobarbital and primidone too."""
    assert (
        plan(low_iron(started(medicine, ago=900), vitamin_b12=None)).value("b12_risk_factor")
        is True
    )


def test_nitrous_oxide_use_warns():
    """4.5: AL-N2O: it inactivates B12 and makes the level unreliable."""
    assert plan(low_b12(nitrous_oxide_use=True)).alert("AL-N2O") == "warning"


def test_no_nitrous_oxide_no_warning():
    """AL-N2O only with exposure."""
    assert plan(low_b12()).alert("AL-N2O") is None
