"""Iron by vein (specification S34-S38, C1, C2, K6, K22, 4.4)"""

import pytest

from spec.patients import (
    NORMAL_B12,
    booked,
    both,
    done,
    given,
    low_iron,
    observed,
    oral_iron,
    ordered,
    plan,
    present,
)
from spec.response import tablets


def infusion():
    return ordered("ferric_carboxymaltose")


# S34, C2: hemoglobin below 100


@pytest.mark.parametrize(("hemoglobin", "considered"), [(99, True), (99.9, True), (100, False)])
def test_below_100_intravenous_iron_is_considered(hemoglobin, considered):
    """S34: below 100 g/L, and exactly 100 does not fire."""
    assert plan(both(hemoglobin=hemoglobin)).considers("FE-IV") is considered


def test_below_100_tablets_stay_an_acceptable_choice():
    """S34: oral is an acceptable documented choice."""
    assert plan(both(hemoglobin=92)).recommends("FE-OD")


@pytest.mark.parametrize(("hemoglobin", "level"), [(99, "information"), (100, None)])
def test_the_source_of_the_limit_is_told(hemoglobin, level):
    """C2: AL-SEV-SRC."""
    assert plan(both(hemoglobin=hemoglobin)).alert("AL-SEV-SRC") == level


def test_the_limit_belongs_to_bowel_disease():
    """C2: in bowel disease the source is its own guidance, so nothing needs to be said."""
    assert plan(both(hemoglobin=92, crohn_disease=True)).alert("AL-SEV-SRC") is None


@pytest.mark.parametrize("hemoglobin", [80, 92, 99])
def test_80_to_99_is_never_called_severe_anemia(hemoglobin):
    """S34: never label 80-99 g/L "severe"."""
    assert "severe anemia" not in plan(both(hemoglobin=hemoglobin)).text


# S37: bowel disease


@pytest.mark.parametrize(
    "disease", ["crohn_disease", "ulcerative_colitis", "inflammatory_bowel_disease"]
)
def test_bowel_disease_gets_intravenous_iron(disease):
    """S37: IBD; activity unknown is treated as active."""
    assert plan(both(**{disease: True})).recommends("FE-IV")


def test_bowel_disease_gets_no_tablets_beside():
    """S37: intravenous instead."""
    assert not plan(both(crohn_disease=True)).offers("FE-OD")


@pytest.mark.parametrize(("activity", "regimen"), [("active", "FE-IV"), ("quiescent", "FE-OD")])
def test_quiescent_bowel_disease_may_have_tablets(activity, regimen):
    """S37: quiescent with hemoglobin 112 g/L may have oral iron."""
    assert plan(both(present("crohn_disease", activity=activity))).recommends(regimen)


@pytest.mark.parametrize(("hemoglobin", "intravenous"), [(99, True), (100, False)])
def test_quiescent_bowel_disease_by_hemoglobin(hemoglobin, intravenous):
    """S37: quiescent, but below 100 g/L: intravenous."""
    file = both(present("crohn_disease", activity="quiescent"), hemoglobin=hemoglobin)
    assert plan(file).recommends("FE-IV") is intravenous


def test_bowel_disease_without_hemoglobin():
    """S37: quiescent with the hemoglobin unknown is not held back from its tests."""
    file = both(present("crohn_disease", activity="quiescent"), hemoglobin=None)
    assert "hemoglobin" in plan(file).missing


# S38: malabsorption


@pytest.mark.parametrize("cause", ["short_bowel", "malabsorption"])
def test_malabsorption_gets_intravenous_iron(cause):
    """S38: short bowel and malabsorption."""
    assert plan(both(**{cause: True})).recommends("FE-IV")


def test_gastrectomy_gets_intravenous_iron():
    """S38: after gastrectomy."""
    assert plan(both(done("gastrectomy", ago=2000))).recommends("FE-IV")


def test_celiac_disease_alone_gets_tablets():
    """S38: celiac disease: diet and tablets first."""
    assert plan(both(celiac_disease=True)).recommends("FE-OD")


def test_celiac_disease_after_failure_gets_intravenous_iron():
    """S38: untreated celiac disease with failure of tablets."""
    assert plan(both(celiac_disease=True, oral_iron_failure=True)).recommends("FE-IV")


def test_acid_suppression_alone_is_no_malabsorption():
    """S38: a proton-pump inhibitor alone is not malabsorption."""
    from spec.patients import started

    assert plan(low_iron(started("omeprazole", ago=300))).recommends("FE-OD")


# S36


def test_failure_of_tablets_gets_intravenous_iron():
    """S36: tablets failed though they were taken."""
    assert plan(low_iron(oral_iron_failure=True)).recommends("FE-IV")


# C13, S2


def test_intravenous_iron_comes_with_the_first_b12_dose():
    """S2: not before B12, by any route."""
    for cause, product in (
        ("crohn_disease", "ferric_derisomaltose"),  # 4.4
        ("oral_iron_failure", "ferric_carboxymaltose"),
    ):
        seen = plan(both(**{cause: True}))
        assert seen.first_due("hydroxocobalamin") <= seen.first_due(product)


def test_only_one_route_is_recommended():
    """S19: tablets or infusion, not both."""
    seen = plan(both(crohn_disease=True))
    assert [code for code in ("FE-OD", "FE-AD", "FE-IV") if seen.recommends(code)] == ["FE-IV"]


# 4.4, K6: what stops an order

STOPS = {
    "AL-IV-HSR": {"iv_iron_allergy": True},
    "AL-IV-T1": {"age": 30, "pregnancy": None},
    "AL-IV-INFECT": {"bacteremia": True},
    "AL-IV-OVERLOAD": {"iron_overload": True},
    "AL-IV-NOTID": {"ferritin": 150, "transferrin_saturation": 28},
}


@pytest.mark.parametrize("code", STOPS)
def test_an_order_is_stopped(code):
    """K6: on an order, critical."""
    assert plan(low_iron(infusion(), **STOPS[code])).alert(code) == "critical"


@pytest.mark.parametrize("code", STOPS)
def test_a_booked_infusion_is_stopped(code):
    """K6: a booked infusion is a request."""
    assert plan(low_iron(booked("ferric_carboxymaltose"), **STOPS[code])).alert(code) == "critical"


@pytest.mark.parametrize("code", STOPS)
def test_a_request_is_stopped(code):
    """K6: a request is as an order."""
    assert plan(low_iron(iv_iron_requested=True, **STOPS[code])).alert(code) == "critical"


@pytest.mark.parametrize("code", STOPS)
def test_without_an_order_there_is_no_alert(code):
    """K6: without an order nothing is stopped."""
    assert (
        plan(low_iron(pernicious_anemia=True, vitamin_b12=140, **STOPS[code])).alert(code) is None
    )


@pytest.mark.parametrize("code", STOPS)
def test_without_the_reason_an_order_passes(code):
    """K6: nor with an order but no reason."""
    assert plan(low_iron(infusion())).alert(code) is None


@pytest.mark.parametrize("code", ["AL-IV-HSR", "AL-IV-T1", "AL-IV-INFECT"])
def test_without_an_order_the_route_is_not_recommended(code):
    """K6: not recommended, and the contraindication is named."""
    assert plan(both(pernicious_anemia=True, **STOPS[code])).refused_for(code)


@pytest.mark.parametrize("code", STOPS)
def test_a_stopped_route_is_not_offered(code):
    """K6: FE-IV is not in the plan."""
    assert not plan(both(pernicious_anemia=True, **STOPS[code])).offers("FE-IV")


# K22: infection


def test_an_active_infection_is_critical():
    """K22: active systemic infection."""
    assert plan(low_iron(infusion(), active_infection=True)).alert("AL-IV-INFECT") == "critical"


def test_a_local_infection_warns():
    """K22: local or treated infection: a warning."""
    assert plan(low_iron(infusion(), local_infection=True)).alert("AL-IV-INFECT") == "warning"


def test_a_local_infection_leaves_the_route_open():
    """K22: not ruled out."""
    assert plan(both(pernicious_anemia=True, local_infection=True)).recommends("FE-IV")


# First trimester


@pytest.mark.parametrize(("weeks", "level"), [("12+6", "critical"), ("13+0", None)])
def test_intravenous_iron_from_13_weeks(weeks, level):
    """4.4: gestation below 13+0 or unknown."""
    file = low_iron(infusion(), observed("gestation", weeks, ago=0), age=30, pregnancy=True)
    assert plan(file).alert("AL-IV-T1") == level


def test_gestation_unknown_in_pregnancy():
    """4.4: unknown gestation is as the first trimester."""
    assert plan(low_iron(infusion(), age=30, pregnancy=True)).alert("AL-IV-T1") == "critical"


# Tablets beside


def test_tablets_beside_an_infusion():
    """AL-IVPO-OVERLAP: oral iron continued with an infusion."""
    assert (
        plan(low_iron(oral_iron(ago=20), infusion(), sampled=25)).alert("AL-IVPO-OVERLAP")
        == "warning"
    )


@pytest.mark.parametrize(("ago", "level"), [(5, "warning"), (6, None)])
def test_tablets_within_five_days_of_an_infusion(ago, level):
    """4.3: not before 5 days after the last infusion."""
    file = low_iron(
        given("ferric_carboxymaltose", "1000 mg", ago=ago),
        ordered("ferrous_sulfate", "65 mg", every="1 d"),
        sampled=10,
    )
    assert plan(file).alert("AL-IVPO-OVERLAP") == level


def test_an_infusion_alone_is_no_overlap():
    """AL-IVPO-OVERLAP needs both."""
    assert plan(low_iron(infusion())).alert("AL-IVPO-OVERLAP") is None


def test_an_infusion_for_someone_replete_of_b12():
    """S3: with B12 at 420 ng/L an infusion need not wait."""
    assert plan(low_iron(infusion(), **NORMAL_B12)).alert("AL-IRON-FIRST") is None


# To consider: the sentence names every reason


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (low_iron(hemoglobin=92), "hemoglobin 92 g/L"),
        (low_iron(hemoglobin=80), "an acceptable, documented choice"),
        (low_iron(hemoglobin=79), "for which tablets are not begun"),
        (low_iron(hemoglobin=92, age=30, pregnancy=True, gestation=24), "in pregnancy"),
        (low_iron(done("bariatric_surgery")), "weight-loss surgery"),
        (low_iron(parietal_cell_antibody="positive"), "suspected autoimmune gastritis"),
        (low_iron(infusion()), "a request for it"),
    ],
)
def test_what_is_to_be_considered_names_the_reason(file, reason):
    """S34, S36, S59, C2: the limit of 100 g/L is one reason of several."""
    assert reason in plan(file).line("iron-intravenous-consider")


def test_a_reason_that_is_not_there_is_not_named():
    """S34: nothing of 80 to 99 g/L is said where hemoglobin is not there, or in pregnancy."""
    surgery = low_iron(done("bariatric_surgery"), hemoglobin=105)
    pregnant = low_iron(hemoglobin=92, age=30, pregnancy=True, gestation=24)
    for file in (surgery, pregnant, low_iron(hemoglobin=79)):
        assert "acceptable" not in plan(file).line("iron-intravenous-consider")


def test_tablets_without_response_are_named_as_a_reason():
    """S36, C3."""
    found = tablets(16, rises={14: 2}, adherence=95)
    assert "no response to tablets" in found.line("iron-intravenous-consider")
