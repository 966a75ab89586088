"""How firmly each line of K26 to K46 asks, and the dose, the interval and the review that it names: of
the patients of `one_of_each`, who just get it, and of some others."""

import pytest

import once
from spec.patients import low_iron, patient, plan, started

PAIRS = once.pairs()


def who_gets(name):
    """The plan of a patient of whom the line stands."""
    return plan(PAIRS[name].gets_it)


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
    assert who_gets(name).recommends(name)


@pytest.mark.parametrize("name", ["b12-step-down-specialist", "b12-oral-step-down", "b12-after-sampling", "iron-oral-weighed"])  # fmt: skip
def test_what_another_decides_is_only_considered(name):
    """K28, K39, K45: a trial, a specialist's decision, a step that may be taken."""
    assert who_gets(name).considers(name)


TWICE = started("ferrous_sulfate", "100 mg", every="12 h", ago=20)
GLUCONATE = started("ferrous_gluconate", "38 mg", ago=20)


@pytest.mark.parametrize(
    ("name", "seen", "dose", "every", "times", "review"),
    [
        # K28: one dose, after the samples
        ("b12-after-sampling", patient(hypersegmented_neutrophils=True, hemoglobin=95, vitamin_b12=420), "1 mg", None, 1, None),
        # K46, S57: as it is taken
        ("iron-oral-as-taken", low_iron(GLUCONATE, sampled=25), "38 mg", "1 d", None, "6 mo"),
        # C18: the same product once a day
        ("iron-oral-fewer-doses", low_iron(TWICE, sampled=25), "100 mg", "1 d", None, "6 mo"),
        # FE-OD
        ("iron-oral-weighed", low_iron(hemoglobin=75), "65 mg", "1 d", None, "6 mo"),
    ],
)  # fmt: skip
def test_how_much_how_often_and_until_when(name, seen, dose, every, times, review):
    ordered = plan(seen).item(name).item.prescribe
    told = (ordered.dose, ordered.every, ordered.review)
    assert tuple(one and str(one) for one in told) == (dose, every, review)
    assert ordered.times == times


@pytest.mark.parametrize(("name", "level"), [("infusion-not-here", "information"), ("values-contradict", "warning")])  # fmt: skip
def test_how_loudly_an_alert_speaks(name, level):
    """K41: the iron line decides; 3.1: a contradiction is asked about before anything rests on it."""
    assert who_gets(name).alert(name) == level
