"""What is recorded both ways gives no line of its own, and hides none (0.2, 3.4, K28, 5.13, S35)"""

from typing import Any

import pytest

from spec.patients import (
    NORMAL_B12,
    TODAY,
    WELL,
    in_doubt,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    patient,
    plan,
    present,
)

PICTURE = {"hemoglobin": 95, "mcv": 90, "ferritin": 150, "crp": 2}
"""Anemia; B12 was never measured."""


# A picture of B12 deficiency where B12 was never measured (K28)

UNTESTED_LINES = ("b12-after-sampling-untested", "b12-picture-tests-untested")


@pytest.mark.parametrize("line", UNTESTED_LINES)
def test_a_film_in_doubt_is_no_picture(line: str) -> None:
    sign = "hypersegmented_neutrophils"
    assert plan(patient(present(sign), **PICTURE)).offers(line)
    assert not plan(patient(*in_doubt(sign), **PICTURE)).offers(line)


def test_after_sampling_one_milligram_is_given_once() -> None:
    found = plan(patient(present("hypersegmented_neutrophils"), **PICTURE))
    assert found.due("b12-after-sampling-untested") == [TODAY.isoformat()]
    prescribed = found.item("b12-after-sampling-untested").item.prescribe
    assert prescribed is not None
    assert (str(prescribed.dose), prescribed.times) == ("1 mg", 1)


# A product that may be out of stock (K9, K41)


@pytest.mark.parametrize(
    ("alert", "known"),
    [
        ("b12-supply-without-bridge", {"cobalamin_allergy": True}),
        ("b12-supply-without-bridge", {"leber_optic_neuropathy": True}),
        ("b12-supply-covered", {}),
    ],
)
def test_a_supply_in_doubt_is_no_lack(alert: str, known: dict[str, Any]) -> None:
    names = [
        a.alert.id
        for a in plan(low_b12(*in_doubt("hydroxocobalamin_unavailable"), **known)).plan.alerts
    ]
    assert alert not in names


# Iron


def test_an_inflammation_in_doubt_does_not_explain_a_high_ferritin() -> None:
    known = WELL | NORMAL_B12 | {"ferritin": 250, "crp": 1}
    assert plan(patient(**known)).value("ferritin_high") is True
    assert plan(patient(*in_doubt("crohn_disease"), **known)).value("ferritin_high") is True
    assert plan(patient(crohn_disease=True, **known)).value("ferritin_high") is False


def test_periods_of_which_nothing_is_recorded_are_not_heavy() -> None:
    assert plan(low_iron(age=30)).value("menorrhagia") is None
    assert plan(low_iron(age=30)).value("heavy_periods") is False
    assert plan(low_iron(age=30, menorrhagia=True)).value("heavy_periods") is True


@pytest.mark.parametrize(("adherence", "answered"), [(79, False), (80, True), (None, False)])
def test_tablets_that_were_taken_and_do_not_work_are_no_better_on_alternate_days(
    adherence: float | None, answered: bool
) -> None:
    file = low_iron(
        oral_iron(ago=17),
        observed("hemoglobin", 105, ago=20),
        observed("hemoglobin", 108, ago=3),
        hemoglobin=None,
        adherence=adherence,
        sampled=25,
    )
    assert plan(file).value("oral_iron_no_response") is True
    assert plan(file).value("alternate_day_no_answer") is answered
