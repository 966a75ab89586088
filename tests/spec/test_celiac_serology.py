"""What a result of the celiac serology says of the cause (specification 5.4, S38)"""

import pytest

from spec.patients import both, low_b12, low_iron, observed, patient, plan
from spec.test_recorded_both_ways import plan as plan_two_ways
from spec.test_recorded_both_ways import two_ways

LINES = ("cause-celiac", "cause-celiac-positive", "cause-celiac-read")


def serology(value, limit=10, ago=2):
    """Tissue transglutaminase IgA with the limit that its laboratory printed; None: it did not."""
    printed = {} if limit is None else {"reference": [0, limit]}
    return observed("ttg_iga", value, ago=ago, **printed)


def said(file):
    seen = plan(file)
    return [line for line in LINES if seen.offers(line)]


@pytest.mark.parametrize("deficient", [low_iron, low_b12, both])
@pytest.mark.parametrize(
    ("value", "lines"),
    [
        (10, []),
        (11, ["cause-celiac-positive"]),
        (128, ["cause-celiac-positive"]),
        ("<1", []),
        ("<=10", []),
    ],
)
def test_it_is_judged_by_the_limit_of_its_laboratory(deficient, value, lines):
    """5.4: above the printed limit celiac disease is the likely cause; at it, not."""
    assert said(deficient(serology(value), total_iga=2)) == lines


def test_a_positive_result_is_told_and_referred():
    """5.4: it is never silent; iron and B12 are not deferred for it."""
    seen = plan(both(serology(128)))
    assert seen.recommends("cause-celiac-positive")
    assert "(128 U/mL, limit 10 U/mL)" in seen.line("cause-celiac-positive")
    assert seen.prescribes("iron")
    assert seen.prescribes("vitamin_b12")


@pytest.mark.parametrize("value", [1, 128])
def test_without_a_printed_limit_it_is_to_be_read(value):
    """3.1: its units are the assay's own; no number of ours decides it, and it is not ticked off."""
    assert said(low_iron(serology(value, None), total_iga=2)) == ["cause-celiac-read"]
    assert f"({value} U/mL)" in plan(low_iron(serology(value, None))).line("cause-celiac-read")


def test_a_bound_on_both_sides_of_the_limit_is_to_be_read():
    assert said(low_iron(serology(">5"), total_iga=2)) == ["cause-celiac-read"]


@pytest.mark.parametrize(
    ("value", "limit", "asked"), [(128, 10, False), (1, 10, True), (1, None, True)]
)
def test_total_iga_is_asked_for_where_a_negative_may_be_false(value, limit, asked):
    """5.4: a positive result needs no total IgA."""
    assert ("cause-celiac" in said(low_iron(serology(value, limit)))) is asked


@pytest.mark.parametrize("limit", [10, None])
def test_known_celiac_disease_needs_neither(limit):
    assert said(low_iron(serology(128, limit), celiac_disease=True)) == []


@pytest.mark.parametrize("limit", [10, None])
def test_without_a_deficiency_it_is_not_our_question(limit):
    file = patient(serology(128, limit), ferritin=150, vitamin_b12=420, hemoglobin=140, crp=1)
    assert said(file) == []


@pytest.mark.parametrize("limit", [10, None])
def test_a_child_goes_to_pediatrics(limit):
    assert said(low_iron(serology(128, limit), age=12)) == []


@pytest.mark.parametrize(("value", "further"), [(1, True), (128, False)])
def test_a_positive_result_ends_the_search_for_gastritis(value, further):
    """5.4: after a negative antibody the search goes on where no other cause stands out."""
    file = low_b12(serology(value), intrinsic_factor_antibody="negative")
    assert plan(file).offers("cause-b12-further") is further


@pytest.mark.parametrize(("limit", "line"), [(10, LINES[1]), (None, LINES[2])])
def test_an_unknown_deficiency_or_diagnosis_says_nothing(limit, line):
    """5.4: it is told to those who are deficient and not known to have celiac disease."""
    unknown = patient(serology(128, limit), hemoglobin=112)
    assert not plan(unknown).offers(line)
    assert not plan_two_ways(low_iron(serology(128, limit)), *two_ways("celiac_disease")).offers(
        line
    )
    assert not plan(low_iron(serology(128, limit), age=None)).offers(line)
    assert plan(low_iron(serology(128, limit))).recommends(line)
