"""What to read a serum B12 with (specification 3.3, 4.5): information, and no change of the plan."""

import pytest

from spec.patients import given, low_b12, low_iron, observed, ordered, plan, started

INDETERMINATE = {"vitamin_b12": 250}
WITH_CHILD = {"age": 30, "pregnancy": True, "gestation": 20}


def shown(code, file):
    return plan(file).alert(code) == "information"


@pytest.mark.parametrize(
    ("known", "says"),
    [
        ({"black_ethnicity": True, "vitamin_b12": 250}, True),
        ({"black_ethnicity": True, "vitamin_b12": 420}, True),
        ({"black_ethnicity": True, "vitamin_b12": 179}, False),  # deficient by any range
        ({"black_ethnicity": True, "vitamin_b12": None}, False),
        ({"vitamin_b12": 250}, False),
    ],
)
def test_higher_reference_ranges_of_people_of_black_ethnicity(known, says):
    """3.3: NG239 warns that they may need treating above the cut-offs."""
    assert shown("b12-assay-ethnicity", low_b12(**known)) is says


@pytest.mark.parametrize(("value", "says"), [(179, False), (180, True), (350, True), (351, False)])
def test_limits_depend_on_the_assay(value, says):
    """3.3: said where the level lies between the limits."""
    assert shown("b12-assay-limits", low_b12(vitamin_b12=value)) is says


def test_limits_of_the_site_need_no_such_caution():
    own = {"deficient_below": "200 ng/L", "laboratory": "Example Hospital", "source": "report"}
    file = low_b12(**INDETERMINATE) | {"local_limits": {"vitamin_b12": own}}
    assert not shown("b12-assay-limits", file)


@pytest.mark.parametrize(
    ("known", "says"),
    [
        (WITH_CHILD | INDETERMINATE, True),
        (WITH_CHILD | {"vitamin_b12": 140}, True),
        (WITH_CHILD | {"vitamin_b12": 420}, False),
        (WITH_CHILD | INDETERMINATE | {"active_b12": 60}, False),
        ({"age": 30} | INDETERMINATE, False),
    ],
)
def test_total_b12_falls_in_pregnancy(known, says):
    """4.5, 5.1: active B12 in pregnancy."""
    assert shown("b12-assay-pregnancy", low_b12(**known)) is says


@pytest.mark.parametrize(
    ("antibody", "value", "says"),
    [("positive", 420, True), ("positive", 250, True), ("positive", 140, False),
     ("negative", 420, False), (None, 420, False)],
)  # fmt: skip
def test_antibodies_interfere_with_the_assay(antibody, value, says):
    """4.5: intrinsic factor antibodies can make a low level read as normal."""
    file = low_iron(vitamin_b12=value, intrinsic_factor_antibody=antibody)
    assert shown("b12-assay-antibody", file) is says


@pytest.mark.parametrize(("ago", "says"), [(60, True), (1, False)])
def test_b12_over_the_counter_hides_a_deficiency(ago, says):
    """4.5: a level taken two days ago, after tablets begun 60 days ago, and before those of today."""
    tablets = started("cyanocobalamin", "0.05 mg", ago=ago, route="oral")
    assert shown("b12-assay-supplement", low_iron(tablets, vitamin_b12=420)) is says


def test_a_known_deficiency_is_not_doubted():
    """S50: a level on treatment says nothing against a diagnosis."""
    tablets = started("cyanocobalamin", "1 mg", ago=60, route="oral")
    before = observed("vitamin_b12", 140, ago=61)
    assert not shown("b12-assay-supplement", low_iron(before, tablets, vitamin_b12=420))


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (low_b12(started("oral_contraceptive", ago=90), age=30, **INDETERMINATE), True),
        (low_b12(started("oral_contraceptive", ago=90), age=30, vitamin_b12=420), False),
        (low_b12(age=30, **INDETERMINATE), False),
    ],
)
def test_an_oral_contraceptive_lowers_the_level(file, says):
    """4.5: lower without deficiency."""
    assert shown("b12-assay-contraceptive", file) is says


@pytest.mark.parametrize(
    "known",
    [{"black_ethnicity": True}, {"intrinsic_factor_antibody": "negative"}],
)
def test_a_caution_changes_no_line(known):
    """Information: the recommendations stay as they are."""
    found, before = plan(low_b12(**INDETERMINATE, **known)), plan(low_b12(**INDETERMINATE))
    assert [r.item.id for r in found.plan.recommendations if r.item.phase != "workup"] == [
        r.item.id for r in before.plan.recommendations if r.item.phase != "workup"
    ]


def test_a_caution_delays_no_first_dose():
    """S5: a neurological feature with an indeterminate level is treated."""
    found = plan(low_b12(black_ethnicity=True, paresthesia=True, **INDETERMINATE))
    assert found.recommends("B12-NEURO")


def test_injections_are_not_questioned():
    """S45: a level on injections is of no use, and none of this is said of it."""
    file = low_b12(given("hydroxocobalamin", ago=30), ordered("hydroxocobalamin"), **INDETERMINATE)
    found = plan(file)
    assert found.alert("b12-assay-limits") is None
    assert found.alert("b12-assay-supplement") is None
