"""Autoimmune gastritis (specification S58-S60, C13)"""

import pytest

from spec.patients import both, low_b12, low_iron, plan

CONFIRMED = [
    {"pernicious_anemia": True},
    {"autoimmune_gastritis": True},
    {"intrinsic_factor_antibody": "positive"},
]
NAMES = ["pernicious anemia", "autoimmune gastritis", "intrinsic factor antibody"]


@pytest.mark.parametrize("known", CONFIRMED, ids=NAMES)
def test_confirmed_gastritis_gets_intravenous_iron(known):
    """S59: intravenous iron is preferred."""
    assert plan(both(**known)).recommends("FE-IV")


@pytest.mark.parametrize("known", CONFIRMED, ids=NAMES)
def test_confirmed_gastritis_comes_before_tablets(known):
    """C13: S59 is looked at before S20."""
    assert not plan(both(**known)).offers("FE-OD")


@pytest.mark.parametrize("known", CONFIRMED, ids=NAMES)
def test_the_evidence_is_told(known):
    """S60: AL-PA-IV."""
    assert plan(both(**known)).alert("AL-PA-IV") == "information"


@pytest.mark.parametrize("words", ["7 of 8", "3 of 11", "19 treated patients", "not randomized"])
def test_the_evidence_is_told_with_its_numbers(words):
    """S60: 7/8 and 3/11, n, and the design, not only p."""
    assert words in plan(both(pernicious_anemia=True)).line("AL-PA-IV")


def test_parietal_cell_antibody_alone_offers_both():
    """S59: suspected: offer intravenous iron."""
    assert plan(both(parietal_cell_antibody="positive")).considers("FE-IV")


def test_parietal_cell_antibody_alone_accepts_tablets():
    """S59: accept oral with a two-week check."""
    assert plan(both(parietal_cell_antibody="positive")).recommends("FE-OD")


@pytest.mark.parametrize("antibody", ["intrinsic_factor_antibody", "parietal_cell_antibody"])
@pytest.mark.parametrize("result", ["negative", "indeterminate"])
def test_a_negative_antibody_is_no_gastritis(antibody, result):
    """S59: negative or indeterminate is not positive."""
    assert not plan(both(**{antibody: result})).offers("FE-IV")


def test_gastritis_without_iron_deficiency_needs_no_iron():
    """S58: it presumes poor absorption, not deficiency."""
    assert not plan(low_b12(pernicious_anemia=True)).prescribes("iron")


def test_recorded_pernicious_anemia_is_b12_deficiency():
    """K12: pernicious anemia is a recorded diagnosis of B12 deficiency."""
    assert plan(low_iron(vitamin_b12=None, pernicious_anemia=True)).recommends("B12-STD")


def test_b12_comes_first_in_gastritis_too():
    """S2."""
    seen = plan(both(pernicious_anemia=True))
    assert seen.first_due("hydroxocobalamin") <= seen.first_due("ferric_carboxymaltose")


def test_gastritis_closes_oral_b12():
    """S15: pernicious anemia is malabsorption of B12."""
    assert not plan(both(pernicious_anemia=True)).offers("B12-ORAL-HD")


def test_intrinsic_factor_antibody_is_looked_for():
    """5.4: the first test for the cause."""
    assert plan(both()).offers("cause-b12")


def test_a_known_cause_is_not_looked_for_again():
    """5.4: not where the cause is known."""
    assert not plan(both(pernicious_anemia=True)).offers("cause-b12")
