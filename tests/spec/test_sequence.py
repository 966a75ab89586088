"""B12 first, then iron (specification S1-S4, K1, K13)"""

import pytest

from spec.patients import (
    absent,
    booked,
    both,
    given,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    ordered,
    patient,
    plan,
    present,
    started,
    untested,
)

# S1: both are treated


def test_both_deficiencies_give_a_b12_regimen():
    """S1: both deficiencies confirmed: the plan has a B12 regimen."""
    assert plan(both()).recommends("B12-STD")


def test_both_deficiencies_give_an_iron_regimen():
    """S1: both deficiencies confirmed: the plan has an iron regimen."""
    assert plan(both()).recommends("FE-OD")


def test_iron_may_be_withheld_but_b12_is_never_dropped():
    """S1: with iron overload, iron is withheld with its reason."""
    assert plan(both(iron_overload=True)).offers("FE-NONE")


def test_b12_is_not_dropped_with_iron():
    """S1: with iron overload, the B12 plan stays."""
    assert plan(both(iron_overload=True)).recommends("B12-STD")


def test_no_b12_without_deficiency():
    """S1: iron deficiency alone is treated with iron alone."""
    assert not plan(low_iron()).prescribes("vitamin_b12")


def test_no_iron_without_deficiency():
    """S1: B12 deficiency alone is treated with B12 alone."""
    assert not plan(low_b12()).prescribes("iron")


# S2: the order of the first doses


def test_b12_is_due_on_the_day_of_the_plan():
    """S2: the first B12 dose is due today."""
    assert plan(both()).first_due("hydroxocobalamin") == "2026-11-22"


def test_iron_is_due_on_the_same_day_at_the_earliest():
    """S2: the same day satisfies the order."""
    seen = plan(both())
    assert seen.first_due("hydroxocobalamin") <= seen.first_due("ferrous_sulfate")


# S3: never iron alone first


def test_an_iron_order_before_b12_is_stopped():
    """S3, K1: an iron order with B12 deficiency confirmed and untreated is critical."""
    assert (
        plan(both(ordered("ferrous_sulfate", "65 mg", every="1 d"))).alert("AL-IRON-FIRST")
        == "critical"
    )


def test_an_intravenous_iron_order_before_b12_is_stopped():
    """S3: by any route."""
    assert plan(both(ordered("ferric_carboxymaltose"))).alert("AL-IRON-FIRST") == "critical"


def test_a_planned_start_of_iron_before_b12_is_stopped():
    """K1: a planned start is an order."""
    assert plan(both(booked("ferrous_sulfate", ahead=3))).alert("AL-IRON-FIRST") == "critical"


def test_an_iron_order_after_the_first_b12_dose_passes():
    """S2: once B12 is given, the iron may go."""
    file = both(given("hydroxocobalamin", ago=1), ordered("ferrous_sulfate", "65 mg", every="1 d"))
    assert plan(file).alert("AL-IRON-FIRST") is None


def test_an_iron_order_without_b12_deficiency_passes():
    """S3: with B12 at 420 ng/L there is nothing to wait for."""
    assert (
        plan(low_iron(ordered("ferrous_sulfate", "65 mg", every="1 d"))).alert("AL-IRON-FIRST")
        is None
    )


def test_iron_and_b12_ordered_together_are_linked():
    """S2: ordered together: told to link them, at the level of information."""
    file = both(
        ordered("hydroxocobalamin", "1 mg"), ordered("ferrous_sulfate", "65 mg", every="1 d")
    )
    assert plan(file).alert("AL-IRON-FIRST") == "information"


def test_iron_already_taken_warns():
    """K1: iron taken before the plan is a warning, not a stop."""
    assert plan(both(oral_iron(ago=5), sampled=10)).alert("AL-IRON-FIRST") == "warning"


def test_iron_already_taken_need_not_be_stopped():
    """K1: it goes on once B12 is given today."""
    assert plan(both(oral_iron(ago=5), sampled=10)).recommends("FE-OD")


def test_iron_already_taken_with_b12_given_does_not_warn():
    """K1: with B12 given there is nothing to warn of."""
    assert (
        plan(both(given("hydroxocobalamin", ago=6), oral_iron(ago=5), sampled=10)).alert(
            "AL-IRON-FIRST"
        )
        is None
    )


def test_iron_starts_where_nothing_hints_at_b12():
    """S3: iron deficient, B12 unknown, no clue at all: iron may start."""
    assert plan(untested()).recommends("FE-OD")


def test_b12_is_still_measured_where_nothing_hints_at_it():
    """S3: the B12 test is advised all the same."""
    assert plan(untested()).offers("b12-test")


CLUES = {
    "a vegan diet": {"vegan_diet": True},
    "earlier bypass": {"events": [{"on": "2020-01-01", "done": "gastric_bypass"}]},
    "celiac disease": {"celiac_disease": True},
    "metformin": {"events": [started("metformin", ago=900)]},
    "a proton-pump inhibitor": {"events": [started("omeprazole", ago=900)]},
    "numbness": {"paresthesia": True},
    "MCV 101": {"mcv": 101},
    "hypersegmented neutrophils": {"hypersegmented_neutrophils": True},
    "RDW 15.1 % with a normal MCV": {"mcv": 88, "rdw_cv": 15.1},
}


def with_clue(clue):
    known = dict(CLUES[clue])
    return untested(*known.pop("events", ()), **known)


@pytest.mark.parametrize("clue", CLUES)
def test_iron_waits_for_b12_where_something_hints_at_it(clue):
    """S3: a risk factor, a neurological feature or a clue in the blood count: no iron alone."""
    seen = plan(with_clue(clue))
    assert seen.prescribes("vitamin_b12") or not seen.prescribes("iron")


@pytest.mark.parametrize("clue", CLUES)
def test_b12_is_measured_before_iron_where_something_hints_at_it(clue):
    """S3: the B12 test comes before iron."""
    assert plan(with_clue(clue)).recommends("b12-test")


@pytest.mark.parametrize("clue", CLUES)
def test_an_iron_order_is_stopped_where_something_hints_at_b12(clue):
    """S3: suspected is as good as confirmed."""
    file = with_clue(clue)
    file["events"].append(ordered("ferrous_sulfate", "65 mg", every="1 d"))
    assert plan(file).alert("AL-IRON-FIRST") == "critical"


@pytest.mark.parametrize("blood", [{"mcv": 100}, {"mcv": 88, "rdw_cv": 15}])
def test_the_limits_of_the_blood_count_do_not_hint(blood):
    """S3, 5.3: MCV of exactly 100 fL and RDW of exactly 15 % are no clue."""
    assert plan(untested(**blood)).recommends("FE-OD")


def test_an_indeterminate_level_counts_as_suspected():
    """S3: B12 of 220 ng/L is not an exclusion, so iron does not start alone."""
    assert not plan(both(vitamin_b12=220)).prescribes("iron")


# S4: the reason


def test_the_reason_for_the_order_is_shown_as_a_disagreement():
    """S4: that iron precipitates neurological damage is shown as not supported by a source."""
    seen = plan(both(ordered("ferrous_sulfate", "65 mg", every="1 d")))
    assert "no trial or series shows it for iron" in seen.text


def test_iron_indices_are_looked_at_again_after_b12():
    """S4, 5.2: B12 deficiency hides iron deficiency: a recheck three weeks into B12 treatment."""
    assert plan(low_b12()).check_due("R-FE-RECHECK") == "2026-12-13"  # 22 November + 21 days


# K13: what covers


@pytest.mark.parametrize(("ago", "covered"), [(0, True), (92, True), (93, False)])
def test_an_injection_covers_for_three_months(ago, covered):
    """K13: a parenteral dose within 3 months: back to 22 August, 92 days ago, and no further."""
    file = patient(given("hydroxocobalamin", ago=ago), vegan_diet=True)
    assert (plan(file).value("b12_cover") is True) is covered


def test_an_injection_since_the_sample_covers():
    """K13: a dose since the diagnostic sample covers."""
    assert plan(both(given("hydroxocobalamin", ago=1))).value("b12_cover") is True


def test_an_injection_years_ago_is_no_cover():
    """K13: a dose years ago is no cover."""
    assert plan(both(given("hydroxocobalamin", ago=800))).value("b12_cover") is not True


def test_oral_b12_of_one_milligram_covers():
    """K13: 1 mg a day by mouth, absorbed and without neurological features, covers."""
    assert plan(both(started("cyanocobalamin", "1 mg", ago=1))).value("b12_cover") is True


def test_oral_b12_below_one_milligram_is_no_cover():
    """K13: 0.9 mg a day is below the limit."""
    assert plan(both(started("cyanocobalamin", "0.9 mg", ago=1))).value("b12_cover") is not True


def test_oral_b12_is_no_cover_in_malabsorption():
    """K13, S15: where it is not absorbed it does not cover."""
    file = both(started("cyanocobalamin", "1 mg", ago=1), pernicious_anemia=True)
    assert plan(file).value("b12_cover") is not True


def test_oral_b12_is_no_cover_with_neurological_features():
    """K13, C7: oral B12 is not for neurological involvement."""
    file = both(started("cyanocobalamin", "1 mg", ago=1), paresthesia=True)
    assert plan(file).value("b12_cover") is not True


def test_oral_b12_that_was_stopped_is_no_cover():
    """K13: current, that is."""
    file = both(
        started("cyanocobalamin", "1 mg", ago=20), {"on": "2026-11-20", "stopped": "cyanocobalamin"}
    )
    assert plan(file).value("b12_cover") is not True


def test_a_b12_order_is_no_cover():
    """S2: given, not ordered."""
    assert plan(both(ordered("hydroxocobalamin", "1 mg"))).value("b12_cover") is not True


def test_nothing_recorded_is_no_cover():
    """K13: without any dose there is no cover."""
    assert plan(both()).value("b12_cover") is not True


def test_multivitamins_are_no_cover():
    """K13: the B12 of a multivitamin is too little."""
    assert plan(both(started("multivitamin_with_folate", ago=30))).value("b12_cover") is not True


@pytest.mark.parametrize(("acid", "level"), [(150, None), (None, "critical"), (600, "critical")])
def test_a_refuted_deficiency_frees_the_iron(acid, level):
    """S3: recorded absent after a low level, iron may be ordered if methylmalonic acid is normal."""
    file = patient(
        observed("vitamin_b12", 140, ago=40),
        *([observed("methylmalonic_acid", acid, ago=40)] if acid else []),
        absent("vitamin_b12_deficiency", ago=3),
        present("iron_deficiency"),
        ordered("ferrous_sulfate", "65 mg", every="1 d"),
    )
    assert plan(file).alert("AL-IRON-FIRST") == level
