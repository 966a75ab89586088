"""Both sides of each limit of K26 to K48, on patients who differ in that one number."""

import pytest

from spec.patients import (
    absent,
    given,
    injections,
    low_b12,
    low_iron,
    observed,
    patient,
    plan,
    present,
    started,
    stop_ordered,
)

UNMEASURED = {"vitamin_b12": None}


@pytest.mark.parametrize(("days", "said"), [(27, False), (28, True)])
def test_k26_four_weeks_of_treatment(days, said):
    """Counted to the sample: it was taken two days ago."""
    seen = plan(
        low_b12(
            started("cyanocobalamin", "1 mg", ago=days + 2),
            observed("vitamin_b12", 150),
            **UNMEASURED,
        )
    )
    assert seen.offers("b12-treatment-insufficient") is said
    assert seen.recommends("B12-STD")


INFUSED = given("ferric_carboxymaltose", "1000 mg", ago=25)


@pytest.mark.parametrize(("phosphate", "urgent"), [(0.31, True), (0.32, False), (0.64, False)])
def test_k29_the_same_day_below_0_32(phosphate, urgent):
    seen = plan(low_iron(INFUSED, observed("phosphate", phosphate), sampled=30))
    assert seen.offers("phosphate-specialist") is urgent
    assert seen.offers("phosphate-after-infusion") is not urgent


def relapsing(*later, best=131, best_ago=30):
    """On B12 for six months; its best hemoglobin, and what came later."""
    return low_b12(
        observed("vitamin_b12", 88, ago=240),
        observed("hemoglobin", 79, ago=240),
        *injections(6, last=220),
        *(given("hydroxocobalamin", ago=ago) for ago in (160, 100, 40)),
        observed("hemoglobin", best, ago=best_ago),
        *later,
        vitamin_b12=None,
        hemoglobin=None,
    )


@pytest.mark.parametrize(("value", "relapse"), [(111, True), (112, False)])
def test_k30_a_fall_of_20_that_is_confirmed(value, relapse):
    later = (observed("hemoglobin", value, ago=9), observed("hemoglobin", value, ago=2))
    assert plan(relapsing(*later)).offers("relapse-look") is relapse


@pytest.mark.parametrize(("value", "relapse"), [(99, True), (100, False)])
def test_k30_once_measured_it_counts_below_100(value, relapse):
    assert plan(relapsing(observed("hemoglobin", value))).offers("relapse-look") is relapse


@pytest.mark.parametrize(("ago", "relapse"), [(170, True), (200, False)])
def test_k30_the_best_is_that_of_six_months(ago, relapse):
    made = relapsing(observed("hemoglobin", 98), best_ago=ago)
    assert plan(made).offers("relapse-look") is relapse


@pytest.mark.parametrize(
    ("known", "days", "relapse"),
    [
        ({"platelets": 99}, 29, True),
        ({"platelets": 100}, 29, False),
        ({"platelets": 99}, 26, False),
        ({"neutrophils": 0.9}, 29, True),
        ({"neutrophils": 1.0}, 29, False),
    ],
)
def test_k30_low_counts_after_four_weeks(known, days, relapse):
    seen = plan(low_b12(given("hydroxocobalamin", ago=days), sampled=days + 1, **known))
    assert seen.offers("relapse-look") is relapse


WELL_OTHERWISE = {"vitamin_b12": 430, "ferritin": 120, "crp": 1, "hemoglobin": 141, "mcv": 90}


@pytest.mark.parametrize(
    ("known", "how_soon"),
    [
        ({"platelets": 49}, "today"),
        ({"platelets": 50}, "advice"),
        ({"neutrophils": 0.49}, "today"),
        ({"neutrophils": 0.5}, "week"),
        ({"neutrophils": 0.99}, "week"),
        ({"neutrophils": 1.0}, "advice"),
        ({"neutrophils": 0.9, "platelets": 140}, "today"),
        ({"neutrophils": 0.9, "fever": True}, "today"),
        ({"neutrophils": 1.1, "fever": True}, "advice"),
    ],
)
def test_k31_how_soon_hematology_is_asked(known, how_soon):
    seen = plan(patient(**WELL_OTHERWISE, **known))
    lines = {
        "today": "counts-hematology-today",
        "week": "counts-hematology-this-week",
        "advice": "counts-hematology",
    }
    assert [name for name, line in lines.items() if seen.offers(line)] == [how_soon]


@pytest.mark.parametrize(("days", "named"), [(10, True), (11, False)])
def test_k35_low_potassium_in_the_first_ten_days(days, named):
    seen = plan(low_b12(given("hydroxocobalamin", ago=days), potassium=3.4, sampled=days + 1))
    assert seen.offers("potassium-before-b12") is named
    assert named or "potassium" in {one.element.name for one in seen.plan.unexplained}


STEADY = {"pernicious_anemia": True, "vitamin_b12": None, "hemoglobin": 132, "ferritin": 90}


@pytest.mark.parametrize(
    ("count", "every", "steady"),
    [
        (3, 42, True),
        (3, 41, False),
        (3, 98, True),
        (3, 99, False),
        (2, 70, False),
        (9, 70, True),
    ],
)
def test_k37_three_injections_six_to_fourteen_weeks_apart(count, every, steady):
    """With neurology that nobody recorded: it is asked for, and reloads nobody who is steady."""
    seen = plan(patient(*injections(count, every=every, last=20), **STEADY))
    assert seen.offers("B12-NEURO") is not steady
    if steady:
        assert seen.item("B12-STD-M").schedule.overdue_since is None
        assert "paresthesia" in seen.missing


@pytest.mark.parametrize(("week", "provisional"), [(8, False), (12, False), (14, True)])
def test_k44_a_weight_of_the_first_trimester(week, provisional):
    """Twenty weeks today; the earlier weight was taken in that week."""
    seen = plan(
        low_iron(
            observed("gestation", 20, ago=0),
            observed("weight", 60, ago=(20 - week) * 7),
            observed("weight", 69),
            age=30,
            pregnancy=True,
            hemoglobin=92,
            oral_iron_failure=True,
        )
    )
    assert (seen.alert("iv-iron-weight-provisional") == "warning") is provisional


@pytest.mark.parametrize(("dose", "level"), [("0.05 mg", None), ("0.04 mg", "critical")])
def test_k45_tablets_of_a_sufficient_dose_cover_the_diet(dose, level):
    file = patient(
        observed("vitamin_b12", 120, ago=300),
        *injections(6, last=280),
        *(given("hydroxocobalamin", ago=ago) for ago in (220, 160, 100)),
        started("cyanocobalamin", dose, ago=200),
        stop_ordered("hydroxocobalamin", "on tablets"),
        vegan_diet=True,
        hemoglobin=134,
        intrinsic_factor_antibody="negative",
        absent=("paresthesia", "gait_disturbance", "cognitive_impairment",
                "subacute_combined_degeneration"),
    )  # fmt: skip
    assert plan(file).alert("AL-B12-NOSTOP") == level


@pytest.mark.parametrize(
    ("egfr", "status"), [(50, "recommended"), (49, "consider"), (None, "recommended")]
)
def test_k48_the_bridge_by_the_kidneys(egfr, status):
    seen = plan(low_iron(vitamin_b12=120, hydroxocobalamin_unavailable=True, egfr=egfr))
    assert seen.item("b12-bridge").status == status
    assert seen.item("FE-OD").status == status


@pytest.mark.parametrize(("fall", "ago", "dark"), [(10, 29, False), (9, 29, True), (10, 32, True)])
def test_k39_a_dark_stool_after_a_fall_of_10_within_30_days(fall, ago, dark):
    seen = plan(
        low_iron(
            started("ferrous_sulfate", "65 mg", ago=60),
            observed("hemoglobin", 104 + fall, ago=ago),
            hemoglobin=104,
        )
    )
    assert (
        ("dark stools" in seen.line("iron-safety"))
        if dark
        else seen.offers("iron-safety-in-bleeding")
    )
    assert seen.offers("iron-safety") is dark


def test_present_is_not_absent_here():
    """K34: injections refused once, and accepted since."""
    events = (present("refuses_injections", ago=40), absent("refuses_injections", ago=3))
    assert not plan(low_b12(*events)).offers("b12-oral-refused")
