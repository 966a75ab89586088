"""Every abnormal result is spoken of (specification K49, 3.3.1)"""

import pytest

from hematinic.render import json
from spec.patients import low_b12, low_iron, observed, patient, plan

FULL = {"ferritin": 150, "transferrin_saturation": 28, "vitamin_b12": 520, "hemoglobin": 134}
"""Nobody's deficiency."""


def told(**known):
    return {
        found.element.name: (found.row.ask, found.row.how_soon)
        for found in plan(patient(**(FULL | known))).plan.unexplained
    }


def test_results_within_limits_leave_nothing_unexplained():
    """K49: not a dump."""
    inside = {
        "mcv": 90, "platelets": 250, "neutrophils": 3.1, "crp": 4, "egfr": 75, "potassium": 4.4,
        "phosphate": 1.0, "magnesium": 0.85, "ldh": 190, "haptoglobin": 1.1, "tsh": 2.2,
        "copper": 15, "zinc": 13, "vitamin_d": 60, "folate": 8,
    }  # fmt: skip
    assert told(**inside) == {}


@pytest.mark.parametrize(
    ("element", "inside", "beyond", "whom", "how_soon"),
    [
        ("tsh", 4.5, 4.6, "usual_team", "routinely"),
        ("tsh", 0.3, 0.29, "usual_team", "routinely"),
        ("ldh", 250, 251, "usual_team", "routinely"),
        ("haptoglobin", 0.3, 0.29, "usual_team", "routinely"),
        ("copper", 11, 10.9, "hematology", "routinely"),
        ("zinc", 24, 24.1, "hematology", "routinely"),
        ("vitamin_d", 25, 24, "usual_team", "routinely"),
        ("magnesium", 0.7, 0.69, "usual_team", "within days"),
        ("potassium", 5.5, 5.6, "usual_team", "within days"),
        ("potassium", 5.9, 6.1, "usual_team", "the same day"),
        ("potassium", 6.4, 6.6, "usual_team", "at once"),
        ("platelets", 450, 451, "usual_team", "routinely"),
    ],
)
def test_a_result_beyond_its_limit_is_told_with_whom_and_when(
    element, inside, beyond, whom, how_soon
):
    """3.3.1: both sides of each limit."""
    assert told(**{element: inside}).get(element, ("", ""))[1] != how_soon
    assert told(**{element: beyond})[element] == (whom, how_soon)


def test_small_red_cells_are_spoken_of_by_the_line_that_looks_for_the_other_deficiency():
    assert "mcv" not in told(mcv=79)


def test_the_printed_interval_goes_before_the_usual_limit():
    """3.3.1: a laboratory's own interval decides in both directions."""
    printed = patient(observed("ldh", 270, reference=[140, 280]), **FULL)
    assert plan(printed).plan.unexplained == ()
    printed = patient(observed("ldh", 230, reference=[100, 220]), **FULL)
    assert [found.element.name for found in plan(printed).plan.unexplained] == ["ldh"]


def test_an_urgent_limit_stands_whatever_interval_was_printed():
    found = plan(patient(observed("potassium", 6.7, reference=[3.0, 7.0]), **FULL)).plan.unexplained
    assert [(one.element.name, one.row.how_soon) for one in found] == [("potassium", "at once")]


def test_an_element_without_a_limit_has_the_one_that_was_printed():
    """K49: the printed interval."""
    found = plan(patient(observed("gastrin", 900, reference=[0, 100]), **FULL)).plan.unexplained
    assert [one.element.name for one in found] == ["gastrin"]
    assert plan(patient(observed("gastrin", 900), **FULL)).plan.unexplained == ()


def test_only_the_last_result_is_told():
    earlier = observed("tsh", 60, ago=200)
    assert plan(patient(earlier, observed("tsh", 2.0, ago=4), **FULL)).plan.unexplained == ()
    assert told(tsh=60)["tsh"]


def test_a_censored_result_that_may_lie_beyond_is_told():
    assert "haptoglobin" in told(haptoglobin="<0.5")
    assert "haptoglobin" not in told(haptoglobin=">0.5")


@pytest.mark.parametrize(
    ("phosphate", "weak", "told_too"),
    [(0.31, False, True), (0.32, False, False), (0.64, True, True), (0.65, True, False)],
)
def test_what_cannot_wait_is_not_left_to_a_line_in_no_hurry(phosphate, weak, told_too):
    """K29, K49: a low phosphate chooses the product of an infusion weeks ahead; below 0.32 mmol/L,
    or with weakness, it is for the same day."""
    file = low_iron(pernicious_anemia=True, weight=70, phosphate=phosphate, limb_weakness=weak)
    found = {one.element.name: one.row.how_soon for one in plan(file).plan.unexplained}
    assert found.get("phosphate") == ("the same day" if told_too else None)


def test_what_a_line_speaks_of_is_not_told_again():
    """Ferritin names the iron deficiency that the plan treats."""
    assert "ferritin" not in {one.element.name for one in plan(low_iron()).plan.unexplained}


def test_a_result_that_goes_with_a_deficiency_is_explained_by_it():
    found = plan(low_b12(mcv=112, homocysteine=60)).plan
    assert {"mcv", "homocysteine"} <= {one.element.name for one in found.explained}
    assert not found.unexplained


def test_the_most_urgent_stands_first():
    found = plan(patient(tsh=9, potassium=6.8, **FULL)).plan.unexplained
    assert [one.element.name for one in found] == ["potassium", "tsh"]


def test_every_face_of_the_plan_names_it():
    """K49: with whom to ask and how soon, for each reader."""
    data = json.as_data(plan(patient(tsh=41, **FULL)).plan)["unexplained"]
    assert [(one["element"], one["ask"], one["how_soon"]) for one in data] == [
        ("tsh", "the usual team", "routinely")
    ]
    assert "41 mU/L" in data[0]["line"]
    assert "does not explain it" in data[0]["line_patient"]


@pytest.mark.parametrize(
    ("potassium", "how_soon"),
    [
        (5.5, []),
        (5.6, ["within days"]),
        (5.9, ["within days"]),
        (6.0, ["the same day"]),
        (6.4, ["the same day"]),
        (6.5, ["at once"]),
    ],
)
def test_from_a_limit_on_is_from_the_limit_itself(potassium, how_soon):
    """3.3.1: above 5.5, from 6.0 and from 6.5 mmol/L."""
    found = plan(patient(observed("potassium", potassium))).plan.unexplained
    assert [one.row.how_soon for one in found] == how_soon
