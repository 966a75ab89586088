"""Where a result on treatment begins to count, and what makes a strong picture (K26, K28)"""

from typing import Any

import pytest

from spec.patients import given, low_b12, observed, patient, plan, present, started

UNTESTED = {"vitamin_b12": None}
STRONG = {"mcv": 118, "vitamin_b12": 460, "ferritin": 150, "crp": 2}


def on_tablets(*events: dict[str, Any], days: int, **known: Any) -> dict[str, Any]:
    """B12 by mouth for so many days; it was never measured before."""
    tablets = started("cyanocobalamin", "1 mg", ago=days)
    return low_b12(tablets, *events, **(UNTESTED | known))


# K26: results on treatment


@pytest.mark.parametrize(
    ("acid", "egfr", "raised"),
    [(280, 90, False), (281, 90, True), (640, 60, True), (640, 59, False), (640, 54, False)],
)
def test_methylmalonic_acid_is_raised_above_280_with_an_egfr_of_60(
    acid: float, egfr: float, raised: bool
) -> None:
    file = on_tablets(observed("methylmalonic_acid", acid, ago=2), days=50, egfr=egfr)
    assert plan(file).value("methylmalonic_acid_raised_on_treatment") is raised


@pytest.mark.parametrize(("level", "low"), [(24, True), (25, False)])
def test_active_b12_is_low_below_25(level: float, low: bool) -> None:
    found = plan(on_tablets(observed("active_b12", level, ago=2), days=50))
    assert found.value("b12_low_on_treatment") is low
    assert found.value("active_b12_insufficient") is low


@pytest.mark.parametrize(("days", "insufficient"), [(27, False), (28, True), (29, True)])
@pytest.mark.parametrize(
    ("name", "value"), [("active_b12", 11), ("methylmalonic_acid", 870)], ids=["active", "acid"]
)
def test_treatment_fails_from_the_28th_day(
    name: str, value: float, days: int, insufficient: bool
) -> None:
    found = plan(on_tablets(observed(name, value, ago=2), days=days + 2))
    assert found.value(f"{name}_insufficient") is insufficient


@pytest.mark.parametrize(
    ("name", "worse", "better"),
    [("active_b12", 11, 84), ("methylmalonic_acid", 870, 190), ("methylmalonic_acid", 290, 280)],
)
def test_the_last_result_tells_whether_treatment_suffices(
    name: str, worse: float, better: float
) -> None:
    file = on_tablets(observed(name, worse, ago=33), observed(name, better, ago=2), days=70)
    assert plan(file).value(f"{name}_insufficient") is False


# K28: a strong picture


@pytest.mark.parametrize(
    ("known", "strong"),
    [
        ({"hemoglobin": 91}, True),
        ({"hemoglobin": 140}, False),
        ({"hemoglobin": 140, "platelets": 90}, True),
        ({"hemoglobin": 140, "neutrophils": 1.2}, True),
        ({"hemoglobin": None}, False),
        ({"hemoglobin": 91, "folate": 2.0}, False),
        ({"hemoglobin": 91, "folate": 9.0}, True),
    ],
    ids=str,
)
def test_large_cells_with_anemia_or_a_low_count_and_no_other_cause(
    known: dict[str, Any], strong: bool
) -> None:
    assert plan(patient(**(STRONG | known))).value("strong_blood_picture") is strong


def test_methotrexate_is_another_cause() -> None:
    file = patient(started("methotrexate", ago=100), hemoglobin=91, **STRONG)
    assert plan(file).value("strong_blood_picture") is False


def test_anemia_before_b12_counts_though_it_is_over() -> None:
    file = low_b12(
        observed("hemoglobin", 90, ago=60),
        given("hydroxocobalamin", ago=50),
        observed("hemoglobin", 140, ago=1),
        sampled=60,
        **(STRONG | {"hemoglobin": None}),
    )
    assert plan(file).value("anemia") is False
    assert plan(file).value("strong_blood_picture") is True


def test_a_level_that_settles_nothing_leaves_the_picture_against_it() -> None:
    found = plan(patient(hemoglobin=91, **(STRONG | {"vitamin_b12": 250})))
    assert found.value("b12_deficiency") is None
    assert found.value("b12_picture_against_level") is True


# K26: which result counts the injections anew

LOW = {"vitamin_b12": 90, "active_b12": 11, "methylmalonic_acid": 870}
NORMAL = {"active_b12": 84, "methylmalonic_acid": 190}


def injected(*events: dict[str, Any]) -> dict[str, Any]:
    """On injections for months, the last three of them 30, 20 and 10 days ago."""
    doses = [given("hydroxocobalamin", ago=ago) for ago in (150, 110, 70, 30, 20, 10)]
    return low_b12(*doses, *events, **UNTESTED)


@pytest.mark.parametrize("name", ["active_b12", "methylmalonic_acid"])
@pytest.mark.parametrize(
    ("total", "low", "ago", "newer"),
    [(25, True, 15, True), (25, False, 15, False), (15, True, 25, False), (25, True, 25, False)],
    ids=["newer", "newer and normal", "older", "of the same day"],
)
def test_a_newer_result_that_shows_the_same_counts_from_its_own_day(
    name: str, total: int, low: bool, ago: int, newer: bool
) -> None:
    file = injected(
        observed("vitamin_b12", LOW["vitamin_b12"], ago=total),
        observed(name, (LOW if low else NORMAL)[name], ago=ago),
    )
    assert plan(file).value("total_b12_insufficient") is True
    assert plan(file).value("newer_than_total_b12_insufficient") is newer


@pytest.mark.parametrize("name", list(LOW))
@pytest.mark.parametrize(
    ("plateau", "unanswered"), [(None, True), (40, True), (25, True), (5, False)]
)
def test_a_plateau_answers_only_a_result_before_it(
    name: str, plateau: int | None, unanswered: bool
) -> None:
    events = [] if plateau is None else [present("neurological_plateau", ago=plateau)]
    file = injected(observed(name, LOW[name], ago=25), *events)
    assert plan(file).value("insufficient_since_plateau") is unanswered
