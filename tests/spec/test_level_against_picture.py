"""When a level does not settle B12 deficiency (specification 5.1, 5.6, 3.3)"""

import pytest

from spec.patients import WELL, both, low_b12, observed, patient, plan

STRONG = {
    "vitamin_b12": 420,
    "ferritin": 150,
    "hemoglobin": 85,
    "mcv": 118,
    "gait_disturbance": True,
}
PREGNANT = {"age": 30, "pregnancy": True, "gestation": 20, "ferritin": 150, "hemoglobin": 115}


def found(**known):
    return plan(patient(**(WELL | known)))


# A strong picture with a normal level


def test_a_strong_picture_is_treated_despite_a_normal_level():
    """5.1: unsteady gait, hemoglobin 85 and MCV 118 with a total B12 of 420 ng/L."""
    assert found(**STRONG).recommends("B12-NEURO")


def test_a_strong_picture_keeps_folic_acid_back():
    """5.1, S39: the level excludes nothing here, so folic acid still waits for B12."""
    assert found(**STRONG).offers("FOL-HOLD")


@pytest.mark.parametrize("sign", ["hypersegmented_neutrophils", "macro_ovalocytes"])
def test_the_film_counts_as_much_as_the_mcv(sign):
    """5.1: with a normal MCV, the film alone makes the picture."""
    assert found(**STRONG | {"mcv": 90, sign: True}).recommends("B12-NEURO")


@pytest.mark.parametrize(
    "change",
    [
        {"gait_disturbance": False},
        {"mcv": 100},
        {"hemoglobin": 130},
        {"alcohol_misuse": True},
        {"methylmalonic_acid": 280},
        {"active_b12": 71},
    ],
)
def test_less_than_a_strong_picture_leaves_a_normal_level_normal(change):
    """5.1: no neurology, MCV 100, no anemia, alcohol, or a second test that is normal."""
    assert found(**STRONG | change).value("b12_deficiency") is False


@pytest.mark.parametrize("change", [{"methylmalonic_acid": 281}, {"active_b12": 70}])
def test_a_second_test_that_is_not_normal_leaves_the_picture(change):
    """5.1: just beyond: methylmalonic acid 281 nmol/L, active B12 70 pmol/L."""
    assert found(**STRONG | change).recommends("B12-NEURO")


def test_a_strong_picture_asks_for_what_may_falsify_the_level():
    """4.5: intrinsic factor antibody interferes with the assay; once it is measured, no more."""
    assert found(**STRONG).offers("b12-test-strong-picture")
    assert not found(**STRONG | {"methylmalonic_acid": 400}).offers("b12-test-strong-picture")
    assert not found(**STRONG | {"vitamin_b12": 100}).offers("b12-test-strong-picture")


# Indeterminate, and methylmalonic acid no help


@pytest.mark.parametrize(
    ("acid", "egfr", "considered"),
    [(None, 90, True), (300, 59, True), (300, 60, False), (280, 59, False)],
)
def test_a_trial_where_methylmalonic_acid_cannot_tell(acid, egfr, considered):
    """5.1: 300 nmol/L means nothing with an eGFR of 59; with 60 it is a deficiency, and 280 is
    normal with any."""
    file = low_b12(vitamin_b12=250, fatigue=True, methylmalonic_acid=acid, egfr=egfr)
    assert plan(file).considers("b12-trial") is considered


def test_no_trial_without_symptoms():
    """5.1: the trial is for symptoms."""
    file = low_b12(vitamin_b12=250, hemoglobin=135, methylmalonic_acid=300, egfr=40)
    assert not plan(file).offers("b12-trial")


# Pregnancy


@pytest.mark.parametrize("total", [170, 250, None])
def test_active_b12_is_asked_for_in_pregnancy(total):
    """5.1: total B12 falls in pregnancy, so active B12 is measured."""
    file = patient(**(WELL | PREGNANT | {"vitamin_b12": total, "ferritin": 8}))
    assert plan(file).offers("b12-test-pregnancy")


@pytest.mark.parametrize("change", [{"active_b12": 40}, {"pregnancy": False, "gestation": None}])
def test_active_b12_is_not_asked_for_twice_or_outside_pregnancy(change):
    """5.1: not where it is known, nor without pregnancy."""
    assert not plan(patient(**(WELL | PREGNANT | {"vitamin_b12": 250} | change))).offers(
        "b12-test-pregnancy"
    )


@pytest.mark.parametrize(
    ("active", "deficient"), [(24, True), (25, None), (70, None), (71, False), (None, True)]
)
def test_active_b12_decides_in_pregnancy(active, deficient):
    """5.1: with a total of 170 ng/L; without active B12 the total decides, which is the safe side."""
    known = PREGNANT | {"vitamin_b12": 170, "active_b12": active, "fatigue": True}
    assert found(**known).value("b12_deficiency") is deficient


def test_one_low_test_of_two_still_decides_outside_pregnancy():
    """5.1: total 170 beside an active B12 of 80, not pregnant."""
    assert found(vitamin_b12=170, active_b12=80, ferritin=150).value("b12_deficiency") is True


@pytest.mark.parametrize(
    ("weeks", "hemoglobin", "anemic"),
    [
        (12.7, 109, True), (12.7, 110, False),
        (13, 104, True), (13, 105, False), (27.7, 105, False),
        (28, 109, True), (28, 110, False),
        (None, 109, True), (None, 110, False),
    ],
)  # fmt: skip
def test_anemia_by_trimester(weeks, hemoglobin, anemic):
    """3.3: WHO 2024: below 110 g/L in the first and third trimester, below 105 in the second."""
    file = both(
        *([observed("gestation", weeks)] if weeks else []),
        age=30,
        pregnancy=True,
        hemoglobin=hemoglobin,
    )
    assert plan(file).value("anemia") is anemic


# Saturation from iron and binding capacity


@pytest.mark.parametrize(("iron", "deficient"), [(11.9, True), (12, False)])
def test_saturation_is_reckoned_where_it_is_not_printed(iron, deficient):
    """3.2, 5.2: 11.9 of 60 micromol/L is below 20 %, with a ferritin of 40."""
    known = {"ferritin": 40, "vitamin_b12": 420, "serum_iron": iron, "tibc": 60}
    assert found(**known).value("iron_deficiency_found") is deficient


def test_a_printed_saturation_comes_first():
    """3.2: 25 % printed, 10 % reckoned."""
    known = {"ferritin": 40, "vitamin_b12": 420, "serum_iron": 6, "tibc": 60}
    assert found(**known, transferrin_saturation=25).value("iron_deficiency_found") is False


@pytest.mark.parametrize(("iron", "held"), [(27, False), (27.1, True)])
def test_a_reckoned_saturation_shows_overload_too(iron, held):
    """3.3: 27.1 of 60 micromol/L is above 45 %."""
    known = {"ferritin": 20, "vitamin_b12": 420, "serum_iron": iron, "tibc": 60}
    assert found(**known).offers("FE-NONE") is held


# Limits that may not fit


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ({"vitamin_b12": 250}, True),
        ({"vitamin_b12": 351}, False),
        ({"vitamin_b12": 351, "glossitis": True}, True),
        ({"vitamin_b12": 179}, False),
    ],
)
def test_black_ethnicity_and_the_limits(known, told):
    """3.3: NG239: reference ranges may lie higher; said where the level would reassure."""
    made = found(ferritin=150, black_ethnicity=True, **known)
    assert (made.alert("b12-limits-ethnicity") == "information") is told
    assert found(ferritin=150, **known).alert("b12-limits-ethnicity") is None
