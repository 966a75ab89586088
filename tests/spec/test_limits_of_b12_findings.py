"""What decides of vitamin B12 at its very limit, and what stands where a part of it is not known
(specification 3.1, 5.1, 5.3, 5.11, K3, K12, K15, K18, S11)."""

from datetime import date

import pytest

from spec.patients import (
    WELL,
    both,
    done,
    given,
    injections,
    low_b12,
    observed,
    oral_iron,
    ordered,
    patient,
    plan,
    started,
    stopped,
)

MEGALOBLASTIC = {"paresthesia": True, "hypersegmented_neutrophils": True}


def of(*events, **known):
    """A woman of 65, mildly anemic, with what is told of her."""
    return plan(patient(*events, **(WELL | known)))


# A result that a laboratory prints as a bound (3.1)


@pytest.mark.parametrize(
    ("element", "result", "unlikely"),
    [
        ("vitamin_b12", ">350", True),
        ("vitamin_b12", ">=350", False),
        ("active_b12", ">70", True),
        ("active_b12", ">=70", False),
    ],
)
def test_a_result_that_may_be_the_limit_itself_excludes_nothing(element, result, unlikely):
    """5.1: unlikely above 350 ng/L or 70 pmol/L; just that is still between the limits."""
    seen = of(**{element: result})
    assert (seen.value("b12_excluded") is True) is unlikely
    assert seen.recommends("b12-second-test") is not unlikely


@pytest.mark.parametrize(("result", "low"), [("<180", True), ("<200", False)])
def test_a_result_that_may_be_low_is_settled_by_a_second_test(result, low):
    """5.1: below 180 ng/L is deficient; what may lie on either side is not settled."""
    seen = of(vitamin_b12=result)
    assert seen.recommends("B12-STD") is low
    assert seen.recommends("b12-second-test") is not low


@pytest.mark.parametrize(("result", "treated"), [(">=70", True), (">70", False)])
def test_active_b12_speaks_against_a_strong_picture_only_above_its_limit(result, treated):
    """5.1: a strong picture is treated despite a normal total B12, active B12 being normal too
    above 70 pmol/L."""
    seen = of(**MEGALOBLASTIC, vitamin_b12=400, active_b12=result)
    assert seen.recommends("B12-NEURO") is treated


# The picture, where the blood count is not recorded (5.1, 5.11)


@pytest.mark.parametrize("hemoglobin", [None, 119])
def test_after_bypass_an_undecided_level_takes_no_prophylaxis_away(hemoglobin):
    """5.11: B12 for everybody after bypass; K50: a picture of deficiency takes nothing away."""
    seen = of(done("gastric_bypass", ago=900), vitamin_b12=250, hemoglobin=hemoglobin)
    assert seen.offers("b12-bariatric-prophylaxis")


@pytest.mark.parametrize(
    ("known", "treated"),
    [
        ({"hemoglobin": 119, "mcv": 101}, True),
        ({"hemoglobin": 120, "mcv": 101}, False),
        ({"hemoglobin": None, "mcv": 101}, False),
        ({"hemoglobin": 119, "mcv": 100}, False),
        ({"hemoglobin": 119, "mcv": None}, False),
    ],
    ids=str,
)
def test_a_normal_level_is_overridden_by_a_picture_that_is_shown(known, treated):
    """5.1: neurological features with macrocytic anemia; what is not known is not shown."""
    seen = of(paresthesia=True, vitamin_b12=400, **known)
    assert seen.recommends("B12-NEURO") is treated


def test_the_count_that_would_complete_the_picture_is_waited_for():
    """0.2: what is missing is asked for."""
    seen = of(paresthesia=True, mcv=101, vitamin_b12=400, hemoglobin=None)
    assert "hemoglobin" in seen.waited_for


@pytest.mark.parametrize(
    ("known", "treated"), [(MEGALOBLASTIC, True), ({"paresthesia": True}, False)]
)
def test_a_strong_picture_overrides_the_normal_level_of_before_iron_too(known, treated):
    """5.1: a strong clinical picture is treated despite a normal total B12, and an older one says
    no more than one of today."""
    seen = of(oral_iron(ago=120), observed("vitamin_b12", 400, ago=125), **known)
    assert seen.recommends("B12-NEURO") is treated
    assert (seen.alert("AL-NEURO-URGENT") == "warning") is treated


@pytest.mark.parametrize(("mcv", "clue"), [(80, True), (79, False), ("<90", None)])
def test_a_wide_distribution_is_a_clue_unless_the_cells_are_small(mcv, clue):
    """5.3: RDW-CV above 15 % with an MCV of 80 to 100; a bound tells nothing of it."""
    assert plan(patient(rdw_cv=16, mcv=mcv)).value("b12_blood_clue") is clue


# Earlier deficiency (K12)


@pytest.mark.parametrize(
    ("element", "level", "found"),
    [
        ("vitamin_b12", 179, True),
        ("vitamin_b12", 180, False),
        ("active_b12", 24, True),
        ("active_b12", 25, False),
    ],
)
def test_a_low_level_after_tablets_and_before_injections_is_remembered(element, level, found):
    """K12: low before the injections began, though tablets had been taken before. The normal level
    of today is of treatment: 110 days after an injection."""
    seen = of(
        started("cyanocobalamin", "0.05 mg", ago=1300, route="oral"),
        stopped("cyanocobalamin", ago=1200),
        observed(element, level, ago=1100),
        given("hydroxocobalamin", ago=1095),
        given("hydroxocobalamin", ago=130),
        observed("vitamin_b12", 400, ago=20),
    )
    assert seen.value("b12_deficient_before") is found
    assert seen.offers("B12-STD-M") is found


@pytest.mark.parametrize(("last", "found"), [(350, True), (351, False)])
def test_the_last_level_before_treatment_decides(last, found):
    """K12: the last sample before the course; a normal one without any B12 undoes an earlier."""
    seen = of(
        observed("vitamin_b12", 150, ago=100),
        observed("vitamin_b12", last, ago=50),
        *injections(3, every=14, last=12),
    )
    assert seen.value("b12_deficient_before") is found


# Allergy (K15)


def test_an_allergy_that_was_not_asked_for_delays_neither_b12_nor_iron():
    """K15: asked for, and the first dose is given; iron follows it as in anybody."""
    seen = plan(both(cobalamin_allergy=None))
    assert seen.recommends("B12-STD")
    assert seen.recommends("FE-OD")
    assert "cobalamin_allergy" in seen.missing


def test_iron_waits_where_the_allergy_is_known():
    """K15: iron by the decision of a specialist."""
    assert not plan(both(cobalamin_allergy=True)).offers("FE-OD")


# Loading of injections that are recorded by their interval (S11)


THREE_IN_TEN_DAYS = f"{10 / 3} d"


@pytest.mark.parametrize(
    ("every", "loading"),
    [
        ("2 d", True),
        ("76 h", True),
        (THREE_IN_TEN_DAYS, True),
        ("81 h", False),
        ("84 h", False),
        ("7 d", False),
    ],
)
def test_fewer_injections_than_three_in_ten_days_are_maintenance(every, loading):
    """S11, S12: alternate days are loading, twice a week is not; every third day, or a little
    later, still is."""
    running = started("hydroxocobalamin", every=every, ago=40)
    assert plan(low_b12(running, sampled=50, paresthesia=True)).recommends("B12-NEURO") is loading


def maintenance(file):
    """The day on which the plan lets the long term begin."""
    [phase] = [phase for phase in plan(file).plan.phases if phase.phase.id == "maintenance"]
    return phase.starts and date.fromordinal(phase.starts).isoformat()


@pytest.mark.parametrize(("nerves", "begins"), [(True, None), (False, "2027-01-02")])
def test_no_day_is_promised_for_the_end_of_loading_of_the_nerves(nerves, begins):
    """S11: until no further improvement, whenever that is; S13: two weeks. The interval of the
    injections is not recorded."""
    running = started("hydroxocobalamin", ago=20)
    del running["every"]
    assert maintenance(low_b12(running, sampled=50, paresthesia=nerves)) == begins


# Folic acid (K3, K18)


@pytest.mark.parametrize(
    ("pregnancy", "first", "preventive"),
    [(True, None, "warning"), (False, "critical", None), (None, "critical", None)],
)
def test_folic_acid_is_preventive_only_in_a_pregnancy_that_is_known(pregnancy, first, preventive):
    """AL-FOLATE-FIRST, K18: never withheld in pregnancy; where nobody has said so, B12 first."""
    order = ordered("folic_acid", "5 mg", every="1 d")
    seen = plan(low_b12(order, age=30, pregnancy=pregnancy))
    assert seen.alert("folate-before-b12") == first
    assert seen.alert("folate-preventive") == preventive


@pytest.mark.parametrize("event", [ordered, started])
def test_a_combination_of_vitamins_with_folate_waits_for_b12(event):
    """S39, S5: folate without iron; nothing else is known of the patient."""
    seen = plan(patient(event("b12_b6_folic_acid")))
    assert seen.recommends("folate-hold")
    assert seen.recommends("neurological-assessment")


def test_nothing_is_held_where_nothing_is_taken():
    assert not plan(patient()).offers("folate-hold")
