"""What changes in pregnancy, kidney disease, heart failure, bowel disease, after bariatric surgery,
and with diet, metformin or nitrous oxide (5.5 to 5.12, 5.14, 5.18)."""

import pytest

from spec.patients import both, done, low_b12, low_iron, plan, started


def test_pregnancy_keeps_one_tablet_a_day():
    """5.6: 65 mg elemental lies within the 40 to 80 mg of pregnancy."""
    found = plan(both(age=30, pregnancy=True))
    assert found.recommends("FE-OD")
    assert found.offers("pregnancy-plan")


@pytest.mark.parametrize(("pregnancy", "hemoglobin", "anemic"), [(True, 112, False), (False, 112, True), (True, 109, True)])  # fmt: skip
def test_anemia_in_pregnancy_begins_lower(pregnancy, hemoglobin, anemic):
    """5.6: below 110 g/L in pregnancy, 120 otherwise."""
    found = plan(both(age=30, pregnancy=pregnancy, hemoglobin=hemoglobin))
    assert found.plan.assessment.value("anemia") is anemic


def test_dialysis_brings_intravenous_iron():
    """5.7: tablets are not the route on dialysis."""
    assert plan(both(dialysis=True)).recommends("FE-IV")


def test_kidney_disease_without_dialysis_may_have_tablets():
    """5.7: the route is the article's, the limits the kidney guideline's."""
    found = plan(both(chronic_kidney_disease=True))
    assert found.recommends("FE-OD")
    assert found.offers("kidney-plan")


@pytest.mark.parametrize(("fraction", "route"), [(50, "FE-IV"), (51, "FE-OD"), (None, "FE-IV")])
def test_heart_failure(fraction, route):
    """5.8: with an ejection fraction of 50 % or less, or unknown, tablets do not work."""
    found = plan(low_iron(heart_failure=True, left_ventricular_ejection_fraction=fraction))
    assert found.recommends(route)
    assert found.offers("heart-failure-plan")


def test_bowel_disease_has_its_line():
    """5.9: with S37."""
    assert plan(both(crohn_disease=True)).offers("bowel-disease-plan")


def test_after_bypass_b12_is_given_even_without_deficiency():
    """5.11: 1 mg every 3 months for life."""
    surgery = done("gastric_bypass", ago=1000)
    found = plan(low_iron(surgery))
    assert found.offers("b12-bariatric-prophylaxis")
    assert not plan(low_iron()).offers("b12-bariatric-prophylaxis")


@pytest.mark.parametrize(
    ("known", "line"),
    [({"vegan_diet": True}, "diet-plan"), ({"nitrous_oxide_use": True}, "nitrous-oxide-plan")],
)
def test_diet_and_nitrous_oxide(known, line):
    """5.12: each cause has its own line."""
    assert plan(both(**known)).offers(line)
    assert not plan(both()).offers(line)


def test_metformin_goes_on():
    """5.12: metformin is kept, B12 treated."""
    assert plan(both(started("metformin", ago=900))).offers("metformin-plan")


def test_breastfeeding_asks_for_the_child():
    """5.6: the child's B12 is assessed too."""
    assert plan(low_b12(breastfeeding=True, age=30)).offers("breastfeeding-plan")


def test_gastritis_is_followed_up():
    """5.5: thyroid, and gastroscopy for new symptoms."""
    assert plan(both(pernicious_anemia=True)).offers("gastritis-follow-up")
    assert not plan(both()).offers("gastritis-follow-up")


@pytest.mark.parametrize(("hemoglobin", "stands"), [(79, True), (80, False)])
def test_limits_of_transfusion(hemoglobin, stands):
    """5.14: said below 80 g/L."""
    assert plan(both(hemoglobin=hemoglobin)).offers("transfusion-limits") is stands


@pytest.mark.parametrize(("jurisdiction", "stands"), [("US", True), ("UK", False)])
def test_the_us_label_is_an_alternative_in_the_us(jurisdiction, stands):
    """5.18: cyanocobalamin 100 micrograms, and hydroxocobalamin stays first."""
    found = plan(both() | {"jurisdiction": jurisdiction})
    assert found.offers("b12-us-cyanocobalamin") is stands
    assert found.recommends("B12-STD")


def test_the_us_label_is_no_way_round_the_kidney():
    """5.18: never substituted across AL-CYANO-RENAL."""
    assert not plan(both(egfr=49) | {"jurisdiction": "US"}).offers("b12-us-cyanocobalamin")
    assert not plan(both(egfr=None) | {"jurisdiction": "US"}).offers("b12-us-cyanocobalamin")
