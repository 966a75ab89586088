"""How firmly each line of K26 to K46 asks, and the dose, the interval and the review that it names."""

import pytest

from spec.patients import planner


def line(name):
    [found] = [one for one in planner().rules.guideline.recommendations if one.id == name]
    return found


@pytest.mark.parametrize(
    "name",
    [
        # to be stopped, so that no two routes go on together (K42)
        "b12-tablets-end-with-injection", "b12-tablets-ended",
        "iron-tablets-end-with-infusion", "iron-tablets-end-now",
        # to be asked of somebody (K29, K30, K31, K32, K36)
        "microangiopathy-hematology", "hemolysis-hematology", "counts-hematology-today",
        "counts-hematology-this-week", "counts-hematology", "relapse-hematology",
        "phosphate-specialist", "copper-neurology",
        # to be tested, looked into or told (K26, K28, K29, K30, K31, K32, K35, K39)
        "b12-treatment-insufficient", "b12-picture-tests", "nerves-tests", "counts-tests",
        "relapse-look", "phosphate-after-infusion", "potassium-before-b12",
        "iron-safety-in-bleeding",
    ],
)  # fmt: skip
def test_what_must_be_done_is_recommended(name):
    """A hurried reader does what is recommended (K48): nothing of this is merely weighed."""
    assert line(name).status == "recommended"


@pytest.mark.parametrize("name", ["b12-step-down-specialist", "b12-oral-step-down", "b12-after-sampling", "iron-oral-weighed"])  # fmt: skip
def test_what_another_decides_is_only_considered(name):
    """K28, K39, K45: a trial, a specialist's decision, a step that may be taken."""
    assert line(name).status == "consider"


@pytest.mark.parametrize(
    ("name", "dose", "every", "times", "review"),
    [
        ("b12-oral-step-down", "50-150 ug", "1 d", None, None),  # B12-ORAL-DIET, K45
        ("b12-after-sampling", "1 mg", None, 1, None),  # K28: one dose, after the samples
        ("iron-oral-as-taken", None, None, None, "6 mo"),  # K46, S57
        ("iron-oral-fewer-doses", None, "1 d", None, "6 mo"),  # C18
        ("iron-oral-weighed", "65 mg", "1 d", None, "6 mo"),  # FE-OD
    ],
)
def test_how_much_how_often_and_until_when(name, dose, every, times, review):
    ordered = line(name).prescribe
    told = (ordered.dose, ordered.every, ordered.review)
    assert tuple(one and str(one) for one in told) == (dose, every, review)
    assert ordered.times == times


@pytest.mark.parametrize(("name", "level"), [("infusion-not-here", "information"), ("values-contradict", "warning")])  # fmt: skip
def test_how_loudly_an_alert_speaks(name, level):
    """K41: the iron line decides; 3.1: a contradiction is asked about before anything rests on it."""
    [found] = [one for one in planner().rules.guideline.alerts if one.id == name]
    assert found.level == level
